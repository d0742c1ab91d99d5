// What stands out: sudden rises, the digest of the last week, proposals for rules and the rules in force.

import { get } from "./api.js";
import { fill, h } from "./dom.js";
import { change, proposal, rule } from "./rules.js";
import { t } from "./words.js";

const link = (id) => h("a", { href: `#/complaints/${id}` }, id);

const rise = (one) => h("li", {}, h(one.is_over ? "span" : "strong", {}, one.text),
  h("p", { class: "hint" }, one.is_over ? t("rises.over", { first: one.first_day, last: one.last_day }) : t("rises.since", { first: one.first_day })),
  h("ul", { class: "plain" }, one.examples.map((example) => h("li", {}, example.text, " ", link(example.complaint)))));

const part = (title, items, empty) => h("section", {}, h("h2", {}, title),
  items.length ? h("ul", { class: "plain visits" }, items) : h("p", { class: "empty" }, empty));

export const insightsView = ({ me, queues, tell, fail }) => {
  const list = h("div", { class: "list", "aria-live": "polite" }, h("p", { class: "hint" }, t("loading")));
  const load = () => Promise.all(["v1/warnings?limit=10", "v1/proposals?limit=100", "v1/reports/digest", "v1/rules", "v1/rules/changes?limit=20"].map(get))
    .then(([warnings, proposals, digest, rules, changes]) => {
      const versions = Object.fromEntries(proposals.items.map((one) => [one.id, one.version]));
      const on = { me, queues, versions, fail, done: (text) => { tell(text); load(); } };
      const ranked = [...proposals.items].sort((one, other) => (one.state !== "open") - (other.state !== "open"));
      fill(list, part(t("rises.title"), warnings.items.map(rise), t("rises.none")),
        h("section", {}, h("h2", {}, t("digest.title")), h("pre", { class: "text" }, digest.text)),
        part(t("proposals.title"), ranked.map((one) => proposal(one, on)), t("proposals.none")),
        part(t("rules.title"), rules.items.map((one) => rule(one, on)), ""),
        part(t("rules.changes"), changes.items.map(change), t("rules.none")));
    }).catch(fail);
  return { element: h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, t("insights.title")), list), ready: load() };
};
