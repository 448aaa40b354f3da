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
const BOUND_MS = 300_000;
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
  const [made, was] = await wide.page.evaluate(() => ["video", "source"].map((id) => document.getElementById(id).currentTime));
  expect("the video as it was lies over it, though it was not sent from here", Math.abs(made - was) < 0.2, `${made}, ${was}`);
  await wide.page.waitForFunction(() => /Frames out\s+(?!0\.0)\d/.test(document.getElementById("now").innerText));
  expect("numbers move", true);
  const percent = await wide.page.locator("#jobs tr td:nth-child(3)").innerText();
  await wide.page.waitForFunction((before) => document.querySelector("#jobs tr td:nth-child(3)").innerText !== before, percent);
  expect("progress moves", true);
  const processes = await wide.page.locator("#processes").innerText();
  expect("the process is there, and both its processors", /up.*processor-1: \d+, processor-2: \d+/s.test(processes), processes);
  await axe(wide.page, "light");
  await shot(wide.page, "page-light");
  await lookElsewhere(browser, url);
  expect("its client has the result", (await client.ended) === 0);
  await wide.page.waitForFunction(() => ["done", "gone"].includes(document.querySelector("#jobs tr td:nth-child(2)").textContent));
  expect("its end is seen", true);
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
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  }, file);
  expect("dropped: the file is named", /dropped\.mp4, 1\.\d MB/.test(await page.locator("#drop-text").textContent()), await page.locator("#drop-text").textContent());
  while ((await page.getByRole("button", { name: /^remove / }).count()) > 0) await page.getByRole("button", { name: /^remove / }).first().click();
  expect("dropped: without a filter it cannot be sent", await page.locator("#send").isDisabled());
  await page.locator("#filter").selectOption("denoise");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByLabel("template").fill("3");
  await page.getByLabel("search").fill("9");
  await page.locator("#tiles").fill("2x2");
  expect("dropped: the command is there, too", (await page.locator("#command").textContent()).includes("--filters denoise:template=3:search=9 --tiles 2x2"),
    await page.locator("#command").textContent());
  await axe(page, "a video is chosen");
  await page.locator("#send").press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll("#jobs tr").length > count, before);
  await page.waitForFunction(() => document.getElementById("video").currentTime > 0.5 && document.getElementById("source").readyState > 1);
  expect("dropped: it is the one that is shown", (await page.locator("#job-title").textContent()) === "dropped.mp4");
  const apart = await page.evaluate(() => Math.abs(document.getElementById("video").currentTime - document.getElementById("source").currentTime));
  expect("dropped: both pictures are of one time", apart < 0.2, apart);
  await page.locator("#slider").fill("30");
  await page.waitForFunction(() => document.querySelector("#jobs tr td:nth-child(2)").textContent === "done");
  const job = (await page.locator("#job-facts dd").last().textContent());
  const report = await (await fetch(new URL(`jobs/${job}/report.json`, url))).json();
  expect("dropped: every byte of it was taken", report.input.bytes === readFileSync(clip).length && report.filters === "denoise:3:3:9", JSON.stringify(report.input));
  await page.locator("#compare").scrollIntoViewIfNeeded();
  await shot(page, "page-compared");
  expect("dropped: no errors in the console", errors.length === 0, errors.join("; "));
}

/** Another window may need its connections. */
async function leaveUnseen(browser, url) {
  const { page, errors } = await openPage(browser, url, "light", { width: 1280, height: 900 }, (opened) => opened.clock.install());
  await page.waitForFunction(() => document.getElementById("connection").textContent === "live");
  const listeners = async () => Number(/^tesela_event_listeners\S* (\d+)/m.exec(await (await fetch(new URL("metrics", url))).text())[1]);
  const seen = await listeners();
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  await page.clock.fastForward(61_000);
  for (let look = 0; look < 50 && (await listeners()) === seen; look++) await new Promise((resolve) => setTimeout(resolve, 200));
  expect("unseen: it listens no more", (await listeners()) === seen - 1, `${await listeners()} of ${seen}`);
  await hide(false);
  for (let look = 0; look < 50 && (await listeners()) < seen; look++) await new Promise((resolve) => setTimeout(resolve, 200));
  expect("unseen: it listens when it is seen again", (await listeners()) === seen, `${await listeners()} of ${seen}`);
  expect("unseen: no errors in the console", errors.length === 0, errors.join("; "));
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
  await cancel.focus();
  await page.keyboard.press("Enter");
  expect("cancelled by the keyboard: its client ends", (await client.ended) === 130, await client.ended);
  await page.waitForFunction(() => document.querySelector("#jobs tr td:nth-child(2)").textContent.startsWith("failed: "));
  expect("cancelled: said so, and why", /cancelled/.test(await state(page)), await state(page));
  const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  expect("the focus stays in its row", /^show /.test(focused ?? ""), focused);
  // That its result breaks off is how a browser hears that a job has failed.
  const others = errors.filter((error) => !error.includes("ERR_INCOMPLETE_CHUNKED_ENCODING"));
  expect("no errors in the console", others.length === 0, others.join("; "));
}

async function main() {
  const service = await startService();
  const browser = await launch();
  try {
    const wide = await watchJob(browser, service, join(folder, "watched.mp4"));
    await dropVideo(wide, service.url);
    await sendElsewhere(wide, service.url);
    await leaveUnseen(browser, service.url);
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
