// Lines over the last two minutes, drawn by uPlot, which is loaded before.
import { write } from "./elements.js";
import { short } from "./numbers.js";

const SECONDS = 120;
const HEIGHT = 130;
const AXIS = 58;
const COLOURS = ["--h4", "--h1", "--h2", "--h3", "--h6", "--h5", "--h0"];

export class Chart {
  #element;
  #legend;
  #caption;
  #text;
  #most;
  #plot = null;
  #times = [];
  #lines = new Map();

  /**
   * @param text says a value, on the axis and in the legend
   * @param most what is above it, as what is infinite, is drawn there
   */
  constructor(element, { text = short, most = Number.MAX_VALUE } = {}) {
    this.#element = element;
    this.#text = text;
    this.#most = most;
    this.#caption = element.closest("figure").querySelector("figcaption").textContent;
    this.#legend = document.createElement("ul");
    this.#legend.className = "legend";
    element.after(this.#legend);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `${this.#caption}, the last two minutes`);
    new ResizeObserver(() => this.#plot?.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot?.redraw());
  }

  /**
   * Adds one point of each line, by the name of the line; null leaves a gap. Lines come and go; there is room for as many as there are colours, and
   * of the others it is said how many they are.
   */
  add(seconds, values) {
    this.#times.push(seconds);
    this.#lines.forEach((points, name) => points.push(this.#drawn(values[name])));
    while (this.#times.length > SECONDS) [this.#times, ...this.#lines.values()].forEach((line) => line.shift());
    const ended = [...this.#lines].filter(([name, points]) => !(name in values) && points.every((point) => point === null)).map(([name]) => name);
    ended.forEach((name) => this.#lines.delete(name));
    const missing = Object.keys(values).filter((name) => !this.#lines.has(name)).slice(0, COLOURS.length - this.#lines.size);
    missing.forEach((name) => this.#lines.set(name, [...this.#times.slice(1).map(() => null), this.#drawn(values[name])]));
    if (missing.length + ended.length > 0 || this.#plot === null) this.#draw();
    else this.#plot.setData(this.#data());
    this.#tell(values);
  }

  #drawn(value) {
    return value === null || value === undefined ? null : Math.min(value, this.#most);
  }

  #data() {
    return [this.#times, ...this.#lines.values()];
  }

  /** What the lines have come to, for whoever cannot see, or read off, where they end. */
  #tell(values) {
    const names = [...this.#lines.keys()];
    const texts = names.map((name) => `${name}: ${name in values ? this.#said(values[name]) : "gone"}`);
    texts.forEach((text, i) => write(this.#legend.children[i].lastElementChild, text));
    const more = Object.keys(values).length - names.filter((name) => name in values).length;
    const last = this.#legend.children[names.length];
    last.hidden = more === 0;
    write(last, `and ${more} more`);
    const all = more === 0 ? texts : [...texts, last.textContent];
    this.#element.setAttribute("aria-label", `${this.#caption}, the last two minutes. Now ${all.join(", ")}`);
  }

  #said(value) {
    return value === null ? "–" : this.#text(value);
  }

  #draw() {
    this.#plot?.destroy();
    const names = [...this.#lines.keys()];
    const css = getComputedStyle(document.documentElement);
    const axis = { stroke: () => css.getPropertyValue("--quiet"), grid: { stroke: () => css.getPropertyValue("--line"), width: 1 } };
    this.#plot = new window.uPlot({
      width: this.#element.clientWidth,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      scales: { x: { time: true }, y: { range: (u, min, max) => [0, Math.max(1, (max ?? 1) * 1.1)] } },
      axes: [{ ...axis, values: (u, ticks) => ticks.map(clock), space: 80, size: 30 }, { ...axis, values: (u, ticks) => ticks.map(this.#text), size: AXIS }],
      series: [{}, ...names.map((label, i) => ({
        label, stroke: () => css.getPropertyValue(COLOURS[i]), width: 2, dash: i % 2 === 1 ? [6, 4] : undefined, points: { show: false }, spanGaps: false }))],
    }, this.#data(), this.#element);
    this.#legend.replaceChildren(...names.map(explained), document.createElement("li"));
  }
}

/** In the colours of the page, so that it changes with them. */
function explained(name, i) {
  const item = document.createElement("li");
  const mark = document.createElement("i");
  mark.className = i % 2 === 1 ? "line dashed" : "line";
  mark.style.borderColor = `var(${COLOURS[i]})`;
  item.append(mark, document.createElement("span"));
  return item;
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hourCycle: "h23" });
}
