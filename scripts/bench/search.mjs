// Searching, side by side with Pagefind, and with MiniSearch over pairs of characters, on the same
// real text: a month of a daily newspaper. What is found is held against every text, read through.

import { median, quantile, say } from "./common.mjs";
import { openTab, serveReal } from "./host.mjs";
import { articlesOf, newspaper } from "./newspaper.mjs";
import { naive, questions } from "./questions.mjs";
import { openQuiet } from "./quiet.mjs";
import { askMarz, makeSites } from "./searchers.mjs";

/** Queries of each kind, the first of which a reader asks cold. */
const OF_EACH = 12;
/** Each is timed so often, and the middle taken. */
const TIMES = 3;
/** MiniSearch, whose index takes seconds to come, is asked one of so many, and timed once. */
const ONE_OF = 3;
/** The results that are compared: what a first screen shows. */
const FIRST = 10;
/** The page that searches. */
const ADDRESS = { ours: "/search/", pagefind: "/", minisearch: "/" };

export async function measureSearch(browser) {
  const { text, reason } = await newspaper();
  if (!text) return { skipped: reason };
  const articles = articlesOf(text).map(article);
  const bytes = articles.reduce((sum, { title, body }) => sum + Buffer.byteLength([title, ...body].join("\n")), 0);
  const { folders, ...made } = await makeSites(articles);
  const asked = questions(articles, OF_EACH);
  const marz = await askMarz(articles, Object.values(asked).flat(), FIRST);
  const found = { ...made, marz: { ...marz, found: undefined }, articles: articles.length, textBytes: bytes, ofEach: OF_EACH, kinds: {} };
  const names = Object.keys(folders);
  const host = await serveReal(...names.map((name) => ({ root: folders[name], ...(name === "ours" ? { site: folders[name] } : {}) })));
  const quiet = await openQuiet();
  try {
    for (const [kind, words] of Object.entries(asked)) {
      say(`searching: ${kind}`);
      const told = Object.fromEntries([...names, "marz"].map((name) => [name, []]));
      for (const [at, query] of words.entries()) {
        const truth = naive(articles, query);
        const next = words[(at + 1) % words.length];
        // Interleaved, so that what else the machine does meets all.
        const asking = names.filter((name) => name !== "minisearch" || at % ONE_OF === 0);
        const address = (name) => `${host.origins[names.indexOf(name)]}${ADDRESS[name]}`;
        const timed = Object.fromEntries(asking.map((name) => [name, []]));
        for (let turn = 0; turn < TIMES; turn += 1) {
          for (const name of asking) if (turn === 0 || name !== "minisearch") timed[name].push(await time(quiet, address(name), query, next));
        }
        for (const name of asking) told[name].push({ truth, ...(await count(browser, address(name), query)), ...middle(timed[name]) });
        if (marz.found) told.marz.push({ truth, ids: marz.found[query] });
      }
      found.kinds[kind] = Object.fromEntries(Object.entries(told).filter(([, own]) => own.length > 0).map(([name, own]) => [name, { ...right(own), ...(name === "marz" ? {} : costs(own)) }]));
      const { ours, pagefind } = told;
      const alike = pagefind.flatMap((own, at) => (own.warmRows >= ours[at].warmRows ? [at] : []));
      found.kinds[kind].alike = { questions: alike.length, ours: median(alike.map((at) => ours[at].warm)), pagefind: median(alike.map((at) => pagefind[at].warm)) };
    }
  } finally {
    await quiet.close();
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

/** In the page: sends words by its form, and resolves when its results stand, with their ids. */
async function search([words, first]) {
  const field = document.querySelector("[name=q]");
  const start = performance.now();
  field.value = words;
  field.form.requestSubmit();
  const status = () => document.querySelector("main [role=status]")?.textContent ?? "";
  const heading = () => document.querySelector("main h1")?.textContent ?? "";
  const done = () => heading().includes(words) && /\d|没有/.test(status()) && !document.querySelector("main [aria-busy=true]");
  await new Promise((resolve) => {
    const look = () => {
      if (!done()) return;
      watch.disconnect();
      resolve();
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });
  const time = performance.now() - start;
  const ids = [...document.querySelectorAll(".hits > li > a")].map((link) => link.getAttribute("href").split("/").at(-2));
  return { time, ids: ids.slice(0, first) };
}

/** What a first search fetches, in a tab that has the page and nothing of the search yet. */
async function count(browser, address, query) {
  const tab = await openTab(browser);
  try {
    const { page } = tab;
    await page.goto(address, { waitUntil: "networkidle" });
    const requests = [];
    page.on("requestfinished", (request) => requests.push(request));
    const { ids } = await page.evaluate(search, [query, FIRST]);
    await page.waitForLoadState("networkidle");
    const sizes = await Promise.all(requests.map(async (request) => ({ path: new URL(request.url()).pathname, size: await request.sizes() })));
    const kind = (path) => (/finder|pagefind\.js|wasm|pagefind-entry|minisearch\.js|bigrams/.test(path) ? "program" : /^\/articles\/|\/fragment\//.test(path) ? "texts" : "index");
    // As they come over the wire, headers and all.
    const bytes = { program: 0, index: 0, texts: 0 };
    for (const { path, size } of sizes) bytes[kind(path)] += size.responseBodySize + size.responseHeadersSize;
    return { bytes, requests: sizes.length, ids };
  } finally {
    await tab.close();
  }
}

/** How long a first search takes, and another after it in the same tab. */
async function time(quiet, address, query, next) {
  const tab = await quiet.tab(address);
  try {
    const cold = await tab.call(search, [query, FIRST]);
    await tab.settled();
    return { cold, warm: await tab.call(search, [next, FIRST]) };
  } finally {
    await tab.close();
  }
}

const middle = (turns) => ({
  cold: median(turns.map(({ cold }) => cold.time)), warm: median(turns.map(({ warm }) => warm.time)), warmRows: turns[0].warm.ids.length,
});

const sum = (values) => values.reduce((all, value) => all + value, 0);

/** How many of the first ten are right, of those that could be. */
function right(asked) {
  const shown = sum(asked.map(({ ids }) => ids.length));
  const good = sum(asked.map(({ ids, truth }) => ids.filter((id) => truth.includes(id)).length));
  return {
    queries: asked.length,
    precision: shown === 0 ? 1 : good / shown,
    recallAtTen: good / sum(asked.map(({ truth }) => Math.min(FIRST, truth.length))),
    newestFirst: asked.every(({ ids, truth }) => ids.every((id, at) => truth[at] === id)),
  };
}

function costs(asked) {
  const spread = (measure) => ({ p50: median(asked.map(measure)), p90: quantile(asked.map(measure), 0.9) });
  return {
    indexBytes: spread(({ bytes }) => bytes.index),
    programBytes: spread(({ bytes }) => bytes.program),
    textBytes: spread(({ bytes }) => bytes.texts),
    allBytes: spread(({ bytes: { program, index, texts } }) => program + index + texts),
    withoutProgram: spread(({ bytes }) => bytes.index + bytes.texts),
    requests: spread(({ requests }) => requests),
    coldMs: median(asked.map(({ cold }) => cold)),
    warmMs: median(asked.map(({ warm }) => warm)),
  };
}
