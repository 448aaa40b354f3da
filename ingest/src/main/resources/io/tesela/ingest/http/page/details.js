// What is known of the job that is looked at: where its frames are while it works, and how it ended.
import { at, fill, write } from "./elements.js";
import { Heatmap } from "./heatmap.js";
import { works } from "./jobs.js";
import { PARTS, bottleneck, frames, inWindow, megabytes, outcome } from "./numbers.js";

const GROUPS = [{ inside: true, bar: "inside", legend: "inside-legend" }, { inside: false, bar: "beyond", legend: "beyond-legend" }];

export class Details {
  #heatmap = new Heatmap(at("tiles-cost"));
  #pieces = GROUPS.flatMap(({ inside, bar, legend }) => PARTS
    .map((part, i) => ({ part, colour: `var(--h${i})` }))
    .filter(({ part }) => part.inside === inside)
    .map(({ part, colour }) => ({ part, piece: piece(at(bar), colour), item: item(at(legend), colour) })));

  show(job) {
    write(at("job-title"), job.name);
    this.#heatmap.show(job.tile_map);
    at("credits").hidden = !works(job);
    write(at("state-title"), works(job) ? "Where its frames are" : "Result");
    if (works(job)) this.#showFrames(job);
    write(at("bottleneck"), works(job) ? bottleneck(job) : outcome(job));
    fill(at("job-facts"), [
      ["Filters", job.filters], ["Tiles", job.tiles], ["Uploaded", megabytes(job.uploaded) + (job.size ? ` of ${megabytes(job.size)}` : "")],
      ["Result", megabytes(job.output_bytes)], ["Frames", `${job.decoded} decoded, ${job.encoded} encoded${job.total_frames ? ` of ${job.total_frames}` : ""}`],
      ["Job", job.job],
    ]);
  }

  #showFrames(job) {
    const inside = inWindow(job);
    const beyond = this.#pieces.filter(({ part }) => !part.inside).reduce((total, { part }) => total + part.of(job), 0);
    const heads = [`In the window: ${inside} of at most ${frames(job.window)}`, `Beyond it: ${frames(beyond)}`];
    write(at("inside-title"), heads[0]);
    write(at("beyond-title"), heads[1]);
    at("inside").style.flexGrow = inside;
    at("beyond").style.flexGrow = beyond;
    this.#pieces.forEach(({ part, piece, item }) => showPart(part, part.of(job), piece, item));
    const words = PARTS.map((part) => `${part.of(job)} ${part.label}`).join(", ");
    at("bar").setAttribute("aria-label", `${heads.join(". ")}: ${words}`);
    cut(this.#pieces);
  }
}

function showPart(part, count, piece, item) {
  piece.hidden = count === 0;
  piece.style.flexGrow = count;
  piece.title = `${part.label}: ${count}`;
  write(piece, String(count));
  item.classList.toggle("none", count === 0);
  write(item.lastElementChild, `${count} ${part.label}`);
}

/** A number that is cut off tells something else. */
function cut(pieces) {
  const shown = pieces.filter(({ piece }) => !piece.hidden).map(({ piece }) => piece);
  const narrow = shown.map((piece) => piece.clientWidth < 10 * piece.textContent.length + 4);
  shown.forEach((piece, i) => piece.classList.toggle("narrow", narrow[i]));
}

function piece(bar, colour) {
  const made = bar.appendChild(document.createElement("span"));
  made.style.backgroundColor = colour;
  return made;
}

function item(legend, colour) {
  const made = legend.appendChild(document.createElement("li"));
  made.appendChild(document.createElement("i")).style.backgroundColor = colour;
  made.appendChild(document.createElement("span"));
  return made;
}
