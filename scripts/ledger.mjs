// The ledger: what a reader's first visit costs, what a page costs until it is painted, and the finder.
// Read from a release alone, in brotli as its packed files lie there.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";

/**
 * Bytes in brotli. `scripts/report-size` fails above them, and the bench holds them against the wire. The
 * first visit is to come to 175 kB: docs/ARCHITECTURE.md says what takes the room.
 */
export const LIMITS = { visit: 185_000, painted: 15_000, finder: 80_000 };

/** Pages that are neither home, list nor article. */
const OTHERS = /^(about|zones|search)\//;

/**
 * The first visit is a page with the styles and scripts that stand in it, and the app that it loads. Not
 * counted are pictures, the archive's files, and what loads when it is used, as the finder does.
 *
 * @param {string} dist a packed release
 */
export function ledger(dist) {
  const files = pagesOf(dist);
  const kinds = {
    home: ["index.html"],
    list: files.filter((file) => file !== "index.html" && !file.startsWith("article/") && !OTHERS.test(file)),
    article: files.filter((file) => file.startsWith("article/")),
  };
  const pages = Object.entries(kinds).flatMap(([kind, own]) => {
    const all = own.map((file) => ({ kind, file, bytes: packed(dist, file) }));
    return all.sort((one, other) => other.bytes - one.bytes).slice(0, 1);
  });
  const dearest = pages.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const text = readFileSync(join(dist, dearest.file), "utf8");
  const named = (pattern) => pattern.exec(text)?.[0];
  const [script, wasm, start] = [/investchn-[0-9a-f]{16}\.js/, /investchn-[0-9a-f]{16}\.wasm/, /finder-start-[0-9a-f]{16}\.js/].map(named);
  if (!script || !wasm || !start) throw new Error(`${dearest.file} does not name the app and the finder`);
  const finder = [start, ...new Set(readFileSync(join(dist, start), "utf8").match(/finder-[0-9a-f]{16}\.(js|wasm)/g))];
  const measured = (file) => ({ file, bytes: packed(dist, file) });
  const app = [script, wasm].map(measured);
  const search = finder.map(measured);
  return {
    pages, dearest: { ...dearest, ...parts(text) }, app, search,
    totals: { visit: sum([dearest, ...app]), painted: dearest.bytes, finder: sum(search) },
  };
}

/** What is above its limit, told; nothing where all holds. */
export function excesses(totals) {
  const names = { visit: "the first visit", painted: "a page until it is painted", finder: "the finder" };
  const above = Object.entries(LIMITS).filter(([what, limit]) => totals[what] > limit);
  return above.map(([what, limit]) => `${names[what]} is OVER ITS LIMIT of ${kB(limit)} kB, by ${kB(totals[what] - limit)} kB`);
}

export const kB = (bytes) => (bytes / 1000).toFixed(1);

const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0);

function pagesOf(dist) {
  const paths = readdirSync(dist, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  return paths.filter((path) => path === "index.html" || path.endsWith("/index.html"));
}

/** The size of a file's packed copy; of a file that is too small to have one, its own. */
function packed(dist, file) {
  const copy = join(dist, `${file}.br`);
  if (existsSync(copy)) return statSync(copy).size;
  const { size } = statSync(join(dist, file));
  if (size >= 200) throw new Error(`${file} has no packed copy; make one with: press pack`);
  return size;
}

/** What a page's styles and its scripts add to it, in bytes. What is packed together has no exact parts. */
function parts(text) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = zlib.constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 22 };
  const size = (html) => zlib.brotliCompressSync(Buffer.from(html), { params }).length;
  const whole = size(text);
  const without = (pattern) => whole - size(text.replace(pattern, ""));
  return { styles: without(/<style>.*?<\/style>/s), scripts: without(/<script(?![^>]*ld\+json)[^>]*>.*?<\/script>/gs) };
}
