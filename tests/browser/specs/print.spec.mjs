// On paper: what is read, in dark ink on white, and none of what is clicked.

import { JIANGYAN, at, expect, facet, heading, openFromList, openList, rows, test } from "./support.mjs";

/** The room of an A4 page between margins of 15 mm, in CSS pixels. */
const PAPER = { width: 680, height: 1009 };
const VIDEO = "/article/20051210-yangshan-video/";

async function onPaper(page, media = {}) {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", ...media });
}

/** The address that the site's own head tells, which has the host that readers know. */
const canonical = (page) => page.locator("link[rel=canonical]").getAttribute("href");

for (const [how, open] of [["printed by the press", (page) => page.goto(JIANGYAN)], ["drawn by the app", openFromList]]) {
  test(`an article ${how} has on paper its text, its address and one contact, and nothing to click`, async ({ page }) => {
    await open(page);
    await expect(page.locator(".neighbours")).toBeVisible();
    await onPaper(page);
    await expect(heading(page)).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("search")).toHaveCount(0);
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "info@investchn.com" })).toHaveCount(1);
    await expect(page.getByText(`本文地址：${await canonical(page)}`)).toBeVisible();
    await page.emulateMedia({ media: "screen" });
    await expect(page.getByText("本文地址")).toBeHidden();
  });
}

test("on paper the address of a source stands beside its name", async ({ page }) => {
  await page.goto("/article/20190315-foreign-investment-law/");
  const source = page.getByRole("region", { name: "参考来源" }).getByRole("link");
  const behind = () => source.evaluate((link) => getComputedStyle(link, "::after").content);
  expect(await behind()).toBe("none");
  await onPaper(page);
  await expect(source).toBeVisible();
  // Chrome tells attr() as it stands, others what becomes of it.
  expect(await behind()).toMatch(/attr\(href\)|content_5375360/);
});

test("a list has on paper its heading, its total and its rows, without facets and pages", async ({ page }) => {
  await openList(page, "/all/");
  await onPaper(page);
  for (const name of ["栏目", "地区", "时间", "类型", "开发区"]) await expect(facet(page, name)).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("status")).toBeVisible();
  await expect(rows(page).last()).toBeVisible();
});

test("what was searched for prints as what was found, without the ways to narrow it", async ({ page }) => {
  await page.goto("/search/?q=园区");
  await expect(page.locator(".hits > li").first()).toBeVisible();
  await onPaper(page);
  await expect(page.getByText("筛选", { exact: true })).toBeHidden();
  await expect(page.getByText("按相关度")).toBeHidden();
  await expect(page.locator(".hits > li").first()).toBeVisible();
});

for (const address of [JIANGYAN, "/all/", "/zones/jiangyan/"]) {
  test(`in the dark theme ${address} prints dark on white`, async ({ page }) => {
    await page.goto(address);
    await onPaper(page, { colorScheme: "dark" });
    const faint = await page.locator("body").evaluate((body) => {
      const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
      const light = (colour) => parts(colour).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
      const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
      const faint = [];
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const { color } = getComputedStyle(text.parentElement);
        // Paper is white: 4.5 to 1 against it.
        if (text.data.trim() && text.parentElement.checkVisibility() && 1.05 / (light(color) + 0.05) < 4.5) faint.push(text.data);
      }
      return faint;
    });
    expect(faint).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
  });
}

for (const columns of [4, 9, 13]) {
  test(`every column of a table of ${columns} is on the page, and no number is cut`, async ({ page }) => {
    const row = (cell) => ["全省合计", ...Array.from({ length: columns - 1 }, (_, at) => cell(at + 1))];
    const table = { head: row((at) => `第${at}季度`), rows: [row((at) => `${at}2,480.${at % 10}5`), row((at) => `-${at}.07%`)] };
    await page.route(/\/articles\/.*jiangyan-assessment\.json/, async (route) => {
      const article = await (await route.fetch()).json();
      await route.fulfill({ json: { ...article, body: [{ table }] } });
    });
    await openFromList(page);
    await onPaper(page);
    const cells = page.getByRole("region", { name: "表格" }).locator("th, td");
    await expect(cells).toHaveCount(3 * columns);
    const overflow = await page.getByRole("region", { name: "表格" }).evaluate((node) => getComputedStyle(node).overflowX);
    expect(overflow).toBe("visible");
    for (const cell of await cells.all()) {
      const { x, width } = await cell.boundingBox();
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(PAPER.width);
      expect(await cell.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true);
    }
    for (const number of await page.locator("td.number").all()) {
      expect(await number.evaluate((node) => { const range = new Range(); range.selectNodeContents(node); return range.getClientRects().length; })).toBe(1);
    }
  });
}

test("a video is on paper its poster and its address", async ({ page }) => {
  await page.goto(VIDEO);
  const poster = await page.locator("video").getAttribute("poster");
  const source = (await page.locator("video").getAttribute("src")).replace(at("/"), "");
  await onPaper(page);
  await expect(page.locator("video")).toBeHidden();
  const picture = page.locator(`figure img[src="${poster}"]`);
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
  const site = (await canonical(page)).replace(VIDEO.slice(1), "");
  await expect(page.getByText(`视频：${site}${source}`)).toBeVisible();
});
