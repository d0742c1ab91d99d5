// Says that personal data is masked; who may, opens the original with a reason.

import { complaintPath, post } from "./api.js";
import { mayAct } from "./acting.js";
import { field, h } from "./dom.js";
import { t } from "./words.js";

const SENIOR = ["supervisor", "admin"];

const mayOpen = ({ complaint, me }) =>
  mayAct(me) && (complaint.assignee === me.id || me.roles.some((role) => SENIOR.includes(role)));

const asking = ({ complaint, open, fail }) => {
  let key = crypto.randomUUID();
  const submit = h("button", {}, t("original.open"));
  return h("form", { id: "original", class: "act", onsubmit: async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      open(await post(complaintPath(complaint.id, "/originals"), { reason: new FormData(event.target).get("reason") }, { key }));
    } catch (problem) {
      if (problem.status) key = crypto.randomUUID();
      fail(problem);
    } finally { submit.disabled = false; }
  } }, field(t("original.why"), h("input", { name: "reason", id: "reason-original", required: true, maxlength: 1000 })), submit);
};

export const original = (on) => on.complaint.masked && h("section", { class: "notice", "aria-label": t("original.masked") },
  h("p", {}, t("original.masked")), mayOpen(on) && asking(on));
