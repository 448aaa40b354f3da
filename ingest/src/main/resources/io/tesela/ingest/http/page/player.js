// Plays the result of a job: while it grows by Media Source Extensions, as a file once it is there.

const KEEP_SECONDS = 30;
const AHEAD_SECONDS = 60;
const HEAD_BYTES = 64 << 10;
/** A first frame that is late is no part that was let go. */
const LATE_SECONDS = 0.5;
const Source = window.ManagedMediaSource ?? window.MediaSource;

export class Player {
  #video;
  #say;
  #stop = () => {};
  /** Where what grows comes from, as long as that is what is shown; null: it is a file, or nothing. */
  #growing = null;
  #asking = false;

  /** @param say shows a line, or nothing */
  constructor(video, say) {
    this.#video = video;
    this.#say = say;
    // What an iPhone wants of a source that it manages.
    video.disableRemotePlayback = window.ManagedMediaSource !== undefined;
    video.addEventListener("playing", () => say(""));
    video.addEventListener("seeking", () => this.#sought());
    video.addEventListener("error", () => { if (video.getAttribute("src")) say("The picture cannot be played."); });
  }

  /**
   * Plays another job.
   *
   * @param position where it begins, and whether it is paused there
   */
  async play(url, position = BEGINNING) {
    this.stop();
    const abort = new AbortController();
    this.#stop = () => abort.abort();
    try {
      await this.#open(url, position, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#say(`The picture stopped: ${error.message}`);
    } finally {
      abort.abort();
    }
  }

  stop() {
    this.halt();
    this.#growing = null;
    this.#video.removeAttribute("src");
    this.#video.load();
    this.#say("");
  }

  /** Reads no more of what grows; what has come plays out. */
  halt() {
    this.#stop();
    this.#stop = () => {};
  }

  position() {
    return { seconds: this.#video.currentTime, paused: this.#video.paused };
  }

  /** Whether somebody may have something of it though the page is hidden. */
  isHeardOrSeen() {
    return document.pictureInPictureElement === this.#video || (!this.#video.paused && !this.#video.muted);
  }

  /** Whether it is whole by now only its answer says. */
  async #open(url, position, signal) {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error((await response.text()).trim());
    if (whole(response) || Source === undefined) this.#load(url, position);
    else await this.#grow(url, response.body.getReader(), position, signal);
  }

  #load(url, position) {
    this.#growing = null;
    this.#video.src = url;
    this.#begin(position);
  }

  #begin({ seconds, paused }) {
    const asked = this.#video.src;
    if (seconds > 0) this.#video.currentTime = seconds;
    if (paused) return;
    this.#video.play().catch((error) => {
      if (error.name === "NotAllowedError" && this.#video.src === asked) this.#say("Press play.");
    });
  }

  /** What was let go is in the file, if there is one by now; otherwise it goes on from the oldest part that is held. */
  async #sought() {
    const url = this.#growing;
    if (url === null || this.#asking || !this.#isLetGo()) return;
    this.#asking = true;
    const made = await fetch(url, { method: "HEAD" }).then(whole, () => false);
    this.#asking = false;
    if (this.#growing !== url || !this.#isLetGo()) return;
    if (made) {
      this.halt();
      this.#load(url, this.position());
    } else {
      this.#video.currentTime = this.#video.buffered.start(0);
      this.#say("What is before this is not held while it is made.");
    }
  }

  #isLetGo() {
    const ranges = this.#video.buffered;
    return ranges.length > 0 && this.#video.currentTime < ranges.start(0) - LATE_SECONDS;
  }

  async #grow(url, reader, position, signal) {
    const head = await readHead(reader);
    if (head.length === 0) throw new Error("nothing has come of it yet");
    const type = mime(head);
    if (!Source.isTypeSupported(type)) {
      this.#say(`This browser does not play ${type} while it grows; it may when the job is done.`);
      return;
    }
    const source = new Source();
    const address = URL.createObjectURL(source);
    await happens(source, "sourceopen", signal, () => { this.#video.src = address; });
    URL.revokeObjectURL(address);
    const buffer = source.addSourceBuffer(type);
    this.#growing = url;
    this.#begin(position);
    try {
      await this.#append(buffer, head, signal);
      for (let part = await reader.read(); !part.done; part = await reader.read()) await this.#append(buffer, part.value, signal);
    } finally {
      // What came plays out, also of a job that failed.
      if (source.readyState === "open" && !buffer.updating) source.endOfStream();
    }
  }

  /** What is not shown soon is not asked for: the server reads no faster than this. */
  async #append(buffer, bytes, signal) {
    for (let done = false; !done;) {
      try {
        await happens(buffer, "updateend", signal, () => buffer.appendBuffer(bytes));
        done = true;
      } catch (error) {
        if (error.name !== "QuotaExceededError") throw error;
        await this.#forget(buffer, signal);
        await happens(this.#video, "timeupdate", signal);
      }
    }
    this.#stayInside(buffer);
    await this.#forget(buffer, signal);
    while (this.#ahead(buffer) > AHEAD_SECONDS) {
      await happens(this.#video, "timeupdate", signal);
      this.#stayInside(buffer);
    }
  }

  /** What was shown long ago is let go. */
  async #forget(buffer, signal) {
    const until = this.#video.currentTime - KEEP_SECONDS;
    if (buffer.buffered.length > 0 && buffer.buffered.start(0) < until - KEEP_SECONDS) {
      await happens(buffer, "updateend", signal, () => buffer.remove(0, until));
    }
  }

  /** The first frame may be late, and what lies before the buffer is not there any more. */
  #stayInside(buffer) {
    const ranges = buffer.buffered;
    if (ranges.length > 0 && !this.#asking && this.#video.currentTime < ranges.start(0)) this.#video.currentTime = ranges.start(0);
  }

  #ahead(buffer) {
    const ranges = buffer.buffered;
    return ranges.length === 0 ? 0 : ranges.end(ranges.length - 1) - this.#video.currentTime;
  }
}

const BEGINNING = { seconds: 0, paused: false };

/** Whether an answer is that of a file which has all its parts. */
function whole(response) {
  return response.ok && response.headers.get("accept-ranges") === "bytes";
}

/** Begins something, and waits for the event that ends it; fails with the signal, or when the target does. */
function happens(target, name, signal, begin = () => {}) {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const settle = (how, what) => { settled.abort(); how(what); };
    const once = { signal: settled.signal };
    signal.addEventListener("abort", () => settle(reject, new Error("stopped")), once);
    target.addEventListener(name, () => settle(resolve), once);
    target.addEventListener("error", () => settle(reject, new Error("the browser cannot decode it")), once);
    try {
      if (signal.aborted) throw new Error("stopped");
      begin();
    } catch (error) {
      settle(reject, error);
    }
  });
}

/** Reads until the description of the tracks is there. */
async function readHead(reader) {
  let head = new Uint8Array(0);
  while (head.length < HEAD_BYTES && find(head, "moof") < 0) {
    const { done, value } = await reader.read();
    if (done) return head;
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
  return head;
}

/** Names the codecs as RFC 6381 does. */
function mime(head) {
  const avcc = find(head, "avcC");
  const hex = [...head.subarray(avcc + 5, avcc + 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `video/mp4; codecs="avc1.${hex}${audio(head)}"`;
}

const AUDIO = [["Opus", "opus"], ["fLaC", "flac"], ["ac-3", "ac-3"], ["ec-3", "ec-3"], ["alac", "alac"], [".mp3", "mp4a.6B"]];

function audio(head) {
  const esds = find(head, "esds");
  if (esds >= 0) return objectType(head, esds) === 0x6b ? ",mp4a.6B" : ",mp4a.40.2";
  const known = AUDIO.find(([name]) => find(head, name) >= 0);
  return known === undefined ? "" : `,${known[1]}`;
}

/** The first byte of a DecoderConfigDescriptor, tag 4: ISO/IEC 14496-1, 7.2.6.6. */
function objectType(head, esds) {
  for (let at = esds + 8; at < esds + 40; at++) {
    if (head[at] !== 4) continue;
    let length = at + 1;
    while (head[length] & 0x80) length++;
    return head[length + 1];
  }
  return 0x40;
}

function find(bytes, name) {
  const codes = [...name].map((letter) => letter.charCodeAt(0));
  for (let at = 0; at + codes.length <= bytes.length; at++) {
    if (codes.every((code, i) => bytes[at + i] === code)) return at;
  }
  return -1;
}
