#!/usr/bin/env node
// What an archive of any size costs its publisher and its readers. Builds synthetic archives, opens
// each in a browser from a static server with brotli, and writes docs/benchmarks.md and
// docs/benchmarks.json.
//
//   node scripts/bench.mjs [OPTION…] [SIZE…]      (100 1000 10000 65536 100000)
//
//   --million      984,063 and 1,000,000 articles too, the worst fit of volumes and the million itself:
//                  over an hour more, and 12 GB of disk
//   --peers SIZE   compares with other libraries at this size (100000)
//   --no-peers     compares with none: neither filters, nor searching, nor the first paint
//   --only PART    measures one part alone: archives, which is the SIZEs and the filters of others; or
//                  search, exactness, paint; or growth, which is what a search costs in archives of
//                  the SIZEs. What else OUT's benchmarks.json tells stays
//   --only clicks --against FOLDER
//                  filter clicks of this build beside those of the app in FOLDER, another build's
//                  target/app, in turns, at the first SIZE (65536); told on standard output, and
//                  written nowhere
//   --out FOLDER   writes the two files there (docs)
//
// `make bench` puts in place what it needs: a release, the press, the packages of the browser
// tests. The parts lie in scripts/bench/.

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, statfsSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareClicks } from "./bench/against.mjs";
import { measureClicks } from "./bench/clicks.mjs";
import { APP, Hindrance, ROOT, WORK, say } from "./bench/common.mjs";
import { measureExactness } from "./bench/exact.mjs";
import { measureGrowth } from "./bench/growth.mjs";
import { openBrowser, serve } from "./bench/host.mjs";
import { MILLION, OPEN_VOLUME, limits, ratios } from "./bench/limits.mjs";
import { measureMemory } from "./bench/memory.mjs";
import { compareText } from "./bench/newspaper.mjs";
import { measurePaint } from "./bench/paint.mjs";
import { measurePeers } from "./bench/peers.mjs";
import { authored, forget, measurePress, sameTwice } from "./bench/press.mjs";
import { report } from "./bench/report.mjs";
import { measureSearch } from "./bench/search.mjs";
import { measureViews } from "./bench/views.mjs";

const SIZES = [100, 1_000, 10_000, 65_536, 100_000];
const TWICE = 1_000;
/** Authored folders up to this size are kept for the next run. */
const KEPT = 100_000;
const MILLION_DISK = 12e9;
/** From this size on there are volumes that a search need not ask; of each kind so many questions, fewer
 * of a large archive, all of whose texts are read for each. */
const SEARCHED = 10_000;
/** The parts that are measured apart from the archive's sizes. */
const PARTS = {
  search: ["searching a real newspaper, beside Pagefind", measureSearch],
  exactness: ["every kind of question, over poems and synthetic text", measureExactness],
  paint: ["the first paint, beside other sites", measurePaint],
};
/** The archives of all sizes; and what is measured with each, and alone. */
const ARCHIVES = "archives";
const GROWTH = "growth";
const CLICKS = "clicks";
const CLICKS_AT = 65_536;
const questionsOf = (articles) => (articles > KEPT ? 8 : 20);

try {
  await main(options());
} catch (error) {
  console.error(error instanceof Hindrance ? `bench: ${error.message}` : error);
  process.exitCode = 2;
}

function options() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        million: { type: "boolean" },
        peers: { type: "string", default: "100000" },
        "no-peers": { type: "boolean" },
        only: { type: "string" },
        against: { type: "string" },
        out: { type: "string", default: join(ROOT, "docs") },
      },
    });
  } catch (error) {
    throw new Hindrance(`${error.message}; the head of scripts/bench.mjs lists what there is`);
  }
  const { values, positionals } = parsed;
  const asNumber = (word) => {
    if (!/^[1-9]\d*$/.test(word)) throw new Hindrance(`"${word}" is no number of articles`);
    return Number(word);
  };
  const parts = [ARCHIVES, GROWTH, CLICKS, ...Object.keys(PARTS)];
  if (values.only && !parts.includes(values.only)) throw new Hindrance(`--only takes one of ${parts.join(", ")}, and not "${values.only}"`);
  if ((values.only === CLICKS) !== (values.against !== undefined)) throw new Hindrance("--only clicks and --against FOLDER go together: the clicks of this build beside those of the app in FOLDER");
  if (values.against && !existsSync(join(values.against, "index.html"))) throw new Hindrance(`${values.against} holds no app; another build's is its target/app`);
  if (values.only === CLICKS) return { only: CLICKS, against: resolve(values.against), sizes: positionals.length > 0 ? positionals.map(asNumber) : [CLICKS_AT] };
  const sizes = positionals.length > 0 ? positionals.map(asNumber) : SIZES;
  return {
    sizes: [...new Set([...sizes, ...(values.million ? MILLION : [])])].sort((a, b) => a - b),
    peersAt: values["no-peers"] ? undefined : asNumber(values.peers),
    only: values.only,
    out: resolve(values.out),
  };
}

async function main({ sizes, peersAt, only, against, out }) {
  mkdirSync(WORK, { recursive: true });
  if (against) {
    needs(sizes);
    const browser = await openBrowser();
    return compareClicks(browser, against, sizes[0]).finally(() => browser.close());
  }
  mkdirSync(out, { recursive: true });
  needs(only in PARTS ? [] : sizes);
  const start = performance.now();
  const minutes = () => `${((performance.now() - start) / 60_000).toFixed(1)} min`;
  const browser = await openBrowser();
  const machine = { cores: availableParallelism(), node: process.version, browser: `Chromium ${browser.version()}` };
  let found = { machine, sizes: [], peers: null };
  const day = () => new Date().toISOString().slice(0, 10);
  try {
    if (only) found = { ...JSON.parse(readFileSync(join(out, "benchmarks.json"), "utf8")), machine };
    if (!only || only === ARCHIVES) await measureArchives(browser, found, sizes, peersAt, minutes);
    if (only === GROWTH) await measureGrowths(found.sizes.filter(({ articles }) => articles >= SEARCHED && sizes.includes(articles)));
    for (const [part, [what, measure]] of Object.entries(PARTS)) {
      if (only ? only !== part : !peersAt) continue;
      say(`${what} (after ${minutes()})`);
      found[part] = { ...(await measure(browser)), day: day() };
    }
  } finally {
    await browser.close();
  }
  if (!only || only === ARCHIVES) found.day = day();
  found.limits = limits(found);
  writeFileSync(join(out, "benchmarks.json"), `${JSON.stringify(found, undefined, 1)}\n`);
  writeFileSync(join(out, "benchmarks.md"), report(found));
  for (const { limit, measured, holds } of found.limits) {
    console.log(`${holds === null ? "  –  " : holds ? "holds" : "FAILS"}  ${limit}: ${measured}`);
  }
  say(`done after ${minutes()}; benchmarks.md and benchmarks.json are written`);
  if (found.text.holds === false) {
    // Everything else is measured on this text, so nothing here may be trusted until it is mended.
    say("the synthetic text is not like a real newspaper's: fit the constants of src/press/synth.rs");
    process.exitCode = 1;
  }
}

/** What archives of several sizes cost, on text that is like a newspaper's. */
async function measureArchives(browser, found, sizes, peersAt, minutes) {
  say("synthetic text beside a real newspaper's");
  found.text = await compareText();
  if (found.text.skipped) say(found.text.skipped);
  say("two builds of the same input");
  found.twice = { articles: TWICE, ...(await sameTwice(await authored(TWICE))) };
  found.openVolume = { articles: OPEN_VOLUME, archiveFiles: await openVolumeFiles() };

  for (const articles of sizes) {
    say(`${articles.toLocaleString("en")} articles (after ${minutes()})`);
    const size = await measure(browser, articles, async (folder, clicks) => {
      if (articles === peersAt) found.peers = await measurePeers(browser, folder, clicks);
    });
    found.sizes = [...found.sizes.filter((other) => other.articles !== articles), size].sort((one, other) => one.articles - other.articles);
    if (found.peers && articles === peersAt) found.peers.ratios = ratios(found.peers, size);
    // What is found so far outlives a run that is stopped.
    writeFileSync(join(WORK, "found.json"), `${JSON.stringify(found, undefined, 1)}\n`);
  }
}

/** What a search costs in archives that were measured before. */
async function measureGrowths(sizes) {
  for (const size of sizes) {
    size.growth = await measureGrowth(size.articles, { ofEach: questionsOf(size.articles) });
    if (size.articles > KEPT) forget(join(WORK, `growth-${size.articles}`));
  }
}

/** What must be there before an hour is spent. */
function needs(sizes) {
  for (const [path, cure] of [["target/app/index.html", "make dist"], ["target/release/press", "cargo build --release --features press --bin press"]]) {
    if (!existsSync(join(ROOT, path))) throw new Hindrance(`${path} is missing; make it with: ${cure}`);
  }
  const { bavail, bsize } = statfsSync(WORK);
  if (sizes.some((articles) => MILLION.includes(articles)) && bavail * bsize < MILLION_DISK) {
    throw new Hindrance(`a million articles want ${MILLION_DISK / 1e9} GB of disk, and ${(bavail * bsize / 1e9).toFixed(1)} GB are free; make room (target/bench may go), or run without --million`);
  }
}

async function openVolumeFiles() {
  const out = join(WORK, "out-open-volume");
  const { archiveFiles } = await measurePress(await authored(OPEN_VOLUME), out, OPEN_VOLUME);
  rmSync(out, { recursive: true, force: true });
  return archiveFiles;
}

/** One size, whose folders go when it is done; `beside` does what needs its articles and clicks. */
async function measure(browser, articles, beside) {
  const folder = await authored(articles);
  const out = join(WORK, `out-${articles}`);
  try {
    const press = await measurePress(folder, out, articles);
    const growth = articles >= SEARCHED ? await measureGrowth(articles, { input: folder, out, ofEach: questionsOf(articles) }) : undefined;
    const manifestBytes = statSync(join(out, "archive/manifest.json")).size;
    const host = await serve(out, APP);
    let views, clicks, memory;
    try {
      views = await measureViews(browser, host.origin);
      clicks = await measureClicks(browser, host.origin);
      memory = await measureMemory(browser, host.origin);
    } finally {
      host.close();
    }
    await beside(folder, clicks);
    const { steps, seen, ...figures } = clicks;
    return { articles, press, growth, manifestBytes, views, clicks: figures, memory };
  } finally {
    rmSync(out, { recursive: true, force: true });
    if (articles > KEPT) forget(folder);
  }
}
