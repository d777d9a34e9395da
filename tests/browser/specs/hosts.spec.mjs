// What depends on the host, on each of them: addresses, types, caching, guards, and a reader's way
// with a script and without.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";
import { appRuns, entered, valueOf } from "./support.mjs";

const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));
const KEPT = "public, max-age=31536000, immutable";

const test = base.extend({
  /** Asks the host for a path from the site's root. */
  ask: async ({ request, baseURL }, use) => {
    await use((path, headers = {}) => request.get(baseURL + path.replace(/^\//, ""), { headers, maxRedirects: 0 }));
  },
  /** Whether the host follows what the press wrote for it. */
  isConfigured: async ({}, use, { project }) => use(project.name !== "plain"),
  /** Whether the host has the site whose categories had other ids before. */
  isRenamed: async ({}, use, { project }) => use(project.name.endsWith("-below")),
});

/** The addresses of a sitemap's file. */
const locations = (xml) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);

/** The path of an address from the site's root, which the sitemap's own address tells. */
async function sitemap(ask) {
  const index = await (await ask("/sitemap.xml")).text();
  const parts = locations(index);
  const root = parts[0].slice(0, parts[0].lastIndexOf("/"));
  return { parts: parts.map((url) => url.slice(root.length)), pathOf: (url) => url.slice(root.length) };
}

test("every address of the sitemap answers 200 with its own page", async ({ ask, baseURL }) => {
  const { parts, pathOf } = await sitemap(ask);
  const pages = [];
  for (const part of parts) pages.push(...locations(await (await ask(part)).text()).map(pathOf));
  expect(pages.length).toBeGreaterThan(200);
  const below = new URL(baseURL).pathname.replace(/\/$/, "");
  for (const path of new Set(pages)) {
    const response = await ask(path);
    expect(response.status(), path).toBe(200);
    const html = await response.text();
    expect(html, path).toContain(`data-address="${below}${path}"`);
    expect(html, path).toMatch(/<h1[ >]/);
  }
});

test("what is not there answers 404, with the app's own page", async ({ ask }) => {
  for (const path of ["/article/20200101-no-such-article/", "/no-such-section/", "/zones/nowhere/", "/all/p999/"]) {
    const response = await ask(path);
    expect(response.status(), path).toBe(404);
    expect(await response.text(), path).toContain("没有找到这个页面");
  }
  for (const path of ["/archive/site-000000000000.json", "/articles/2022/05/20220519-none.json", "/media/none.jpg"]) {
    expect((await ask(path)).status(), path).toBe(404);
  }
});

test("an address without its last slash leads to the page", async ({ ask, baseURL }) => {
  const response = await ask("/zone-news?from=x");
  expect([301, 302, 308]).toContain(response.status());
  const to = new URL(response.headers().location, `${baseURL}zone-news`);
  expect(to.pathname).toBe(`${new URL(baseURL).pathname}zone-news/`);
});

test.describe("categories that had other ids", () => {
  test("lead on from their old addresses, with what was asked behind them", async ({ ask, baseURL, isRenamed }) => {
    test.skip(!isRenamed, "the site at a host's root has no such categories");
    const below = new URL(baseURL).pathname.replace(/\/$/, "");
    const moved = [
      ["/old-news/", "/zone-news/"],
      ["/old-news/all/text/?year=2022", "/zone-news/all/text/?year=2022"],
      ["/all/old-jiangsu/", "/all/jiangsu/"],
      ["/zones/old-jiangyan/", "/zones/jiangyan/"],
      ["/feeds/old-news.atom", "/feeds/zone-news.atom"],
    ];
    for (const [old, now] of moved) {
      const response = await ask(old);
      expect(response.status(), old).toBe(301);
      const to = new URL(response.headers().location, baseURL);
      expect(to.pathname + to.search, old).toBe(below + now);
      expect((await ask(now)).status(), now).toBe(200);
    }
    for (const path of ["/old-newspaper/", "/media/old-jiangsu/"]) expect((await ask(path)).status(), path).toBe(404);
  });

  test("are filtered by under their old ids, and the address bar has the new ones", async ({ page, isRenamed }) => {
    test.skip(!isRenamed, "the site at a host's root has no such categories");
    await page.goto("./all/?zone=old-jiangyan&region=old-jiangsu");
    await expect(page).toHaveURL("./all/jiangsu/?zone=jiangyan");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/姜堰/);
    await page.goto("./no-such-section/");
    await page.goBack();
    await expect(page).toHaveURL("./all/jiangsu/?zone=jiangyan");
  });
});

test("files have their types, what is named by content is kept, and the rest is asked for again", async ({ ask, isConfigured }) => {
  const page = await (await ask("/")).text();
  const [script] = /investchn-[0-9a-f]{16}\.js/.exec(page);
  const [wasm] = /investchn-[0-9a-f]{16}\.wasm/.exec(page);
  const manifest = await (await ask("/archive/manifest.json")).json();
  const article = await (await ask("/article/20220519-jiangyan-assessment/")).text();
  const card = /<meta property="og:image" content="[^"]*(\/cards\/[0-9a-f]{16}\.png)"/.exec(article)[1];
  const expected = [
    [card, /^image\/png$/, true],
    ["/", /^text\/html; ?charset=utf-8$/i, false],
    ["/zone-news/", /^text\/html/, false],
    [`/${script}`, /^(text|application)\/javascript/, true],
    [`/${wasm}`, /^application\/wasm$/, true],
    ["/archive/manifest.json", /^application\/json/, false],
    [`/archive/site-${manifest.site}.json`, /^application\/json/, true],
    ["/articles/2022/05/20220519-jiangyan-assessment.json", /^application\/json/, false],
    ["/articles/2022/05/20220519-jiangyan-assessment.json?v=0123456789ab", /^application\/json/, true],
    ["/favicon.svg", /^image\/svg\+xml/, false],
    ["/icon-192.png", /^image\/png$/, false],
    ["/sitemap.xml", /^(text|application)\/xml/, false],
    ["/robots.txt", /^text\/plain/, false],
    ["/feeds/all.json", /^application\/json/, false],
  ];
  if (isConfigured) {
    expected.push(
      ["/feeds/all.atom", /^application\/atom\+xml/, false],
      ["/feeds/all.rss", /^application\/rss\+xml/, false],
      ["/site.webmanifest", /^application\/manifest\+json/, false],
    );
  }
  for (const [path, type, isKept] of expected) {
    const response = await ask(path);
    expect(response.status(), path).toBe(200);
    expect(response.headers()["content-type"], path).toMatch(type);
    if (isConfigured) expect(response.headers()["cache-control"], path).toBe(isKept ? KEPT : "no-cache");
  }
});

test("what is packed is handed out as it lies, and what is the same is not sent again", async ({ ask, isConfigured }) => {
  test.skip(!isConfigured, "a bare host packs for itself");
  const page = await (await ask("/")).text();
  const [wasm] = /investchn-[0-9a-f]{16}\.wasm/.exec(page);
  for (const [encoding, ending] of [["br", ".br"], ["gzip", ".gz"]]) {
    const response = await ask(`/${wasm}`, { "accept-encoding": encoding });
    expect(response.headers()["content-encoding"]).toBe(encoding);
    const size = readFileSync(join(DIST, wasm + ending)).length;
    expect(Number(response.headers()["content-length"] ?? size)).toBe(size);
  }
  const response = await ask("/zone-news/");
  const again = await ask("/zone-news/", { "if-none-match": response.headers().etag, "accept-encoding": "gzip, deflate, br" });
  expect(again.status()).toBe(304);
});

test("every answer is guarded, and what is not for readers is not handed out", async ({ ask, isConfigured }) => {
  test.skip(!isConfigured, "a bare host has no headers; its pages carry the policy themselves");
  for (const path of ["/", "/article/20220519-jiangyan-assessment/", "/no-such-section/", "/favicon.svg"]) {
    const headers = (await ask(path)).headers();
    const policy = headers["content-security-policy"];
    expect(policy, path).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'( 'sha256-[^']+'){2};/);
    expect(policy, path).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["referrer-policy"], path).toBe("strict-origin-when-cross-origin");
    expect(headers["permissions-policy"], path).toContain("camera=()");
    expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
  }
  // Data is neither shown nor run, and a search would pay for the words twenty times.
  for (const path of ["/archive/manifest.json", "/articles/2022/05/20220519-jiangyan-assessment.json"]) {
    const headers = (await ask(path)).headers();
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["content-security-policy"], path).toBeUndefined();
  }
  for (const path of ["/hosting/nginx.conf", "/.nojekyll", "/.press/state"]) {
    expect((await ask(path)).status(), path).toBe(404);
  }
});

test("a reader reads, filters, searches and comes back, with no word of the policy and no error", async ({ page, baseURL, isConfigured }) => {
  const told = [];
  page.on("console", (message) => { if (message.type() === "error") told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  page.on("response", (response) => { if (response.status() >= 400) told.push(response.url()); });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const heading = page.getByRole("heading", { level: 1 });
  await page.goto("./");
  await appRuns(page);
  if (isConfigured) {
    const protocol = await page.evaluate(() => performance.getEntriesByType("navigation")[0].nextHopProtocol);
    expect(protocol).toBe("h2");
  }
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "开发区新闻" }).click();
  await expect(heading).toHaveText("开发区新闻");
  await page.getByRole("group", { name: "类型", exact: true }).getByRole("link", { name: /文字/ }).click();
  await expect(page).toHaveURL("./zone-news/all/text/");
  await page.getByRole("main").locator(".headlines a").first().click();
  await expect(page.getByRole("article")).toBeVisible();
  await page.getByRole("searchbox").fill("外资");
  await page.getByRole("searchbox").press("Enter");
  await expect(page.getByRole("status")).toHaveText(/共 \d+ 篇/);
  await expect(page.getByRole("main").locator("mark").first()).toBeVisible();
  await entered(page);
  await page.reload();
  await appRuns(page);
  await expect(page.getByRole("main").locator("mark").first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("article")).toBeVisible();
  expect(new URL(page.url()).origin).toBe(new URL(baseURL).origin);
  expect(told).toEqual([]);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("a reader gets from home to an article by way of its trail, and on to the one beside it", async ({ page }) => {
    await page.goto("./");
    const main = page.getByRole("main");
    await expect(main).toBeVisible();
    await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "开发区新闻" }).click();
    await (await valueOf(page, "地区", /江苏/)).first().click();
    await expect(page.getByRole("navigation", { name: "您现在的位置" }).getByRole("listitem")).toHaveText(["首页", "开发区新闻", "江苏"]);
    await main.locator(".headlines a", { hasText: "综合考核" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("全区2021年度综合考核总结表彰大会召开");
    await expect(main).toContainText("170.46");
    const next = page.locator('a[rel="next"]');
    const title = await next.innerText();
    await next.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await page.getByRole("navigation", { name: "您现在的位置" }).getByRole("link").nth(1).click();
    await expect(page.getByRole("navigation", { name: "分页" }).or(main.locator(".headlines")).first()).toBeVisible();
  });

  test("the pages of a list are led through to the oldest", async ({ page }) => {
    await page.goto("./all/");
    const seen = new Set();
    for (;;) {
      for (const link of await page.getByRole("main").locator(".headlines a").all()) seen.add(await link.getAttribute("href"));
      const older = page.getByRole("navigation", { name: "分页" }).getByRole("link", { name: "较早" });
      if (await older.count() === 0) break;
      const href = await older.getAttribute("href");
      await older.click();
      await page.waitForURL((url) => url.pathname === href);
    }
    await expect(page).toHaveURL("./all/p1/");
    expect(seen.size).toBeGreaterThan(50);
  });
});
