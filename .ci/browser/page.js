// node page.js TESELA CLIP FOLDER: starts the service, sends a clip, and looks at the page as a person would: with a mouse, with the keyboard, and
// with axe. Ends with 0 when all is as it should be; pictures of it, and the results, are then in FOLDER.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch } from "./chromium.js";
import { sendByTus } from "./tus.js";

const [tesela, clip, folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("FOLDER is missing (expected: the launcher, a video, and a folder)");
  process.exit(2);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PATIENCE_MS = 60_000;
const BOUND_MS = 420_000;
const SLOW = "denoise:3:3:9";
const SLOWER = "denoise:3:7:21";

const problems = [];
const children = [];

function expect(what, holds, found = "") {
  console.log(`${holds ? "ok" : "NO"}: ${what}${holds ? "" : ` (found: ${found})`}`);
  if (!holds) problems.push(what);
}

/** Starts a command of tesela, and hands on the lines that it prints. */
function start(heard, ...args) {
  const child = spawn(tesela, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  [child.stdout, child.stderr].forEach((stream) => stream.setEncoding("utf8").on("data", heard));
  child.ended = new Promise((resolve) => child.on("close", resolve));
  return child;
}

async function startService() {
  let said = "";
  const service = start((text) => { said += text; }, "up", "--transport", "memory", "--port", "0", "--preview-port", "0");
  const ready = new Promise((resolve) => {
    const look = setInterval(() => { if (/^ready/m.test(said)) { clearInterval(look); resolve(true); } }, 100);
    service.ended.then(() => { clearInterval(look); resolve(false); });
  });
  if (!(await ready)) throw new Error(`the service did not start: ${said}`);
  return { url: /http:\/\/localhost:\d+\//.exec(said)[0], port: /port (\d+)/.exec(said)[1], service };
}

function upload(port, filters, out) {
  return start(() => {}, "upload", "--port", port, "--video", clip, "--filters", filters, "--out", out, "--quiet");
}

async function openPage(browser, url, scheme, size, prepare = () => {}) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: size });
  const page = await context.newPage();
  const errors = [];
  page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  page.on("pageerror", (error) => errors.push(error.message));
  page.setDefaultTimeout(PATIENCE_MS);
  await prepare(page);
  await page.goto(url);
  return { page, errors };
}

async function axe(page, what) {
  // By the debugger: the page's own policy lets no script in.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  expect(`axe: ${what}`, violations.length === 0,
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(", ")}`).join("; "));
}

function shot(page, name) {
  return page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

function state(page) {
  return page.locator("#jobs tr td:nth-child(2)").first().textContent();
}

/** Two videos drift, and are set right: so they may be apart, but not for long. */
function showOneTime(page) {
  return page.waitForFunction(() => {
    const [made, was] = ["video", "source"].map((id) => document.getElementById(id));
    return !was.seeking && Math.abs(made.currentTime - was.currentTime) < 0.2;
  });
}

/** A job from its beginning to its end, looked at on three screens. */
async function watchJob(browser, { url, port }, out) {
  const wide = await openPage(browser, url, "light", { width: 1280, height: 900 });
  expect("no job yet, and said so", await wide.page.locator("#no-jobs").isVisible());
  const client = upload(port, SLOW, out);
  await wide.page.waitForSelector("#jobs tr");
  expect("the job appears", (await wide.page.locator("#jobs tr").count()) === 1);
  await wide.page.waitForFunction(() => document.getElementById("video").currentTime > 0.5);
  expect("its picture plays while it works", (await state(wide.page)) === "running", await state(wide.page));
  await wide.page.waitForFunction(() => document.getElementById("source").readyState > 1 && !document.getElementById("source").hidden);
  await showOneTime(wide.page);
  expect("the original lies over it, though it was not sent from here", true);
  await wide.page.waitForFunction(() => /Frames out\s+(?!0\.0)\d/.test(document.getElementById("now").innerText));
  expect("numbers move", true);
  const percent = await wide.page.locator("#jobs tr td:nth-child(3)").innerText();
  await wide.page.waitForFunction((before) => document.querySelector("#jobs tr td:nth-child(3)").innerText !== before, percent);
  expect("progress moves", true);
  const processes = await wide.page.locator("#processes").innerText();
  expect("the process is there, and both its processors", /up · .*processor-1: \d+, processor-2: \d+/s.test(processes), processes);
  const words = await wide.page.locator("#bottleneck").textContent();
  const inside = await wide.page.locator("#inside-title").textContent();
  expect("where its frames are, and what that means", /^In the window: \d+ of at most \d+ frames/.test(inside) && words.length > 0, `${inside} ${words}`);
  await axe(wide.page, "light");
  await shot(wide.page, "page-light");
  await lookElsewhere(browser, url);
  expect("its client has the result", (await client.ended) === 0);
  await wide.page.waitForFunction(() => ["done", "gone"].includes(document.querySelector("#jobs tr td:nth-child(2)").textContent));
  expect("its end is seen", true);
  const outcome = await wide.page.locator("#bottleneck").textContent();
  expect("its end is told, and no frames under way", /^150 frames, 0 degraded tiles/.test(outcome) && !(await wide.page.locator("#credits").isVisible()), outcome);
  return wide;
}

/** Drops a video onto the page, changes what is to be done to it, and gets it back, beside what it was. */
async function dropVideo({ page, errors }, url) {
  const before = await page.locator("#jobs tr").count();
  const file = { name: "dropped.mp4", base64: readFileSync(clip).toString("base64") };
  await page.evaluate(async ({ name, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type: "video/mp4" }));
    data.items.add(new File(["no"], "second.mp4", { type: "video/mp4" }));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  }, file);
  expect("dropped: the file is named", /dropped\.mp4, 1\.\d MB/.test(await page.locator("#drop-text").textContent()), await page.locator("#drop-text").textContent());
  expect("dropped: the other one is not taken, and said so", /second\.mp4 was not taken/.test(await page.locator("#drop-note").textContent()));
  while ((await page.getByRole("button", { name: /^remove / }).count()) > 0) await page.getByRole("button", { name: /^remove / }).first().click();
  expect("dropped: without a filter it cannot be sent", await page.locator("#send").isDisabled());
  await page.locator("#filter").selectOption("denoise");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByLabel("denoise template").fill("3");
  await page.getByLabel("denoise search").fill("9");
  await page.locator("#tiles").fill("2x2");
  expect("dropped: the command is there, too", (await page.locator("#command").textContent()).includes("--filters denoise:template=3:search=9 --tiles 2x2"),
    await page.locator("#command").textContent());
  await axe(page, "a video is chosen");
  await page.locator("#send").press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll("#jobs tr").length > count, before);
  await page.waitForFunction(() => document.getElementById("video").currentTime > 0.5 && document.getElementById("source").readyState > 1);
  expect("dropped: it is the one that is shown", (await page.locator("#job-title").textContent()) === "dropped.mp4");
  await showOneTime(page);
  expect("dropped: both pictures are of one time", true);
  await page.locator("#slider").fill("30");
  await page.waitForFunction(() => document.querySelector("#jobs tr td:nth-child(2)").textContent === "done");
  const job = (await page.locator("#job-facts dd").last().textContent());
  const report = await (await fetch(new URL(`jobs/${job}/report.json`, url))).json();
  expect("dropped: every byte of it was taken", report.input.bytes === readFileSync(clip).length && report.filters === "denoise:3:3:9", JSON.stringify(report.input));
  await page.locator("#compare").scrollIntoViewIfNeeded();
  await shot(page, "page-compared");
  expect("dropped: no errors in the console", errors.length === 0, errors.join("; "));
}

/** Another window may need its connections: those of the events, and of the video of a job that works. */
async function leaveUnseen(browser, { url, port }, out) {
  const client = upload(port, SLOWER, out);
  const { page, errors } = await openPage(browser, url, "light", { width: 1280, height: 900 }, (opened) => opened.clock.install());
  await page.waitForFunction(() => document.getElementById("connection").textContent === "live");
  await page.waitForFunction(() => document.getElementById("video").currentTime > 0);
  const open = (what) => async () => Number(new RegExp(`^tesela_${what}\\S* (-?\\d+)`, "m").exec(await (await fetch(new URL("metrics", url))).text())[1]);
  const [listeners, downloads] = [open("event_listeners"), open("downloads")];
  const seen = await listeners();
  await hide(page, true);
  await page.clock.fastForward(61_000);
  await until(async () => (await listeners()) < seen && (await downloads()) < 1);
  expect("unseen: it listens no more", (await listeners()) === seen - 1, `${await listeners()} of ${seen}`);
  expect("unseen: it reads no video", (await downloads()) < 1, await downloads());
  await hide(page, false);
  await until(async () => (await listeners()) === seen);
  expect("unseen: it listens when it is seen again", (await listeners()) === seen, `${await listeners()} of ${seen}`);
  await page.waitForFunction(() => document.getElementById("video").currentTime > 0 && !document.getElementById("source").hidden);
  expect("unseen: its video goes on then", true);
  expect("unseen: no errors in the console", errors.length === 0, errors.join("; "));
  await page.context().close();
  await until(async () => (await listeners()) < seen);
  await openedUnseen(browser, url, listeners);
  // Others need the time of its filters.
  const { jobs: [{ job }] } = await (await fetch(new URL("jobs", url))).json();
  await fetch(new URL(`jobs/${job}`, url), { method: "DELETE" });
  await client.ended;
}

/** Opened behind another window, and never looked at. */
async function openedUnseen(browser, url, listeners) {
  const before = await listeners();
  const { page } = await openPage(browser, url, "light", { width: 1280, height: 900 }, async (opened) => {
    await opened.clock.install();
    await opened.addInitScript(() => Object.defineProperty(document, "hidden", { value: true, configurable: true }));
  });
  await until(async () => (await listeners()) > before);
  await page.clock.fastForward(61_000);
  await until(async () => (await listeners()) === before);
  expect("opened unseen: it listens no more", (await listeners()) === before, await listeners());
  await page.context().close();
}

function hide(page, hidden) {
  return page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

/** Looks again and again, but not for ever. */
async function until(holds) {
  for (let look = 0; look < 50 && !(await holds()); look++) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** What was let go of a video that grows is not to be had while it does, and is in its file when it is done. */
async function seekBack(browser, { url }) {
  const { page, errors } = await openPage(browser, url, "light", { width: 1280, height: 900 }, (opened) => opened.route("**/player.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("KEEP_SECONDS = 30", "KEEP_SECONDS = 0.5") });
  }));
  const { job } = await sendByTus(url, clip, { filters: SLOW });
  const start = await page.waitForFunction(() => {
    const video = document.getElementById("video");
    return video.src.startsWith("blob:") && video.buffered.length > 0 && video.buffered.start(0) > 0.7 && video.buffered.start(0);
  });
  const seek = () => page.evaluate(() => { document.getElementById("video").currentTime = 0; });
  const working = (await (await fetch(new URL(`jobs/${job}`, url))).json()).state;
  await seek();
  await page.waitForFunction((seconds) => !document.getElementById("video").seeking && document.getElementById("video").currentTime >= seconds, await start.jsonValue());
  expect("sought back: it goes on from what is held", working === "running", working);
  await page.waitForFunction(() => document.querySelector("#jobs tr td:nth-child(2)").textContent === "done" && document.getElementById("video").ended);
  await seek();
  await page.waitForFunction(() => document.getElementById("video").src.endsWith("/output.mp4") && document.getElementById("video").readyState > 1);
  const at = await page.evaluate(() => document.getElementById("video").currentTime);
  expect("sought back when it is done: it is there", at < 2, at);
  expect("sought back: no errors in the console", errors.length === 0, errors.join("; "));
  await page.context().close();
}

/** By a client that is not ours. */
async function sendElsewhere({ page }, url) {
  const { job, retries } = await sendByTus(url, clip, { filters: "blur:3" });
  const input = async () => (await (await fetch(new URL(`jobs/${job}`, url))).json());
  for (let look = 0; look < 300 && (await input()).state !== "done"; look++) await new Promise((resolve) => setTimeout(resolve, 200));
  const { state, uploaded, encoded } = await input();
  await page.waitForFunction((id) => [...document.querySelectorAll("#jobs tr")].some((row) => row.innerHTML.includes(id)), job);
  expect("tus-js-client: all of it came, though the way broke", state === "done" && uploaded === readFileSync(clip).length && retries > 0,
    `${state}, ${uploaded} bytes, ${encoded} frames, ${retries} retries`);
}

/** A job that is done has most buttons. */
async function lookNarrowly(browser, url) {
  for (const width of [390, 320]) {
    const { page, errors } = await openPage(browser, url, "light", { width, height: 844 });
    await page.getByRole("link", { name: /^GIF of/ }).first().waitFor();
    const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll(".scroll")]
      .filter((box) => box.scrollWidth > box.clientWidth).map((box) => `${box.tagName} ${box.scrollWidth}`));
    expect(`${width} pixels: nothing is cut off beside a job that is done`, wide.length === 0, wide.join(", "));
    await shot(page, `page-${width}`);
    expect(`${width} pixels: no errors in the console`, errors.length === 0, errors.join("; "));
    await page.context().close();
  }
}

async function lookElsewhere(browser, url) {
  const dark = await openPage(browser, url, "dark", { width: 1280, height: 900 });
  await dark.page.waitForFunction(() => document.getElementById("video").currentTime > 0.2);
  await axe(dark.page, "dark");
  await shot(dark.page, "page-dark");
  const phone = await openPage(browser, url, "light", { width: 390, height: 844 });
  await phone.page.waitForFunction(() => document.getElementById("video").currentTime > 0.2);
  await axe(phone.page, "phone");
  const overflow = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect("phone: nothing is wider than the screen", overflow <= 0, overflow);
  await shot(phone.page, "page-phone");
  const errors = [...dark.errors, ...phone.errors];
  expect("no errors in the console: dark, phone", errors.length === 0, errors.join("; "));
  await dark.page.context().close();
  await phone.page.context().close();
}

/** With the keyboard alone. */
async function cancelJob({ page, errors }, { port }, out) {
  const before = await page.locator("#jobs tr").count();
  const client = upload(port, SLOWER, out);
  const cancel = page.locator("#jobs tr").first().getByRole("button", { name: /^cancel/ });
  await page.waitForFunction((count) => document.querySelectorAll("#jobs tr").length > count, before);
  await cancel.waitFor();
  // It is read while it is cancelled, and a browser tells of each reading that breaks off.
  await page.locator("#jobs tr").first().getByRole("button", { name: /^show/ }).press("Enter");
  await page.waitForFunction(() => document.getElementById("video").src.startsWith("blob:") && document.getElementById("video").currentTime > 0);
  await cancel.focus();
  await page.keyboard.press("Enter");
  await page.locator("#cancel").waitFor();
  await axe(page, "asked whether to cancel");
  await page.keyboard.press("Escape");
  expect("cancelled: not without a yes", !(await state(page)).startsWith("failed"), await state(page));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect("cancelled by the keyboard: its client ends", (await client.ended) === 130, await client.ended);
  await page.waitForFunction(() => document.querySelector("#jobs tr td:nth-child(2)").textContent.startsWith("failed: "));
  expect("cancelled: said so, and why", /cancelled/.test(await state(page)), await state(page));
  const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  expect("the focus stays in its row", /^show /.test(focused ?? ""), focused);
  expect("no errors in the console", errors.length === 0, errors.join("; "));
}

/** What nobody needs any more makes room. */
async function deleteResult({ page }) {
  const row = page.locator("#jobs tr", { has: page.getByRole("button", { name: /^delete the result of dropped/ }) });
  await row.getByRole("button", { name: /^delete/ }).click();
  expect("deleted: asked before", (await page.locator("#cancel-title").textContent()) === "Delete the result of dropped.mp4?", await page.locator("#cancel-title").textContent());
  await page.locator("#cancel-yes").click();
  await page.waitForFunction(() => [...document.querySelectorAll("#jobs tr")].some((job) => /dropped\.mp4/.test(job.cells[0].innerText) && job.cells[1].innerText.endsWith("gone")));
  expect("deleted: it is gone", true);
}

/** Many, and some of them without ever reading. */
async function manyListen(url) {
  const listeners = spawn(process.execPath, [new URL("listeners.js", import.meta.url).pathname, url, "200", "20", "6"], { stdio: ["ignore", "inherit", "inherit"] });
  children.push(listeners);
  const code = await new Promise((resolve) => listeners.on("close", resolve));
  expect("200 listen, 20 of them do not read: nobody misses anything", code === 0, code);
}

async function main() {
  const service = await startService();
  const browser = await launch();
  try {
    const wide = await watchJob(browser, service, join(folder, "watched.mp4"));
    await dropVideo(wide, service.url);
    await sendElsewhere(wide, service.url);
    await seekBack(browser, service);
    await lookNarrowly(browser, service.url);
    await deleteResult(wide);
    await manyListen(service.url);
    await leaveUnseen(browser, service, join(folder, "unseen.mp4"));
    await cancelJob(wide, service, join(folder, "cancelled.mp4"));
  } finally {
    await browser.close();
    service.service.kill("SIGTERM");
    await service.service.ended;
  }
}

const bound = setTimeout(() => {
  console.error(`NO: no end after ${BOUND_MS} ms`);
  children.forEach((child) => child.kill("SIGKILL"));
  process.exit(1);
}, BOUND_MS);
await main().catch((error) => { problems.push(error.message); console.error(`NO: ${error.message}`); });
clearTimeout(bound);
children.filter((child) => child.exitCode === null).forEach((child) => child.kill("SIGTERM"));
process.exitCode = problems.length === 0 ? 0 : 1;
