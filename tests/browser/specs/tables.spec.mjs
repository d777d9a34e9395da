// Tables: numbers are read whole, and a table too wide for its place scrolls on its own, and shows it.

import { JIANGYAN, expect, expectNoViolations, openFromList, test } from "./support.mjs";

const table = (page) => page.getByRole("region", { name: "各区产值" });

const COLUMNS = 13;
const WIDE = {
  caption: "各区产值",
  head: ["园区", ...Array.from({ length: COLUMNS - 1 }, (_, at) => `${at + 1} 月`)],
  rows: ["高新区", "综合保税区"].map((name, row) => [name, ...Array.from({ length: COLUMNS - 1 }, (_, at) => `${(row + 1) * 1000 + at},080.75`)]),
};
const NARROW = { caption: "各区产值", head: ["年份", "产值", "备注"], rows: [["2019", "1,305.62", "其中外资企业占 41.37%，比上年增加 5.08 个百分点"], ["2020", "—", "2020年版统计口径"]] };

/** Opens an article whose body is a table. */
async function open(page, content) {
  await page.route(/\/articles\/.*jiangyan-assessment\.json/, async (route) => {
    const article = await (await route.fetch()).json();
    await route.fulfill({ json: { ...article, body: ["表前一段。", { table: content }, "表后一段。"] } });
  });
  await openFromList(page);
  await expect(table(page)).toBeVisible();
}

/** How many lines each number in the tables takes, where that is not one: the number, whole. */
const cutNumbers = (page) => page.locator(".table").evaluateAll((tables) => {
  const cut = [];
  for (const one of tables) {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const { 0: number, index } of text.data.matchAll(/\d[\d.,]*/g)) {
        const range = new Range();
        range.setStart(text, index);
        range.setEnd(text, index + number.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) cut.push(number);
      }
    }
  }
  return cut;
});

/** The colour of a place on screen, as red, green and blue. */
async function colourAt(page, x, y) {
  const picture = await page.screenshot({ clip: { x, y, width: 1, height: 1 }, scale: "css" });
  const blank = await page.context().newPage();
  const colour = await blank.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }, picture.toString("base64"));
  await blank.close();
  return colour;
}

const far = (one, other) => Math.max(...one.map((part, at) => Math.abs(part - other[at])));

/** Whether the left and the right edge of the table differ from the ground, below its rows' text. */
async function edges(page) {
  const box = await table(page).boundingBox();
  const y = box.y + box.height - 4;
  const ground = await colourAt(page, box.x + box.width / 2, y);
  const at = async (x) => far(await colourAt(page, x, y), ground) > 24;
  return { left: await at(box.x + 1), right: await at(box.x + box.width - 2) };
}

for (const width of [320, 375, 1280]) {
  test(`at ${width} px no number of a table is cut in two`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(JIANGYAN);
    expect(await cutNumbers(page)).toEqual([]);
    await open(page, NARROW);
    expect(await cutNumbers(page)).toEqual([]);
  });
}

test("a number stands at the end of its cell, and the heading of numbers above them", async ({ page }) => {
  await open(page, NARROW);
  const side = (locator) => locator.evaluate((node) => getComputedStyle(node).textAlign);
  const cell = (text) => table(page).getByRole("cell", { name: text, exact: true });
  expect(await side(cell("2019"))).toBe("end");
  expect(await side(cell("1,305.62"))).toBe("end");
  expect(await side(cell("2020年版统计口径"))).toBe("start");
  for (const [name, expected] of [["年份", "end"], ["产值", "end"], ["备注", "start"]]) {
    expect(await side(table(page).getByRole("columnheader", { name })), name).toBe(expected);
  }
});

test("a wide table scrolls on its own, by keyboard too, and the page does not", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await open(page, WIDE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  await page.locator(".facts a").last().focus();
  await page.keyboard.press("Tab");
  await expect(table(page)).toBeFocused();
  for (let pressed = 0; pressed < 60; pressed += 1) await page.keyboard.press("ArrowRight");
  await expect(table(page).getByRole("columnheader").last()).toBeInViewport({ ratio: 1 });
  await expectNoViolations(page);
});

test("a table is a tab stop only while it scrolls", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, NARROW);
  const isStop = async () => {
    await page.locator(".facts a").last().focus();
    await page.keyboard.press("Tab");
    return table(page).evaluate((node) => node === document.activeElement);
  };
  expect(await isStop()).toBe(false);
  await page.setViewportSize({ width: 180, height: 900 });
  await expect.poll(isStop).toBe(true);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect.poll(isStop).toBe(false);
});

test("a printed table that fits is no tab stop, and one that does not is", async ({ page }) => {
  const printed = page.locator("html[data-address] .table");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(JIANGYAN);
  expect(await printed.evaluate((node) => node.tabIndex)).toBe(-1);
  await page.setViewportSize({ width: 200, height: 900 });
  await page.reload();
  expect(await printed.evaluate((node) => node.tabIndex)).toBe(0);
});

for (const media of [{ colorScheme: "light" }, { colorScheme: "dark" }]) {
  test(`a table shows at which edge it goes on: ${Object.values(media)}`, async ({ page }) => {
    await page.emulateMedia(media);
    await page.setViewportSize({ width: 375, height: 812 });
    await open(page, WIDE);
    await table(page).scrollIntoViewIfNeeded();
    expect(await edges(page)).toEqual({ left: false, right: true });
    await table(page).evaluate((node) => { node.scrollLeft = 200; });
    expect(await edges(page)).toEqual({ left: true, right: true });
    await table(page).evaluate((node) => { node.scrollLeft = node.scrollWidth; });
    expect(await edges(page)).toEqual({ left: true, right: false });
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(page, NARROW);
    await table(page).scrollIntoViewIfNeeded();
    expect(await edges(page)).toEqual({ left: false, right: false });
  });
}
