// What is to be looked at rather than read: times as bars, provinces as a map, and years in paging.

import { expect, expectNoViolations, facet, heading, openList, rows, test, total, valueOf } from "./support.mjs";

const WIDE = 960;
const bars = (page) => facet(page, "时间").getByRole("link");
// The map is a picture beside the list that says the same: it is pointed at, and not read out.
const tile = (page, name) => facet(page, "地区").locator("svg a").filter({ has: page.locator("title", { hasText: new RegExp(`^${name}，`) }) });

async function openMap(page) {
  if (page.viewportSize().width < WIDE) await facet(page, "地区").getByText("示意图").click();
  await expect(facet(page, "地区").locator("svg")).toBeVisible();
}

/** What a bar tells, and how high it stands. */
async function told(bar) {
  const [, year, count] = /^(\d{4}) ?年， ?(\d+) 篇$/.exec((await bar.innerText()).replace(/\s+/g, " "));
  return { year: Number(year), count: Number(count), height: (await bar.locator("rect").boundingBox()).height };
}

test("times are bars from the oldest to the newest, each as high as its count", async ({ page }) => {
  await openList(page, "/all/");
  const all = [];
  for (const bar of await bars(page).all()) all.push(await told(bar));
  expect(all.length).toBeGreaterThan(20);
  expect(all.map(({ year }) => year)).toEqual(all.map(({ year }) => year).sort());
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(await total(page));
  const most = Math.max(...all.map(({ count }) => count));
  const tallest = Math.max(...all.map(({ height }) => height));
  for (const { count, height } of all) expect(height / tallest).toBeCloseTo(count / most, 1);
});

test("a bar is a filter by keyboard, keeps the focus, and is taken out again", async ({ page }) => {
  await openList(page, "/all/");
  const before = await total(page);
  const bar = bars(page).last();
  const { year, count } = await told(bar);
  await bar.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`./all/?year=${year}`);
  await expect.poll(() => total(page)).toBe(count);
  await expect(bar).toHaveAttribute("aria-current", "true");
  await expect(bar).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/");
  await expect.poll(() => total(page)).toBe(before);
});

test("at 320 px the bars begin at the newest, are wide enough for a finger, and the page does not scroll sideways", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await openList(page, "/all/");
  await bars(page).last().scrollIntoViewIfNeeded();
  await expect(bars(page).last()).toBeInViewport({ ratio: 1 });
  await expect(bars(page).first()).not.toBeInViewport();
  for (const bar of await bars(page).all()) {
    const { width, height } = await bar.boundingBox();
    expect(width).toBeGreaterThanOrEqual(24);
    expect(height).toBeGreaterThanOrEqual(44);
  }
  await openMap(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test("a province on the map is its link in the list, and choosing one marks both", async ({ page }) => {
  await openList(page, "/all/");
  await openMap(page);
  const inList = await valueOf(page, "地区", /^江苏/);
  await expect(tile(page, "江苏")).toHaveAttribute("href", await inList.getAttribute("href"));
  const [, count] = /(\d+) 篇/.exec(await tile(page, "江苏").locator("title").textContent());
  await tile(page, "江苏").click();
  await expect(page).toHaveURL("./all/jiangsu/");
  await expect.poll(() => total(page)).toBe(Number(count));
  await expect(inList).toHaveAttribute("aria-current", "true");
  await expect(tile(page, "江苏")).toHaveAttribute("aria-current", "true");
  await expect(tile(page, "江苏")).toBeVisible();
});

test("the keyboard goes from what stands before the map to the list, past every tile", async ({ page }) => {
  await openList(page, "/all/");
  await openMap(page);
  await facet(page, "栏目").getByRole("link").last().focus();
  const first = facet(page, "地区").getByRole("link").first();
  await page.keyboard.press("Tab");
  if (page.viewportSize().width < WIDE) await page.keyboard.press("Tab");
  await expect(first).toBeFocused();
});

for (const colorScheme of ["light", "dark"]) {
  test(`in ${colorScheme} every tile's name stands out from its shade, and nothing breaks a rule of access`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openList(page, "/all/");
    await openMap(page);
    const shades = await facet(page, "地区").locator("svg a").evaluateAll((links) => {
      const light = (colour) => {
        const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return links.map((link) => {
        const [text, ground] = ["text", "rect"].map((part) => light(getComputedStyle(link.querySelector(part)).fill));
        return { name: link.textContent, contrast: (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) };
      });
    });
    expect(shades.length).toBe(34);
    for (const { name, contrast } of shades) expect(contrast, name).toBeGreaterThanOrEqual(4.5);
    await expectNoViolations(page);
  });
}

test("a year leads to the numbered page that holds its newest article", async ({ page }) => {
  await openList(page, "/all/");
  const pages = page.getByRole("navigation", { name: "分页" });
  await pages.getByText("按年份查看").click();
  const link = pages.getByRole("link", { name: "2001年" });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/^[^?]*\/all\/p\d+\/$/);
  await expect(heading(page)).toBeFocused();
  const ofYear = rows(page).locator("time", { hasText: /^2001-/ });
  await expect(ofYear).not.toHaveCount(0);
  const address = page.url();
  await pages.getByRole("link", { name: "较新" }).click();
  await expect(page).not.toHaveURL(address);
  await expect(rows(page).first().locator("time")).not.toHaveText(/^2001-/);
  await expect(ofYear).toHaveCount(0);
});

test("a list with a filter has no pages by year, for the bars lead there", async ({ page }) => {
  await openList(page, "/all/?kind=text&kind=photo");
  const pages = page.getByRole("navigation", { name: "分页" });
  await expect(pages).toBeVisible();
  await expect(pages.getByText("按年份查看")).toBeHidden();
});
