// Sends chosen files straight to the object store before the form itself, which works without this script as well.
"use strict";
(() => {
  if (window.parent !== window) {
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") window.parent.postMessage("huiyin:close", "*");
    });
  }
  const form = document.querySelector("form[data-uploads]");
  if (!form) return;
  const input = form.elements.namedItem("files");
  const said = document.getElementById("files-said");
  const { uploads, shop, largest, most, together, uploading, failed, large, many } = form.dataset;
  const tokens = new Map();
  let busy = false;

  const tell = (text, name = "") => { said.textContent = text.replace("{name}", name); };
  const chosen = () => [...input.files];

  const wrong = () => {
    const kept = form.querySelectorAll("input[name=upload]:checked").length;
    const tooLarge = chosen().find((file) => file.size > Number(largest));
    if (tooLarge) tell(large, tooLarge.name);
    else if (chosen().length + kept > Number(most)) tell(many);
    else return false;
    return true;
  };

  const announce = async (file) => {
    const answer = await fetch(uploads, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ shop, name: file.name, size: file.size }),
    });
    if (!answer.ok) throw new Error(`announced: ${answer.status}`);
    return answer.json();
  };

  const upload = async (file) => {
    if (tokens.has(file)) return;
    tell(uploading, file.name);
    const { url, fields, upload: token } = await announce(file);
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    body.append("file", file);
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(`uploaded: ${answer.status}`);
    tokens.set(file, token);
  };

  const hand = (token) => {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value: token });
    form.append(field);
  };

  const send = async () => {
    const files = chosen();
    try {
      for (const file of files) await upload(file);
      files.forEach((file) => hand(tokens.get(file)));
      input.value = "";
    } catch {
      // Small ones can still go the way they go without a script.
      if (files.reduce((sum, file) => sum + file.size, 0) > Number(together)) {
        tell(failed);
        input.focus();
        busy = false;
        return;
      }
    }
    form.submit();
  };

  input.addEventListener("change", () => { if (!wrong()) tell(""); });
  form.addEventListener("submit", (event) => {
    const hasFiles = input.files.length > 0;
    if (busy || hasFiles) event.preventDefault();
    if (busy) return;
    if (hasFiles && wrong()) {
      input.focus();
      return;
    }
    busy = true;
    if (hasFiles) send();
  });
  addEventListener("pageshow", () => { busy = false; });
})();
