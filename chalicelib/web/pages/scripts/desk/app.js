// The desk: signs in, keeps the queues in sight, and shows what the address after # names.

import { mayAct } from "./acting.js";
import { get, post, put, signIn, signOut, token } from "./api.js";
import { complaintView } from "./complaint.js";
import { field, fill, h, select } from "./dom.js";
import { insightsView } from "./insights.js";
import { zone } from "./moments.js";
import { queueList, queueView, searchForm, searchView } from "./queues.js";
import { mayOversee, reportView } from "./reports.js";
import { visitsView } from "./visits.js";
import { mentionsView, riskView } from "./watching.js";
import { named, t } from "./words.js";

const REFRESH = 30 * 1000;
const PRESENCES = ["available", "busy", "away"];
const main = document.getElementById("view");
const side = document.getElementById("side");
const said = document.getElementById("said");

let me = null;
let queues = [];
let view = null;
let shown = 0;

const say = (text, kind) => {
  fill(said, text && h("p", { class: kind }, text, " ",
    h("button", { class: "link", "aria-label": t("close"), onclick: () => say("") }, "×")));
};
const tell = (text) => say(text, "told");
const fail = (problem) => say(problem instanceof Error ? problem.message : problem, "failed");

const go = (hash) => { if (location.hash === hash) show(); else location.hash = hash; };

const loadQueues = async (chosen) => {
  queues = (await get("v1/queues")).items;
  fill(document.getElementById("queues"), queueList(queues, chosen));
};

const place = () => location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);

const chosenQueue = () => {
  const [kind, name] = place();
  return kind === "queues" ? name : null;
};

// What stands after #: queues/<queue>/<status>, complaints/<id>, search/<kind>/<value>, at-risk, visits, mentions, report, insights.
const viewOf = ([kind, name, more]) => {
  if (kind === "complaints") return complaintView({ id: name, me, queues, tell, fail });
  if (kind === "at-risk") return riskView({ fail });
  if (kind === "visits") return visitsView({ me, tell, fail });
  if (kind === "report" && mayOversee(me)) return reportView({ fail });
  if (kind === "insights" && mayOversee(me)) return insightsView({ me, queues, tell, fail });
  if (kind === "mentions" && mayAct(me)) return mentionsView({ fail });
  if (kind === "search" && more) return searchView({ kind: name, value: more, fail });
  const queue = queues.find((one) => one.id === name) ?? queues[0];
  return queueView({ queue, status: more || "waiting", open: (id) => go(`#/complaints/${id}`), fail, mayClaim: mayAct(me) });
};

// Who has gone on to another place while this one was asked for is not brought back.
const show = async () => {
  const turn = ++shown;
  say("");
  try {
    await loadQueues(chosenQueue());
  } catch (problem) { fail(problem); return; }
  if (turn !== shown) return;
  if (!place()[0]) {
    location.replace(`#/queues/${(queues.find((one) => one.waiting) ?? queues[0]).id}`);
    return;
  }
  document.body.dataset.view = place()[0];
  view = viewOf(place());
  fill(main, view.element);
  await view.ready;
  if (turn !== shown) return;
  main.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
};

const refresh = async () => {
  if (document.hidden || !me) return;
  try {
    await loadQueues(chosenQueue());
    view?.refresh?.();
    await stillHere();
  } catch (problem) { fail(problem); }
};

// Says that somebody sits here, and hears whether something is offered to them.
const stillHere = async () => {
  if (!mayAct(me)) return;
  const { offer } = await post("v1/agents/me/heartbeat", {});
  if (offer && place()[1] !== offer) {
    fill(said, h("p", { class: "told" }, t("offer.open"), " ", h("a", { href: `#/complaints/${offer}` }, t("offer.see"))));
  }
};

const presence = () => {
  const choice = select("presence", PRESENCES.map((one) => [one, named("presence", one)]), me.presence);
  choice.addEventListener("change", async () => {
    try { me = await put("v1/agents/me", { presence: choice.value }); } catch (problem) { fail(problem); }
  });
  return field(t("presence.label"), choice);
};

const sidebar = () => fill(side,
  searchForm(go),
  h("nav", { "aria-label": t("queues.title") }, h("h2", {}, t("queues.title")), h("ul", { id: "queues", class: "plain" }),
    h("ul", { class: "plain places" },
      h("li", {}, h("a", { href: "#/at-risk", id: "at-risk" }, t("risk.title"))),
      h("li", {}, h("a", { href: "#/visits", id: "visits" }, t("visits.title"))),
      mayAct(me) && h("li", {}, h("a", { href: "#/mentions", id: "mentions" }, t("mentions.title"))),
      mayOversee(me) && h("li", {}, h("a", { href: "#/insights", id: "insights" }, t("insights.title"))),
      mayOversee(me) && h("li", {}, h("a", { href: "#/report", id: "report-link" }, t("report.title"))))),
  h("div", { class: "me" },
    h("p", {}, h("strong", {}, me.name || me.id), " ", h("span", { class: "hint" }, me.roles.map((role) => named("role", role)).join(t("list.comma")))),
    mayAct(me) && presence(),
    h("button", { class: "quiet", id: "sign-out", onclick: leave }, t("sign_out")),
    h("p", { class: "hint" }, t("zone", { zone: zone() }))));

const leave = () => { signOut(); me = null; view = null; fill(side); say(""); askForToken(); };

const enter = async () => {
  try {
    me = await get("v1/agents/me");
    sidebar();
    await show();
  } catch (problem) {
    me = null;
    signOut();
    askForToken();
    fail(problem.status === 401 ? t("sign_in.refused") : problem);
  }
};

const askForToken = () => {
  const input = h("input", { name: "token", type: "password", required: true, autocomplete: "off", spellcheck: "false" });
  fill(main, h("section", { class: "sign-in" },
    h("h1", { tabindex: "-1" }, t("sign_in.title")),
    h("form", { onsubmit: (event) => { event.preventDefault(); say(""); signIn(input.value.trim()); enter(); } },
      field(t("sign_in.token"), input, t("sign_in.hint")),
      h("button", {}, t("sign_in.go")))));
  input.focus();
};

// A link may bring the token after #, where no server sees it; it does not stay in the address.
const brought = /^#token=(.+)$/.exec(location.hash);
if (brought) {
  signIn(decodeURIComponent(brought[1]));
  history.replaceState(null, "", location.pathname + location.search);
}
addEventListener("hashchange", () => me && show());
addEventListener("huiyin:signed-out", () => me && leave());
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, REFRESH);
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => { link.hash = location.hash; });
}
if (token()) enter();
else askForToken();
