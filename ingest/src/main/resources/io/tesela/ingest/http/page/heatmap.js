// What the tiles of a job cost, where they lie in the picture.
import { write } from "./elements.js";
import { milliseconds, short } from "./numbers.js";

/** Of more tiles than that a number would not fit. */
const MOST_WITH_NUMBERS = 64;

export class Heatmap {
  #box;
  #grid;
  #words;

  /** @param box with a grid and a line for words; hidden where nothing is known */
  constructor(box) {
    this.#box = box;
    this.#grid = box.querySelector(".heat");
    this.#words = box.querySelector("p");
  }

  /** @param tiles of a job; undefined: not known, or too many for a picture */
  show(tiles) {
    if (tiles === undefined) {
      this.#box.hidden = true;
      return;
    }
    const most = Math.max(...tiles.mean_ms);
    this.#box.hidden = most === 0 && tiles.degraded.every((count) => count === 0);
    this.#grid.style.gridTemplateColumns = `repeat(${tiles.columns}, minmax(0, 1fr))`;
    while (this.#grid.children.length > tiles.mean_ms.length) this.#grid.lastElementChild.remove();
    tiles.mean_ms.forEach((mean, i) => {
      const cell = this.#grid.children[i] ?? this.#grid.appendChild(document.createElement("span"));
      cell.style.setProperty("--heat", `${most === 0 ? 0 : Math.round((45 * mean) / most)}%`);
      cell.classList.toggle("degraded", tiles.degraded[i] > 0);
      cell.title = `column ${(i % tiles.columns) + 1}, row ${Math.floor(i / tiles.columns) + 1}: ${milliseconds(mean)} on average of ${tiles.filtered[i]}, ${tiles.degraded[i]} degraded`;
      const text = tiles.mean_ms.length > MOST_WITH_NUMBERS ? "" : short(mean);
      write(cell, text);
    });
    const slowest = tiles.mean_ms.indexOf(most);
    const degraded = tiles.degraded.reduce((a, b) => a + b, 0);
    const words = `Slowest: column ${(slowest % tiles.columns) + 1}, row ${Math.floor(slowest / tiles.columns) + 1}, ${milliseconds(most)} on average. Degraded: ${degraded}.`;
    write(this.#words, words);
    this.#grid.setAttribute("aria-label", `milliseconds of each tile, ${tiles.columns} by ${tiles.rows}. ${words}`);
  }
}
