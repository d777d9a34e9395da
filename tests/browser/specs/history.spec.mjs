// The history and the keyboard, and what routers are known to get wrong.

import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JIANGYAN, appRuns, at, entered, expect, facet, heading, openList, rows, test, total } from "./support.mjs";

test("the same filter after Back makes a new step each time", async ({ page }) => {
  await openList(page, "/all/");
  const photo = facet(page, "类型").getByRole("link", { name: /图片/ });
  for (let turn = 0; turn < 2; turn += 1) {
    await photo.click();
    await expect(page).toHaveURL("./all/all/photo/");
    await expect(photo).toHaveAttribute("aria-current", "true");
    await page.goBack();
    await expect(page).toHaveURL("./all/");
    await expect(photo).not.toHaveAttribute("aria-current", "true");
  }
});

test("several steps back at once, then the same link, still changes the address", async ({ page }) => {
  await openList(page, "/all/");
  const link = (name) => page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name });
  await link("政策法规").click();
  await expect(heading(page)).toHaveText("政策法规");
  await link("展会活动").click();
  await expect(heading(page)).toHaveText("展会活动");
  await entered(page);
  await page.evaluate(() => history.go(-2));
  await expect(heading(page)).toHaveText("全部新闻");
  await link("展会活动").click();
  await expect(page).toHaveURL("./events/");
  await expect(heading(page)).toHaveText("展会活动");
  await page.goBack();
  await expect(heading(page)).toHaveText("全部新闻");
});

test("after Back and Forward, a link to the page in between shows it, and the bar says so", async ({ page }) => {
  await openList(page, "/all/");
  const link = (name) => page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name });
  const shows = async (name, address) => {
    await expect(heading(page)).toHaveText(name);
    await expect(page).toHaveURL(address);
  };
  await link("政策法规").click();
  await shows("政策法规", "./policy/");
  await link("展会活动").click();
  await shows("展会活动", "./events/");
  await page.goBack();
  await shows("政策法规", "./policy/");
  await page.goForward();
  await shows("展会活动", "./events/");
  await link("政策法规").click();
  await shows("政策法规", "./policy/");
  await page.goBack();
  await shows("展会活动", "./events/");
});

test("the query of a list that is used again is never stale", async ({ page }) => {
  await openList(page, "/all/?year=2018");
  const one = await total(page);
  await page.getByRole("link", { name: "清除筛选" }).click();
  await expect(page).toHaveURL("./all/");
  await expect.poll(() => total(page)).toBeGreaterThan(one);
  await page.goBack();
  await expect.poll(() => total(page)).toBe(one);
});

test("values in the query are decoded once", async ({ page }) => {
  await openList(page, "/all/?year=%32018");
  await expect(heading(page)).toHaveText("2018年");
  await page.goto("./search/?q=100%2525");
  await expect(heading(page)).toHaveText("搜索“100%25”");
  await openList(page, "/all/?year=%2532018");
  await expect(heading(page)).toHaveText("全部新闻");
});

test("the title belongs to the entry on screen, back and forth", async ({ page }) => {
  await page.goto("./");
  await expect(page).toHaveTitle(/^投促中国/);
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "政策法规" }).click();
  await expect(page).toHaveTitle(/^政策法规/);
  await page.goBack();
  await expect(page).toHaveTitle(/^投促中国/);
  await page.goForward();
  await expect(page).toHaveTitle(/^政策法规/);
});

test("a page that was left before anything of it came is not in the history", async ({ page }) => {
  await openList(page, "/all/");
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/\/articles\//, async (route) => { await held; await route.continue(); });
  const entries = await page.evaluate(() => history.length);
  // In one turn, so that the first has no time to come.
  await rows(page).first().getByRole("link").first().evaluate((article) => {
    article.click();
    document.querySelector("header a[href$='/about/'], footer a[href$='/about/']").click();
  });
  await expect(heading(page)).toHaveText(/^关于/);
  await expect(page).toHaveURL("./about/");
  release();
  expect(await page.evaluate(() => history.length)).toBe(entries + 1);
  await page.goBack();
  await expect(heading(page)).toHaveText("全部新闻");
});

test("an attachment is downloaded, not routed", async ({ page }) => {
  const articles = fileURLToPath(new URL("../../../public/articles/", import.meta.url));
  const files = readdirSync(articles, { recursive: true }).filter((name) => name.endsWith(".json"));
  const found = files.find((name) => readFileSync(join(articles, name), "utf8").includes('"attachment"'));
  await page.goto(`./article/${basename(found, ".json")}/`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^附件/ }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});

test("a link to a feed, to a file or to another site of the host is left to the browser, and one to a page is not", async ({ page }) => {
  await page.goto("./");
  await appRuns(page);
  const isFollowed = (href) => page.evaluate((address) => {
    const link = document.createElement("a");
    link.href = address;
    document.querySelector("main").append(link);
    let followed;
    // Behind the app's own listener; the browser does not go there either.
    window.addEventListener("click", (event) => {
      followed = event.defaultPrevented;
      event.preventDefault();
    }, { once: true });
    link.click();
    link.remove();
    return followed;
  }, href);
  for (const href of [at("/feeds/all.rss"), at("/feeds/policy.json"), at("/media/pictures/hainan.svg"), `${at("")}room/`, "/elsewhere/in/it/all/"]) expect(await isFollowed(href), href).toBe(false);
  expect(await isFollowed(at("/policy/"))).toBe(true);
});

test("a link opened with a modifier is left to the browser", async ({ page, isMobile }) => {
  test.skip(isMobile, "there are no modifiers on a phone");
  await openList(page, "/all/");
  const address = page.url();
  const opened = page.context().waitForEvent("page");
  await rows(page).first().getByRole("link").click({ modifiers: ["ControlOrMeta"] });
  await (await opened).close();
  await expect(page).toHaveURL(address);
});

test("by keyboard alone a reader skips to the text, opens an article and comes back", async ({ page, isMobile }) => {
  test.skip(isMobile, "phones are driven by touch");
  await openList(page, "/policy/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  const first = rows(page).first().getByRole("link");
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press("Tab");
    if (await first.evaluate((node) => node === document.activeElement)) break;
  }
  await expect(first).toBeFocused();
  const title = (await first.innerText()).replace(/^(图片|视频)\s*/, "");
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(title);
  await expect(heading(page)).toBeFocused();
  await page.goBack();
  await expect(first).toBeFocused();
});

test("the newest click wins over an answer that comes late", async ({ page }) => {
  await page.goto(JIANGYAN);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/front-/, async (route) => { await held; await route.continue(); });
  const sections = page.getByRole("navigation", { name: "栏目" });
  await sections.getByRole("link", { name: "首页" }).click();
  await sections.getByRole("link", { name: "展会活动" }).click();
  await expect(heading(page)).toHaveText("展会活动");
  const answered = page.waitForResponse(/front-/);
  release();
  await (await answered).finished();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(heading(page)).toHaveText("展会活动");
  await expect(page).toHaveURL("./events/");
});

for (const [written, plain] of [
  ["events/index.html", "events/"],
  ["index.html?from=mail", "?from=mail"],
  ["zone-news/taizhou/index.html#main", "zone-news/taizhou/#main"],
  ["article/20220519-jiangyan-assessment/index.html", "article/20220519-jiangyan-assessment/"],
  ["zones/jiangyan/index.html", "zones/jiangyan/"],
  ["about/index.html", "about/"],
  ["projects?year=2021", "projects/?year=2021"],
  ["/events//all/photo/", "events/all/photo/"],
  ["%65vents/", "events/"],
]) {
  test(`/${written} is the page, and the bar gets its plain address without a further step`, async ({ page, baseURL }) => {
    await page.goto("/zones/");
    const entries = await page.evaluate(() => history.length);
    await page.goto(baseURL + written);
    await expect(page).toHaveURL(baseURL + plain);
    await expect(heading(page)).not.toHaveText(/没有找到/);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.evaluate(() => history.length)).toBe(entries + 1);
  });
}
