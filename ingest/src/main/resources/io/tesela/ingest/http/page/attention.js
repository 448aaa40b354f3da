// Hears the events of the ingest, for as long as somebody may see what they tell.

const AGAIN_MS = 5000;
const UNSEEN_MS = 60_000;

/** A browser has six connections to a service, for all its windows: one that nobody sees leaves them to others. */
export class Attention {
  #hooks;
  #source = null;
  #again = null;
  #unseen = null;
  #resting = false;

  /**
   * @param opened hears of each connection whether it is the first one after a rest
   * @param broken hears that there is none
   * @param told hears what comes: the kind of an event, and what it says
   * @param rest gives up what else costs connections
   */
  constructor({ opened, broken, told, rest }) {
    this.#hooks = { opened, broken, told, rest };
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#restSoon() : this.#wake()));
    this.#listen(false);
    // A page that is opened behind another one is never told that it is hidden.
    if (document.hidden) this.#restSoon();
  }

  #restSoon() {
    this.#unseen ??= setTimeout(() => {
      this.#resting = true;
      clearTimeout(this.#again);
      this.#source.close();
      this.#hooks.rest();
    }, UNSEEN_MS);
  }

  #wake() {
    clearTimeout(this.#unseen);
    this.#unseen = null;
    if (this.#resting) this.#listen(true);
    this.#resting = false;
  }

  /** At most one at a time: whatever waited to listen again is forgotten. */
  #listen(rested) {
    clearTimeout(this.#again);
    this.#source?.close();
    const source = new EventSource("events");
    this.#source = source;
    let woken = rested;
    source.onopen = () => { this.#hooks.opened(woken); woken = false; };
    source.onerror = () => {
      this.#hooks.broken();
      // Refused, for instance because too many listen: a browser does not try that again by itself.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#listen(woken), AGAIN_MS);
    };
    ["metrics", "job"].forEach((kind) => source.addEventListener(kind, (event) => this.#hooks.told(kind, JSON.parse(event.data))));
  }
}
