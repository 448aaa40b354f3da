// Lines over the last two minutes, drawn by uPlot, which is loaded before.

const SECONDS = 120;
const HEIGHT = 130;
const COLOURS = ["--h4", "--h1", "--h2", "--h3", "--h6", "--h5", "--h0"];

export class Chart {
  #element;
  #legend;
  #plot = null;
  #times = [];
  #lines = new Map();

  constructor(element) {
    this.#element = element;
    this.#legend = document.createElement("ul");
    this.#legend.className = "legend";
    element.after(this.#legend);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `${element.closest("figure").querySelector("figcaption").textContent}, the last two minutes`);
    new ResizeObserver(() => this.#plot?.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot?.redraw());
  }

  /**
   * Adds one point of each line, by the name of the line; null leaves a gap. Lines come and go; there is room for as many as there are colours.
   */
  add(seconds, values) {
    this.#times.push(seconds);
    this.#lines.forEach((points, name) => points.push(values[name] ?? null));
    const missing = Object.keys(values).filter((name) => !this.#lines.has(name)).slice(0, COLOURS.length - this.#lines.size);
    missing.forEach((name) => this.#lines.set(name, [...this.#times.slice(1).map(() => null), values[name]]));
    while (this.#times.length > SECONDS) [this.#times, ...this.#lines.values()].forEach((line) => line.shift());
    const ended = [...this.#lines].filter(([, points]) => points.every((point) => point === null)).map(([name]) => name).filter((name) => !(name in values));
    ended.forEach((name) => this.#lines.delete(name));
    if (missing.length + ended.length > 0 || this.#plot === null) this.#draw();
    else this.#plot.setData(this.#data());
  }

  #data() {
    return [this.#times, ...this.#lines.values()];
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
      axes: [{ ...axis, values: (u, ticks) => ticks.map(clock), space: 80 }, { ...axis, size: 45 }],
      series: [{}, ...names.map((label, i) => ({
        label, stroke: () => css.getPropertyValue(COLOURS[i]), width: 2, dash: i % 2 === 1 ? [6, 4] : undefined, points: { show: false }, spanGaps: false }))],
    }, this.#data(), this.#element);
    this.#legend.replaceChildren(...names.map(explained));
  }
}

/** In the colours of the page, so that it changes with them. */
function explained(name, i) {
  const item = document.createElement("li");
  const mark = document.createElement("i");
  mark.className = i % 2 === 1 ? "line dashed" : "line";
  mark.style.borderColor = `var(${COLOURS[i]})`;
  item.append(mark, name);
  return item;
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hourCycle: "h23" });
}
