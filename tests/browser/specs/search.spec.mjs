// Searching, as a reader does it.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, expectNoViolations, heading, rows, test, trail } from "./support.mjs";

const FOLDER = fileURLToPath(new URL("../../../public/articles/", import.meta.url));
const ARTICLES = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")));

/** Rows of a search. */
const SHOWN = 10;

/** Everything a reader sees of an article below its facts, each text on a line of its own. */
function textOf(article) {
  const texts = (value) => {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.every((part) => typeof part === "string" || part.strong || part.link) && value.some((part) => part.strong || part.link)
      ? [value.map((part) => part.strong ?? part.link?.text ?? part).join("")]
      : value.flatMap(texts);
    return Object.entries(value ?? {})
      .filter(([name]) => !["src", "alt", "href", "poster", "captions"].includes(name))
      .flatMap(([, inner]) => (typeof inner === "object" || typeof inner === "string" ? texts(inner) : []));
  };
  return [article.title, ...texts(article.body)].join("\n");
}

/** The ids of the articles that have all of some plain words, newest first: by looking at each. */
function naive(...words) {
  const time = ({ published }) => Date.parse(published.length > 10 ? published : `${published}T00:00:00+08:00`);
  return ARTICLES.filter((article) => words.every((word) => textOf(article).includes(word)))
    .sort((one, other) => time(other) - time(one) || (one.id < other.id ? 1 : -1))
    .map(({ id }) => id);
}

const field = (page) => page.getByRole("search").getByRole("searchbox");
const hits = (page) => page.getByRole("main").locator(".hits > li");
const status = (page) => page.getByRole("status");
const shownIds = (page) => hits(page).locator("> a").evaluateAll((links) => links.map((link) => link.getAttribute("href").split("/").at(-2)));
const searchFor = (words) => `./search/?q=${encodeURIComponent(words)}`;

async function openSearch(page, address) {
  await page.goto(address);
  await expect(status(page)).toHaveText(/^(共|约) \d+ 篇$|^没有/);
}

test("words typed on any page lead to the articles that have them, newest first", async ({ page }) => {
  await page.goto("./about/");
  await field(page).fill("工业园区");
  await field(page).press("Enter");
  await expect(page).toHaveURL(searchFor("工业园区"));
  const expected = naive("工业园区");
  expect(expected.length).toBeGreaterThan(2);
  await expect(status(page)).toHaveText(`共 ${expected.length} 篇`);
  expect(await shownIds(page)).toEqual(expected.slice(0, SHOWN));
  await expect(heading(page)).toBeFocused();
  await expect(page).toHaveTitle(/工业园区/);
  await expect(trail(page).getByRole("link", { name: "搜索" })).toHaveAttribute("aria-current", "page");
});

for (const [words, ...all] of [["开发区", "开发区"], ["外资", "外资"], ["特斯拉 上海", "特斯拉", "上海"], ["港", "港"], ["蘇州", "苏州"], ["ＳＫ", "SK"], ["sk", "SK"]]) {
  test(`"${words}" is found as it stands, and nothing else`, async ({ page }) => {
    await openSearch(page, searchFor(words));
    const expected = naive(...all);
    expect(expected.length).toBeGreaterThan(0);
    // What is not on the page is not proven, where the words are more than one term.
    await expect(status(page)).toHaveText(expected.length > SHOWN ? /^[共约] \d+ 篇$/ : `共 ${expected.length} 篇`);
    expect(await shownIds(page)).toEqual(expected.slice(0, SHOWN));
  });
}

test("a phrase in quotes and a word with a hyphen are held to", async ({ page }) => {
  await openSearch(page, searchFor("「自由贸易港」 -公布"));
  const expected = naive("自由贸易港").filter((id) => !naive("公布").includes(id));
  expect(expected.length).toBeGreaterThan(0);
  expect(await shownIds(page)).toEqual(expected);
});

test("the words are marked in titles and excerpts", async ({ page }) => {
  await openSearch(page, searchFor("特斯拉"));
  for (const mark of await page.getByRole("main").locator("mark").allInnerTexts()) expect(mark).toBe("特斯拉");
  const count = await hits(page).count();
  for (let at = 0; at < count; at += 1) await expect(hits(page).nth(at).locator("mark").first()).toBeVisible();
});

test("results come while typing, and typing leaves one step in the history", async ({ page }) => {
  await page.goto("./about/");
  await openSearch(page, searchFor("上海"));
  const before = await page.evaluate(() => history.length);
  await field(page).press("End");
  await field(page).pressSequentially("自贸", { delay: 250 });
  await expect(page).toHaveURL(searchFor("上海自贸"));
  await expect(status(page)).toHaveText(`共 ${naive("上海自贸").length} 篇`);
  await expect(field(page)).toBeFocused();
  await field(page).press("Enter");
  await expect(heading(page)).toBeFocused();
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  await page.goBack();
  await expect(page).toHaveURL(searchFor("上海"));
  await expect(field(page)).toHaveValue("上海");
  await expect(status(page)).toHaveText(`共 ${naive("上海").length} 篇`);
});

test("words typed before the first of them were found leave one step in the history too", async ({ page }) => {
  await openSearch(page, searchFor("上海"));
  const before = await page.evaluate(() => history.length);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/\/articles\//, async (route) => { await held; await route.continue(); });
  await field(page).press("End");
  await field(page).pressSequentially("自贸", { delay: 200 });
  release();
  await expect(page).toHaveURL(searchFor("上海自贸"));
  await expect(status(page)).toHaveText(`共 ${naive("上海自贸").length} 篇`);
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  await page.goBack();
  await expect(page).toHaveURL(searchFor("上海"));
});

test("what an input method is still composing is not searched for", async ({ page }) => {
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    window.asked = [];
    Worker.prototype.postMessage = function tell(text) {
      window.asked.push(text);
      return postMessage.call(this, text);
    };
  });
  await page.clock.install();
  await openSearch(page, searchFor("海"));
  // What stands in the field for longer than the app waits is asked for by then.
  const askedFor = async () => {
    await page.clock.fastForward(1000);
    return (await page.evaluate(() => window.asked)).join("\n");
  };
  const session = await page.context().newCDPSession(page);
  await field(page).focus();
  await field(page).press("End");
  await session.send("Input.imeSetComposition", { text: "nan", selectionStart: 3, selectionEnd: 3 });
  await expect(field(page)).toHaveValue("海nan");
  expect(await askedFor()).not.toContain("nan");
  await session.send("Input.insertText", { text: "南" });
  await expect(field(page)).toHaveValue("海南");
  expect(await askedFor()).toContain("海南");
  await expect(page).toHaveURL(searchFor("海南"));
  await expect(status(page)).toHaveText(`共 ${naive("海南").length} 篇`);
});

test("an answer that comes late gives way to a newer one", async ({ page }) => {
  await openSearch(page, searchFor("上海"));
  let held;
  await page.route(/\/articles\/.*/, async (route) => {
    await new Promise((resolve) => { held ??= resolve; if (held !== resolve) resolve(); });
    await route.continue();
  });
  await field(page).fill("青岛");
  await expect(page).toHaveURL(searchFor("青岛"));
  await field(page).fill("上海");
  await expect(page).toHaveURL(searchFor("上海"));
  await expect(status(page)).toHaveText(`共 ${naive("上海").length} 篇`);
  held?.();
  await page.unrouteAll({ behavior: "wait" });
  await expect(heading(page)).toHaveText("搜索“上海”");
  expect(await shownIds(page)).toEqual(naive("上海").slice(0, SHOWN));
});

test("Back from an article returns to the results, with their place and the focus", async ({ page }) => {
  await openSearch(page, searchFor("开发"));
  const third = hits(page).nth(5).getByRole("link");
  const title = await third.innerText();
  await third.scrollIntoViewIfNeeded();
  await third.focus();
  const y = await page.evaluate(() => scrollY);
  await third.press("Enter");
  await expect(page).toHaveURL(/\/article\//);
  await page.goBack();
  await expect(page).toHaveURL(searchFor("开发"));
  await expect(hits(page).nth(5).getByRole("link")).toBeFocused();
  await expect(hits(page).nth(5).getByRole("link")).toHaveText(title);
  expect(Math.abs((await page.evaluate(() => scrollY)) - y)).toBeLessThan(3);
});

test("an article that was found marks the words, until the reader switches that off", async ({ page }) => {
  await openSearch(page, searchFor("苏州工业园区"));
  await hits(page).first().getByRole("link").click();
  const marks = page.getByRole("article").locator("mark");
  await expect(marks.first()).toHaveText("苏州工业园区");
  const text = await page.getByRole("article").innerText();
  await expectNoViolations(page);
  await page.getByRole("button", { name: "取消高亮" }).click();
  await expect(marks).toHaveCount(0);
  expect(await page.getByRole("article").innerText()).toBe(text);
  await page.getByRole("button", { name: "高亮显示" }).click();
  await expect(marks.first()).toBeVisible();
});

test("a link to a passage leads there, though words in it are marked", async ({ page }) => {
  const words = "园区";
  // A passage far down that begins with what is marked, for then the mark's end lies within it, and that ends
  // with its clause, for browsers look for whole words.
  const clause = new RegExp(`${words}[^，。；：、“”]{6,}(?=[，。；])`);
  const passages = naive(words).map((id) => {
    const texts = textOf(ARTICLES.find((article) => article.id === id)).split("\n");
    return { id, texts, text: clause.exec(texts.slice(4).findLast((one) => clause.test(one)))?.[0] };
  });
  const isOnce = ({ texts, text }) => texts.filter((one) => one.includes(text)).length === 1;
  const { id, text } = passages.find((passage) => passage.text && isOnce(passage));
  await page.setViewportSize({ width: 375, height: 300 });
  await openSearch(page, searchFor(words));
  while ((await hits(page).locator(`a[href*="${id}"]`).count()) === 0) await page.getByRole("link", { name: "更多结果" }).click();
  await hits(page).locator(`a[href*="${id}"]`).click();
  const passage = () => page.evaluate((text) => {
    // Where the passage stands, from the texts of the article's elements.
    const all = [...document.querySelectorAll("article p, article li, article blockquote, article td, article figcaption, article h2, article h3")];
    const place = all.findLast((element) => element.textContent.includes(text))?.getBoundingClientRect();
    return place !== undefined && place.bottom > 0 && place.top < innerHeight;
  }, text);
  await expect(page.locator("article mark").first()).toBeVisible();
  expect(await passage()).toBe(false);
  await page.goto(`${page.url()}#:~:text=${encodeURIComponent(text)}`);
  await expect.poll(passage).toBe(true);
  expect(await page.locator("article mark").count()).toBeGreaterThan(0);
  // And for one who comes by such a link.
  await page.goto("/about/");
  await page.goto(`/article/${id}/#:~:text=${encodeURIComponent(text)}`);
  await expect.poll(passage).toBe(true);
});

test("an article that was not searched for marks nothing", async ({ page }) => {
  await page.goto("./all/");
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("article")).toBeVisible();
  await expect(page.locator("mark")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "取消高亮" })).toHaveCount(0);
});

test("from the field to a result by the keyboard alone", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no such keys");
  await page.goto("./");
  await field(page).focus();
  await page.keyboard.type("特斯拉");
  await page.keyboard.press("Enter");
  await expect(hits(page).first()).toBeVisible();
  await field(page).focus();
  await page.keyboard.press("ArrowDown");
  await expect(hits(page).first().getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/article\/.*tesla|\/article\//);
});

test("a frame that comes late takes no focus away from where the reader has put it", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no such keys");
  await page.addInitScript(() => {
    const next = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => next(() => setTimeout(() => callback(performance.now()), 500));
  });
  await page.goto("./");
  await field(page).fill("特斯拉");
  await field(page).press("Enter");
  await expect(hits(page).first()).toBeVisible();
  await field(page).focus();
  await field(page).press("ArrowDown");
  const first = hits(page).first().getByRole("link");
  await expect(first).toBeFocused();
  // The address is put into the bar after the frame.
  await expect(page).toHaveURL(searchFor("特斯拉"));
  await expect(first).toBeFocused();
});

test("no key of one character is a shortcut, so none can be struck by speech or by accident", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no such keys");
  for (const address of ["/events/", "/zones/"]) {
    await page.goto(address);
    const link = page.getByRole("navigation", { name: "栏目" }).getByRole("link").first();
    await link.focus();
    for (const key of ["/", "s", "?", "1", "/"]) await page.keyboard.press(key);
    await expect(link).toBeFocused();
    await expect(field(page)).toHaveValue("");
    await expect(page.locator("[aria-keyshortcuts], [accesskey]")).toHaveCount(0);
  }
});

test("a link with words and filters opens as it was left", async ({ page }) => {
  await openSearch(page, "/search/?region=shanghai&year=2019&q=%E4%B8%8A%E6%B5%B7");
  const expected = ARTICLES.filter(({ id }) => id.startsWith("2019") && naive("上海").includes(id));
  await expect(field(page)).toHaveValue("上海");
  const chips = page.getByRole("list", { name: "已选筛选" }).getByRole("link");
  await expect(chips).toHaveText(["上海", "2019年"]);
  const count = await hits(page).count();
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(expected.length);
  await chips.first().click();
  await expect(page).toHaveURL("./search/?year=2019&q=%E4%B8%8A%E6%B5%B7");
  await expect(status(page)).toHaveText(`共 ${expected.length} 篇`);
  await page.getByText("筛选", { exact: true }).click();
  await page.getByRole("group", { name: "类型" }).getByRole("link", { name: "文字新闻" }).click();
  await expect(chips).toHaveText(["文字新闻", "2019年"]);
});

test("words narrow a list where it stands", async ({ page }) => {
  await openSearch(page, "/zone-news/?q=%E4%B8%8A%E6%B5%B7");
  await expect(trail(page).getByRole("link", { name: "开发区新闻" })).toBeVisible();
  const expected = naive("上海").filter((id) => ARTICLES.find((article) => article.id === id).section === "zone-news");
  expect(await shownIds(page)).toEqual(expected.slice(0, SHOWN));
});

test("results sort by relevance, and their address says so", async ({ page }) => {
  // So few have it that all are listed, in whichever order.
  const expected = naive("天津");
  expect(expected.length).toBeLessThanOrEqual(SHOWN);
  await openSearch(page, searchFor("天津"));
  await page.getByRole("link", { name: "按相关度" }).click();
  await expect(page).toHaveURL(/sort=relevance/);
  await expect(page.getByRole("link", { name: "按相关度" })).toHaveAttribute("aria-current", "true");
  await expect(hits(page).first().locator("> a mark").first()).toHaveText("天津");
  expect((await shownIds(page)).toSorted()).toEqual(expected.toSorted());
});

test("where nothing is found, there is a way on", async ({ page }) => {
  await openSearch(page, `/search/?region=xizang&q=${encodeURIComponent("苏州工业园区")}`);
  await expect(status(page)).toHaveText("没有找到");
  await expectNoViolations(page);
  await page.getByRole("link", { name: /^去掉筛选条件/ }).click();
  await expect(hits(page).first()).toBeVisible();
  await openSearch(page, searchFor("苏州工业园区没有的话"));
  await expect(status(page)).toHaveText("没有找到");
  await page.getByRole("main").getByRole("link", { name: /^搜索“/ }).click();
  await expect(hits(page).first()).toBeVisible();
});

for (const [words, signs] of [["+", "+"], ["%%", "%"], ["😀", "😀"], ["《》", "《》"]]) {
  test(`"${words}" is told to be no word, and not called missing`, async ({ page }) => {
    await page.goto(searchFor(words));
    await expect(status(page)).toHaveText(`搜索只认文字、字母和数字，“${signs}”不在其中。`);
    await expect(hits(page)).toHaveCount(0);
    await expectNoViolations(page);
    // Words beside it are searched for.
    await field(page).fill(`${words} 上海`);
    await expect(hits(page).first()).toBeVisible();
    expect(await shownIds(page)).toEqual(naive("上海").slice(0, SHOWN));
  });
}

test("signs beside words are told to count as punctuation, and punctuation is not told", async ({ page }) => {
  await page.goto(searchFor("上海 + 😀"));
  await expect(status(page)).toHaveText(/^[共约] \d+ 篇（“\+😀”按标点处理，不单独查找）$/);
  expect(await shownIds(page)).toEqual(naive("上海").slice(0, SHOWN));
  await openSearch(page, searchFor("《外商投资法》"));
  await expect(status(page)).not.toContainText("标点");
});

test("before anything is searched for, the page says how numbers are written", async ({ page }) => {
  await page.goto("./search/");
  await expect(status(page)).toContainText("1200 与 1,200 请分别搜索。");
});

test("searches are kept on the device until the reader clears them", async ({ page }) => {
  for (const words of ["重庆", "钦州"]) {
    await page.goto("./");
    await field(page).fill(words);
    await field(page).press("Enter");
    await expect(hits(page).first()).toBeVisible();
  }
  await page.goto("./search/");
  const recent = page.getByRole("region", { name: "最近搜索" });
  await expect(recent.getByRole("link")).toHaveText(["钦州", "重庆"]);
  await expectNoViolations(page);
  // Another site of the same host keeps its own.
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([new URL(page.url()).pathname.replace(/\/search\/$/, "/recent")]);
  await recent.getByRole("button", { name: "清除记录" }).click();
  await expect(recent).toBeHidden();
  await page.reload();
  await expect(heading(page)).toHaveText("搜索");
  await expect(recent).toBeHidden();
});

test.describe("where files do not come", () => {
  test.use({ expectedErrors: /Failed to load resource|net::ERR/ });

  test("an article that is missing leaves the rest in place, and the gap is told", async ({ page }) => {
    const [first, ...others] = naive("上海");
    await page.route(`**/${first}.json*`, (route) => route.abort());
    await page.goto(searchFor("上海"));
    await expect(page.getByRole("alert")).toHaveText(/有 1 个数据文件加载失败/);
    expect(await shownIds(page)).toEqual(others.slice(0, SHOWN));
    await page.unrouteAll();
    await page.getByRole("button", { name: "重新搜索" }).click();
    await expect(page.getByRole("alert")).toBeHidden();
    expect(await shownIds(page)).toEqual(naive("上海").slice(0, SHOWN));
  });

  test("a finder that does not come is told, and comes at the next try", async ({ page }) => {
    await page.route("**/finder*", (route) => route.abort());
    await page.goto(searchFor("上海"));
    await expect(heading(page)).toHaveText("暂时无法连接");
    await page.unrouteAll();
    await page.getByRole("button", { name: "重试" }).click();
    await expect(status(page)).toHaveText(`共 ${naive("上海").length} 篇`);
  });
});

test("what only a search needs is loaded by none that does not search", async ({ page }) => {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.goto("./all/");
  await expect(rows(page).first()).toBeVisible();
  expect(paths.filter((path) => /finder|\/archive\/(fold|search|index|guide)-/.test(path))).toEqual([]);
  const table = page.waitForRequest(/\/fold-/);
  await field(page).focus();
  await table;
});

test("the page of a search is clean, and fits 320 px", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await openSearch(page, searchFor("开发"));
  await page.getByText("筛选", { exact: true }).click();
  await expectNoViolations(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
