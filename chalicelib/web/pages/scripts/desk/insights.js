// What stands out: sudden rises, the digest of the last week, and proposals for rules with what speaks for them.

import { get, post } from "./api.js";
import { field, fill, h } from "./dom.js";
import { named, t } from "./words.js";

const SENIOR = ["supervisor", "admin"];
const mayDecide = (me) => me.roles.some((role) => SENIOR.includes(role));
const link = (id) => h("a", { href: `#/complaints/${id}` }, id);

// Where from and where to: queues by their titles, categories and severities by their words.
const place = (code, kind, queues) => {
  if (kind === "term") return named("category", code);
  return queues.find((queue) => queue.id === code)?.title ?? named("severity", code);
};

const rise = (one) => h("li", {}, h(one.is_over ? "span" : "strong", {}, one.text),
  h("p", { class: "hint" }, one.is_over ? t("rises.over", { first: one.first_day, last: one.last_day }) : t("rises.since", { first: one.first_day })),
  h("ul", { class: "plain" }, one.examples.map((example) => h("li", {}, example.text, " ", link(example.complaint)))));

const decide = (one, { done, fail }) => {
  const reason = h("input", { name: "reason", id: `reason-${one.id}`, maxlength: 1000, autocomplete: "off" });
  const send = (verdict) => post(`v1/proposals/${one.id}/${verdict}`, { reason: reason.value }, { version: one.version })
    .then(() => done(t(`done.${verdict}`))).catch(fail);
  return h("form", { class: "act", onsubmit: (event) => { event.preventDefault(); send("accept"); } },
    field(t("proposals.reason"), reason, t("proposals.hint")),
    h("p", {}, h("button", {}, t("proposals.accept")), " ",
      h("button", { type: "button", class: "quiet", onclick: () => send("decline") }, t("proposals.decline"))));
};

const proposal = (one, on) => h("li", {}, h("details", { class: "more", dataset: { proposal: one.id } },
  h("summary", {}, h("strong", {}, one.text), " · ", t("proposals.move",
    { source: place(one.source, one.kind, on.queues), target: place(one.target, one.kind, on.queues) }), " · ",
    named("proposal_state", one.state)),
  h("p", {}, named("proposal_kind", one.kind), " ", t("proposals.evidence", one.evidence)),
  h("p", { class: "hint" }, t("proposals.effect", one.effect)),
  h("p", {}, one.evidence.examples.map((id) => [link(id), " "])),
  one.rule && h("pre", {}, JSON.stringify(one.rule, null, 1)),
  one.rule && one.state === "accepted" && !one.in_force && h("p", { class: "hint" }, t("proposals.deploy")),
  one.reason && h("p", {}, one.reason),
  one.state === "open" && mayDecide(on.me) && decide(one, on)));

const part = (title, items, empty) => h("section", {}, h("h2", {}, title),
  items.length ? h("ul", { class: "plain visits" }, items) : h("p", { class: "empty" }, empty));

export const insightsView = ({ me, queues, tell, fail }) => {
  const list = h("div", { class: "list", "aria-live": "polite" }, h("p", { class: "hint" }, t("loading")));
  const load = () => Promise.all([get("v1/warnings?limit=10"), get("v1/proposals?limit=100"), get("v1/reports/digest")])
    .then(([warnings, proposals, digest]) => {
      const on = { me, queues, fail, done: (text) => { tell(text); load(); } };
      const ranked = [...proposals.items].sort((one, other) => (one.state !== "open") - (other.state !== "open"));
      fill(list, part(t("rises.title"), warnings.items.map(rise), t("rises.none")),
        h("section", {}, h("h2", {}, t("digest.title")), h("pre", { class: "text" }, digest.text)),
        part(t("proposals.title"), ranked.map((one) => proposal(one, on)), t("proposals.none")));
    }).catch(fail);
  return { element: h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, t("insights.title")), list), ready: load() };
};
