// What was said, with the words that decided marked where they stand, and what was done.

import { complaintPath, get } from "./api.js";
import { h } from "./dom.js";
import { moment } from "./moments.js";
import { titleOf } from "./queues.js";
import { named, t } from "./words.js";

const TOLD_WHY = ["transferred", "reclassified", "reassigned", "reopened", "original_opened", "linked", "unlinked", "merged"];

// Offsets count characters as people do; JavaScript counts halves of some of them.
const placed = (text, evidence) => {
  const letters = Array.from(text);
  const spans = evidence
    .filter((one) => one.weight > 0 && letters.slice(one.start, one.end).join("") === one.text)
    .sort((one, other) => one.start - other.start);
  const apart = [];
  for (const one of spans) if (!apart.length || one.start >= apart.at(-1).end) apart.push(one);
  return { letters, spans: apart };
};

export const marked = (text, evidence) => {
  const { letters, spans } = placed(text, evidence);
  const parts = [];
  let from = 0;
  for (const { start, end, label } of spans) {
    parts.push(letters.slice(from, start).join(""));
    parts.push(h("mark", { title: t("evidence.for", { label: named("category", label) }) }, letters.slice(start, end).join("")));
    from = end;
  }
  return [...parts, letters.slice(from).join("")];
};

// What was opened came with its links; else a file is asked for where its message is kept.
const download = async (complaint, message, position, fail) => {
  try {
    const opened = complaint.files?.find((one) => one.message === message.id && one.position === position);
    const kept = complaintPath(message.complaint ?? complaint.id, `/messages/${message.id}/attachments/${position}`);
    location.assign((opened ?? await get(kept)).url);
  } catch (problem) { fail(problem); }
};

const attachment = (complaint, message, fail) => (one, position) =>
  h("li", {}, one.stored
    ? h("button", { class: "link", onclick: () => download(complaint, message, position, fail) }, one.name)
    : t("attachment.elsewhere", { name: one.name }));

const who = (message, complaint) => {
  if (message.direction === "inbound") return complaint.customer.name || t("customer.unknown");
  return message.is_automatic ? t("talk.automatic") : message.author;
};

const said = (complaint, fail) => (message, position) => {
  const evidence = position === 0 ? complaint.category.evidence : [];
  return h("li", { class: message.direction },
    h("p", { class: "who" }, who(message, complaint), " ", h("span", { class: "hint" }, moment(message.at), " · ",
      message.direction === "internal" ? t("talk.note") : named("channel", message.channel))),
    h("p", { class: "said" }, marked(message.text, evidence)),
    message.truncated && h("p", { class: "hint" }, t("talk.shortened")),
    message.quoted && h("details", {}, h("summary", {}, t("talk.quoted")), h("p", { class: "said" }, message.quoted)),
    message.attachments.length > 0 && h("ul", { class: "files" }, message.attachments.map(attachment(complaint, message, fail))));
};

export const talk = (complaint, fail) => h("section", { "aria-labelledby": "talk" },
  h("h2", { id: "talk" }, t("talk.title")),
  h("ol", { class: "talk" }, complaint.messages.map(said(complaint, fail))));

const failed = (delivery) => delivery.state === "failed" || delivery.tried.length > 0;

export const deliveries = (complaint) => {
  const shown = complaint.deliveries.filter((one) => failed(one) || one.state === "pending" || one.state === "sending");
  return shown.length > 0 && h("section", { "aria-labelledby": "deliveries" },
    h("h2", { id: "deliveries" }, t("deliveries.title")),
    h("ul", { class: "plain" }, shown.map((one) => h("li", { class: one.state },
      `${named("effect", one.kind)} · ${named("channel", one.channel)} · ${named("delivery", one.state)}`,
      one.last_error && h("span", { class: "hint" }, ` ${one.last_error}`)))));
};

// Where to, what came of it and why, as far as somebody of the desk said so.
const told = ({ type, actor, facts }, queues) => actor === "agent" && [
  type === "transferred" && titleOf(queues, facts.queue),
  type === "resolved" && named("outcome", facts.resolution.outcome),
  type === "reclassified" && named("category", facts.classification.primary),
  TOLD_WHY.includes(type) && facts.why,
].filter(Boolean).join(" · ");

export const history = (complaint, queues) => h("details", { class: "history" },
  h("summary", {}, t("history.title", { count: complaint.history.length })),
  h("ol", { class: "plain" }, complaint.history.map((event) => h("li", {},
    moment(event.at), " ", named("event", event.type), " ", told(event, queues), " ",
    h("span", { class: "hint" }, event.actor_id || named("actor", event.actor))))));
