// How fast a page stands: cold, on a slow phone, beside the same page without its script and the same
// articles as sites of others. And what Lighthouse says of this site's pages.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { systemBrowser } from "../browser-path.mjs";
import { median, say } from "./common.mjs";
import { openTab, serveReal } from "./host.mjs";
import { authored } from "./press.mjs";
import { watchTraffic } from "./traffic.mjs";
import { PACKAGES, VERSIONS, buildSites, installSites } from "./sites.mjs";

const ARTICLES = 200;
/** Each page is opened so often by each site, in turn. */
const RUNS = 9;
/** What Lighthouse's mobile run throttles by: 150 ms of round trip and 1.6 Mbit/s, with its own factors
 * for what a browser's throttling leaves out. */
const NETWORK = { offline: false, latency: 150 * 3.75, downloadThroughput: 1_638.4 * 1024 / 8 * 0.9, uploadThroughput: 750 * 1024 / 8 * 0.9 };
const PROCESSOR = 4;
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true };
/** A task is long from here on, in milliseconds, and blocks for the rest. */
const LONG = 50;
/** A program that does not run after so long never will. */
const PATIENCE = 60_000;

const LIGHTHOUSE_RUNS = 5;

export async function measurePaint(browser) {
  await installSites();
  const sites = await buildSites(await authored(ARTICLES));
  const names = Object.keys(sites);
  const host = await serveReal(...Object.values(sites));
  try {
    const pages = {};
    for (const page of ["article", "list"]) {
      say(`first paint: ${page}`);
      const runs = Object.fromEntries(names.map((name) => [name, []]));
      // One of each that is not counted: the machine's own caches are then warm for all.
      for (let round = -1; round < RUNS; round += 1) {
        for (const [at, name] of names.entries()) {
          const run = await opened(browser, host.origins[at] + sites[name][page], sites[name].runs, page === "list" && at === 0);
          if (round >= 0) runs[name].push(run);
        }
      }
      pages[page] = Object.fromEntries(names.map((name) => [name, middle(runs[name])]));
    }
    const [ours] = host.origins;
    const audited = { home: "/", list: sites["this site"].list, article: sites["this site"].article, search: "/search/" };
    return { articles: ARTICLES, runs: RUNS, pages, next: await nextArticle(browser, ours + sites["this site"].article), lighthouse: { version: VERSIONS.lighthouse, runs: LIGHTHOUSE_RUNS, pages: await lighthouse(ours, audited) } };
  } finally {
    host.close();
  }
}

const middle = (runs) => Object.fromEntries(Object.keys(runs[0]).map((name) => [name, runs[0][name] === null ? null : median(runs.map((run) => run[name]))]));

/** What a page tells of itself, as it is loaded. */
function watch() {
  const told = { shift: 0, long: [] };
  globalThis.paintTold = told;
  const on = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on("largest-contentful-paint", ({ startTime }) => { told.lcp = startTime; });
  on("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) told.shift += value; });
  on("longtask", ({ startTime, duration }) => told.long.push({ startTime, duration }));
}

/** One cold opening: bytes, requests and times in milliseconds. */
async function opened(browser, address, runs, hasFilter) {
  const tab = await openTab(browser, PHONE);
  try {
    const { page, session } = tab;
    const requests = new Map();
    await session.send("Network.enable");
    session.on("Network.requestWillBeSent", ({ requestId, request, type }) => { if (request.url.startsWith("http")) requests.set(requestId, { type, url: request.url, bytes: 0 }); });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => { if (requests.has(requestId)) requests.get(requestId).bytes = encodedDataLength; });
    await session.send("Network.emulateNetworkConditions", NETWORK);
    await session.send("Emulation.setCPUThrottlingRate", { rate: PROCESSOR });
    await page.addInitScript(watch);
    await page.goto(address, { waitUntil: "load", timeout: PATIENCE });
    let ready = null;
    if (runs) {
      await page.waitForFunction(runs, undefined, { polling: "raf", timeout: PATIENCE });
      ready = await page.evaluate(() => performance.now());
    }
    await page.waitForLoadState("networkidle", { timeout: PATIENCE });
    const told = await page.evaluate(() => ({ ...globalThis.paintTold, fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime }));
    const blocked = told.long.filter(({ startTime }) => startTime >= told.fcp).reduce((sum, { duration }) => sum + duration - LONG, 0);
    const all = [...requests.values()];
    const filter = hasFilter ? await filtered(page) : null;
    const sum = (some) => some.reduce((bytes, own) => bytes + own.bytes, 0);
    return {
      // What stands between the reader and the content: nothing is painted before the styles are there.
      paintBytes: sum(all.filter(({ type }) => type === "Document" || type === "Stylesheet")),
      programBytes: sum(all.filter(({ type, url }) => ["Document", "Stylesheet", "Script"].includes(type) || url.endsWith(".wasm"))),
      bytes: sum(all), requests: all.length,
      fcp: told.fcp, lcp: told.lcp, tbt: blocked, cls: told.shift, ready, filter,
    };
  } finally {
    await tab.close();
  }
}

/** From a click on a filter to its rows, in milliseconds: the first, whose files are not there yet. */
async function filtered(page) {
  return page.evaluate(async () => {
    const link = document.querySelector("main [role=group] a[href$='/all/photo/']");
    if (!link) throw new Error("the list has no filter of kinds; the bench no longer fits the pages");
    const name = link.textContent.replace(/[\s\d,]/g, "");
    const start = performance.now();
    link.click();
    const chosen = () => [...document.querySelectorAll("main [role=group] a[aria-current=true]")].some((own) => own.textContent.replace(/[\s\d,]/g, "") === name);
    while (!chosen() || document.querySelector("main [aria-busy=true]")) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
}

/**
 * What a reader fetches who opens an article cold, moves over it, and goes on to the next, three times,
 * the last time after the pointer has rested on the link: what was needed until that stood, and what was
 * fetched ahead thereafter.
 */
async function nextArticle(browser, address) {
  const tab = await openTab(browser);
  try {
    const { page, session } = tab;
    const traffic = await watchTraffic(session);
    // A page's own idle state comes once; and what was asked for may ask for more.
    const rests = async () => {
      let count;
      do {
        await traffic.finished();
        count = traffic.done().length;
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      } while (traffic.done().length !== count);
    };
    await page.goto(address, { waitUntil: "networkidle" });
    const steps = [];
    for (const isHinted of [false, false, true]) {
      // Whoever reads an article moves over it.
      await page.getByRole("heading", { level: 1 }).hover();
      await rests();
      const link = page.locator("main a[rel=next]").first();
      if (isHinted) {
        await link.hover();
        await rests();
        // Not where the next link will stand, which would then be rested on in turn.
        await page.mouse.move(0, 0);
      }
      traffic.clear();
      const needed = await link.evaluate(async (link) => {
        const title = document.querySelector("main h1").textContent;
        performance.clearResourceTimings();
        link.click();
        const stands = () => document.querySelector("main h1")?.textContent !== title && document.querySelector("main a[rel=next]");
        while (!stands()) await new Promise(requestAnimationFrame);
        return performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
      });
      await rests();
      const ahead = traffic.done().map(({ path }) => path).filter((path) => !needed.includes(path));
      // The browser asks for the icon at every new address.
      const own = (paths) => paths.filter((path) => path !== "/favicon.svg");
      steps.push({ needed: own(needed), ahead: own(ahead) });
    }
    return steps;
  } finally {
    await tab.close();
  }
}

/** The scores of each page, in each category, of every run. */
async function lighthouse(origin, addresses) {
  const from = createRequire(PACKAGES);
  const { default: audit } = await import(pathToFileURL(from.resolve("lighthouse")));
  const launcher = await import(pathToFileURL(createRequire(from.resolve("lighthouse")).resolve("chrome-launcher")));
  const isRoot = process.getuid?.() === 0;
  const pages = {};
  for (const [name, address] of Object.entries(addresses)) {
    say(`Lighthouse: ${name}`);
    const scores = {};
    const short = {};
    let lost = 0;
    for (let run = 0; run < LIGHTHOUSE_RUNS; run += 1) {
      const chrome = await launcher.launch({ chromePath: systemBrowser(), chromeFlags: ["--headless=new", "--ignore-certificate-errors", "--disable-background-networking", ...(isRoot ? ["--no-sandbox"] : [])] });
      try {
        const { lhr } = await audit(origin + address, { port: chrome.port, output: "json", logLevel: "silent" });
        if (lhr.runtimeError?.code === "NO_NAVSTART" && lost < LIGHTHOUSE_RUNS) {
          // The browser's trace began too late: nothing was measured.
          lost += 1;
          run -= 1;
          continue;
        }
        if (lhr.runtimeError) throw new Error(`Lighthouse could not open ${address}: ${lhr.runtimeError.message}`);
        for (const [id, { score, auditRefs }] of Object.entries(lhr.categories)) {
          (scores[id] ??= []).push(Math.round(score * 100));
          for (const { id: audit, weight } of auditRefs) {
            const own = lhr.audits[audit];
            if (weight > 0 && own.score !== null && own.score < 1) (short[id] ??= new Set()).add(`${audit} ${own.displayValue ?? own.score}`);
          }
        }
      } finally {
        await chrome.kill();
      }
    }
    pages[name] = { scores, short: Object.fromEntries(Object.entries(short).map(([id, audits]) => [id, [...audits]])) };
  }
  return pages;
}
