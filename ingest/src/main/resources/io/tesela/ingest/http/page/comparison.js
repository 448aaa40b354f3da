// The video that went in, laid over the one that comes out, as far as a slider says.

const FAR_SECONDS = 0.1;

export class Comparison {
  #result;
  #source;
  #slider;
  #box;
  #say;
  #address = null;
  #video = null;

  /**
   * @param box around both videos and the slider
   * @param say shows a line, or none
   */
  constructor(box, say) {
    this.#box = box;
    this.#say = say;
    this.#result = box.querySelector("#video");
    this.#source = box.querySelector("#source");
    this.#slider = box.querySelector("#slider");
    this.#slider.addEventListener("input", () => this.#place());
    ["play", "playing", "pause", "waiting", "seeking", "seeked", "timeupdate", "ratechange"].forEach((name) => this.#result.addEventListener(name, () => this.#follow()));
    this.#source.addEventListener("loadeddata", () => { this.#hide(false); this.#place(); this.#follow(); });
    // The result may have stood still when it was sought last, and says nothing more.
    this.#source.addEventListener("seeked", () => { if (this.#result.paused) this.#follow(); });
    this.#source.addEventListener("error", () => { if (this.#source.getAttribute("src")) this.#explain(); });
  }

  /** Compares with a video: a file, or where one is; null: with none. */
  with(video) {
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#video = video;
    this.#address = video instanceof Blob ? URL.createObjectURL(video) : null;
    this.#hide(true);
    this.#say("");
    if (video === null) this.#source.removeAttribute("src");
    else this.#source.src = this.#address ?? video;
    this.#source.load();
  }

  /** A browser says the same of what is not there as of what it does not play. */
  async #explain() {
    const video = this.#video;
    this.#hide(true);
    const there = video instanceof Blob || await fetch(video, { method: "HEAD" }).then(({ ok }) => ok, () => false);
    if (this.#video !== video) return;
    this.#say(there ? "This browser does not play the original, so only the result is shown." : "The original is not here any more.");
  }

  #hide(hidden) {
    this.#source.hidden = hidden;
    this.#box.classList.toggle("both", !hidden);
  }

  #place() {
    this.#box.style.setProperty("--at", `${this.#slider.value}%`);
  }

  /** Two clocks drift: so it is set right where that can be seen. */
  #follow() {
    if (this.#source.hidden || this.#source.readyState === 0) return;
    this.#source.playbackRate = this.#result.playbackRate;
    const apart = Math.abs(this.#source.currentTime - this.#result.currentTime);
    // Whoever seeks anew before it has sought breaks off what was asked for, and over a slow network never gets there.
    if (apart > FAR_SECONDS && !this.#source.seeking) this.#source.currentTime = this.#result.currentTime;
    // One that waits for more is not paused, and must not be left behind.
    if (this.#result.paused || this.#result.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#source.pause();
    else if (this.#source.paused) this.#source.play().catch(() => {});
  }
}
