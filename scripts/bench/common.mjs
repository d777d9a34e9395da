// What every part of the bench shares: places, programs that are run and watched, and the middle of
// what was measured.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The app as it is built, without the pages of any site. */
export const APP = join(ROOT, "target/app");
/** Everything the bench makes and keeps between runs. */
export const WORK = join(ROOT, "target/bench");
export const SITE = JSON.parse(readFileSync(join(ROOT, "public/site.json"), "utf8"));

/** Ends the run with a sentence that names the cure, and no trace of the stack. */
export class Hindrance extends Error {}

const children = new Set();
process.on("exit", () => { for (const child of children) child.kill(); });
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) process.once(signal, () => process.exit(code));

/** A program that does not outlive the bench, however that ends. */
export function start(program, words, options) {
  const child = spawn(program, words, options);
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Runs a program; its seconds, its peak of memory (Linux alone tells it), and what it said. */
export async function run(program, words, { cwd = ROOT } = {}) {
  const begun = performance.now();
  const child = start(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let complaint = "";
  child.stdout.on("data", (piece) => { text += piece; });
  child.stderr.on("data", (piece) => { complaint += piece; });
  let peakMB = 0;
  const look = () => {
    try {
      const kB = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
      peakMB = Math.max(peakMB, Number(kB ?? 0) * 1024 / 1e6);
    } catch { /* it has ended, or this is no Linux */ }
  };
  // The kernel keeps the highest mark itself, so looking often only narrows what the end may hide.
  const watch = setInterval(look, 20);
  const [code] = await once(child, "close").finally(() => clearInterval(watch));
  if (code !== 0) throw new Hindrance(`${program} ${words.join(" ")} ended with ${code}:\n${complaint || text}`);
  return { seconds: (performance.now() - begun) / 1000, peakMB: peakMB > 1 ? Math.round(peakMB) : null, text };
}

/** Installs a folder's packages by its lock: npm ci deletes and fetches everything, so only when that has changed. */
export async function installPackages(folder, what) {
  const lock = join(folder, "package-lock.json");
  const stamp = join(folder, "node_modules/.lock-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(lock, "utf8")) return;
  say(`installing ${what}`);
  try {
    // What a package would run only puts a program into its place a little faster.
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  } catch (error) {
    const here = relative(ROOT, folder);
    throw new Hindrance(`${error.message}\nThe packages could not be installed. Cure: make npm work for ${here} (cd ${here} && npm ci), or leave the comparisons out: node scripts/bench.mjs --no-peers`);
  }
  copyFileSync(lock, stamp);
}

/** The value below which a share of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (values) => quantile(values, 0.5);

/** Median and 95th percentile, in tenths. */
export function spread(values) {
  const tenths = (value) => Math.round(value * 10) / 10;
  return { median: tenths(median(values)), p95: tenths(quantile(values, 0.95)) };
}

/** The paths of all files under a folder, as long as they pass. */
export function* filesUnder(folder, passes = () => true) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (passes(entry.name)) yield* filesUnder(path, passes);
    } else if (entry.isFile()) {
      yield path;
    }
  }
}

export const say = (line) => console.error(`bench: ${line}`);
