// Plays the result of a job: while it grows by Media Source Extensions, as a file once it is there.

const KEEP_SECONDS = 30;
const AHEAD_SECONDS = 60;
const HEAD_BYTES = 64 << 10;

export class Player {
  #video;
  #say;
  #stop = () => {};

  /** @param say shows a line, or nothing */
  constructor(video, say) {
    this.#video = video;
    this.#say = say;
  }

  /** Plays another job, from its beginning. */
  async play(url, complete) {
    this.stop();
    if (complete || !window.MediaSource) {
      this.#video.src = url;
      return;
    }
    const abort = new AbortController();
    this.#stop = () => abort.abort();
    try {
      await this.#grow(url, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#say(`The picture stopped: ${error.message}`);
    }
  }

  stop() {
    this.#stop();
    this.#stop = () => {};
    this.#say("");
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  async #grow(url, signal) {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(await response.text());
    const reader = response.body.getReader();
    const head = await readHead(reader);
    if (head.length === 0) throw new Error("nothing has come of it yet");
    const type = mime(head);
    if (!MediaSource.isTypeSupported(type)) {
      reader.cancel();
      this.#say(`This browser does not play ${type} while it grows; it may when the job is done.`);
      return;
    }
    const source = new MediaSource();
    const open = happens(source, "sourceopen", signal);
    this.#video.src = URL.createObjectURL(source);
    await open;
    URL.revokeObjectURL(this.#video.src);
    const buffer = source.addSourceBuffer(type);
    await this.#append(buffer, head, signal);
    this.#video.play().catch(() => this.#say("Press play."));
    await this.#appendRest(buffer, reader, signal);
    if (source.readyState === "open") source.endOfStream();
  }

  /** What is not shown soon is not asked for: the server reads no faster than this. */
  async #appendRest(buffer, reader, signal) {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      await this.#append(buffer, part.value, signal);
      while (this.#ahead(buffer) > AHEAD_SECONDS) await happens(this.#video, "timeupdate", signal);
    }
  }

  async #append(buffer, bytes, signal) {
    const done = happens(buffer, "updateend", signal);
    buffer.appendBuffer(bytes);
    await done;
    const behind = this.#video.currentTime - KEEP_SECONDS;
    if (buffer.buffered.length > 0 && buffer.buffered.start(0) < behind - KEEP_SECONDS) {
      const removed = happens(buffer, "updateend", signal);
      buffer.remove(0, behind);
      await removed;
    }
  }

  #ahead(buffer) {
    const ranges = buffer.buffered;
    return ranges.length === 0 ? 0 : ranges.end(ranges.length - 1) - this.#video.currentTime;
  }
}

function happens(target, name, signal) {
  return new Promise((resolve, reject) => {
    const options = { once: true, signal };
    signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
    target.addEventListener(name, resolve, options);
    target.addEventListener("error", () => reject(new Error("the browser cannot decode it")), options);
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
