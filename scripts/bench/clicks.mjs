// Filter clicks: how long a reader waits, and how much of it is scripting.

import { Hindrance, spread } from "./common.mjs";
import { heapBytes, openTab } from "./host.mjs";
import { install } from "./clicks-page.mjs";
import { installMemoryWatch } from "./memory.mjs";
import { GROUPS, series, valueId } from "./series.mjs";
import { spans, traced } from "./trace.mjs";
import { isData, watchTraffic } from "./traffic.mjs";

/** Fewer would make a 95th percentile of one click. */
const FEWEST = 40;
/** So many cold starts, whose median counts. */
export const ROUNDS = 3;
/** The files of rows, as opposed to those that counts come from. */
const isRows = (path) => /\/headlines\b/.test(path);

/**
 * One tab: every step once, which fetches what it needs, then all again with the data at hand, plain
 * and throttled. `steps` and `seen` let the peers do the same, and be held against the same counts;
 * with `given` steps, those are made.
 */
export async function measureClicks(browser, origin, given) {
  const tab = await openTab(browser);
  const { page, session } = tab;
  try {
    await page.addInitScript(install);
    await page.addInitScript(installMemoryWatch);
    const traffic = await watchTraffic(session);
    const cold = await coldStart(browser, origin);
    await page.goto(`${origin}/all/`, { waitUntil: "networkidle" });
    const { steps, seen } = await visit(page, given);
    await traffic.finished();
    const fetched = traffic.done().filter(({ path }) => isData(path));
    traffic.clear();
    const heap = await heapBytes(session);
    const plain = await timed(page, session, steps, "plain");
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const throttled = await timed(page, session, steps, "throttled");
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    const changes = spread(await page.evaluate((all) => window.bench.changesOf(all), steps));
    await traffic.finished();
    return {
      clicks: steps.length, steps, seen, cold, plain, throttled, changes,
      memory: { wasmBytes: await page.evaluate(() => window.wasmBytes()), ...heap },
      fetched: { bytes: sum(fetched), countBytes: sum(fetched.filter(({ path }) => !isRows(path))), requests: fetched.length },
      // What the browser takes from its own cache comes over no wire.
      fetchedAgain: traffic.done().filter(({ path, bytes }) => isData(path) && bytes > 0).length,
    };
  } finally {
    await tab.close();
  }
}

const sum = (requests) => requests.reduce((all, { bytes }) => all + bytes, 0);

/** From opening the list of all to its counts on screen, in milliseconds: app, data and all. */
async function coldStart(browser, origin) {
  const opened = async (rate) => {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const tab = await openTab(browser);
      await tab.page.addInitScript(install);
      await tab.session.send("Emulation.setCPUThrottlingRate", { rate });
      await tab.page.goto(`${origin}/all/`);
      times.push(await tab.page.evaluate(() => window.bench.firstCounts));
      await tab.close();
    }
    return spread(times).median;
  };
  return { plain: await opened(1), throttled: await opened(4) };
}

/** Clicks through the series once, and drops the steps whose value this archive does not offer. */
async function visit(page, given) {
  const look = (groups) => page.evaluate((names) => window.bench.counts(names), groups);
  const bare = await look(Object.values(GROUPS));
  const values = {};
  for (const [dimension, group] of Object.entries(GROUPS)) {
    // A city stands within its province; both are values of the one facet.
    const offered = bare.facets[group].filter(([, count]) => count > 0).map(([name, count]) => ({ id: valueId(dimension, name), name, count }));
    if (dimension !== "year") offered.sort((a, b) => b.count - a.count);
    values[dimension] = offered.filter(({ id }) => id);
    if (values[dimension].length === 0) throw new Hindrance(`no value to click on in the facet ${group} of /all/: has its markup changed? scripts/bench/clicks-page.mjs reads it`);
  }
  const names = new Map(Object.entries(values).flatMap(([dimension, offered]) => offered.map(({ id, name }) => [`${dimension}/${id}`, name])));
  const planned = given ?? series(Object.fromEntries(Object.entries(values).map(([dimension, offered]) => [dimension, offered.map(({ id }) => id)])));
  const steps = [];
  const seen = [];
  const left = new Set();
  for (const { dimension, id, name: nameGiven } of planned) {
    const key = `${dimension}/${id}`;
    const step = { dimension, id, group: GROUPS[dimension], name: names.get(key) ?? nameGiven };
    // What could not be put in cannot be taken out either.
    if (left.delete(key)) continue;
    const time = await page.evaluate((wanted) => window.bench.click(wanted, "visit"), step);
    if (time === undefined) { left.add(key); continue; }
    steps.push(step);
    seen.push(await look(Object.values(GROUPS)));
  }
  if (steps.length < FEWEST) throw new Hindrance(`only ${steps.length} filters could be clicked, and ${FEWEST} are wanted: an archive of 100 articles or more has enough values`);
  return { steps, seen };
}

async function timed(page, session, steps, label) {
  const { result: times, events } = await traced(session, () => page.evaluate(([all, name]) => window.bench.clickAll(all, name), [steps, label]));
  const found = spans(events, label);
  if (found.length !== steps.length) throw new Hindrance(`the browser's trace tells of ${found.length} clicks, and ${steps.length} were made: scripts/bench/trace.mjs names the events it reads`);
  return {
    painted: spread(times),
    scripting: spread(found.map(({ scripting }) => scripting)),
    rendering: spread(found.map(({ rendering }) => rendering)),
  };
}
