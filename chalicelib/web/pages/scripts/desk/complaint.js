// One complaint: what was said on one side, what is owed and what can be done on the other.

import { complaintPath, get, post } from "./api.js";
import { original } from "./original.js";
import { actions, mayAct } from "./acting.js";
import { fill, h } from "./dom.js";
import { matters } from "./matters.js";
import { moment } from "./moments.js";
import { clocks, entitlements } from "./owed.js";
import { nameOf, severity, titleOf } from "./queues.js";
import { deliveries, history, talk } from "./talk.js";
import { named, t } from "./words.js";

const HEARTBEAT = 5 * 60 * 1000;

const fact = (title, value) => value && h("div", {}, h("dt", {}, title), h("dd", {}, value));

const list = (items) => items.filter(Boolean).join(t("list.comma"));

const facts = ({ complaint, queues }) => h("dl", { class: "facts" },
  fact(t("fact.category"), `${list(complaint.category.labels.map((one) => named("category", one))) || named("category", complaint.category.primary)} · ${Math.round(complaint.category.confidence * 100)} %`),
  fact(t("fact.signals"), list(complaint.signals.map((one) => named("signal", one)))),
  fact(t("fact.severity"), `${complaint.severity} · ${named("severity", complaint.severity)}`),
  fact(t("fact.queue"), titleOf(queues, complaint.queue)),
  fact(t("fact.holder"), complaint.lease && h("span", {}, complaint.lease.agent_name || complaint.lease.agent, " ", h("span", { class: "hint" }, t("lease.until"), " ", moment(complaint.lease.until)))),
  fact(t("fact.customer"), list([complaint.customer.name, complaint.customer.phone, complaint.customer.email, complaint.customer.tier])),
  fact(t("fact.order"), complaint.order && list([complaint.order.platform && named("platform", complaint.order.platform), complaint.order.number])),
  fact(t("fact.channel"), named("channel", complaint.channel)),
  fact(t("fact.received"), moment(complaint.created_at)),
  fact(t("fact.wait"), complaint.wait && h("span", {}, complaint.wait.why, " ", h("span", { class: "hint" }, t("wait.until"), " ", moment(complaint.wait.until)))),
  fact(t("fact.resolution"), complaint.resolution && list([named("outcome", complaint.resolution.outcome), complaint.resolution.note])),
  fact(t("fact.survey"), complaint.survey && list([named("survey", complaint.survey.state), complaint.survey.score && t("survey.score", { score: complaint.survey.score }),
    complaint.survey.solved && named("solved", complaint.survey.solved)])),
  fact(t("fact.survey_text"), complaint.survey?.text));

// Either a message of ours did not arrive, or they told us in the survey that they are not satisfied.
const todo = (task) => (task.message ? t("task.unreached", { why: task.why }) : t("task.unsatisfied"));

const reasons = (complaint) => h("details", {}, h("summary", {}, t("routing.why")),
  h("ul", {}, complaint.routing.reasons.map((reason) => h("li", {}, reason.text, reason.words.flatMap((words) => [" ", h("mark", {}, words)])))),
  h("p", { class: "hint" }, `${complaint.routing.rules.join(", ")} · ${complaint.routing.version} · ${complaint.category.model}`));

const content = (on) => {
  const { complaint, fail } = on;
  return [
    h("div", { class: "bar" },
      h("p", { class: "back" }, h("a", { href: `#/queues/${complaint.queue}` }, "← ", titleOf(on.queues, complaint.queue))),
      h("h1", { tabindex: "-1" }, severity(complaint), " ", nameOf(complaint)),
      h("p", { class: "hint" }, h("span", { class: "code" }, complaint.id), " · ", named("status", complaint.status))),
    complaint.tasks.length > 0 && h("ul", { class: "notice" }, complaint.tasks.map((task) => h("li", {}, todo(task)))),
    h("div", { class: "file" },
      h("div", { class: "left" }, original(on), talk(complaint, fail), deliveries(complaint), matters(on), history(complaint, on.queues)),
      h("div", { class: "right" }, mayAct(on.me) && actions(on), clocks(complaint, fail), entitlements(complaint, fail),
        h("section", { "aria-labelledby": "facts" }, h("h2", { id: "facts" }, t("facts.title")), facts(on), reasons(complaint)))),
  ];
};

// Loads, shows, and shows anew after each action; while it is ours and on the screen, the lease is kept alive.
export const complaintView = ({ id, me, queues, tell, fail }) => {
  const element = h("article", { class: "complaint", "aria-busy": true }, h("p", { class: "hint" }, t("loading")));
  let shown = null;

  const load = async () => {
    try {
      shown = await get(complaintPath(id));
      element.removeAttribute("aria-busy");
      fill(element, content({ complaint: shown, me, queues, done, open, fail: stale }));
    } catch (problem) {
      fail(problem);
      if (!shown) fill(element, h("p", {}, h("a", { href: "#/" }, "← ", t("queues.title"))));
    }
  };
  // What was opened stays on the screen until something is done or another complaint is looked at.
  const open = (whole) => {
    shown = whole;
    tell(t("done.original"));
    fill(element, content({ complaint: shown, me, queues, done, open, fail: stale }));
  };
  // Whose button is gone goes on at the top.
  const done = async (said) => {
    tell(said);
    await load();
    if (document.activeElement === document.body) element.querySelector("h1")?.focus({ preventScroll: true });
  };
  const stale = async (problem) => {
    fail(problem);
    if (problem.status === 409 || problem.status === 412) await load();
  };
  const beat = setInterval(() => {
    if (!element.isConnected) clearInterval(beat);
    else if (shown?.assignee === me.id) post(complaintPath(id, "/heartbeat")).catch(stale);
  }, HEARTBEAT);

  const ready = load();
  return { element, ready };
};
