// What a reader's views cost: bytes, requests and depth, each from a cold start.

import { openTab } from "./host.mjs";
import { cost, isData, watchTraffic } from "./traffic.mjs";

/**
 * Every answer is held back so long, in milliseconds. A request that waits for another then starts
 * clearly after its end, and those sent together clearly overlap, however fast this machine is.
 */
const LATENCY = 40;

/** The views, each of the kind whose limit it has to keep. */
const VIEWS = [
  ["home", "home", "/"],
  ["list of all", "list", "/all/"],
  ["list of a section", "list", "/zone-news/"],
  ["an old page", "list", "/zone-news/p2/"],
  ["section and region", "filtered", "/zone-news/jiangsu/"],
  ["zone alone", "filtered", "/all/?zone=jiangyan"],
  ["kind alone", "filtered", "/all/all/photo/"],
  ["month", "filtered", "/all/?month=2015-03&year=2015"],
  ["region, kind and year", "filtered", "/all/jiangsu/photo/?year=2015"],
  ["several values", "filtered", "/all/?kind=photo&kind=video&region=jiangsu&region=zhejiang"],
  ["a rare choice", "filtered", "/all/?kind=video&zone=jiangyan"],
];

/** The list whose next screen is the page behind a cursor: several kinds, so that it is no path. */
const CURSOR_LIST = "/all/?kind=photo&kind=text";

export async function measureViews(browser, origin) {
  const views = {};
  for (const [name, kind, address] of VIEWS) {
    views[name] = { kind, ...(await opened(browser, origin + address)).cost };
  }
  const list = await opened(browser, origin + CURSOR_LIST, async (page) => {
    const next = page.getByRole("navigation", { name: "分页" }).locator("a[rel=next]");
    return await next.count() > 0 ? next.getAttribute("href") : null;
  });
  // A small archive has no second screen.
  views["a page behind a cursor"] = list.found ? { kind: "further", ...(await opened(browser, origin + list.found)).cost } : null;
  views["article, from its list"] = { kind: "article", ...(await followed(browser, `${origin}/zone-news/`)) };
  return views;
}

async function opened(browser, address, look = async () => undefined) {
  const tab = await openTab(browser);
  try {
    const traffic = await start(tab, address);
    return { cost: cost(traffic.done()), found: await look(tab.page) };
  } finally {
    await tab.close();
  }
}

/** The first article of a list, by its link. */
async function followed(browser, address) {
  const tab = await openTab(browser);
  try {
    const traffic = await start(tab, address);
    const link = tab.page.getByRole("main").locator(".headlines a").first();
    traffic.clear();
    await link.click();
    await tab.page.getByRole("article").waitFor();
    await tab.page.waitForLoadState("networkidle");
    await traffic.finished();
    const done = traffic.done();
    const own = done.filter(({ path }) => isData(path) && path.startsWith("/articles/"));
    return { ...cost(done), ownBytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
  } finally {
    await tab.close();
  }
}

async function start({ page, session }, address) {
  const traffic = await watchTraffic(session);
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY, downloadThroughput: -1, uploadThroughput: -1 });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.getByRole("contentinfo").waitFor();
  await page.getByRole("main").locator("h1").first().waitFor({ state: "attached" });
  await traffic.finished();
  return traffic;
}
