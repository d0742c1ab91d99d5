// The complaint form in a dialog of any page. No cookies, no inline styles: docs/channels/form.md says what it needs.
"use strict";
(() => {
  const script = document.currentScript || document.querySelector('script[src$="/widget.js"]');
  const { shop, lang, button } = script.dataset;
  const home = new URL("./", script.src);
  const words = {
    "zh-Hans": ["投诉与建议", "投诉表单", "关闭"],
    "zh-Hant": ["申訴與建議", "申訴表單", "關閉"],
    en: ["Complaints", "Complaint form", "Close"],
  };
  let dialog, frame, close, shown;

  const language = () => {
    const tag = (lang || document.documentElement.lang || navigator.language || "").toLowerCase();
    if (!tag.startsWith("zh")) return "en";
    return /hant|tw|hk|mo/.test(tag) ? "zh-Hant" : "zh-Hans";
  };
  const made = (name, style, more) => {
    const element = Object.assign(document.createElement(name), more);
    Object.assign(element.style, style);
    return element;
  };

  const build = () => {
    dialog = made("dialog", {
      position: "fixed", inset: "0", margin: "auto", padding: "0", border: "0", borderRadius: "16px",
      width: "min(46rem, 100vw)", height: "min(54rem, 100dvh)", maxWidth: "100vw", maxHeight: "100dvh",
      overflow: "hidden", background: "#edf2f0", boxShadow: "0 1rem 4rem rgba(0, 20, 20, .35)",
    });
    frame = made("iframe", { display: "block", width: "100%", height: "100%", border: "0" }, {
      referrerPolicy: "no-referrer",
    });
    close = made("button", {
      position: "absolute", top: "8px", right: "8px", width: "48px", height: "48px", border: "0",
      borderRadius: "50%", background: "#0d5c63", color: "#fff", font: "28px/1 sans-serif", cursor: "pointer",
    }, { type: "button", textContent: "×" });
    close.addEventListener("click", () => dialog.close());
    dialog.append(close, frame);
    document.body.append(dialog);
    addEventListener("message", (event) => {
      if (event.source === frame.contentWindow && event.data === "huiyin:close") dialog.close();
    });
  };

  const open = () => {
    const chosen = language();
    const address = new URL("form", home);
    address.search = new URLSearchParams({ ...(shop && { shop }), lang: chosen, embedded: "1" });
    if (!window.HTMLDialogElement) return window.open(address, "_blank", "noopener");
    if (!dialog) build();
    if (shown !== chosen) {
      const [, title, ending] = words[chosen];
      dialog.lang = chosen;
      dialog.setAttribute("aria-label", title);
      close.setAttribute("aria-label", ending);
      frame.title = title;
      frame.src = address;
      shown = chosen;
    }
    dialog.showModal();
  };

  const start = () => {
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("[data-huiyin]")) open();
    });
    if (button === "none" || document.querySelector("[data-huiyin]")) return;
    const opener = made("button", {
      position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", minHeight: "48px", padding: "12px 20px",
      border: "0", borderRadius: "24px", background: "#0d5c63", color: "#fff", font: "600 16px/1.5 sans-serif",
      cursor: "pointer", boxShadow: "0 4px 16px rgba(0, 20, 20, .3)",
    }, { type: "button", textContent: words[language()][0], lang: language() });
    opener.dataset.huiyin = "";
    opener.setAttribute("aria-haspopup", "dialog");
    document.body.append(opener);
  };

  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
