// Reading an article: what stands on its page, and the ways on from it.

import { JIANGYAN, at, expect, expectNoViolations, heading, networkRests, openList, requestsOf, rows, test, trail } from "./support.mjs";

test("the Jiangyan article shows trail, title, date, source, zone, body, neighbours, contact and copyright", async ({ page }) => {
  await page.goto(JIANGYAN);
  await expect(heading(page)).toHaveText("全区2021年度综合考核总结表彰大会召开");
  await expect(trail(page).getByRole("listitem")).toHaveText(["首页", "开发区新闻", "泰州", "文字新闻"]);
  await expect(trail(page).getByRole("link", { name: "文字新闻" })).toHaveAttribute("href", at("/zone-news/taizhou/text/"));

  const article = page.getByRole("main").getByRole("article");
  await expect(article.locator("time").first()).toHaveAttribute("datetime", /^2022-05-19T/);
  await expect(article.getByText("发布时间")).toBeVisible();
  await expect(article.getByText("姜堰区融媒体中心", { exact: true })).toBeVisible();
  await expect(article.getByText("发布开发区", { exact: true })).toBeVisible();
  await expect(article.getByRole("link", { name: "江苏姜堰经济开发区" }).first()).toHaveAttribute("href", at("/zones/jiangyan/"));
  await expect(article).toContainText("170.46");

  await expect(page.locator('a[rel="prev"]')).toBeVisible();
  await expect(page.locator('a[rel="next"]')).toBeVisible();
  await expect(page.getByText("上一条", { exact: true })).toBeVisible();
  await expect(page.getByText("下一条", { exact: true })).toBeVisible();
  const footer = page.getByRole("contentinfo");
  await expect(footer.getByRole("link", { name: "+86-0512-53660867" })).toHaveAttribute("href", "tel:+8651253660867");
  await expect(footer).toContainText("Copyright © 2015-2024 InvestCHN.com All Rights Reserved. 版权所有:投促中国");
  await expect(page).toHaveTitle(/全区2021年度综合考核总结表彰大会召开/);
});

test("an article that was written afterwards says so, names its zone as related, and lists what it rests on", async ({ page }) => {
  await page.goto("/article/19880520-zhongguancun/");
  const article = page.getByRole("main").getByRole("article");
  await expect(article.getByText("本文为事后整理，发布时间是事件发生的日期。")).toBeVisible();
  await expect(article.getByText("相关开发区", { exact: true })).toBeVisible();
  await expect(article.getByText("发布开发区")).toHaveCount(0);
  await expect(article.getByRole("region", { name: "参考来源" }).getByRole("listitem")).toHaveCount(1);
  await expectNoViolations(page);
  await page.goto("/article/20190315-foreign-investment-law/");
  const link = article.getByRole("region", { name: "参考来源" }).getByRole("link");
  await expect(link).toHaveAttribute("href", "https://www.gov.cn/xinwen/2019-03/20/content_5375360.htm");
  await expect(link).toHaveAttribute("rel", "external noopener");
  await page.goto("/article/19970908-investment-fair/");
  await expect(article).toContainText("厦门");
  await expect(article.getByRole("region", { name: "参考来源" })).toBeHidden();
});

test("previous is the newer article of the section and kind, next the older, and each leads back", async ({ page }) => {
  await page.goto(JIANGYAN);
  const next = page.locator('a[rel="next"]');
  const older = await next.innerText();
  await next.click();
  await expect(heading(page)).toHaveText(older);
  await expect(page.locator('a[rel="prev"]')).toHaveText("全区2021年度综合考核总结表彰大会召开");
});

test("from a filtered list, previous and next follow that list, also after reload and Back", async ({ page }) => {
  await openList(page, "/all/?year=2018&year=2019&year=2020");
  const titles = await rows(page).locator("a").allInnerTexts();
  expect(titles.length).toBeGreaterThan(3);
  const clean = (text) => text.replace(/^(图片|视频)\s*/, "");
  await rows(page).nth(1).getByRole("link").click();
  await expect(heading(page)).toHaveText(clean(titles[1]));
  await expect(page.locator('a[rel="prev"]')).toHaveText(clean(titles[0]));
  await expect(page.locator('a[rel="next"]')).toHaveText(clean(titles[2]));

  await page.locator('a[rel="next"]').click();
  await expect(heading(page)).toHaveText(clean(titles[2]));
  await expect(page.locator('a[rel="next"]')).toHaveText(clean(titles[3]));
  await page.reload();
  await expect(page.locator('a[rel="prev"]')).toHaveText(clean(titles[1]));
  await page.goBack();
  await expect(heading(page)).toHaveText(clean(titles[1]));
  await expect(page.locator('a[rel="next"]')).toHaveText(clean(titles[2]));
});

test("pictures have alternative texts and keep their room, and a video has captions", async ({ page }) => {
  await openList(page, "/all/all/photo/");
  await rows(page).first().getByRole("link").click();
  const picture = page.getByRole("article").getByRole("img").first();
  await expect(picture).toHaveAttribute("alt", /.{6,}/);
  await expect(picture).toHaveAttribute("width", /\d+/);
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);

  await openList(page, "/all/all/video/");
  await rows(page).first().getByRole("link").click();
  const video = page.locator("video");
  await expect(video.locator("track")).toHaveAttribute("kind", "captions");
  await video.evaluate((clip) => clip.load());
  const playable = video.evaluate((clip) => {
    clip.preload = "metadata";
    clip.muted = true;
    return clip.play().then(() => clip.duration);
  });
  expect(await playable).toBeGreaterThan(1);
});

test("an article is fetched ahead on hover or touch, and once", async ({ page, isMobile }) => {
  await openList(page, "/zone-news/");
  const requests = requestsOf(page);
  const link = rows(page).first().getByRole("link");
  const id = (await link.getAttribute("href")).split("/").at(-2);
  const fetched = page.waitForRequest(new RegExp(`/articles/.*${id}\\.json(\\?v=[0-9a-f]{12})?$`));
  await (isMobile ? link.dispatchEvent("touchstart") : link.hover());
  await fetched;
  await link.click();
  await expect(page.getByRole("article")).toBeVisible();
  expect(requests.filter((path) => path.startsWith("/articles/") && path.includes(id))).toHaveLength(1);
});

test("from a printed article the next one is a request, and none where the reader rested on its link", async ({ page, isMobile }) => {
  const rest = (link) => (isMobile ? link.dispatchEvent("touchstart") : link.hover());
  const next = page.getByRole("main").locator("a[rel=next]").first();
  // What was fetched until the next article stood with its neighbours; then those are looked around.
  const needed = () => next.evaluate(async (link) => {
    const title = document.querySelector("main h1").textContent;
    performance.clearResourceTimings();
    link.click();
    const stands = () => document.querySelector("main h1")?.textContent !== title && document.querySelector("main a[rel=next]");
    while (!stands()) await new Promise(requestAnimationFrame);
    const paths = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    // The browser asks for the icon at every new address.
    return paths.filter((path) => !path.endsWith("/favicon.svg"));
  });
  await page.goto(JIANGYAN);
  await rest(heading(page));
  await networkRests(page);
  const first = await needed();
  expect(first).toHaveLength(1);
  expect(first[0]).toMatch(/\/articles\//);
  await rest(next);
  await networkRests(page);
  expect(await needed()).toEqual([]);
});

test("a visit makes exactly one request for wasm", async ({ page }) => {
  const requests = requestsOf(page);
  await page.goto("./");
  await expect(page.getByRole("contentinfo")).toBeVisible();
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "政策法规" }).click();
  await expect(heading(page)).toHaveText("政策法规");
  expect(requests.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
});

for (const [name, address] of [
  ["home", "/"],
  ["a list", "/zone-news/"],
  ["a filtered list", "/all/jiangsu/?year=2022"],
  ["an empty list", "/policy/?year=1950"],
  ["an article", JIANGYAN],
  ["the directory of zones", "/zones/"],
  ["a zone", "/zones/jiangyan/"],
  ["about", "/about/"],
]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${name} has no accessibility violation in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address);
      await expect(page.getByRole("contentinfo")).toBeVisible();
      await expect(heading(page)).toBeVisible();
      await expectNoViolations(page);
    });
  }
}

test("no page scrolls sideways at 320 px", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of ["/", "/all/", JIANGYAN, "/zones/", "/zones/jiangyan/", "/about/"]) {
    await page.goto(address);
    await expect(page.getByRole("contentinfo")).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, address).toBeLessThanOrEqual(320);
  }
});
