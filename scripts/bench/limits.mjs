// The limits that the archive is held to, each with what was measured. Nothing here is written by
// hand: a limit holds when its measure says so, and one without a measure says that.

import { LIMITS } from "../ledger.mjs";
import { TOLERANCE } from "./newspaper.mjs";

/** The worst fit, with fifteen sealed volumes behind the bound ones and a full open one; and the million. */
export const MILLION = [984_063, 1_000_000];
/** Articles of a full open volume: the most that one article more may write anew. */
export const OPEN_VOLUME = 5_119;
const PEERS_AT = 100_000;
const SIXTEENTH = 65_536;
/** How much dearer a search may be in a larger archive before it is said to grow. */
const FLAT = 1.25;

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const MB = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const ms = (value) => `${value.toFixed(1)} ms`;
const number = (value) => value.toLocaleString("en");

/** The largest of what `measure` gives, with where it was found. */
function most(items, measure) {
  let found;
  for (const item of items) {
    const value = measure(item);
    if (found === undefined || value > found.value) found = { value, item };
  }
  return found;
}

/** `[{ limit, measured, holds }]`; `holds` is null for what was not measured. */
export function limits({ sizes, openVolume, twice, text, peers, search, exactness, paint }) {
  const rows = [];
  const row = (limit, measured, holds) => rows.push({ limit, measured, holds });
  const unmeasured = (limit, cure) => row(limit, `not measured: ${cure}`, null);
  const million = sizes.filter(({ articles }) => MILLION.includes(articles));
  const inTheMillion = (limit, judge) => {
    if (million.length > 0) judge(million);
    else unmeasured(limit, "MILLION=1 measures it");
  };
  const screens = (from, kind) => from.flatMap(({ articles, views }) => Object.entries(views)
    .filter(([, view]) => view?.kind === kind).map(([name, view]) => ({ articles, name, ...view })));
  const at = ({ articles, name }) => `${name}, ${number(articles)} articles`;

  const manifest = most(sizes, ({ manifestBytes }) => manifestBytes);
  row("Manifest: at most 5 kB", `${kB(manifest.value)} (not compressed)`, manifest.value <= 5_000);
  const home = most(screens(sizes, "home"), ({ bytes }) => bytes);
  row("Home: at most 12 kB", `${kB(home.value)} (${number(home.item.articles)} articles)`, home.value <= 12_000);
  const list = most(screens(sizes, "list"), ({ bytes }) => bytes);
  row("A list page: at most 20 kB, counts included", `${kB(list.value)} (${at(list.item)})`, list.value <= 20_000);
  const asked = most(screens(sizes, "list"), ({ requests }) => requests);
  row("A list page: at most 3 requests", `${asked.value} (${at(asked.item)})`, asked.value <= 3);
  const article = most(screens(sizes, "article"), ({ bytes, ownBytes }) => bytes - ownBytes);
  const articleRequests = most(screens(sizes, "article"), ({ requests }) => requests);
  row("An article: its own size and one request", `${kB(article.value)} beside its own, ${articleRequests.value} ${articleRequests.value === 1 ? "request" : "requests"} (${number(article.item.articles)} articles)`, article.value === 0 && articleRequests.value === 1);

  inTheMillion("First filtered screen in the million: at most 150 kB", (from) => {
    const screen = most(screens(from, "filtered"), ({ bytes }) => bytes);
    row("First filtered screen in the million: at most 150 kB", `${kB(screen.value)} (${at(screen.item)})`, screen.value <= 150_000);
  });
  inTheMillion("First filtered screen in the million: 3 round trips deep", (from) => {
    const screen = most(screens(from, "filtered"), ({ afterApp }) => afterApp);
    const whole = most(screens(from, "filtered"), ({ depth }) => depth);
    row("First filtered screen in the million: 3 round trips deep", `${screen.value} after the app, ${whole.value} with the manifest beside the app (${at(screen.item)})`, screen.value <= 3);
  });
  inTheMillion("Exact counts in the million: at most 2.5 MB, and then kept", (from) => {
    const counts = most(from, ({ clicks }) => clicks.fetched.countBytes);
    const again = most(from, ({ clicks }) => clicks.fetchedAgain);
    row("Exact counts in the million: at most 2.5 MB, and then kept", `${MB(counts.value)} for the whole series of filters (${MB(counts.item.clicks.fetched.bytes)} with the rows), ${again.value} requests when repeated`, counts.value <= 2.5e6 && again.value === 0);
  });

  const clicks = (limit, from, name, bound) => {
    const worst = most(from, (size) => size.clicks[name].scripting.p95);
    row(limit, `${ms(worst.value)} (${number(worst.item.articles)} articles)`, worst.value <= bound);
  };
  const sixteenth = sizes.filter(({ articles }) => articles === SIXTEENTH);
  for (const [name, words, factor] of [["plain", "", 1], ["throttled", ", 4 times throttled", 4]]) {
    const over = `A filter click over 65,536 articles${words}: at most ${16 * factor} ms of scripting, p95`;
    if (sixteenth.length > 0) clicks(over, sixteenth, name, 16 * factor);
    else unmeasured(over, "this run left that size out");
    const limit = `A filter click over the million${words}: at most ${50 * factor} ms of scripting, p95`;
    inTheMillion(limit, (from) => clicks(limit, from, name, 50 * factor));
  }

  const faster = `At ${number(PEERS_AT)} articles a filter is faster than both peers'`;
  const smaller = `At ${number(PEERS_AT)} articles counts are smaller than both peers'`;
  if (peers?.ratios && peers.headlines === PEERS_AT) {
    const least = (name) => Math.min(...peers.ratios.map((ratio) => ratio[name]));
    const word = (value) => value.toPrecision(2);
    row(faster, `the faster of them takes ${word(least("time"))} times the scripting with its page built, median; its bare call ${word(least("result"))} times`, least("time") > 1);
    row(smaller, `counts alone ${word(least("countBytes"))} times, with rows ${word(least("bytes"))} times as large`, least("countBytes") > 1 && least("bytes") > 1);
  } else {
    for (const limit of [faster, smaller]) unmeasured(limit, peers?.ratios ? `this run compared ${number(peers.headlines)} headlines` : "this run left the peers out");
  }

  inTheMillion("App memory for browsing the million: under 64 MB of WebAssembly", (from) => {
    const memory = most(from, (size) => size.memory.wasmBytes);
    row("App memory for browsing the million: under 64 MB of WebAssembly", `${MB(memory.value)} after ${memory.item.memory.views} views`, memory.value < 64e6);
  });
  inTheMillion("The press builds the million in at most 6 minutes", (from) => {
    const build = most(from, ({ press }) => press.seconds);
    row("The press builds the million in at most 6 minutes", `${(build.value / 60).toFixed(1)} minutes`, build.value <= 360);
  });
  inTheMillion("The press builds the million with at most 1.6 GiB", (from) => {
    const limit = "The press builds the million with at most 1.6 GiB";
    const peak = most(from, ({ press }) => press.peakMB ?? Number.NaN);
    if (Number.isNaN(peak.value)) unmeasured(limit, "only Linux tells a program's peak of memory");
    else row(limit, `${peak.value} MB`, peak.value * 1e6 <= 1.6 * 2 ** 30);
  });
  inTheMillion("One article more in the million: at most 15 s", (from) => {
    const one = most(from, ({ press }) => press.oneMore.seconds);
    row("One article more in the million: at most 15 s", `${one.value.toFixed(1)} s`, one.value <= 15);
  });
  const one = most(sizes, ({ press }) => press.oneMore.filesWritten);
  row("One article more: rewrites at most an open volume's files, manifest and counts", `${one.value} files, ${kB(one.item.press.oneMore.bytesWritten)} (${number(one.item.articles)} articles); a full open volume of ${number(OPEN_VOLUME)} has ${openVolume.archiveFiles}`, one.value <= openVolume.archiveFiles);
  row("Two builds of the same input are byte-identical", `${twice.same ? "the same" : "different"} bytes (${number(twice.articles)} articles)`, twice.same);

  searchLimits({ search, exactness, million, sizes, row, unmeasured });
  if (paint) paintLimits(paint, row);

  const alike = `Synthetic text is within ${TOLERANCE * 100} % of a real newspaper's`;
  if (text.skipped) unmeasured(alike, text.skipped);
  else row(alike, text.figures.map(({ ratio }) => `${ratio >= 1 ? "+" : "−"}${Math.abs((ratio - 1) * 100).toFixed(1)} %`).join(", "), text.holds);
  return rows;
}

/** What a search may cost: on the real newspaper beside Pagefind, and in the million. */
function searchLimits({ search, exactness, million, sizes, row, unmeasured }) {
  if (search && !search.skipped) {
    const kinds = Object.entries(search.kinds);
    const worst = (measure) => most(kinds, ([, kind]) => measure(kind));
    row(`The search's program: at most ${LIMITS.finder / 1000} kB`, kB(search.programBytes), search.programBytes <= LIMITS.finder);
    const index = worst(({ ours }) => ours.indexBytes.p50);
    row("A first search of the newspaper: index and headlines at most 25 kB, p50", `${kB(index.value)} (${index.item[0]})`, index.value <= 25_000);
    // The program has its own limit, as the app has.
    const beyond = worst(({ ours, pagefind }) => ours.withoutProgram.p50 / pagefind.allBytes.p50);
    const share = worst(({ ours, pagefind }) => ours.allBytes.p50 / pagefind.allBytes.p50);
    const bare = worst(({ ours, pagefind }) => ours.withoutProgram.p50 / pagefind.withoutProgram.p50);
    row("A first search takes, beyond the programs of the site, 6 times fewer bytes than Pagefind's, excerpts and all", `${(1 / beyond.value).toFixed(1)} times (${beyond.item[0]}); with this site's program ${(1 / share.value).toFixed(1)} (${share.item[0]}), without either's ${(1 / bare.value).toFixed(1)} (${bare.item[0]})`, beyond.value <= 1 / 6);
    const slowest = (measure) => worst(({ ours, pagefind }) => measure(ours) / measure(pagefind));
    const told = ({ value, item }) => `${value.toFixed(2)} of its time (${item[0]})`;
    const cold = slowest(({ coldMs }) => coldMs);
    row("A search is faster than Pagefind's, cold", told(cold), cold.value < 1);
    // Like is held against like: where Pagefind finds less, it fetches less.
    const alike = worst(({ alike }) => alike.ours / alike.pagefind);
    row("A search is faster than Pagefind's, warm, where that shows as many results", `${told(alike)}; ${told(slowest(({ warmMs }) => warmMs))} in all questions`, alike.value < 1);
    const { ours, pagefind } = search.index;
    row("The index of the newspaper: at most half of its text", (ours.bytes / search.textBytes).toFixed(2), ours.bytes <= search.textBytes / 2);
    const rate = search.articles / ours.seconds;
    row("The newspaper is pressed, index and all, at 5,000 articles a second, and ten times Pagefind's rate", `${number(Math.round(rate))}, ${(pagefind.seconds / ours.seconds).toFixed(0)} times`, rate >= 5_000 && pagefind.seconds >= 10 * ours.seconds);
    row("What is listed first of the newspaper is right and complete, in every kind of question", `${kinds.length} kinds of ${search.ofEach}`, kinds.every(([, { ours }]) => ours.precision === 1 && ours.newestFirst && (Number.isFinite(ours.recallAtTen) ? ours.recallAtTen : 1) === 1));
  }
  const { poems, synthetic } = exactness ?? {};
  for (const [name, own] of Object.entries(exactness ? { poems, synthetic } : {})) {
    const limit = `All that is listed is right, in order, and nothing is missing: ${name}, ${number(own.articles ?? 0)} articles`;
    if (own.skipped) {
      unmeasured(limit, own.skipped);
      continue;
    }
    row(limit, `${own.listed} rows of ${own.questions} questions, ${own.right} right, ${own.wanted} wanted`, own.listed === own.right && own.right === own.wanted);
  }
  if (synthetic) {
    const share = synthetic.indexBytes / synthetic.textBytes;
    row(`The index of ${number(synthetic.articles)} articles: at most 0.4 of their text`, share.toFixed(2), share <= 0.4);
  }
  const bounds = {
    new: ["words that ten of the newest have: 30 kB p50, 60 kB p90, 3 round trips", ({ bytes, trips }) => bytes.p50 <= 30_000 && bytes.p90 <= 60_000 && trips.p50 <= 3],
    rare: ["a rare term of one old volume: 150 kB, 4 round trips, 16 requests, p50", ({ bytes, trips, requests }) => bytes.p50 <= 150_000 && trips.p50 <= 4 && requests.p50 <= 16],
    absent: ["an absent one whose parts are rare: the same, p50", ({ bytes, trips, requests }) => bytes.p50 <= 150_000 && trips.p50 <= 4 && requests.p50 <= 16],
  };
  for (const [name, [limit, holds]] of Object.entries(bounds)) {
    const asked = million.filter(({ growth }) => growth?.[name]);
    if (asked.length === 0) {
      unmeasured(`Searching the million, ${limit}`, "MILLION=1 measures it");
      continue;
    }
    const { item: { growth: { [name]: found } } } = most(asked, ({ growth }) => growth[name].bytes.p50);
    row(`Searching the million, ${limit}`, `${kB(found.bytes.p50)} and ${kB(found.bytes.p90)}, ${found.trips.p50} round trips, ${found.requests.p50} requests`, holds(found));
  }
  const recent = sizes.filter(({ growth }) => growth?.["new, 2"]);
  if (recent.length > 1) {
    const [least, ...larger] = recent;
    // Of each length, for the middle of both lies where one ends and the other begins.
    const ratios = ["new, 2", "new, 3 and 4"].map((kind) => {
      const { value, item } = most(larger, ({ growth }) => growth[kind].bytes.p50 / least.growth[kind].bytes.p50);
      return { value, told: `${value.toFixed(2)} (${kind.slice("new, ".length)} characters, ${number(item.articles)})` };
    });
    row(`Searching recent news costs the same from ${number(least.articles)} articles to ${number(larger.at(-1).articles)}, within a fourth`, `at most ${ratios.map(({ told }) => told).join(" and ")} times the bytes`, ratios.every(({ value }) => value <= FLAT));
  }
}

/** What a first visit may cost. */
function paintLimits({ pages, next, lighthouse }, row) {
  const own = Object.entries(pages).map(([page, sites]) => ({ page, ...sites["this site"] }));
  const { "this site": ours, "the same without its script": floor, ...peers } = pages.article;
  const ratio = ours.lcp / floor.lcp;
  const beside = Object.entries(peers).map(([name, { lcp }]) => `${(ours.lcp / lcp).toFixed(2)} of ${name}'s`);
  row("A cold article's largest paint: within 1.10 of the page without its script, and before both peers'", `${ratio.toFixed(2)} of it; ${beside.join(", ")}`, ratio <= 1.1 && Object.values(peers).every(({ lcp }) => ours.lcp < lcp));
  const worst = (measure) => most(own, measure);
  const shift = worst(({ cls }) => cls);
  row("Nothing shifts while a page loads", `${shift.value} (${shift.item.page})`, shift.value === 0);
  const blocked = worst(({ tbt }) => tbt);
  row("A page's scripts block for at most 50 ms in all", `${ms(blocked.value)} (${blocked.item.page})`, blocked.value <= 50);
  const until = worst(({ paintBytes }) => paintBytes);
  row(`Until the content is painted: at most ${LIMITS.painted / 1000} kB`, `${kB(until.value)} (${until.item.page})`, until.value <= LIMITS.painted);
  const whole = worst(({ programBytes }) => programBytes);
  row(`The whole first load, page, styles, scripts and WebAssembly: at most ${LIMITS.visit / 1000} kB`, `${kB(whole.value)} on the wire, with headers (${whole.item.page})`, whole.value <= LIMITS.visit);
  const [first, second, rested] = next.map(({ needed }) => needed.length);
  row("The next article: one request, and none when it was fetched ahead", `${first} from a printed article, ${second} from there, ${rested} after the pointer had rested on its link`, first === 1 && second === 1 && rested === 0);
  const scores = Object.entries(lighthouse.pages);
  const full = (page, id, values) => {
    if (id === "seo" && page === "search") return true;
    return values.filter((value) => value === 100).length >= (id === "performance" ? 3 : values.length);
  };
  const short = scores.flatMap(([page, { scores }]) => Object.entries(scores).filter(([id, values]) => !full(page, id, values)).map(([id, values]) => `${page}: ${id} ${values.join(" ")}`));
  row("Lighthouse: 100 for performance in three runs of five, and always for the others, on four pages", short.length === 0 ? "100" : short.join("; "), short.length === 0);
}

/**
 * How many times longer and larger each peer is than this site on the same headlines: against the best
 * of its variants in each. Like is held against like: a click with its page built, the same on both
 * sides; counts with counts; rows with rows. `result` alone favours the peer, whose page is left out.
 */
export function ratios(peers, { clicks: ours, views }) {
  return [...new Set(Object.values(peers.variants).map(({ library }) => library))].map((library) => {
    const own = Object.values(peers.variants).filter((variant) => variant.library === library);
    const best = (measure) => Math.min(...own.map(measure));
    const timed = own.find(({ plain }) => plain.filter);
    const held = ({ wasmBytes = 0, objects, buffers }) => wasmBytes + objects + buffers;
    return {
      library,
      time: timed.plain.filter.scripting.median / ours.plain.scripting.median,
      timeP95: timed.plain.filter.scripting.p95 / ours.plain.scripting.p95,
      timeThrottled: timed.throttled.filter.scripting.median / ours.throttled.scripting.median,
      result: timed.plain.filter.result.median / ours.plain.scripting.median,
      countBytes: peers.countsAloneBytes / ours.fetched.countBytes,
      bytes: best(({ bytes }) => bytes) / ours.fetched.bytes,
      firstBytes: best(({ bytes }) => bytes) / views["list of all"].bytes,
      memory: best(({ memory }) => held(memory)) / held(ours.memory),
      cold: best(({ plain }) => plain.cold.firstCounts) / ours.cold.plain,
      coldThrottled: best(({ throttled }) => throttled.cold.firstCounts) / ours.cold.throttled,
    };
  });
}
