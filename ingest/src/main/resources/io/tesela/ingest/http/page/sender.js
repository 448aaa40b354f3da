// Takes a video that somebody drops or chooses, with the filters it is to go through, and sends it.
import { read, usual, written } from "./chain.js";
import { at, button, write } from "./elements.js";
import { megabytes } from "./numbers.js";
import { upload } from "./tus.js";

export class Sender {
  #began;
  #catalogue = [];
  #chain = [];
  #file = null;
  #sending = null;
  /** How many hints were made: each has an id, by which its field is described. */
  #hints = 0;

  /** @param began hears which job it is, and the file that it is of */
  constructor(began) {
    this.#began = began;
    at("file").addEventListener("change", () => this.#take(at("file").files));
    at("add").addEventListener("click", () => this.#add());
    at("tiles").addEventListener("input", () => this.#say());
    at("new-job").addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    at("stop").addEventListener("click", () => this.#sending?.abort());
    this.#acceptDrops();
    this.#load();
  }

  async #load() {
    try {
      const { filters, default_filters: chain, default_tiles: tiles } = await (await fetch("filters")).json();
      this.#catalogue = filters;
      at("filter").replaceChildren(...filters.map(({ name, summary }) => new Option(`${name}: ${summary}`, name)));
      at("tiles").value = tiles;
      this.#chain = read(chain, filters);
      this.#show();
    } catch (error) {
      note(`The filters could not be read: ${error.message}`);
    }
  }

  /** Anywhere on the page: whoever misses the box would leave the page. */
  #acceptDrops() {
    addEventListener("dragover", (event) => {
      event.preventDefault();
      at("drop").classList.add("over");
    });
    addEventListener("dragleave", (event) => { if (event.relatedTarget === null) at("drop").classList.remove("over"); });
    addEventListener("drop", (event) => {
      event.preventDefault();
      at("drop").classList.remove("over");
      if (event.dataTransfer.files.length > 0) this.#take(event.dataTransfer.files);
    });
  }

  #take(files) {
    const [file, ...others] = this.#sending === null ? files : [undefined, ...files];
    write(at("drop-note"), others.length === 0 ? "" : `One at a time: ${others.map(({ name }) => name).join(", ")} ${others.length === 1 ? "was" : "were"} not taken.`);
    if (file === undefined) return;
    this.#file = file;
    at("drop-text").textContent = `${file.name}, ${megabytes(file.size)}`;
    note("");
    this.#say();
    at("send").focus();
  }

  #add() {
    const filter = this.#catalogue.find(({ name }) => name === at("filter").value);
    if (filter === undefined) return;
    this.#chain.push(usual(filter));
    this.#show();
  }

  #show() {
    at("chain").replaceChildren(...this.#chain.map((link, index) => this.#item(link, index)));
    this.#say();
  }

  #item(link, index) {
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = link.filter.name;
    item.append(name, ...link.filter.parameters.map((parameter) => this.#field(link, parameter)));
    const up = button("Move up", `move up ${link.filter.name}`, () => this.#move(index));
    up.disabled = index === 0;
    const summary = document.createElement("p");
    summary.className = "hint";
    summary.textContent = link.filter.summary;
    item.append(up, button("Remove", `remove ${link.filter.name}`, () => this.#remove(index)), summary);
    return item;
  }

  #move(index) {
    this.#chain.splice(index - 1, 0, ...this.#chain.splice(index, 1));
    this.#show();
    at("chain").children[index - 1].querySelector("button:not(:disabled)").focus();
  }

  #remove(index) {
    this.#chain.splice(index, 1);
    this.#show();
    at("filter").focus();
  }

  /** A number, or one of its words; some have both, and are left to their writer. */
  #field(link, parameter) {
    const label = document.createElement("label");
    const words = parameter.kind === undefined;
    const field = document.createElement(words ? "select" : "input");
    if (words) field.append(...parameter.words.map((word) => new Option(word)));
    else if (parameter.words.length === 0) Object.assign(field, { type: "number", min: parameter.min, max: parameter.max, step: STEPS[parameter.kind] ?? "any" });
    field.value = link.values[parameter.name];
    field.setAttribute("aria-label", `${link.filter.name} ${parameter.name}`);
    const hint = document.createElement("span");
    Object.assign(hint, { className: "hint", textContent: parameter.expected, id: `hint-${this.#hints++}` });
    field.setAttribute("aria-describedby", hint.id);
    field.required = true;
    field.addEventListener("input", () => { link.values[parameter.name] = field.value; this.#say(); });
    label.append(`${parameter.name} `, field, " ", hint);
    return label;
  }

  /** The same job as a command, for whoever wants it in a script. */
  #say() {
    at("send").disabled = this.#file === null || this.#chain.length === 0 || this.#sending !== null;
    const video = this.#file?.name ?? "IN.mp4";
    at("command").textContent = `tesela upload --video '${video.replaceAll("'", "'\\''")}' --filters ${written(this.#chain)} --tiles ${at("tiles").value} --out OUT.mp4`;
  }

  async #send() {
    const file = this.#file;
    this.#sending = new AbortController();
    this.#show();
    at("sending").hidden = false;
    at("stop").focus();
    window.onbeforeunload = (event) => event.preventDefault();
    note(`Waiting for a free slot: ${file.name}`);
    try {
      await upload(file, { filters: written(this.#chain), tiles: at("tiles").value }, {
        signal: this.#sending.signal,
        began: (url) => this.#began(url.split("/").at(-1), file),
        moved: (bytes, reason) => showSent(file, bytes, reason),
      });
      note(`${file.name} is uploaded.`);
      this.#forget();
    } catch (error) {
      note(this.#sending.signal.aborted ? `Stopped: send ${file.name} again, and it goes on where it was.` : `${file.name} was not sent: ${error.message}`);
    } finally {
      this.#sending = null;
      window.onbeforeunload = null;
      if (document.activeElement === at("stop")) at("file").focus();
      at("sending").hidden = true;
      this.#say();
    }
  }

  #forget() {
    this.#file = null;
    at("file").value = "";
    at("drop-text").textContent = at("drop-text").dataset.empty;
  }
}

function showSent(file, bytes, reason) {
  if (bytes !== null) at("sent").value = bytes / file.size;
  note(reason !== "" ? reason : `Sending ${file.name}: ${megabytes(bytes)} of ${megabytes(file.size)}`);
}

/** How far apart the numbers are that a parameter takes. */
const STEPS = { odd: 2, even: 2, whole: 1 };

function note(line) {
  write(at("upload-note"), line);
}
