// The table of jobs.
import { at, button, link, name, write } from "./elements.js";
import { duration, frames } from "./numbers.js";

/** Returns whether something is still to come of a job. */
export function works(job) {
  return job.state === "uploading" || job.state === "running";
}

export class JobTable {
  #rows = new Map();
  #pick;
  #cancel;

  /**
   * @param pick hears which one is to be shown
   * @param cancel hears which one is to be cancelled or, if it is done, deleted
   */
  constructor(pick, cancel) {
    this.#pick = pick;
    this.#cancel = cancel;
  }

  /**
   * Shows jobs, in their order.
   *
   * @param chosen the id of the one that is looked at, or null
   * @param there the ids of those that are known to be there
   */
  show(jobs, chosen, there) {
    at("no-jobs").hidden = jobs.length > 0;
    jobs.forEach((job, index) => {
      const row = this.#rows.get(job.job) ?? this.#add(job);
      if (at("jobs").children[index] !== row.element) at("jobs").insertBefore(row.element, at("jobs").children[index] ?? null);
      row.show(job, job.job === chosen);
      if (there.has(job.job)) picture(row.thumbnail, job);
    });
  }

  forget(id) {
    this.#rows.get(id)?.element.remove();
    this.#rows.delete(id);
  }

  /** Makes the elements of a job's row once, so that what is focused, or marked, stays so. */
  #add(job) {
    const element = document.createElement("tr");
    const cells = Array.from({ length: 7 }, () => element.appendChild(document.createElement("td")));
    name(cells, at("jobs"));
    const [bar, percent] = progress(cells[2], job);
    const [thumbnail, title] = video(cells[0]);
    const buttons = this.#buttons(cells[6], job);
    const row = { element, thumbnail, show: showRow };
    this.#rows.set(job.job, row);
    return row;

    function showRow(now, chosen) {
      const ended = !works(now);
      const done = part(now);
      write(title, now.name);
      write(cells[1], now.state === "failed" ? `failed: ${now.error ?? "no reason is known"}` : now.state);
      cells[1].className = now.state === "failed" ? "bad" : "";
      bar.hidden = ended && done === null;
      if (done === null) bar.removeAttribute("value");
      else bar.value = done;
      write(percent, done === null ? frames(now.encoded) : `${Math.floor(100 * done)} %`);
      write(cells[3], now.fps > 0 ? now.fps.toFixed(1) : "");
      write(cells[4], ended ? "" : duration(now.eta_s));
      write(cells[5], String(now.degraded));
      cells[5].className = now.degraded > 0 ? "warn" : "";
      buttons.show(now);
      element.classList.toggle("chosen", chosen);
      if (chosen) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
  }

  #buttons(cell, { job, name: video }) {
    const look = button("Show", `show ${video}, job ${job}`, () => this.#pick(job));
    const cancel = button("Cancel", `cancel ${video}, job ${job}`, async () => {
      await this.#cancel(job);
      if (cancel.hidden) look.focus();
    });
    const remove = button("Delete", `delete the result of ${video}, job ${job}`, async () => {
      await this.#cancel(job);
      look.focus();
    });
    const base = video.replace(/\.[^.]*$/, "");
    const files = [
      link("Result", `result of ${video}, job ${job}`, `jobs/${job}/output.mp4`, `${base}.tesela.mp4`),
      link("Report", `report on ${video}, job ${job}`, `jobs/${job}/report.json`, `${base}.tesela.json`),
      link("GIF", `GIF of ${video}, job ${job}`, `jobs/${job}/preview.gif`, `${base}.tesela.gif`),
    ];
    const box = cell.appendChild(document.createElement("div"));
    box.className = "actions";
    box.append(look, cancel, ...files, remove);
    return {
      show(now) {
        const ended = !works(now);
        if (ended && document.activeElement === cancel) look.focus();
        cancel.hidden = ended;
        files.forEach((file) => { file.hidden = now.state !== "done"; });
        // One whose client is there is that client's.
        remove.hidden = now.state !== "done" || now.attached;
      },
    };
  }
}

function progress(cell, job) {
  const bar = document.createElement("progress");
  const percent = document.createElement("span");
  bar.setAttribute("aria-label", `progress of ${job.name}`);
  cell.append(bar, " ", percent);
  return [bar, percent];
}

function video(cell) {
  const box = cell.appendChild(document.createElement("div"));
  box.className = "video";
  const thumbnail = box.appendChild(document.createElement("img"));
  const title = box.appendChild(document.createElement("span"));
  Object.assign(thumbnail, { alt: "", width: 96, hidden: true });
  thumbnail.addEventListener("load", () => { thumbnail.hidden = false; });
  return [thumbnail, title];
}

/** Something of it as soon as there is something, and of its middle when it is done: videos begin in the dark. */
function picture(thumbnail, job) {
  const kept = job.state === "done" && job.detached;
  const there = !job.live && job.output_bytes > 0 && (works(job) || kept);
  const address = `jobs/${job.job}/frame/${kept ? Math.floor(job.encoded / 2) : 0}?width=192`;
  if (there && thumbnail.getAttribute("src") !== address) thumbnail.src = address;
}

function part(job) {
  if ((job.was ?? job.state) === "done") return 1;
  // Of a video that does not say how many frames it has, by the time that is left.
  const total = job.total_frames ?? (job.eta_s === null ? 0 : job.encoded + job.eta_s * job.fps);
  return total > 0 ? Math.min(1, job.encoded / total) : null;
}
