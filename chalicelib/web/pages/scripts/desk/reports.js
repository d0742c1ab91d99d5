// The report of a month, in a window of its own, where it can be read and printed.

import { page } from "./api.js";
import { field, h } from "./dom.js";
import { t } from "./words.js";

const OVERSEERS = ["supervisor", "admin", "auditor"];

export const mayOversee = (me) => me.roles.some((role) => OVERSEERS.includes(role));

const lastMonth = (now = new Date()) => {
  const month = new Date(now.getFullYear(), now.getMonth() - 1, 1);
  return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
};

// The window is opened at once, while the click still allows it. An address carries no token, so the page comes by it.
const opened = async (month) => {
  const sheet = window.open("", "_blank");
  try {
    const html = await page(`v1/reports/monthly?${new URLSearchParams({ month, format: "html" })}`);
    const address = URL.createObjectURL(new Blob([html], { type: "text/html" }));
    if (sheet) sheet.location.replace(address);
    else location.assign(address);
  } catch (problem) {
    sheet?.close();
    throw problem;
  }
};

export const reportView = ({ fail }) => {
  const month = h("input", { type: "month", name: "month", required: true, pattern: "[0-9]{4}-[0-9]{2}", value: lastMonth() });
  const element = h("section", { class: "queue" }, h("h1", { tabindex: "-1" }, t("report.title")),
    h("form", { id: "report", onsubmit: (event) => { event.preventDefault(); opened(month.value).catch(fail); } },
      field(t("report.month"), month, t("report.hint")),
      h("button", {}, t("report.open"))));
  return { element, ready: Promise.resolve() };
};
