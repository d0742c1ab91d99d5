// Proposals for rules with what speaks for them, the rules in force, and who changed them: a person decides and takes back.

import { post } from "./api.js";
import { field, h } from "./dom.js";
import { moment } from "./moments.js";
import { named, t } from "./words.js";

const SENIOR = ["supervisor", "admin"];
const mayDecide = (me) => me.roles.some((role) => SENIOR.includes(role));
const link = (id) => h("a", { href: `#/complaints/${id}` }, id);
const folded = (summary, ...children) => h("details", { class: "more" }, h("summary", {}, summary), ...children);
const titled = (queue, queues) => queues.find((one) => one.id === queue)?.title ?? queue;

// Where from and where to: queues by their titles, categories and severities by their words.
const place = (code, kind, queues) => {
  if (kind === "term") return named("category", code);
  return kind === "route" ? titled(code, queues) : queues.find((one) => one.id === code)?.title ?? named("severity", code);
};

// The first verdict is what Enter sends; the others stand beside it.
const decide = (proposal, version, [first, ...others], { done, fail, hint, required }) => {
  const reason = h("input", { name: "reason", required, id: `reason-${proposal}`, maxlength: 1000, autocomplete: "off" });
  const send = ([verdict]) => post(`v1/proposals/${proposal}/${verdict}`, { reason: reason.value }, { version })
    .then(() => done(t(`done.proposal.${verdict}`))).catch(fail);
  return h("form", { class: "act", onsubmit: (event) => { event.preventDefault(); send(first); } },
    field(t("proposals.reason"), reason, hint),
    h("p", {}, h("button", {}, first[1]), others.flatMap((one) => [" ",
      h("button", { type: "button", class: "quiet", onclick: () => send(one) }, one[1])])));
};

const onOpen = (one, on) => decide(one.id, one.version,
  [["accept", t("proposals.accept")], ["decline", t("proposals.decline")]], { ...on, hint: t("proposals.hint") });
const takeBack = (id, version, on) => decide(id, version, [["retire", t("rules.retire")]], { ...on, required: true });

export const proposal = (one, on) => h("li", {}, folded(
  [h("strong", {}, one.text), " · ", t("proposals.move",
    { source: place(one.source, one.kind, on.queues), target: place(one.target, one.kind, on.queues) }), " · ",
    named("proposal_state", one.state)],
  h("p", {}, named("proposal_kind", one.kind), " ", t("proposals.evidence", one.evidence)),
  h("p", { class: "hint" }, t("proposals.effect", one.effect)),
  h("p", {}, one.evidence.examples.flatMap((id) => [link(id), " "])),
  one.rule && h("pre", {}, JSON.stringify(one.rule, null, 1)),
  one.reason && h("p", {}, one.reason),
  one.state === "open" && mayDecide(on.me) && onOpen(one, on),
  one.state === "accepted" && one.term && mayDecide(on.me) && takeBack(one.id, one.version, on)));

const outcome = (one, queues) => [one.queue && titled(one.queue, queues), one.severity && named("severity", one.severity),
  ...one.skills, ...one.tags].filter(Boolean).join(" · ");

// A rule of the file has nobody to name; an accepted one is taken back here.
export const rule = (one, on) => h("li", {}, folded(
  [h(one.accepted ? "strong" : "span", {}, one.text), " → ", outcome(one, on.queues),
    one.in_force ? null : ` · ${t("rules.aside")}`],
  h("p", { class: "hint" }, one.id),
  h("pre", {}, JSON.stringify(one.when, null, 1)),
  one.accepted && h("p", {}, t("rules.accepted", { by: one.accepted.by }), " ", moment(one.accepted.at), " ", one.accepted.reason),
  one.accepted && mayDecide(on.me) && takeBack(one.accepted.proposal, on.versions[one.accepted.proposal], on)));

export const change = (one) => h("li", {}, moment(one.at), " · ", named("rule_step", one.step), " · ", one.rule.text, " · ",
  one.by, one.reason && ` · ${one.reason}`);
