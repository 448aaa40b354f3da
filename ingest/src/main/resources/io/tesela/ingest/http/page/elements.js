// Elements of the page, made and written to.

export const at = (id) => document.getElementById(id);

/** What does not change stays as it is: it may be marked, or being read out. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param label for whoever does not see what is around it */
export function button(text, label, pressed) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: text });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", pressed);
  return made;
}
