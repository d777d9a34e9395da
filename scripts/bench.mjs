#!/usr/bin/env node
// What an archive of any size costs its publisher and its readers. Builds synthetic archives, opens
// each in a browser from a static server with brotli, and writes docs/benchmarks.md and
// docs/benchmarks.json.
//
//   node scripts/bench.mjs [--million] [SIZE…]      (100 1000 10000 100000)
//
// --million adds 983,041 and 1,048,576 articles, the worst fit of volumes and the best: they want
// some 20 minutes and 15 GB. Needs a release in dist/ and the packages of the browser tests.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemBrowser } from "./browser-path.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(ROOT, "tests/browser/package.json"))("@playwright/test");
const WORK = join(ROOT, "target/bench");
const PRESS = join(ROOT, "target/release/press");
const PORT = 4175;
const CLICKS = 15;

const words = process.argv.slice(2);
const sizes = words.filter((word) => /^\d+$/.test(word)).map(Number);
if (sizes.length === 0) sizes.push(100, 1_000, 10_000, 100_000);
if (words.includes("--million")) sizes.push(983_041, 1_048_576);

mkdirSync(WORK, { recursive: true });
const results = [];
for (const size of sizes) {
  const authored = join(WORK, `authored-${size}`);
  const out = join(WORK, `out-${size}`);
  if (!existsSync(join(authored, "site.json"))) await run([PRESS, "synth", authored, "--articles", String(size), "--seed", "1"]);
  rmSync(out, { recursive: true, force: true });
  const build = await run([PRESS, "build", authored, out]);
  const files = served(out);
  const again = await run([PRESS, "build", authored, out]);
  const added = addOne(authored);
  const one = await run([PRESS, "build", authored, out]);
  rmSync(added);
  const press = {
    seconds: build.seconds, articlesPerSecond: Math.round(size / build.seconds), peakMB: build.peakMB, files: files.count, MB: files.MB,
    unchangedSeconds: again.seconds, oneMoreSeconds: one.seconds, oneMoreFiles: Number(/(\d+) files written/.exec(one.text)?.[1]), oneMorePeakMB: one.peakMB,
  };
  await run([PRESS, "build", authored, out]);
  results.push({ size, press, manifest: statSync(join(out, "archive/manifest.json")).size, ...(await read(out)) });
  console.log(JSON.stringify(results.at(-1), undefined, 1));
}
writeFileSync(join(ROOT, "docs/benchmarks.json"), `${JSON.stringify(results, undefined, 1)}\n`);
writeFileSync(join(ROOT, "docs/benchmarks.md"), page(results));

/** Runs a program; its seconds, its peak of memory (Linux alone tells it), and what it said. */
async function run([program, ...words]) {
  const start = performance.now();
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (piece) => { text += piece; });
  let peakMB = 0;
  const watch = setInterval(() => {
    try {
      const kB = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
      peakMB = Math.max(peakMB, Math.round(Number(kB ?? 0) / 1000));
    } catch { /* it has ended, or this is no Linux */ }
  }, 20);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${code}`);
  return { seconds: Math.round((performance.now() - start) / 10) / 100, peakMB, text };
}

/** One article newer than all. */
function addOne(authored) {
  const folder = join(authored, "articles/2025/06");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "20250601-new.json");
  writeFileSync(file, JSON.stringify({
    id: "20250601-new", title: "新的一条", published: "2025-06-01", source: "合成数据",
    section: "policy", kind: "text", body: ["一段文字。"],
  }));
  return file;
}

function served(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes(".press"));
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return { count: files.length, MB: Math.round(bytes / 1e5) / 10 };
}

/** What a reader's views cost, and how long a filter takes. */
async function read(out) {
  const server = spawn(process.execPath, [join(ROOT, "tests/browser/server.mjs"), "--root", out, "--root", join(ROOT, "dist"), "--port", String(PORT)], { stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout, "data");
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath: systemBrowser(), args: ["--disable-background-networking", ...(isRoot ? ["--no-sandbox"] : [])] });
  try {
    const views = {};
    for (const [name, address] of [
      ["home", "/"],
      ["list of all", "/all/"],
      ["list of a section", "/zone-news/"],
      ["section and region", "/zone-news/jiangsu/"],
      ["region, kind and year", "/all/jiangsu/photo/?year=2015"],
      ["a rare choice", "/all/?zone=jiangyan&kind=video"],
      ["an old page", "/zone-news/p2/"],
    ]) views[name] = await view(browser, address);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${PORT}/zone-news/`);
    const article = await page.locator(".headlines a").first().getAttribute("href");
    await context.close();
    views["article, from its list"] = await view(browser, "/zone-news/", article);
    return { views, filter: { plain: await filter(browser, 1), throttled: await filter(browser, 4) } };
  } finally {
    await browser.close();
    server.kill();
  }
}

/** The data a cold visit fetches: the app itself and the category tree, the same for every archive, apart. */
async function view(browser, address, then) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let requests = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    const path = new URL(request.url).pathname;
    if (/^\/(archive|articles)\//.test(path) && !path.includes("/site-")) requests.set(requestId, { path, start: timestamp });
  });
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { end: timestamp, bytes: encodedDataLength });
  });
  await page.goto(`http://127.0.0.1:${PORT}${address}`, { waitUntil: "networkidle" });
  await page.getByRole("contentinfo").waitFor();
  if (then) {
    await page.waitForLoadState("networkidle");
    requests = new Map();
    await page.locator(`main a[href="${then}"]`).first().click();
    await page.getByRole("article").waitFor();
    await page.waitForLoadState("networkidle");
  }
  const done = [...requests.values()].filter(({ end }) => end !== undefined).sort((a, b) => a.start - b.start);
  // A request is as deep as the deepest that had ended when it was sent, and one.
  for (const request of done) {
    request.depth = 1 + Math.max(0, ...done.filter((other) => other.end <= request.start).map(({ depth }) => depth));
  }
  await context.close();
  return {
    bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    requests: done.length,
    depth: Math.max(0, ...done.map(({ depth }) => depth)),
  };
}

/** From the click on a filter to the frame that shows its counts, data at hand; milliseconds. */
async function filter(browser, throttling) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${PORT}/zone-news/`, { waitUntil: "networkidle" });
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: throttling });
  const times = [];
  for (let click = 0; click < CLICKS + 2; click += 1) {
    const time = await page.evaluate(() => new Promise((done) => {
      const group = document.querySelector("[role=group][aria-label=类型]");
      const value = [...group.querySelectorAll("a")].find((link) => link.textContent.includes("图片"));
      const was = value.getAttribute("aria-current");
      const start = performance.now();
      value.click();
      const look = () => {
        const now = [...group.querySelectorAll("a")].find((link) => link.textContent.includes("图片"));
        if (now?.getAttribute("aria-current") !== was) done(performance.now() - start);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }));
    // The first two fetch what they need.
    if (click >= 2) times.push(time);
  }
  await context.close();
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] * 10) / 10;
  return { median: at(0.5), p95: at(0.95) };
}

/** A peak of a run that was long enough to be looked at. */
function memory(peakMB) {
  return peakMB > 20 ? `${peakMB} MB` : "–";
}

function page(results) {
  const kB = (bytes) => (bytes / 1000).toFixed(1);
  const lines = [
    "# Benchmarks", "",
    "Made by `make bench`, on synthetic archives (`press synth`, seed 1, about 800 characters an article). Bytes are as they come over the wire, in brotli and with headers, and without the app itself and the category tree, which are the same for every archive. Depth counts round trips that wait for one another. Times are of one machine of two cores and serve as ratios.", "",
    "## What a reader fetches", "",
    `| kB / requests / depth | ${results.map(({ size }) => size.toLocaleString("en")).join(" | ")} |`,
    `|---|${results.map(() => "---|").join("")}`,
    `| manifest, not compressed | ${results.map(({ manifest }) => kB(manifest)).join(" | ")} |`,
    ...Object.keys(results[0].views).map((name) => `| ${name} | ${results.map(({ views }) => `${kB(views[name].bytes)} / ${views[name].requests} / ${views[name].depth}`).join(" | ")} |`), "",
    "## From a click on a filter to its counts on screen", "",
    "Data at hand; milliseconds, median and p95 of 15, with the wait for the next frame.", "",
    "| articles | plain | 4 times throttled |", "|---|---|---|",
    ...results.map(({ size, filter }) => `| ${size.toLocaleString("en")} | ${filter.plain.median} / ${filter.plain.p95} | ${filter.throttled.median} / ${filter.throttled.p95} |`), "",
    "## What the press does", "",
    "| articles | build | articles a second | peak memory | files | out | unchanged | one more article | files it rewrites |", "|---|---|---|---|---|---|---|---|---|",
    ...results.map(({ size, press }) => `| ${size.toLocaleString("en")} | ${press.seconds} s | ${press.articlesPerSecond.toLocaleString("en")} | ${memory(press.peakMB)} | ${press.files.toLocaleString("en")} | ${press.MB} MB | ${press.unchangedSeconds} s | ${press.oneMoreSeconds} s, ${memory(press.oneMorePeakMB)} | ${press.oneMoreFiles} |`), "",
  ];
  return lines.join("\n");
}
