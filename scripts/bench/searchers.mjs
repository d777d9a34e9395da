// The sites that are searched: the same articles, as each engine wants them.

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { APP, Hindrance, ROOT, SITE, WORK, filesUnder, run, say } from "./common.mjs";
import { installPeers } from "./peers-data.mjs";
import { build, pack, packOthers } from "./press.mjs";
import { findPython } from "./newspaper.mjs";
import { fields, tokenize } from "./peers/bigrams.js";

const HERE = join(ROOT, "scripts/bench");
const MARZ = "marz-search==0.3.1";

/** Folders to be served, and what the index of each took. */
export async function makeSites(articles) {
  await installPeers();
  const [input, ours, pagefind, minisearch] = ["in", "out", "pages", "mini"].map((name) => join(WORK, `search-${name}`));
  for (const folder of [input, ours, pagefind, minisearch]) rmSync(folder, { recursive: true, force: true });
  writeArticles(input, articles);
  const press = await thrice(ours, () => build(input, ours));
  writePages(pagefind, articles);
  const indexing = [join(HERE, "node_modules/pagefind/lib/runner/bin.cjs"), "--site", pagefind];
  const peer = await thrice(join(pagefind, "pagefind"), () => run(process.execPath, indexing));
  // Before there are packed copies beside them.
  const [bytes, peerBytes] = [sizeOf(join(ours, "archive"), /^(index|guide|fold|search)-/), sizeOf(join(pagefind, "pagefind"), /\.(pf_\w+|json)$/)];
  await build(input, ours, "--app", APP);
  writePage(pagefind, "pagefind");
  const mini = await writeMini(minisearch, articles);
  symlinkSync(join(ours, "articles"), join(minisearch, "articles"));
  await pack(ours);
  for (const folder of [pagefind, minisearch]) await packOthers(folder);
  return {
    folders: { ours, pagefind, minisearch },
    programBytes: programBytes(),
    index: {
      ours: { bytes, ...press },
      pagefind: { bytes: peerBytes, ...peer },
      minisearch: { ...mini, peakMB: null },
    },
  };
}

/** The middle of three runs, by time, each from nothing. */
async function thrice(folder, work) {
  const runs = [];
  for (let turn = 0; turn < 3; turn += 1) {
    rmSync(folder, { recursive: true, force: true });
    runs.push(await work());
  }
  const { seconds, peakMB } = runs.sort((one, other) => one.seconds - other.seconds)[1];
  return { seconds, peakMB };
}

function writeArticles(folder, articles) {
  mkdirSync(join(folder, "articles/1998/01"), { recursive: true });
  writeFileSync(join(folder, "site.json"), JSON.stringify(SITE));
  for (const { id, published, title, body } of articles) {
    const authored = { id, title, published, source: "1998", section: SITE.sections[0].id, kind: "text", body };
    writeFileSync(join(folder, "articles/1998/01", `${id}.json`), JSON.stringify(authored));
  }
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function writePages(folder, articles) {
  for (const { id, title, body } of articles) {
    mkdirSync(join(folder, id), { recursive: true });
    const paragraphs = body.map((text) => `<p>${escaped(text)}</p>`).join("\n");
    writeFileSync(join(folder, id, "index.html"), `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escaped(title)}</title><body data-pagefind-body><h1>${escaped(title)}</h1>\n${paragraphs}</body></html>`);
  }
}

/** The page that searches. */
function writePage(folder, engine) {
  copyFileSync(join(HERE, "peers/search.mjs"), join(folder, "page.js"));
  writeFileSync(join(folder, "index.html"), `<!doctype html><meta charset="utf-8"><title>search</title><link rel="icon" href="data:,"><body data-engine="${engine}"><main><form><input type="search" name="q"><button>search</button></form><div id="results"><h1></h1><p role="status"></p><ol class="hits"></ol></div></main><script type="module" src="/page.js"></script>`);
}

/** MiniSearch has one file, which is made beforehand and fetched whole. */
async function writeMini(folder, articles) {
  const { default: MiniSearch } = await import("minisearch");
  const begun = performance.now();
  const index = new MiniSearch({ fields, tokenize });
  index.addAll(articles.map(({ id, title, body }) => ({ id, title, text: body.join("\n") })));
  const text = JSON.stringify(index);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.json"), text);
  const seconds = (performance.now() - begun) / 1000;
  copyFileSync(join(HERE, "node_modules/minisearch/dist/es/index.js"), join(folder, "minisearch.js"));
  copyFileSync(join(HERE, "peers/bigrams.js"), join(folder, "bigrams.js"));
  writePage(folder, "minisearch");
  return { bytes: Buffer.byteLength(text), seconds };
}

/** What is loaded when the search is first used, in the brotli of a host that compresses beforehand. */
function programBytes() {
  const files = readdirSync(APP).filter((name) => /^finder.*\.(js|wasm)$/.test(name));
  return files.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(APP, name))).length, 0);
}

function sizeOf(folder, pattern) {
  let bytes = 0;
  for (const file of filesUnder(folder)) if (pattern.test(relative(folder, file))) bytes += statSync(file).size;
  return bytes;
}

/** What Marz makes of the articles, and the ids that it finds first for each of some words. */
export async function askMarz(articles, words, first) {
  const python = findPython();
  if (!python) return { skipped: "Python 3 with pip is missing, which runs Marz" };
  const packages = join(WORK, "marz");
  if (!existsSync(join(packages, "marz"))) {
    say(`installing ${MARZ}`);
    try {
      await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", packages, MARZ]);
    } catch (error) {
      if (!(error instanceof Hindrance)) throw error;
      say(error.message);
      return { skipped: `${MARZ} could not be installed by pip; see what pip said, and run again` };
    }
  }
  const file = join(WORK, "marz.bin");
  const told = JSON.stringify({ articles: articles.map(({ id, title, body }) => [id, title, body]), words, first, file });
  const { stdout, stderr, status } = spawnSync(python, [join(HERE, "peers/ask_marz.py")], { input: told, encoding: "utf8", maxBuffer: 1e9, env: { ...process.env, PYTHONPATH: packages } });
  if (status !== 0) throw new Error(`peers/ask_marz.py ended with ${status}:\n${stderr}`);
  const { seconds, found } = JSON.parse(stdout);
  return { bytes: statSync(file).size, sent: brotliCompressSync(readFileSync(file)).length, seconds, found };
}
