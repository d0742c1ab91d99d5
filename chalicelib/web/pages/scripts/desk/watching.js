// What is at risk over all queues, and what colleagues called us to.

import { get, post } from "./api.js";
import { fill, h } from "./dom.js";
import { moment } from "./moments.js";
import { rows } from "./queues.js";
import { named, t } from "./words.js";

const listOf = () => h("div", { class: "list", "aria-live": "polite" }, h("p", { class: "hint" }, t("loading")));

const page = (title, list) => h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, title), list);

export const riskView = ({ fail }) => {
  const list = listOf();
  const load = () => get("v1/at-risk?limit=50").then((found) => fill(list,
    found.items.length ? rows(found.items) : h("p", { class: "empty" }, t("risk.none")),
    !found.is_whole && h("p", { class: "hint" }, t("risk.more")))).catch(fail);
  return { element: page(t("risk.title"), list), ready: load(), refresh: load };
};

const mention = (one) => h("li", {},
  h("a", { class: "row", href: `#/complaints/${one.complaint}`, dataset: { key: one.id } },
    h("span", { class: "what" },
      h(one.is_read ? "span" : "strong", {}, named("mention", one.cause)),
      h("span", { class: "hint" }, `${one.by} · ${one.complaint}`)),
    h("span", { class: "due" }, moment(one.at))));

export const mentionsView = ({ fail }) => {
  const list = listOf();
  const load = () => get("v1/agents/me/mentions").then(({ items }) => fill(list,
    items.length ? h("ul", { class: "rows" }, items.map(mention)) : h("p", { class: "empty" }, t("mentions.none")),
    items.some((one) => !one.is_read) && h("button", { class: "quiet", id: "mentions-read",
      onclick: () => post("v1/agents/me/mentions/read", { until: items[0].id }).then(load).catch(fail) }, t("mentions.read")))).catch(fail);
  return { element: page(t("mentions.title"), list), ready: load(), refresh: load };
};
