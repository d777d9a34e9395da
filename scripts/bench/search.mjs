// Searching, side by side with Pagefind, and with MiniSearch over pairs of characters, on the same
// real text: a month of a daily newspaper. What is found is held against every text, read through.

import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { APP, ROOT, SITE, WORK, filesUnder, median, quantile, run, say } from "./common.mjs";
import { openTab, serveReal } from "./host.mjs";
import { articlesOf, newspaper } from "./newspaper.mjs";
import { fields, tokenize } from "./peers/bigrams.js";
import { installPeers } from "./peers-data.mjs";
import { build, pack } from "./press.mjs";

/** Queries of each kind, the first of which a reader asks cold. */
const OF_EACH = 12;
/** The results that are compared: what a first screen shows. */
const FIRST = 10;

export async function measureSearch(browser) {
  const { text, reason } = await newspaper();
  if (!text) return { skipped: reason };
  await installPeers();
  const articles = articlesOf(text).map(article);
  const input = join(WORK, "search-in");
  const out = join(WORK, "search-out");
  const pages = join(WORK, "search-pages");
  const mini = join(WORK, "search-mini");
  for (const folder of [input, out, pages, mini]) rmSync(folder, { recursive: true, force: true });
  writeArticles(input, articles);
  writePages(pages, articles);
  const press = await build(input, out);
  await build(input, out, "--app", APP);
  const peer = await run(process.execPath, [join(ROOT, "scripts/bench/node_modules/pagefind/lib/runner/bin.cjs"), "--site", pages]);
  const miniIndex = await writeMini(mini, articles);
  const bytes = articles.reduce((sum, { title, body }) => sum + Buffer.byteLength([title, ...body].join("\n")), 0);
  const found = {
    programBytes: programBytes(),
    articles: articles.length, textBytes: bytes, ofEach: OF_EACH,
    index: {
      ours: { bytes: sizeOf(join(out, "archive"), /^(index|guide|fold|search)-/), seconds: press.seconds, peakMB: press.peakMB },
      pagefind: { bytes: sizeOf(join(pages, "pagefind"), /\.(pf_\w+|json)$/), seconds: peer.seconds, peakMB: peer.peakMB },
      minisearch: { ...miniIndex, peakMB: null },
    },
    kinds: {},
  };
  symlinkSync(join(out, "articles"), join(mini, "articles"));
  for (const folder of [out, pages, mini]) await pack(folder);
  const host = await serveReal({ root: out, site: out }, { root: pages }, { root: mini });
  const [ours, theirs, minis] = host.origins;
  try {
    for (const [kind, queries] of Object.entries(questions(articles))) {
      say(`searching: ${kind}`);
      const asked = [];
      for (const [at, query] of queries.entries()) {
        const truth = naive(articles, query);
        const next = queries[(at + 1) % queries.length];
        // Interleaved, so that what else the machine does meets both.
        asked.push({
          truth: truth.length,
          ours: await ask(browser, ours, OURS, query, truth, next),
          pagefind: await ask(browser, theirs, PAGEFIND, query, truth, next),
          minisearch: await ask(browser, minis, MINISEARCH, query, truth, next),
        });
      }
      found.kinds[kind] = { ours: summed(asked, "ours"), pagefind: summed(asked, "pagefind"), minisearch: summed(asked, "minisearch") };
    }
  } finally {
    host.close();
  }
  return found;
}

/** The paragraphs of an article; its title is how it begins, and a number, for no two of a day may be the same. */
function article(source, at) {
  const body = source.split("\n");
  const title = `${[...body[0]].slice(0, 20).join("")} №${at}`;
  const day = String(1 + Math.floor(at / 130)).padStart(2, "0");
  const clock = new Date(at % 130 * 60_000).toISOString().slice(11, 19);
  const text = [title, ...body].join("\n").normalize("NFKC");
  return { text, id: `199801${day}-n${String(at).padStart(5, "0")}`, published: `1998-01-${day}T${clock}+08:00`, title, body };
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
  writeFileSync(join(folder, "index.html"), "<!doctype html><meta charset=utf-8><title>search</title><link rel=icon href=data:,>");
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
  copyFileSync(join(ROOT, "scripts/bench/node_modules/minisearch/dist/es/index.js"), join(folder, "minisearch.js"));
  copyFileSync(join(ROOT, "scripts/bench/peers/bigrams.js"), join(folder, "bigrams.js"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><meta charset=utf-8><title>search</title><link rel=icon href=data:,>");
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

/** Plain words of each kind, from the texts themselves, spread over them; and some that stand nowhere. */
function questions(articles) {
  const runs = articles.flatMap(({ body }) => body.flatMap((text) => text.match(/\p{Script=Han}+/gu) ?? []));
  const step = (offset) => (at) => runs[(Math.imul(at + 1, 7_919) + offset) % runs.length];
  const windows = (length, offset) => {
    const found = new Set();
    for (let at = 0; found.size < OF_EACH; at += 1) {
      const run = [...step(offset)(at)];
      if (run.length >= length + 1) found.add(run.slice(1, length + 1).join(""));
    }
    return [...found];
  };
  const [two, three, four] = [windows(2, 11), windows(3, 23), windows(4, 37)];
  const pairs = articles.filter((_, at) => at % 317 === 5).slice(0, OF_EACH).map(({ body }) => {
    const runs = body.flatMap((text) => text.match(/\p{Script=Han}{3,}/gu) ?? []);
    return `${[...runs[0]].slice(0, 2).join("")} ${[...runs.at(-1)].slice(-2).join("")}`;
  });
  const digits = [...new Set(articles.flatMap(({ body }) => body.join("\n").match(/(?<![０-９])[０-９]{4}(?=年)/gu) ?? []))].slice(0, OF_EACH);
  const absent = four.map((words) => [...words].reverse().join("")).filter((words) => naive(articles, words).length === 0);
  return { "2 characters": two, "3 characters": three, "4 characters": four, "2 + 2 characters": pairs, "years": digits, "absent, 4 characters": absent };
}

/** The ids of the articles that have all words, newest first: by reading each. */
function naive(articles, query) {
  // Full width and half width are the same to a search; nothing else in these queries is folded.
  const words = query.normalize("NFKC").split(" ");
  // A number is found from its beginning, as a word of its own.
  const has = words.map((word) => (/^\d/.test(word) ? (text) => new RegExp(`(?<![[\\p{L}\\p{N}]--\\p{Script=Han}])${word}`, "v").test(text) : (text) => text.includes(word)));
  return articles.filter(({ text }) => has.every((holds) => holds(text))).map(({ id }) => id).reverse();
}

/** A page that searches: what is opened first, how words are asked for, and how results are told. */
const OURS = {
  address: "/search/",
  async search(page, words) {
    return page.evaluate(async ([words, first]) => {
      const field = document.querySelector("[name=q]");
      const start = performance.now();
      field.value = words;
      field.form.requestSubmit();
      const status = () => document.querySelector("main [role=status]")?.textContent ?? "";
      const heading = () => document.querySelector("main h1")?.textContent ?? "";
      const done = () => heading().includes(words) && /\d|没有/.test(status()) && !document.querySelector("main [aria-busy=true]");
      await new Promise((resolve) => {
        const look = () => { if (done()) { watch.disconnect(); resolve(); } };
        const watch = new MutationObserver(look);
        watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      });
      const time = performance.now() - start;
      const ids = [...document.querySelectorAll(".hits > li > a")].map((link) => link.getAttribute("href").split("/").at(-2));
      return { time, ids: ids.slice(0, first), total: Number(/\d+/.exec(status())?.[0] ?? 0) };
    }, [words, FIRST]);
  },
};
const PAGEFIND = {
  address: "/",
  async search(page, words) {
    return page.evaluate(async ([words, first]) => {
      const start = performance.now();
      const pagefind = await import("/pagefind/pagefind.js");
      const { results } = await pagefind.search(words);
      const shown = await Promise.all(results.slice(0, first).map((result) => result.data()));
      return { time: performance.now() - start, ids: shown.map(({ url }) => url.split("/").at(-2)), total: results.length };
    }, [words, FIRST]);
  },
};

const MINISEARCH = {
  address: "/",
  async search(page, words) {
    return page.evaluate(async ([words, first]) => {
      const start = performance.now();
      window.index ??= (async () => {
        const [{ default: MiniSearch }, { fields, tokenize }, text] = await Promise.all([
          import("/minisearch.js"), import("/bigrams.js"), fetch("/index.json").then((answer) => answer.text()),
        ]);
        return MiniSearch.loadJSON(text, { fields, tokenize });
      })();
      const results = (await window.index).search(words, { combineWith: "AND" });
      const ids = results.slice(0, first).map(({ id }) => id);
      await Promise.all(ids.map(async (id) => (await fetch(`/articles/${id.slice(0, 4)}/${id.slice(4, 6)}/${id}.json`)).json()));
      return { time: performance.now() - start, ids, total: results.length };
    }, [words, FIRST]);
  },
};

/** Asks in a tab that has the page and nothing of the search yet, and then for other words. */
async function ask(browser, origin, { address, search }, query, truth, next) {
  const tab = await openTab(browser);
  try {
    const { page } = tab;
    await page.goto(`${origin}${address}`, { waitUntil: "networkidle" });
    const requests = [];
    const track = (request) => requests.push(request);
    page.on("requestfinished", track);
    const cold = await search(page, query);
    await page.waitForLoadState("networkidle");
    page.off("requestfinished", track);
    const sizes = await Promise.all(requests.map(async (request) => ({ path: new URL(request.url()).pathname, size: await request.sizes() })));
    const kind = (path) => (/finder|pagefind\.js|wasm|pagefind-entry|minisearch\.js|bigrams/.test(path) ? "program" : /^\/articles\/|\/fragment\//.test(path) ? "texts" : "index");
    // As they come over the wire, headers and all.
    const bytes = { program: 0, index: 0, texts: 0 };
    for (const { path, size } of sizes) bytes[kind(path)] += size.responseBodySize + size.responseHeadersSize;
    const warm = await search(page, next);
    const right = cold.ids.filter((id) => truth.includes(id)).length;
    return {
      bytes, requests: sizes.length, cold: cold.time, warm: warm.time, shown: cold.ids.length, right,
      inOrder: cold.ids.every((id, at) => truth[at] === id),
    };
  } finally {
    await tab.close();
  }
}

function summed(asked, name) {
  const of = (measure) => asked.map((one) => measure(one[name]));
  const sum = (values) => values.reduce((all, value) => all + value, 0);
  const all = ({ bytes: { program, index, texts } }) => program + index + texts;
  const spread = (measure) => ({ p50: median(of(measure)), p90: quantile(of(measure), 0.9) });
  const shown = sum(of(({ shown }) => shown));
  return {
    queries: asked.length,
    indexBytes: spread(({ bytes }) => bytes.index),
    programBytes: spread(({ bytes }) => bytes.program),
    textBytes: spread(({ bytes }) => bytes.texts),
    allBytes: spread(all),
    withoutProgram: spread(({ bytes }) => bytes.index + bytes.texts),
    requests: spread(({ requests }) => requests),
    coldMs: median(of(({ cold }) => cold)), warmMs: median(of(({ warm }) => warm)),
    precision: shown === 0 ? 1 : sum(of(({ right }) => right)) / shown,
    recallAtTen: sum(of(({ right }) => right)) / sum(asked.map(({ truth }) => Math.min(FIRST, truth))),
    newestFirst: of(({ inOrder }) => inOrder).every(Boolean),
  };
}
