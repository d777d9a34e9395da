// What an archive costs its publisher: time, memory, files.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { ROOT, WORK, filesUnder, run } from "./common.mjs";

const PRESS = join(ROOT, "target/release/press");
const SEED = "1";
/** What the press remembers between builds is not served. */
const isServed = (folder) => folder !== ".press";

/** An authored folder of so many articles, made anew only when synth or the site it files under has changed. */
export async function authored(articles, { characters, name = `authored-${articles}` } = {}) {
  const folder = join(WORK, name);
  const stamp = `${folder}.stamp`;
  const words = ["--articles", String(articles), "--seed", SEED, ...(characters ? ["--characters", String(characters)] : [])];
  const made = createHash("sha256").update(readFileSync(join(ROOT, "src/press/synth.rs"))).update(readFileSync(join(ROOT, "public/site.json"))).update(words.join(" ")).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === made) return folder;
  forget(folder);
  mkdirSync(WORK, { recursive: true });
  await run(PRESS, ["synth", folder, ...words]);
  // Written last: a folder that was begun and not finished has none.
  writeFileSync(stamp, made);
  return folder;
}

export function forget(folder) {
  rmSync(`${folder}.stamp`, { force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Builds an archive, or with further words a whole site. */
export async function build(input, out, ...words) {
  return run(PRESS, ["build", input, out, ...words]);
}

/** Writes packed copies beside the files of a folder that the press built. */
export async function pack(folder) {
  return run(PRESS, ["pack", folder]);
}

const [brotli, gzip] = [promisify(zlib.brotliCompress), promisify(zlib.gzip)];
/** What `press pack` packs too, of what peers serve: what is packed already is left as it is. */
const IS_PACKED = /\.(html|js|css|json|bin|wasm|svg|xml|txt)$/;
const LEAST = 200;
const AT_ONCE = 16;

/** The same beside those of a folder that others built, which the press leaves alone. */
export async function packOthers(folder) {
  const files = [...filesUnder(folder, isServed)].filter((file) => IS_PACKED.test(file) && statSync(file).size >= LEAST);
  for (let at = 0; at < files.length; at += AT_ONCE) {
    await Promise.all(files.slice(at, at + AT_ONCE).map(async (file) => {
      const bytes = await readFile(file);
      await writeFile(`${file}.br`, await brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
      await writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }));
    }));
  }
}

/** Builds an archive from nothing, once more, and with one article more; leaves it as it was built first. */
export async function measurePress(input, out, articles) {
  rmSync(out, { recursive: true, force: true });
  const first = await build(input, out);
  const served = tally(out);
  const again = await build(input, out);
  const before = archive(out);
  const added = addOne(input);
  let one;
  try {
    one = await build(input, out);
  } finally {
    rmSync(added);
  }
  const changed = difference(before, archive(out));
  const back = await build(input, out);
  return {
    seconds: first.seconds, articlesPerSecond: Math.round(articles / first.seconds), peakMB: first.peakMB,
    files: served.files, bytes: served.bytes, archiveFiles: before.size,
    unchangedSeconds: again.seconds,
    oneMore: { seconds: one.seconds, peakMB: one.peakMB, ...changed },
    oneLessSeconds: back.seconds,
  };
}

/** Whether two builds of the same input give the same files with the same bytes. */
export async function sameTwice(input) {
  const trees = [];
  for (const name of ["out-twice-1", "out-twice-2"]) {
    const out = join(WORK, name);
    rmSync(out, { recursive: true, force: true });
    await build(input, out);
    trees.push(treeHash(out));
    rmSync(out, { recursive: true, force: true });
  }
  return { same: trees[0] === trees[1], hash: trees[0] };
}

/** One article newer than all. */
function addOne(input) {
  const folder = join(input, "articles/2025/06");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "20250601-new.json");
  writeFileSync(file, JSON.stringify({
    id: "20250601-new", title: "新的一条", published: "2025-06-01", source: "合成数据",
    section: "policy", kind: "text", body: ["一段文字。"],
  }));
  return file;
}

function tally(out) {
  let files = 0;
  let bytes = 0;
  for (const file of filesUnder(out, isServed)) {
    files += 1;
    bytes += statSync(file).size;
  }
  return { files, bytes };
}

/** The archive's files, the articles themselves apart: what tells that one was written anew. */
function archive(out) {
  return new Map([...filesUnder(join(out, "archive"))].map((file) => {
    const { size, mtimeMs, ino } = statSync(file);
    return [relative(out, file), { size, mark: `${size} ${mtimeMs} ${ino}` }];
  }));
}

/** Files that were written, and their bytes; and those that went. */
function difference(before, after) {
  const written = [...after].filter(([path, { mark }]) => before.get(path)?.mark !== mark);
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return { filesWritten: written.length, bytesWritten: written.reduce((sum, [, { size }]) => sum + size, 0), filesRemoved: removed.length };
}

function treeHash(out) {
  const hash = createHash("sha256");
  for (const file of [...filesUnder(out, isServed)].sort()) {
    hash.update(relative(out, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}
