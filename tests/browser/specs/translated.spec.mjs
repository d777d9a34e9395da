// A page that a translator works on: it puts elements of its own in place of every text, at once and ever
// after. What the reader is then shown must still be what the address says.

import { appRuns, entered, expect, facet, heading, openList, rows, test } from "./support.mjs";

/** What the translator of a browser does to a page, with the words themselves for a translation. */
function translate() {
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "" && !node.parentElement?.closest("font, script, style, svg");
  const replace = (text) => {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = `‹${text.data}›`;
    outer.append(inner);
    text.replaceWith(outer);
  };
  const texts = (root) => {
    const found = isText(root) ? [root] : [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (isText(walker.currentNode)) found.push(walker.currentNode);
    return found;
  };
  texts(document.body).forEach(replace);
  new MutationObserver((records) => {
    for (const { target, type, addedNodes } of records) {
      const changed = type === "characterData" ? [target] : [...addedNodes];
      for (const text of changed.filter((node) => node.isConnected).flatMap(texts)) if (text.isConnected) replace(text);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}

/** Opens a page that is translated from then on. */
async function openTranslated(page, address) {
  await page.goto(address);
  await page.evaluate(translate);
  await expect(page.locator("main font").first()).toBeAttached();
}

/** What a part of a page says, without the translator's signs. */
const said = async (part) => (await part.innerText()).replace(/[‹›]/g, "").replace(/\s+/g, " ").trim();

/** What a reader sees who opens the address of a page afresh, with no translator. */
async function expectSaidAfresh(page, selector) {
  await entered(page);
  const fresh = await page.context().newPage();
  await fresh.goto(page.url());
  await appRuns(fresh);
  const expected = await said(fresh.locator(selector));
  await fresh.close();
  expect(expected.length).toBeGreaterThan(20);
  await expect.poll(() => said(page.locator(selector))).toBe(expected);
}

// What is shown is held against a page of its own at each step.
test.setTimeout(120_000);

const section = (page, name) => page.getByRole("navigation", { name: /栏目/ }).getByRole("link", { name });

test("from a translated list to an article and on to the next ones, each shows what its address says", async ({ page }) => {
  await openTranslated(page, "/all/");
  await rows(page).nth(2).getByRole("link").click();
  for (let turn = 0; turn < 3; turn += 1) {
    await expect(page.locator("a[rel=next]")).toBeVisible();
    await expectSaidAfresh(page, "main article");
    const title = await said(page.locator("a[rel=next]"));
    await page.locator("a[rel=next]").click();
    await expect.poll(() => said(heading(page))).toBe(title);
    await expectSaidAfresh(page, "main article");
  }
  await page.goBack();
  await expectSaidAfresh(page, "main article");
});

test("in a translated list the rows, the trail, the pages and the facets are those of the address", async ({ page }) => {
  await openTranslated(page, "/all/");
  for (const name of [/投资项目/, /展会活动/, /全部新闻/]) {
    await section(page, name).click();
    await expect(section(page, name)).toHaveAttribute("aria-current", "true");
    await expectSaidAfresh(page, "main");
  }
  await page.getByRole("navigation", { name: "分页" }).getByRole("link", { name: /较早/ }).click();
  await expect(page).toHaveURL(/\/p\d+\/$/);
  // An older page is printed without facets and totals.
  await expectSaidAfresh(page, ".headlines");
  await page.goBack();
  await expectSaidAfresh(page, "main");
});

test("in a translated list a filter keeps the focus, the status is the same node, and both tell what is shown", async ({ page }) => {
  await openTranslated(page, "/all/?kind=photo&kind=text&year=2018");
  await page.getByRole("status").evaluate((node) => { window.told = node; });
  for (const [name, value] of [["地区", /上海/], ["月份", /11/], ["类型", /图片/], ["栏目", /投资项目/], ["时间", /2018/]]) {
    const link = facet(page, name).getByRole("link", { name: value }).first();
    await link.evaluate((node) => { window.clicked = node; });
    for (let turn = 0; turn < 2; turn += 1) {
      const address = page.url();
      await link.focus();
      await page.keyboard.press("Enter");
      await expect(page).not.toHaveURL(address);
      expect(await page.evaluate(() => document.activeElement === window.clicked), `${name} has the focus`).toBe(true);
      expect(await page.evaluate(() => window.clicked.textContent)).toMatch(value);
      expect(await page.evaluate(() => document.querySelector("[role=status]") === window.told)).toBe(true);
      await expectSaidAfresh(page, "main");
    }
  }
});

test("a translated search shows the words, the total and the results of what was typed last", async ({ page }) => {
  await openTranslated(page, `/search/?q=${encodeURIComponent("上海")}`);
  const field = page.getByRole("search").getByRole("searchbox");
  for (const words of ["江苏 外资", "量子计算机在", "海南自由贸易港", "上海"]) {
    await field.fill(words);
    await field.press("Enter");
    await expect.poll(() => said(heading(page))).toBe(`搜索“${words}”`);
    await expectSaidAfresh(page, "main");
  }
  await page.getByRole("main").locator("summary").click();
  await page.getByRole("group", { name: "类型" }).getByRole("link", { name: /图片/ }).click();
  await expect(page).toHaveURL(/kind=photo/);
  await expect.poll(() => said(page.getByRole("main").locator(".chips"))).toBe("图片新闻");
});

test("marks come and go in a translated article, and no word of it is doubled or lost", async ({ page }) => {
  await page.goto(`/search/?q=${encodeURIComponent("工业园区")}`);
  await page.evaluate(translate);
  await page.getByRole("main").locator(".hits a").first().click();
  await expect(page.locator("main article mark").first()).toBeVisible();
  const marked = await said(page.locator("main article"));
  await page.getByRole("button", { name: /高亮/ }).click();
  await expect(page.locator("main article mark")).toHaveCount(0);
  expect(await said(page.locator("main article"))).toBe(marked);
  await page.getByRole("button", { name: /高亮/ }).click();
  await expect(page.locator("main article mark").first()).toBeVisible();
  expect(await said(page.locator("main article"))).toBe(marked);
});

test("home, directory, zones and the page about the site are those of the address too", async ({ page }) => {
  await openTranslated(page, "/zones/");
  const steps = [
    () => page.getByRole("link", { name: /江苏姜堰经济开发区/ }).click(),
    () => section(page, /开发区名录/).click(),
    () => page.getByRole("link", { name: /昆山/ }).first().click(),
    () => section(page, /首页/).click(),
    () => page.getByRole("contentinfo").getByRole("link", { name: /关于我们/ }).click(),
  ];
  for (const step of steps) {
    const address = page.url();
    await step();
    await expect(page).not.toHaveURL(address);
    await expectSaidAfresh(page, "main");
  }
});
