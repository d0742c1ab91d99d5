// What an agent can do with a complaint: forms that keep what was typed until it has arrived.

import { complaintPath, get, post } from "./api.js";
import { busy, field, fill, h, select } from "./dom.js";
import { time } from "./moments.js";
import { named, t } from "./words.js";

const CATEGORIES = ["quality", "logistics", "policy", "attitude", "none"];
const OUTCOMES = ["refunded", "exchanged", "repaired", "replaced", "compensated", "explained", "withdrawn",
  "declined", "not_solved", "no_reply", "duplicate"];

const draftOf = (complaint, action) => `huiyin.draft.${complaint.id}.${action}`;

const area = (complaint, action, required) => {
  const name = draftOf(complaint, action);
  const element = h("textarea", { name: "text", id: `text-${action}`, rows: 5, required, maxlength: 20000,
    oninput: () => sessionStorage.setItem(name, element.value) });
  element.value = sessionStorage.getItem(name) ?? "";
  return element;
};

// A form of one action: what it sends is made by `body`; after success the complaint is shown anew.
const form = ({ complaint, action, path, button, children, body, done, fail, ready = () => true }) => {
  let key = crypto.randomUUID();
  const submit = h("button", { dataset: { key: `${action}-go` } }, button);
  const send = async (given) => {
    try {
      if (!await ready()) return;
      await post(complaintPath(complaint.id, path), body(new FormData(given)), { version: complaint.version, key });
      sessionStorage.removeItem(draftOf(complaint, action));
      await done(t(`done.${action}`));
    } catch (problem) {
      if (problem.status) key = crypto.randomUUID();
      fail(problem);
    }
  };
  return h("form", { id: action, class: "act", onsubmit: (event) => {
    event.preventDefault();
    busy(submit, () => send(event.target));
  } }, children, submit);
};

// Beginnings of an answer, the most fitting first; choosing one replaces what is in the field.
const templates = ({ complaint, fail }, text) => {
  const choice = select("template", [["", t("reply.template")]]);
  choice.setAttribute("aria-label", t("reply.template"));
  let items = [];
  get(complaintPath(complaint.id, "/templates")).then((found) => {
    items = found.items;
    choice.append(...items.map((one) => h("option", { value: one.template }, one.title)));
  }).catch(fail);
  choice.addEventListener("change", () => {
    const chosen = items.find((one) => one.template === choice.value);
    if (!chosen) return;
    text.value = chosen.text;
    text.dispatchEvent(new Event("input"));
    text.focus();
  });
  return choice;
};

// What is missing or better not said is shown once; sending again sends it as it is.
const checked = ({ complaint }, text, box) => {
  let seen = null;
  return async () => {
    if (seen === text.value) return true;
    const { items } = await post(complaintPath(complaint.id, "/reply-check"), { text: text.value });
    seen = items.some((one) => one.blocks) ? null : text.value;
    fill(box, items.length > 0 && h("div", { class: "notice" }, h("p", {}, t(seen === null ? "check.blocks" : "check.advice")),
      h("ul", {}, items.map((one) => h("li", {}, one.says)))));
    return items.length === 0;
  };
};

const reply = (on) => {
  const text = area(on.complaint, "reply", true);
  const box = h("div", { role: "status" });
  return form({ ...on, action: "reply", path: "/replies", button: t("reply.send"), ready: checked(on, text, box),
    children: [templates(on, text), field(t("reply.text"), text, window_(on.complaint)), box],
    body: (data) => ({ text: data.get("text") }) });
};

// Several actions as one.
const macros = (on) => {
  const choice = select("macro", []);
  const text = area(on.complaint, "macro", false);
  get("v1/macros").then((found) => choice.append(...found.items.map((one) => h("option", { value: one.id }, one.title)))).catch(on.fail);
  return form({ ...on, action: "macro", path: "/macros", button: t("macro.go"),
    children: [field(t("macro.choose"), choice), field(t("macro.text"), text)],
    body: (data) => ({ macro: data.get("macro"), ...(data.get("text").trim() ? { text: data.get("text") } : {}) }) });
};

// What the customer's platform still takes.
const window_ = (complaint) => {
  if (!complaint.reply_channel) return t("reply.nowhere");
  const open = complaint.reply_window;
  if (open && !open.is_open) return t("reply.closed", { channel: named("channel", complaint.reply_channel) });
  return t("reply.goes", { channel: named("channel", complaint.reply_channel) });
};

const note = (on) => form({ ...on, action: "note", path: "/notes", button: t("note.keep"),
  children: field(t("note.text"), area(on.complaint, "note", true)), body: (data) => ({ text: data.get("text") }) });

const resolve = (on) => form({ ...on, action: "resolve", path: "/resolve", button: t("resolve.go"),
  children: [
    field(t("resolve.outcome"), select("outcome", OUTCOMES.map((one) => [one, named("outcome", one)]))),
    field(t("resolve.text"), h("input", { name: "text", maxlength: 1000 })),
  ],
  body: (data) => ({ outcome: data.get("outcome"), text: data.get("text") }) });

const withReason = (action, path, button) => (on) => form({ ...on, action, path, button: t(button),
  children: field(t("reason"), h("input", { name: "reason", id: `reason-${action}`, required: true, maxlength: 1000 })),
  body: (data) => ({ reason: data.get("reason") }) });

const wait = withReason("wait", "/wait", "wait.go");
const escalate = withReason("escalate", "/escalate", "escalate.go");
const reopen = withReason("reopen", "/reopen", "reopen.go");

const transfer = (on) => form({ ...on, action: "transfer", path: "/transfer", button: t("transfer.go"),
  children: [
    field(t("transfer.queue"), select("queue", on.queues.filter((one) => one.id !== on.complaint.queue).map((one) => [one.id, one.title]))),
    field(t("reason"), h("input", { name: "reason", id: "reason-transfer", maxlength: 1000 })),
  ],
  body: (data) => ({ queue: data.get("queue"), reason: data.get("reason") }) });

const assign = (on, agents) => form({ ...on, action: "assign", path: "/assign", button: t("assign.go"),
  children: [
    field(t("assign.agent"), agents),
    field(t("reason"), h("input", { name: "reason", id: "reason-assign", required: true, maxlength: 1000 })),
  ],
  body: (data) => ({ agent: data.get("agent"), reason: data.get("reason") }) });

// Who is there is asked for when somebody wants to know it.
const assigning = (on) => {
  const agents = h("select", { name: "agent", id: "agent-assign", required: true });
  const load = () => get("v1/agents?limit=100").then(({ items }) => {
    const others = items.filter((one) => one.id !== on.complaint.assignee);
    fill(agents, others.length ? others.map((one) => h("option", { value: one.id }, `${one.name || one.id} · ${named("presence", one.presence)}`))
      : h("option", { value: "" }, t("assign.nobody")));
  }).catch(on.fail);
  const box = more(t("assign.title"), assign(on, agents));
  box.addEventListener("toggle", () => box.open && load());
  return box;
};

const reclassify = (on) => form({ ...on, action: "reclassify", path: "/reclassify", button: t("reclassify.go"),
  children: [
    field(t("reclassify.primary"), select("primary", CATEGORIES.map((one) => [one, named("category", one)]), on.complaint.category.primary)),
    field(t("reason"), h("input", { name: "reason", id: "reason-reclassify", maxlength: 1000 })),
  ],
  body: (data) => ({ primary: data.get("primary"), reason: data.get("reason") }) });

const isSenior = (me) => me.roles.some((role) => role === "supervisor" || role === "admin");

const more = (title, ...forms) => h("details", { class: "more" }, h("summary", {}, title), forms);

const isOpen = (complaint) => complaint.status !== "resolved" && complaint.status !== "closed";

// Auditors only look.
export const mayAct = (me) => me.roles.some((role) => role !== "auditor");

// Everything somebody of the desk can do now. `on` is { complaint, me, queues, done, fail }.
export const actions = (on) => {
  const { complaint, me } = on;
  const isMine = complaint.assignee === me.id;
  const once = (action, label) => h("button", { id: action, onclick: ({ currentTarget }) => busy(currentTarget, async () => {
    try {
      await post(complaintPath(complaint.id, `/${action}`), {}, { version: complaint.version });
      await on.done(t(`done.${action}`));
    } catch (problem) { on.fail(problem); }
  }) }, label);
  return h("section", { class: "actions", "aria-labelledby": "actions" },
    h("h2", { id: "actions" }, t("actions.title")),
    !isOpen(complaint) && h("p", { class: "hint" }, t("actions.settled")),
    isOpen(complaint) && !complaint.assignee && h("p", {}, once("claim", t("claim.go"))),
    complaint.offer?.agent === me.id && h("p", { class: "notice" },
      t("offer.asks", { until: time(complaint.offer.until) }), " ", once("decline", t("offer.decline"))),
    complaint.assignee && !isMine && h("p", { class: "notice" }, t("claim.held", { agent: complaint.lease?.agent_name || complaint.assignee })),
    isMine && reply(on),
    isMine && more(t("resolve.title"), resolve(on)),
    isMine && more(t("macro.title"), macros(on)),
    isMine && more(t("wait.title"), wait(on)),
    more(t("note.title"), note(on)),
    isOpen(complaint) && more(t("transfer.title"), transfer(on)),
    isOpen(complaint) && isSenior(me) && assigning(on),
    isOpen(complaint) && more(t("escalate.title"), escalate(on)),
    isOpen(complaint) && more(t("reclassify.title"), reclassify(on)),
    !isOpen(complaint) && more(t("reopen.title"), reopen(on)),
    isMine && h("p", {}, once("release", t("release.go"))));
};
