// Says that personal data is masked; who may, opens the original with a reason.

import { complaintPath, post } from "./api.js";
import { mayAct } from "./acting.js";
import { busy, field, h } from "./dom.js";
import { t } from "./words.js";

const SENIOR = ["supervisor", "admin"];

const mayOpen = ({ complaint, me }) =>
  mayAct(me) && (complaint.assignee === me.id || me.roles.some((role) => SENIOR.includes(role)));

const asking = ({ complaint, open, fail }) => {
  let key = crypto.randomUUID();
  const submit = h("button", {}, t("original.open"));
  const ask = async (reason) => {
    try {
      open(await post(complaintPath(complaint.id, "/originals"), { reason }, { key }));
    } catch (problem) {
      if (problem.status) key = crypto.randomUUID();
      fail(problem);
    }
  };
  return h("form", { id: "original", class: "act", onsubmit: (event) => {
    event.preventDefault();
    busy(submit, () => ask(new FormData(event.target).get("reason")));
  } }, field(t("original.why"), h("input", { name: "reason", id: "reason-original", required: true, maxlength: 1000 })), submit);
};

export const original = (on) => on.complaint.masked && h("section", { class: "notice", "aria-label": t("original.masked") },
  h("p", {}, t("original.masked")), mayOpen(on) && asking(on));
