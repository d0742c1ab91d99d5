// Times in the zone of whoever reads, and how long is left of a promise, kept up to date while it is on the screen.

import { h } from "./dom.js";
import { language, t } from "./words.js";

const stamp = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const time = (at) => stamp.format(new Date(at));

export const moment = (at) => h("time", { datetime: at }, stamp.format(new Date(at)));

const two = (number) => String(number).padStart(2, "0");

export const length = (seconds) => {
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}:${two(Math.floor(seconds % MINUTE))}`;
  if (seconds < DAY) return t("time.hours", { hours: Math.floor(seconds / HOUR), minutes: Math.floor((seconds % HOUR) / MINUTE) });
  return t("time.days", { days: Math.floor(seconds / DAY), hours: Math.floor((seconds % DAY) / HOUR) });
};

const show = (element) => {
  const left = (new Date(element.dateTime) - Date.now()) / 1000;
  const text = left < 0 ? t("time.late", { length: length(-left) }) : t("time.left", { length: length(left) });
  if (element.textContent !== text) element.textContent = text;
  element.classList.toggle("late", left < 0);
  element.classList.toggle("soon", left >= 0 && left < 15 * MINUTE);
};

// How long until a promise is due, or since it is late.
export const countdown = (due) => {
  const element = h("time", { class: "countdown", datetime: due, title: stamp.format(new Date(due)) });
  show(element);
  return element;
};

setInterval(() => document.querySelectorAll("time.countdown").forEach(show), 1000);
