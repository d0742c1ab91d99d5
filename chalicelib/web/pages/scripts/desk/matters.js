// The same matter in other complaints: those linked with this one, and those that may be, for somebody to say.

import { mayAct } from "./acting.js";
import { complaintPath, post } from "./api.js";
import { busy, h } from "./dom.js";
import { named, t } from "./words.js";

const TEXT = "nearly the same text";

// "same phone and email" in the words that a search has for them.
const reason = (code) => (code === TEXT ? t("matter.same_text") : t("matter.same", {
  what: code.replace(/^same | named$/g, "").split(" and ").map((kind) => named("search", kind)).join(t("list.comma")),
}));

const why = (one) => h("span", { class: "hint" }, " ", one.reasons.map(reason).join(t("list.comma")));

const where = (id) => h("a", { href: `#/complaints/${id}` }, id);

// `action` is link or unlink. What is unlinked is again as it was before: a suggestion, if it was one.
const button = ({ complaint, done, fail }, action, other, label) => h("button", { class: "link", dataset: { key: `${action}-${other}` },
  onclick: ({ currentTarget }) => busy(currentTarget, async () => {
    try {
      await post(complaintPath(complaint.id, `/${action}`), { complaint: other }, { version: complaint.version });
      await done(t(`done.${action}`));
    } catch (problem) { fail(problem); }
  }) }, label);

export const matters = (on) => {
  const { links, merged, suggestions } = on.complaint.cluster;
  const act = mayAct(on.me);
  return links.length + merged.length + suggestions.length > 0 && h("section", { "aria-labelledby": "matters" },
    h("h2", { id: "matters" }, t("matter.title")),
    h("ul", { class: "plain" },
      suggestions.map((one) => h("li", {}, t("matter.perhaps"), " ", where(one.complaint), why(one),
        act && [" ", button(on, "link", one.complaint, t("matter.is")), button(on, "unlink", one.complaint, t("matter.is_not"))])),
      links.map((one) => h("li", {}, where(one.complaint), why(one),
        act && [" ", button(on, "unlink", one.complaint, t("matter.undo"))])),
      merged.map((one) => h("li", {}, where(one), " ", h("span", { class: "hint" }, t("matter.merged"))))));
};
