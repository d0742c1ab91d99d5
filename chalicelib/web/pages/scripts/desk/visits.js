// Whom to call after a resolution, with what to say, and what they answered.

import { mayAct } from "./acting.js";
import { complaintPath, get, post } from "./api.js";
import { field, fill, h, select } from "./dom.js";
import { moment } from "./moments.js";
import { nameOf } from "./queues.js";
import { named, t } from "./words.js";

const OUTCOMES = ["solved", "not_reached", "new_problem", "refused"];
const LINES = ["thanks", "solved", "goods", "wish", "closing"];
const DAYS_AHEAD = 7;
const DAY = 24 * 60 * 60 * 1000;

const contact = ({ name, phone, email }) => h("p", {}, name || t("customer.unknown"), " · ",
  phone ? h("a", { href: `tel:${phone}` }, phone) : email || t("visits.nowhere"));

const said = ({ visit, complaint, done, fail }) => {
  const outcome = select("outcome", OUTCOMES.map((one) => [one, named("visit_outcome", one)]));
  const note = h("textarea", { name: "note", id: `note-${visit.id}`, rows: 3, maxlength: 1000 });
  outcome.id = `outcome-${visit.id}`;
  outcome.addEventListener("change", () => { note.required = outcome.value === "new_problem"; });
  return h("form", { class: "act", onsubmit: async (event) => {
    event.preventDefault();
    try {
      // No version: what happened to the complaint during the call does not undo what was said in it.
      await post(complaintPath(complaint.id, `/visits/${encodeURIComponent(visit.id)}`), { outcome: outcome.value, note: note.value });
      done(t("done.visit"));
    } catch (problem) { fail(problem); }
  } }, field(t("visits.outcome"), outcome), field(t("visits.note"), note), h("button", {}, t("visits.keep")));
};

// The complaint is asked for when somebody begins to call: its number is shown to nobody before.
const opened = async (on, box) => {
  const complaint = await get(complaintPath(on.visit.complaint));
  fill(box, h("p", {}, h("a", { href: `#/complaints/${complaint.id}` }, nameOf(complaint))), contact(complaint.customer),
    h("ol", { class: "script", lang: on.visit.language }, LINES.map((line) => h("li", {}, on.script[line]))),
    mayAct(on.me) && said({ ...on, complaint }));
};

const item = (on) => {
  const { visit, fail } = on;
  const box = h("div", { class: "visit" }, h("p", { class: "hint" }, t("loading")));
  return h("li", {}, h("details", { class: "more", dataset: { visit: visit.id }, ontoggle: (event) => {
    if (event.target.open) opened(on, box).catch(fail);
  } }, h("summary", {}, moment(visit.due_at), " · ", named("visit_kind", visit.kind), " · ",
    t("visits.try", { number: visit.tries.length + 1, of: visit.most_tries }), " · ", visit.complaint), box));
};

export const visitsView = ({ me, tell, fail }) => {
  const list = h("div", { class: "list", "aria-live": "polite" });
  const ahead = h("input", { type: "checkbox", id: "visits-ahead", onchange: () => load() });
  let asked = 0;
  // Only the newest question is answered, and nobody opens what is about to be replaced.
  const load = async (cursor, before = []) => {
    const turn = ++asked;
    if (!cursor) fill(list, h("p", { class: "hint" }, t("loading")));
    const until = new Date(Date.now() + (ahead.checked ? DAYS_AHEAD * DAY : 0)).toISOString();
    try {
      const page = await get(`v1/visits?${new URLSearchParams({ due: until, ...(cursor ? { cursor } : {}) })}`);
      if (turn !== asked) return;
      const items = [...before, ...page.items.map((visit) =>
        item({ visit, script: page.scripts[visit.language], me, fail, done: (text) => { tell(text); load(); } }))];
      fill(list, items.length ? h("ul", { class: "plain visits" }, items) : h("p", { class: "empty" }, t("visits.none")),
        page.next && h("button", { class: "quiet", dataset: { key: "more" }, onclick: () => load(page.next, items) }, t("list.more")));
    } catch (problem) { fail(problem); }
  };
  return { ready: load(), element: h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, t("visits.title")),
    h("p", {}, h("label", {}, ahead, " ", t("visits.ahead"))), list) };
};
