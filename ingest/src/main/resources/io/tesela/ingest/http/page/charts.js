// Lines over the last two minutes, drawn by uPlot, which is loaded before.

const SECONDS = 120;
const HEIGHT = 130;

export class Chart {
  #element;
  #plot;
  #data;

  /** @param lines each with a label, a colour's CSS variable, and its digits behind the point */
  constructor(element, lines) {
    this.#element = element;
    this.#data = [[], ...lines.map(() => [])];
    const css = getComputedStyle(document.documentElement);
    const axis = { stroke: () => css.getPropertyValue("--quiet"), grid: { stroke: () => css.getPropertyValue("--line"), width: 1 } };
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `${element.closest("figure").querySelector("figcaption").textContent}, the last two minutes`);
    this.#plot = new window.uPlot({
      width: element.clientWidth,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      scales: { x: { time: true }, y: { range: (u, min, max) => [0, Math.max(1, (max ?? 1) * 1.1)] } },
      axes: [{ ...axis, values: (u, ticks) => ticks.map(clock), space: 80 }, { ...axis, size: 45 }],
      series: [{}, ...lines.map(({ label, colour }, i) => ({
        label, stroke: () => css.getPropertyValue(colour), width: 2, dash: i > 0 ? [6, 4] : undefined, points: { show: false }, spanGaps: false }))],
    }, this.#data, element);
    element.after(legend(lines));
    new ResizeObserver(() => this.#plot.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot.redraw());
  }

  /** Adds one point of each line; null leaves a gap. */
  add(seconds, values) {
    this.#data[0].push(seconds);
    values.forEach((value, i) => this.#data[i + 1].push(value));
    while (this.#data[0].length > SECONDS) this.#data.forEach((line) => line.shift());
    this.#plot.setData(this.#data);
  }
}

/** In the colours of the page, so that they change with them. */
function legend(lines) {
  const list = document.createElement("ul");
  list.className = "legend";
  list.append(...lines.map(({ label, colour }, i) => {
    const item = document.createElement("li");
    const mark = document.createElement("i");
    mark.className = i > 0 ? "line dashed" : "line";
    mark.style.borderColor = `var(${colour})`;
    item.append(mark, label);
    return item;
  }));
  return list;
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hourCycle: "h23" });
}
