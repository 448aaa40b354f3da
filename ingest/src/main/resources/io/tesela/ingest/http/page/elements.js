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

/** @param file what it is called where it is kept */
export function link(text, label, href, file) {
  const made = document.createElement("a");
  Object.assign(made, { href, textContent: text, className: "button", download: file });
  made.setAttribute("aria-label", label);
  return made;
}

/** What a cell is of, for where there is no room for a head. */
export function name(cells, body) {
  const heads = body.parentElement.tHead.rows[0].cells;
  cells.forEach((cell, i) => { cell.dataset.head = heads[i].textContent; });
}

/** Fills a list of terms; in boxes, where each pair is to be kept together. */
export function fill(list, pairs, boxes = false) {
  if (list.children.length === 0) {
    pairs.forEach(([term]) => {
      const parent = boxes ? list.appendChild(document.createElement("div")) : list;
      parent.appendChild(document.createElement("dt")).textContent = term;
      parent.appendChild(document.createElement("dd"));
    });
  }
  const values = list.querySelectorAll("dd");
  pairs.forEach(([, text], i) => write(values[i], text));
}

/** Asks something by a dialog with two buttons, `yes` and another one; returns whether the answer was yes. */
export function asked(dialog, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const settled = new AbortController();
    const once = { signal: settled.signal };
    dialog.querySelectorAll("button").forEach((pressed) =>
      pressed.addEventListener("click", () => { answer = pressed === yes; dialog.close(); }, once));
    dialog.addEventListener("close", () => {
      // That it was closed the last time may be told when it is open again.
      if (dialog.open) return;
      settled.abort();
      resolve(answer);
    }, once);
    dialog.showModal();
  });
}
