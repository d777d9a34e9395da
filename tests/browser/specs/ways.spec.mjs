// The ways in and on: tabs, pages, filters that leave the results in sight, and what is large enough to hit.

import { JIANGYAN, appRuns, expect, facet, listed, openList, rows, test } from "./support.mjs";

const pages = (page) => page.getByRole("navigation", { name: "分页" });
const tabs = (page) => page.getByRole("navigation", { name: "栏目" });

test("links lead from the home page to all news and to all pictures", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: "图片与视频" }).click();
  await expect(page).toHaveURL("./all/?kind=photo&kind=video");
  await expect(rows(page).first()).toBeVisible();
  await tabs(page).getByRole("link", { name: "全部新闻" }).click();
  await expect(page).toHaveURL("./all/");
  await expect(tabs(page).getByRole("link", { name: "全部新闻" })).toHaveAttribute("aria-current", "true");
});

test("the marked tab is in sight at 320 px, printed and drawn", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const [address, name] of [["/events/", "展会活动"], ["/zones/", "开发区名录"]]) {
    await page.goto(address);
    await expect(tabs(page).getByRole("link", { name })).toBeInViewport({ ratio: 1 });
  }
  await tabs(page).getByRole("link", { name: "首页" }).click();
  await expect(tabs(page).getByRole("link", { name: "首页" })).toBeInViewport({ ratio: 1 });
});

test("in forced colours the line under a tab marks the one, and no other", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/policy/");
  const lines = await tabs(page).getByRole("link").evaluateAll((links) => {
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    return links.filter((link) => getComputedStyle(link).borderBlockEndColor !== ground).map((link) => link.textContent);
  });
  expect(lines).toEqual(["政策法规"]);
});

test("a small picture is shown as large as it is, and a large one as wide as the text", async ({ page }) => {
  await page.route(/\/articles\/.*jiangyan-assessment\.json/, async (route) => {
    const article = await (await route.fetch()).json();
    const image = { src: "/media/pictures/bridge.svg", alt: "一座跨海大桥的示意图" };
    const body = [{ image: { ...image, width: 96, height: 64 } }, { image: { ...image, width: 1800, height: 1200 } }];
    await route.fulfill({ json: { ...article, body } });
  });
  await page.goto("/zone-news/taizhou/text/");
  await rows(page).getByRole("link", { name: /综合考核/ }).click();
  const pictures = page.locator(".prose img");
  await expect(pictures).toHaveCount(2);
  expect((await pictures.first().boundingBox()).width).toBe(96);
  const room = (await page.locator(".prose").boundingBox()).width;
  expect((await pictures.last().boundingBox()).width).toBeCloseTo(room, 0);
});

test("a page is told by the number of its address everywhere, printed and drawn, and the newest is 最新", async ({ page }) => {
  const told = async (place) => {
    await expect(page).toHaveTitle(new RegExp(`（${place}）`));
    await expect(page.locator(".list-head")).toContainText(place);
    await expect(page.locator(".pager-place")).toContainText(place);
  };
  for (const number of [1, 2]) {
    await page.goto(`/all/p${number}/`);
    await told(`第 ${number} 页`);
  }
  await openList(page, "/all/");
  await told("最新");
  await expect(pages(page).locator("[aria-current=page]")).toHaveText("最新");
  await pages(page).getByRole("link", { name: "第 1 页" }).click();
  await expect(page).toHaveURL("./all/p1/");
  await told("第 1 页");
  await expect(pages(page).locator("[aria-current=page]")).toHaveText("1");
  await pages(page).getByRole("link", { name: "最新" }).click();
  await expect(page).toHaveURL("./all/");
  await told("最新");
});

test("what is seen on a bar of a time is part of its accessible name", async ({ page }) => {
  await openList(page, "/all/?year=2018");
  for (const name of ["时间", "月份"]) {
    for (const bar of await facet(page, name).getByRole("link").all()) {
      expect(await bar.getAttribute("aria-label")).toBeNull();
      expect((await bar.innerText()).replace(/\s+/g, " ")).toMatch(/^\d+ ?(年|月)， ?\d+ 篇$/);
    }
  }
  await expect(facet(page, "时间").getByRole("link", { name: /^2018 ?年， ?\d+ 篇$/ })).toHaveAttribute("aria-current", "true");
});

for (const address of ["/", "/all/?year=2018", JIANGYAN, "/zones/", "/zones/jiangyan/", "/about/", "/all/p1/"]) {
  test(`every target of ${address} is at least 24 px wide and high`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByRole("contentinfo")).toBeVisible();
    const small = await page.evaluate(() => [...document.querySelectorAll("a[href], button, summary, input")]
      // What stands in a sentence is as high as its line.
      .filter((node) => node.checkVisibility() && !node.matches(".skip, .prose p a, .prose li a, main p a"))
      .map((node) => ({ text: node.textContent, ...node.getBoundingClientRect().toJSON() }))
      .filter(({ width, height }) => width < 24 || height < 24).map(({ text, width, height }) => `${text} ${width} x ${height}`));
    expect(small).toEqual([]);
  });
}

test.describe("after a filter", () => {
  const inSight = async (page) => {
    await expect(page.getByRole("status")).toBeInViewport({ ratio: 1 });
    await expect(rows(page).first()).toBeInViewport({ ratio: 1 });
  };

  test("total and first result are in sight, however far down the filter stood", async ({ page, isMobile }) => {
    await openList(page, "/all/");
    for (const name of ["开发区", "时间"]) {
      const value = facet(page, name).getByRole("link").last();
      await value.scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, isMobile ? 200 : 900);
      await value.focus();
      await page.keyboard.press("Enter");
      await expect(value).toHaveAttribute("aria-current", "true");
      await inSight(page);
      await expect(value).toBeInViewport();
      await page.getByRole("link", { name: "清除筛选" }).click();
      await expect(page).toHaveURL("./all/");
    }
  });

  test("on a desktop the facets stay beside a long list, and scroll on their own", async ({ page, isMobile }) => {
    test.skip(isMobile, "facets stand above the list there");
    await openList(page, "/all/");
    await page.evaluate(() => scrollTo(0, 300));
    const box = await page.locator(".facets").boundingBox();
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.height).toBeLessThanOrEqual(page.viewportSize().height);
    expect(await page.locator(".facets").evaluate((node) => node.scrollHeight > node.clientHeight)).toBe(true);
  });

  test("nothing shifts by more than 0.02, whichever filter is chosen and taken out again", async ({ page }) => {
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.shift += value; })).observe({ type: "layout-shift", buffered: true });
    });
    await openList(page, "/all/?kind=text&kind=photo");
    await appRuns(page);
    for (const [name, which] of [["时间", /2018/], ["地区", /北京|辽宁/], ["开发区", /./], ["类型", /图片/]]) {
      const value = facet(page, name).getByRole("link", { name: which }).first();
      await value.scrollIntoViewIfNeeded();
      for (const step of ["chosen", "taken out"]) {
        await page.evaluate(() => { window.shift = 0; });
        const address = page.url();
        await value.click();
        await expect(page).not.toHaveURL(address);
        await listed(page);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
        expect(await page.evaluate(() => window.shift), `${name} ${step}`).toBeLessThanOrEqual(0.02);
      }
    }
  });
});
