// Chromium, with a page that has a video and nothing else, and a server of the files it plays on the loopback.
import { createServer } from "node:http";
import { launch } from "./chromium.js";

const PAGE = "<!doctype html><meta charset=utf-8><title>player</title><video id=video muted></video>";
const PIECE_BYTES = 32 << 10;
// What a player has before it begins.
const AHEAD_SECONDS = 1;

export class Player {
  #server;
  #browser;
  #page;
  #file = Buffer.alloc(0);

  static async start() {
    const started = new Player();
    started.#server = createServer((request, response) => started.#answer(request, response));
    await new Promise((resolve) => started.#server.listen(0, "127.0.0.1", resolve));
    started.#browser = await launch();
    started.#page = await started.#browser.newPage();
    return started;
  }

  async close() {
    await this.#browser?.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Plays a file to its end, four times as fast, and then seeks to its middle; of a damaged one, as far as it can be played. */
  async plays(bytes) {
    await this.#open(bytes);
    return this.#page.evaluate(async () => {
      const video = document.getElementById("video");
      const happens = (name) => new Promise((resolve, reject) => {
        video.addEventListener(name, resolve, { once: true });
        video.addEventListener("error", () => reject(new Error(video.error?.message)), { once: true });
      });
      const loaded = happens("loadeddata");
      video.src = "/file.mp4";
      await loaded;
      const ended = happens("ended");
      video.playbackRate = 4;
      const error = await video.play().then(() => ended).then(() => null, (e) => e.message);
      const played = { error, duration: video.duration, playedTo: video.currentTime,
        audioBytes: video.webkitAudioDecodedByteCount };
      if (error !== null) return played;
      const seeked = happens("seeked");
      video.currentTime = played.duration / 2;
      await seeked;
      return { ...played, sought: video.currentTime };
    });
  }

  /** Gives a file to Media Source Extensions, a piece at a time; the next one once it has shown something of those before. */
  async playsWhileItGrows(bytes, mime) {
    await this.#open(bytes);
    return this.#page.evaluate(async ({ type, pieceBytes, aheadSeconds }) => {
      const video = document.getElementById("video");
      const once = (target, name) => new Promise((resolve, reject) => {
        target.addEventListener(name, resolve, { once: true });
        video.addEventListener("error", () => reject(new Error(video.error?.message)), { once: true });
      });
      const whole = await (await fetch("/file.mp4")).arrayBuffer();
      const media = new MediaSource();
      const open = once(media, "sourceopen");
      video.src = URL.createObjectURL(media);
      await open;
      const buffer = media.addSourceBuffer(type);
      let playedEarly = false;
      for (let at = 0; at < whole.byteLength; at += pieceBytes) {
        const updated = once(buffer, "updateend");
        buffer.appendBuffer(whole.slice(at, at + pieceBytes));
        await updated;
        if (!playedEarly && video.buffered.length > 0 && video.buffered.end(0) >= aheadSeconds) {
          await video.play();
          while (video.currentTime === 0) await once(video, "timeupdate");
          playedEarly = at + pieceBytes < whole.byteLength;
        }
      }
      media.endOfStream();
      const ended = once(video, "ended");
      video.playbackRate = 4;
      await video.play();
      await ended;
      return { playedEarly, ranges: video.buffered.length, buffered: video.buffered.end(0),
        audioBytes: video.webkitAudioDecodedByteCount };
    }, { type: mime, pieceBytes: PIECE_BYTES, aheadSeconds: AHEAD_SECONDS });
  }

  async #open(bytes) {
    this.#file = bytes;
    await this.#page.goto(`http://127.0.0.1:${this.#server.address().port}/`);
  }

  #answer(request, response) {
    if (request.url !== "/file.mp4") {
      response.writeHead(200, { "content-type": "text/html" }).end(request.url === "/" ? PAGE : "");
      return;
    }
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "bytes=0-");
    const last = to === "" ? this.#file.length - 1 : Math.min(Number(to), this.#file.length - 1);
    response.writeHead(206, {
      "content-type": "video/mp4",
      "accept-ranges": "bytes",
      "cache-control": "no-store",
      "content-range": `bytes ${from}-${last}/${this.#file.length}`,
      "content-length": last - Number(from) + 1,
    });
    response.end(this.#file.subarray(Number(from), last + 1));
  }
}
