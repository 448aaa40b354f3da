// node listeners.js URL LISTENERS STALLED SECONDS: listens to the events of an ingest many times over, some of them without ever reading, and prints how
// late events come to the others, and what the server's memory does meanwhile. Ends with 0 if none was refused or broken off, and no event was
// missed. For an ingest on this machine, whose clock is compared.
import { connect } from "node:net";

const [url, listeners, stalled, seconds] = process.argv.slice(2);
if (seconds === undefined) {
  console.error("SECONDS is missing (expected: the URL of an ingest, how many listen, how many of them do not read, and for how long)");
  process.exit(2);
}
const { hostname, port } = new URL(url);
const late = [];
let refused = 0;
let broken = 0;
let over = false;

function listen(reads) {
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.write(`GET /events HTTP/1.1\r\nHost: ${hostname}\r\nLast-Event-ID: 0\r\n\r\n`);
  socket.on("error", () => {});
  socket.on("close", () => { broken += over ? 0 : 1; });
  if (!reads) {
    socket.pause();
    return socket;
  }
  socket.setEncoding("utf8").on("data", (more) => {
    text += more;
    refused += text.startsWith("HTTP/1.1 503") ? 1 : 0;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const at = /"t":(\d+)/.exec(text.slice(0, end));
      if (at !== null) late.push(Date.now() - Number(at[1]));
      text = text.slice(end + 2);
    }
  });
  return socket;
}

async function memory() {
  const text = await (await fetch(new URL("/metrics", url))).text();
  const value = (name) => text.split("\n").filter((line) => line.startsWith(name) && !line.startsWith("#"))
    .reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  return { rss: value("process_resident_memory_bytes") / 1e6, heap: value('jvm_memory_used_bytes{area="heap"') / 1e6,
    direct: value("netty_allocator_memory_used") / 1e6 };
}

const show = ({ rss, heap, direct }) => `RSS ${rss.toFixed(0)} MB, heap ${heap.toFixed(0)} MB, Netty's buffers ${direct.toFixed(1)} MB`;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

console.log(`before: ${show(await memory())}`);
const sockets = Array.from({ length: Number(listeners) }, (_, i) => listen(i >= Number(stalled)));
// What was held is told at once, and is as old as it is.
await wait(5000);
late.length = 0;
const parts = 6;
for (let part = 1; part <= parts; part++) {
  await wait((Number(seconds) * 1000) / parts);
  console.log(`after ${((Number(seconds) * part) / parts).toFixed(0)} s: ${show(await memory())}`);
}
late.sort((a, b) => a - b);
const at = (share) => late[Math.min(late.length - 1, Math.floor(late.length * share))];
console.log(`${late.length} events, ms late: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}; ${refused} refused, ${broken} connections broken`);
over = true;
sockets.forEach((socket) => socket.destroy());
await wait(1500);
console.log(`after they have gone: ${show(await memory())}`);
// An event a second to each that reads: one more or less at either end.
const missed = late.length < (Number(listeners) - Number(stalled)) * (Number(seconds) - 2);
process.exitCode = refused > 0 || broken > 0 || missed ? 1 : 0;
