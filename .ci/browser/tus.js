// Sends a file by tus-js-client, which knows nothing of Tesela, in parts; the connection breaks once in the middle.
import { createReadStream, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { basename } from "node:path";
import { Upload } from "tus-js-client";

const PART_BYTES = 128 << 10;

/** Sends a file; returns where it is, and how many connections it took to break none of its bytes. */
export async function sendByTus(url, file, metadata) {
  const { hostname, port } = new URL(url);
  const way = await brokenWay(hostname, Number(port), PART_BYTES + PART_BYTES / 2);
  let attempts = 0;
  try {
    const where = await new Promise((resolve, reject) => {
      const upload = new Upload(createReadStream(file), {
        endpoint: `http://localhost:${way.port}/uploads`,
        chunkSize: PART_BYTES,
        uploadSize: statSync(file).size,
        retryDelays: [50, 100, 200],
        metadata: { filename: basename(file), ...metadata },
        onShouldRetry: () => { attempts++; return true; },
        onError: reject,
        onSuccess: () => resolve(upload.url),
      });
      upload.start();
    });
    return { job: where.split("/").at(-1), retries: attempts };
  } finally {
    way.close();
  }
}

/** A way to a server that breaks once, when so many bytes have gone over one connection. */
async function brokenWay(host, port, bytes) {
  let broken = false;
  const sockets = new Set();
  const server = createServer((near) => {
    const far = connect(port, host);
    let passed = 0;
    near.on("data", (data) => {
      passed += data.length;
      if (passed > bytes && !broken) {
        broken = true;
        near.destroy();
        far.destroy();
      }
    });
    [near, far].forEach((socket) => { sockets.add(socket); socket.on("error", () => {}); });
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return { port: server.address().port, close: () => { sockets.forEach((socket) => socket.destroy()); server.close(); } };
}
