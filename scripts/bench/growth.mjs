// What a search costs as the archive grows: words that ten of the newest articles have, rare terms of
// one old volume, rare phrases of common parts, and words that none has though some have their parts.
//
//   node scripts/bench/growth.mjs [SIZE…]      (10000 100000)
//
// The questions and what each fetches come from tests/it/search/, which holds the answers against every
// text. Round trips end with the rows proven by what the index and the headlines tell; the articles,
// which come for the excerpts and the last proof, are counted apart, and their round trip left out.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { ROOT, WORK, quantile, run, say } from "./common.mjs";
import { authored, build } from "./press.mjs";

/** What a reader who comes for the first time has beside the search: the app fetched it. */
const HAS = /^archive\/manifest\.json$/;
/** A question is told apart by the age of what it finds; new ones also by their length, which decides how
 * many lists they take. */
const STRATA = {
  "new, 2": ["new", "new, 2"], "new, 3 and 4": ["new", "new, 3 and 4"],
  "rare term": ["rare"], "rare phrase": ["phrase"], "absent, of rare parts": ["absent"],
};

/** The figures of an archive of so many articles. */
export async function measureGrowth(size, { ofEach = 20, input, out } = {}) {
  const told = join(WORK, `growth-${size}.json`);
  mkdirSync(WORK, { recursive: true });
  const from = input ?? (await authored(size));
  const to = out ?? join(WORK, `growth-${size}`);
  if (!out) {
    rmSync(to, { recursive: true, force: true });
    await build(from, to);
  }
  say(`growth: asking ${size} articles`);
  Object.assign(process.env, { SEARCH_INPUT: from, SEARCH_ARCHIVE: to, SEARCH_JSON: told, SEARCH_QUERIES: String(ofEach) });
  await run("cargo", ["test", "--quiet", "--release", "--features", "press", "--test", "it", "search::", "--", "--ignored", "--nocapture"], { cwd: ROOT });
  return summed(JSON.parse(readFileSync(told, "utf8")), to);
}

/** The figures of what was asked of an archive. */
export function summed(told, archive) {
  const sizes = new Map();
  const sent = (path) => {
    if (!sizes.has(path)) {
      const bytes = readFileSync(join(archive, path));
      // Files of the index are as small as they get.
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      sizes.set(path, path.endsWith(".bin") ? bytes.length : brotliCompressSync(bytes, brotli).length);
    }
    return sizes.get(path);
  };
  const strata = {};
  for (const { kind, trips, files, articles } of told) {
    const needed = files.filter((path) => !HAS.test(path));
    for (const name of STRATA[kind]) {
      const own = (strata[name] ??= { bytes: [], requests: [], trips: [], articleBytes: [] });
      own.bytes.push(needed.reduce((sum, path) => sum + sent(path), 0));
      own.requests.push(needed.length);
      own.trips.push(articles.length > 0 ? trips - 1 : trips);
      own.articleBytes.push(articles.reduce((sum, path) => sum + sent(path), 0));
    }
  }
  const spread = (values) => ({ p50: quantile(values, 0.5), p90: quantile(values, 0.9) });
  return Object.fromEntries(Object.entries(strata).map(([name, { bytes, requests, trips, articleBytes }]) => [name, {
    questions: bytes.length, bytes: spread(bytes), requests: spread(requests), trips: spread(trips), articleBytes: spread(articleBytes),
  }]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = process.argv.slice(2).map(Number);
  for (const size of sizes.length > 0 ? sizes : [10_000, 100_000]) {
    console.log(size, JSON.stringify(await measureGrowth(size, { ofEach: Number(process.env.QUERIES ?? 20), input: process.env.IN, out: process.env.OUT }), undefined, 1));
  }
}
