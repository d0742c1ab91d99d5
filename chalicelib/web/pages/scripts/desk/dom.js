// Builds elements. Text is always text: nothing that a customer wrote is ever read as markup.

const isEvent = (name) => name.startsWith("on");

const set = (element, name, value) => {
  if (value === null || value === undefined || value === false) return;
  if (isEvent(name)) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else element.setAttribute(name, value === true ? "" : value);
};

// h("p", { class: "hint" }, "words", element, null, [more])
export const h = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) set(element, attribute, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

// In place of what the element held. The focus stays on the element of the same id or data-key, if there still is one.
export const fill = (element, ...children) => {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  element.replaceChildren(...children.flat().filter(Boolean));
  if (!focused) return;
  const { key } = focused.dataset;
  const same = focused.id
    ? document.getElementById(focused.id)
    : key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
  same?.focus({ preventScroll: true });
};

// Does it once at a time. Unlike a disabled button, a busy one keeps the focus for whoever has no mouse.
export const busy = async (button, action) => {
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try { await action(); } finally { button.removeAttribute("aria-busy"); }
};

// A label above its control.
export const field = (label, control, hint) => {
  const id = control.id || `field-${control.getAttribute("name")}`;
  control.id = id;
  return h("p", { class: "field" }, h("label", { for: id }, label), control, hint && h("span", { class: "hint" }, hint));
};

export const select = (name, options, chosen) =>
  h("select", { name }, options.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
