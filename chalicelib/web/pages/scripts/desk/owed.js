// What is owed: the promises with their countdown, and what the customer is entitled to with the rule that says so.

import { complaintPath, get } from "./api.js";
import { fill, h } from "./dom.js";
import { countdown, moment } from "./moments.js";
import { named, t } from "./words.js";

const isTicking = (clock) => clock.state === "running" || clock.state === "breached";

const clockItem = (clock) => h("li", { class: `clock ${clock.state}` },
  h("p", {}, h("strong", {}, named("clock", clock.kind)), " ",
    isTicking(clock) ? countdown(clock.due_at) : h("span", { class: "state" }, named("clock_state", clock.state))),
  h("p", { class: "hint" }, t("clock.due"), " ", moment(clock.due_at), clock.provisional ? ` · ${t("clock.provisional")}` : ""),
  h("details", {}, h("summary", {}, t("clock.why")),
    h("p", {}, clock.reason), h("ul", {}, (clock.steps ?? []).map((step) => h("li", {}, step)))));

export const clocks = (complaint, fail) => {
  const list = h("ul", { class: "plain clocks" }, complaint.clocks.map(clockItem));
  get(complaintPath(complaint.id, "/clocks")).then((found) => fill(list, found.items.map(clockItem))).catch(fail);
  return h("section", { "aria-labelledby": "clocks" }, h("h2", { id: "clocks" }, t("clocks.title")), list);
};

const deadline = (one) => h("li", {}, `${one.name}: `, h("strong", {}, one.effective),
  one.effective === one.nominal ? "" : ` (${t("entitled.nominal", { day: one.nominal })})`);

const rule = (one) => h("li", {}, one.says, " ", h("span", { class: "hint" }, `${one.source} · ${one.id}`));

const names = (items) => items.map((one) => one.name).join(t("list.comma"));

const part = (title, content) => h("div", {}, h("dt", {}, title), h("dd", {}, content));

const answer = (found) => [
  found.conditional && h("p", { class: "notice" }, t("entitled.conditional")),
  found.entitled.length
    ? h("p", { class: "remedies" }, h("strong", {}, names(found.entitled)))
    : h("p", { class: "empty" }, t("entitled.nothing")),
  h("dl", {},
    found.deadlines.length > 0 && part(t("entitled.until"), h("ul", { class: "plain" }, found.deadlines.map(deadline))),
    found.entitled.length > 0 && part(t("entitled.freight"), found.freight.name),
    Object.keys(found.amounts).length > 0 && part(t("entitled.amounts"),
      Object.entries(found.amounts).map(([what, amount]) => `${named("amount", what)} ${amount}`).join(t("list.comma"))),
    found.evidence.length > 0 && part(t("entitled.evidence"), names(found.evidence)),
    found.not_entitled.length > 0 && part(t("entitled.not"), names(found.not_entitled))),
  found.rules.length > 0 && h("details", {}, h("summary", {}, t("entitled.rules", { count: found.rules.length })),
    h("ul", { class: "plain" }, found.rules.map(rule))),
];

export const entitlements = (complaint, fail) => {
  const box = h("div", { "aria-live": "polite" }, h("p", { class: "hint" }, t("loading")));
  get(complaintPath(complaint.id, "/entitlements")).then((found) => fill(box, answer(found))).catch((problem) => {
    fill(box, h("p", { class: "hint" }, t("entitled.none")));
    if (problem.status !== 404) fail(problem);
  });
  return h("section", { "aria-labelledby": "entitled" }, h("h2", { id: "entitled" }, t("entitled.title")), box);
};
