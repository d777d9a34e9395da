// Side by side with other libraries that count facets in the browser, on the same headlines.

import { request } from "node:http";
import { ROUNDS } from "./clicks.mjs";
import { Hindrance, median, say, spread } from "./common.mjs";
import { heapBytes, openTab, serve } from "./host.mjs";
import { PEERS, headlines, installPeers, naive, preparePeers } from "./peers-data.mjs";
import { GROUPS, choices, valueId } from "./series.mjs";
import { spans, traced } from "./trace.mjs";
import { watchTraffic } from "./traffic.mjs";

/**
 * The names that the adapters in peers/ give, and the library each loads. An engine answers alike
 * however it came by its index, so the filters are timed with one of them.
 */
const VARIANTS = {
  "itemsjs, indexing in the page": { library: "itemsjs" },
  "itemsjs, index restored": { library: "itemsjs", isTimed: true },
  "Orama, indexing in the page": { library: "orama" },
  "Orama, index restored": { library: "orama", isTimed: true },
};
/** Of the variants that are not timed, every so manieth answer is held against the right one. */
const CHECKED = 8;

/** `ours` is what `measureClicks` found on the same articles: its steps are made here too. */
export async function measurePeers(browser, folder, ours) {
  await installPeers();
  const rows = headlines(folder);
  const asked = choices(ours.steps);
  const expected = asked.map(naive(rows));
  ours.seen.forEach((seen, at) => agree("this site's lists", asked[at], expected[at], fromPage(seen)));
  const libraries = await preparePeers(rows);
  const host = await serve(PEERS);
  try {
    // The host compresses a file when it is first asked for, which is not the peers' time.
    const served = {};
    for (const file of ["headlines.json", "facets.json", "itemsjs-index.json", "orama-index.json"]) served[file] = await wireBytes(`${host.origin}/${file}`);
    const variants = {};
    for (const [name, { library, isTimed }] of Object.entries(VARIANTS)) {
      say(`peers: ${name}`);
      variants[name] = { library, ...(await measureVariant(browser, host.origin, name, isTimed, asked, expected)) };
    }
    return { headlines: rows.length, libraries, countsAloneBytes: served["facets.json"], variants };
  } finally {
    host.close();
  }
}

function wireBytes(address) {
  return new Promise((resolve, reject) => {
    request(address, { headers: { "accept-encoding": "br" } }, (response) => {
      response.resume();
      response.on("end", () => resolve(Number(response.headers["content-length"])));
    }).on("error", reject).end();
  });
}

async function measureVariant(browser, origin, name, isTimed, asked, expected) {
  const address = `${origin}/?variant=${encodeURIComponent(name)}`;
  const [plain, throttled] = [{ cold: await cold(browser, address, 1) }, { cold: await cold(browser, address, 4) }];
  const tab = await openTab(browser);
  try {
    const traffic = await watchTraffic(tab.session);
    await open(tab.page, address);
    await traffic.finished();
    const data = traffic.done().filter(({ path }) => path.endsWith(".json"));
    for (const [at, filters] of asked.entries()) {
      if (!isTimed && at % CHECKED > 0) continue;
      const { rows: [first], ...found } = await tab.page.evaluate((wanted) => window.peer.ask(wanted), filters);
      agree(name, filters, expected[at], { ...found, first: first?.id ?? null });
    }
    const memory = await heapBytes(tab.session);
    if (isTimed) {
      plain.filter = await timed(tab, asked, "plain");
      await tab.session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      throttled.filter = await timed(tab, asked, "throttled");
    }
    return { bytes: data.reduce((sum, { bytes }) => sum + bytes, 0), requests: data.length, memory, plain, throttled };
  } finally {
    await tab.close();
  }
}

async function open(page, address) {
  // An error in the page would otherwise be waited for in vain.
  const failed = new Promise((_, reject) => { page.once("pageerror", reject); });
  await page.goto(address);
  await Promise.race([failed, page.waitForFunction(() => window.peer, undefined, { timeout: 300_000 })]);
}

/** The medians of some cold starts: milliseconds of parsing, of opening, and in all to the first counts. */
async function cold(browser, address, rate) {
  const starts = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tab = await openTab(browser);
    try {
      await tab.session.send("Emulation.setCPUThrottlingRate", { rate });
      await open(tab.page, address);
      starts.push(await tab.page.evaluate(() => window.peer.cold));
    } finally {
      await tab.close();
    }
  }
  return Object.fromEntries(Object.keys(starts[0]).map((name) => [name, median(starts.map((start) => start[name]))]));
}

/** Each filter of the series: from the call to the result, and then as ours is measured, with a page built. */
async function timed({ page, session }, asked, label) {
  const { result: times, events } = await traced(session, () => page.evaluate(([all, name]) => window.peer.clickAll(all, name), [asked, label]));
  return {
    result: spread(times.map(({ result }) => result)),
    painted: spread(times.map(({ painted }) => painted)),
    scripting: spread(spans(events, label).map(({ scripting }) => scripting)),
  };
}

/** What a page of ours shows, in the words of the data. */
function fromPage({ total, facets, first }) {
  const byId = Object.fromEntries(Object.entries(GROUPS).map(([dimension, group]) => [dimension, Object.fromEntries((facets[group] ?? [])
    .map(([name, count]) => [valueId(dimension, name), count]).filter(([id, count]) => id && count > 0))]));
  return { total, first: first && /^\/article\/([^/]+)\//.exec(first)?.[1], facets: byId, partial: true };
}

/** A faster answer that is wrong is none, so every answer of everybody is held against the naive one. */
function agree(who, filters, expected, found) {
  const fail = (what, right, wrong) => {
    throw new Hindrance(`${who}: under ${JSON.stringify(filters)}, ${what} should be ${right} and is ${wrong}; a comparison of speed would be of no use before that is mended`);
  };
  if (found.total !== expected.total) fail("the total", expected.total, found.total);
  if (found.first !== expected.first) fail("the first row", expected.first, found.first);
  for (const [dimension, counts] of Object.entries(expected.facets)) {
    const own = found.facets[dimension];
    // A page need not show every value of a facet, but what it shows is right.
    const ids = found.partial ? Object.keys(own) : new Set([...Object.keys(counts), ...Object.keys(own)]);
    for (const id of ids) if ((own[id] ?? 0) !== (counts[id] ?? 0)) fail(`the count of ${dimension} ${id}`, counts[id] ?? 0, own[id] ?? 0);
  }
}
