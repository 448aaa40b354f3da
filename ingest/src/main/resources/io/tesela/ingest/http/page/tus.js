// Brings a file to the service by the protocol tus 1.0.0, in parts: what breaks off goes on where it was, also after the page was closed.

const PART_BYTES = 8 << 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const MOST_ATTEMPTS = 12;
const TUS = { "Tus-Resumable": "1.0.0" };

/**
 * Uploads a file.
 *
 * @param wishes metadata by its key: the name of the file, filters, tiles
 * @param began hears where the upload is, as soon as it is somewhere
 * @param moved hears how many bytes are there, and why it waits, if it does
 * @param signal ends it; what is there stays
 */
export async function upload(file, wishes, { began, moved, signal }) {
  const memory = new Memory(`${file.name} ${file.size} ${file.lastModified} ${Object.values(wishes).join(" ")}`);
  const pace = new Pace(moved, signal);
  try {
    const before = await pace.patiently(() => found(memory, signal));
    const url = before?.url ?? await pace.patiently(() => create(file, wishes, signal));
    memory.keep(url);
    began(url);
    let here = before?.offset ?? 0;
    while (here < file.size) {
      moved(here, "");
      here = await pace.patiently(() => bring(url, file, here, signal), async () => { here = await offsetOf(url, signal); });
    }
    moved(here, "");
    memory.forget();
  } catch (error) {
    if (error instanceof Refused) memory.forget();
    throw error;
  }
}

/** Where uploads are that may not have come to their end, the last ones; without a store, as in a private window, it forgets. */
class Memory {
  static #KEY = "tesela uploads";
  static #MOST = 20;
  #name;

  constructor(name) {
    this.#name = name;
  }

  url() {
    return Memory.#all().find(([name]) => name === this.#name)?.[1] ?? null;
  }

  keep(url) {
    Memory.#store([...this.#others(), [this.#name, url]].slice(-Memory.#MOST));
  }

  forget() {
    Memory.#store(this.#others());
  }

  #others() {
    return Memory.#all().filter(([name]) => name !== this.#name);
  }

  static #all() {
    try {
      return JSON.parse(localStorage.getItem(Memory.#KEY)) ?? [];
    } catch {
      return [];
    }
  }

  static #store(all) {
    try {
      localStorage.setItem(Memory.#KEY, JSON.stringify(all));
    } catch {
      // Then what breaks off begins anew, which is no reason not to send it.
    }
  }
}

/** A sentence of the service's, which means that to ask again would change nothing. */
export class Refused extends Error {}

/** How often, and after what pause, is tried again what did not work. */
class Pace {
  #moved;
  #signal;

  constructor(moved, signal) {
    this.#moved = moved;
    this.#signal = signal;
  }

  /** @param before each further attempt; it may fail as the attempt may */
  async patiently(attempt, before = async () => {}) {
    for (let failed = 0; ; failed++) {
      try {
        if (failed > 0) await before();
        return await attempt();
      } catch (error) {
        if (error instanceof Refused || this.#signal.aborted || failed === MOST_ATTEMPTS) throw error;
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failed);
        this.#moved(null, `${error.message}; trying again in ${Math.ceil(pause / 1000)} s`);
        await waited(pause, this.#signal);
      }
    }
  }
}

/** An upload of this file that broke off, if it is still there. */
async function found(memory, signal) {
  const url = memory.url();
  if (url === null) return null;
  try {
    return { url, offset: await offsetOf(url, signal) };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

async function create(file, wishes, signal) {
  const metadata = Object.entries({ filename: file.name, ...wishes }).map(([key, value]) => `${key} ${base64(value)}`).join(",");
  const response = await ask("uploads", { method: "POST", headers: { ...TUS, "Upload-Length": file.size, "Upload-Metadata": metadata }, signal });
  return response.headers.get("Location");
}

async function offsetOf(url, signal) {
  const response = await ask(url, { method: "HEAD", headers: TUS, signal });
  return Number(response.headers.get("Upload-Offset"));
}

async function bring(url, file, offset, signal) {
  const response = await ask(url, {
    method: "PATCH",
    headers: { ...TUS, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" },
    body: file.slice(offset, offset + PART_BYTES),
    signal,
  });
  return Number(response.headers.get("Upload-Offset"));
}

/** What was too slow, is in conflict, or of a service that cannot now, may be asked again. */
async function ask(url, request) {
  const response = await fetch(url, request);
  if (response.ok) {
    await response.arrayBuffer();
    return response;
  }
  const sentence = (await response.text()).trim() || `the service answered ${response.status}`;
  throw [408, 409].includes(response.status) || response.status >= 500 ? new Error(sentence) : new Refused(sentence);
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function waited(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(new Error("stopped")); }, { once: true });
  });
}
