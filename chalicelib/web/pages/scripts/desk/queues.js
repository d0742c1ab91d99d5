// The queues with their numbers, the complaints of one of them, and what a search found.

import { get, post } from "./api.js";
import { fill, h, select } from "./dom.js";
import { countdown, moment } from "./moments.js";
import { named, t } from "./words.js";

export const STATUSES = ["waiting", "assigned", "waiting_customer", "resolved"];
const ANY = "any";
export const SEARCHES = [ANY, "order", "phone", "email", "tracking", "customer", "id"];

// What somebody has in hand is told by its form; what has none of these is most often an order number.
const kindOf = (value) => {
  if (value.includes("@")) return "email";
  if (/^c[0-9a-z]{19}$/.test(value)) return "id";
  return /^(\+?86[ -]?)?1[3-9]\d([ -]?\d{4}){2}$/.test(value) ? "phone" : "order";
};

const ticking = (complaint) => complaint.clocks.filter((clock) => clock.state === "running" || clock.state === "breached");

export const nearest = (complaint) =>
  ticking(complaint).map((clock) => clock.due_at).sort((one, other) => new Date(one) - new Date(other))[0];

// The subject; where nobody gave one, how the first message at hand begins.
export const nameOf = (complaint) => complaint.subject || complaint.messages[0]?.text.slice(0, 80) || t("complaint.unnamed");

export const titleOf = (queues, id) => queues.find((one) => one.id === id)?.title ?? id;

export const severity = (complaint) =>
  h("span", { class: `severity ${complaint.severity}`, title: named("severity", complaint.severity) }, complaint.severity);

export const queueList = (queues, chosen) =>
  queues.map((queue) =>
    h("li", {},
      h("a", { href: `#/queues/${queue.id}`, "aria-current": queue.id === chosen ? "page" : null, dataset: { key: queue.id } },
        h("span", { class: "title" }, queue.title),
        h("span", { class: "count", title: t("queue.waiting") }, String(queue.waiting)),
        queue.nearest_due_at && countdown(queue.nearest_due_at))));

const row = (complaint) => {
  const [newest] = complaint.messages.slice(-1);
  const due = nearest(complaint);
  const who = complaint.customer.name || complaint.customer.phone || complaint.customer.email || t("customer.unknown");
  return h("li", {},
    h("a", { class: "row", href: `#/complaints/${complaint.id}`, dataset: { key: complaint.id } },
      severity(complaint),
      h("span", { class: "what" },
        h("strong", {}, nameOf(complaint)),
        complaint.subject && newest && h("span", { class: "hint" }, newest.text.slice(0, 120)),
        h("span", { class: "hint" }, [
          named("category", complaint.category.primary),
          ...complaint.signals.map((signal) => named("signal", signal)),
          who,
          named("channel", complaint.channel),
          complaint.lease?.agent_name || complaint.assignee,
        ].filter(Boolean).join(" · "))),
      h("span", { class: "due" }, due ? countdown(due) : moment(complaint.updated_at))));
};

export const rows = (items) => h("ul", { class: "rows" }, items.map(row));

// One queue: tabs by status, its complaints by nearest promise, more of them on demand.
export const queueView = ({ queue, status, open, fail, mayClaim }) => {
  const path = `v1/queues/${queue.id}/complaints?status=${status}&limit=25`;
  const list = h("div", { class: "list", "aria-live": "polite", "aria-busy": true }, h("p", { class: "hint" }, t("loading")));
  let items = [];
  let next = null;

  const render = () => fill(list,
    items.length ? rows(items) : h("p", { class: "empty" }, t(`empty.${status}`)),
    next && h("button", { class: "quiet", dataset: { key: "more" }, onclick: () => load(next) }, t("list.more")));

  const load = async (cursor) => {
    try {
      const page = await get(cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
      items = cursor ? [...items, ...page.items] : page.items;
      next = page.next;
      list.removeAttribute("aria-busy");
      render();
    } catch (problem) { fail(problem); }
  };

  const claimNext = async () => {
    try {
      const claimed = await post(`v1/queues/${queue.id}/claim-next`);
      if (claimed) open(claimed.id);
      else fail(t("queue.nobody"));
    } catch (problem) { fail(problem); }
  };

  load();
  return {
    refresh: () => items.length <= 25 && load(),
    element: h("section", { class: "queue" },
      h("div", { class: "bar" },
        h("h1", { tabindex: "-1" }, queue.title),
        mayClaim && h("button", { id: "claim-next", onclick: claimNext }, t("queue.claim_next"))),
      h("nav", { class: "tabs", "aria-label": t("queue.by_status") }, STATUSES.map((one) =>
        h("a", { href: `#/queues/${queue.id}/${one}`, "aria-current": one === status ? "page" : null },
          named("status", one), " ", h("span", { class: "count" }, String(queue.counts[one] ?? 0))))),
      list),
  };
};

export const searchForm = (go) => {
  const kinds = select("kind", SEARCHES.map((kind) => [kind, named("search", kind)]));
  kinds.setAttribute("aria-label", t("search.kind"));
  const value = h("input", { name: "value", type: "search", required: true, "aria-label": t("search.value"), placeholder: t("search.value") });
  return h("form", { class: "search", role: "search", onsubmit: (event) => {
    event.preventDefault();
    const given = value.value.trim();
    go(`#/search/${kinds.value === ANY ? kindOf(given) : kinds.value}/${encodeURIComponent(given)}`);
  } }, kinds, value, h("button", { class: "quiet" }, t("search.go")));
};

export const searchView = ({ kind, value, fail }) => {
  const list = h("div", { class: "list", "aria-live": "polite" }, h("p", { class: "hint" }, t("loading")));
  get(`v1/search?${new URLSearchParams({ [kind]: value })}`)
    .then((found) => fill(list, found.items.length ? rows(found.items) : h("p", { class: "empty" }, t("search.nothing"))))
    .catch(fail);
  return { element: h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, t("search.found", { kind: named("search", kind), value })), list) };
};
