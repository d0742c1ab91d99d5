// What the page says, in the language it came in.

const sentences = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang;

export const t = (key, fields = {}) =>
  (sentences[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);

// A sentence that may not be there, such as that of an error's code.
export const sentence = (key, fields) => (key in sentences ? t(key, fields) : null);

// The word for a code of the API; a code we have no word for stands for itself.
export const named = (kind, code) => sentences[`${kind}.${code}`] ?? String(code).replaceAll("_", " ");
