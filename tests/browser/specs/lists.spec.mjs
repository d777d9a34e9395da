// Lists: the trail, the facets with their counts, pages, and the place a reader comes back to.

import { appRuns, count, expect, facet, heading, late, listed, openList, rows, test, total, trail, valueOf } from "./support.mjs";

test("a list says where it is, and its trail leads up", async ({ page }) => {
  await openList(page, "/zone-news/taizhou/text/");
  await expect(trail(page).getByRole("listitem")).toHaveText(["首页", "开发区新闻", "泰州", "文字新闻"]);
  await expect(trail(page).getByRole("link", { name: "文字新闻" })).toHaveAttribute("aria-current", "page");
  await trail(page).getByRole("link", { name: "开发区新闻" }).click();
  await expect(page).toHaveURL("./zone-news/");
  await expect(heading(page)).toHaveText("开发区新闻");
});

test("every facet is a named group, and a value's count is what choosing it shows", async ({ page }) => {
  for (const name of ["地区", "开发区", "类型", "时间"]) {
    await openList(page, "/all/");
    const value = facet(page, name).getByRole("link").first();
    const expected = await count(value);
    await value.click();
    await expect(value).toHaveAttribute("aria-current", "true");
    await expect.poll(() => total(page)).toBe(expected);
  }
});

test("values of one facet mean any of, facets mean all of, and the address says it", async ({ page }) => {
  await openList(page, "/all/");
  const kinds = facet(page, "类型");
  const [texts, photos] = [await count(kinds.getByRole("link", { name: /文字/ })), await count(kinds.getByRole("link", { name: /图片/ }))];
  await kinds.getByRole("link", { name: /文字/ }).click();
  await expect(page).toHaveURL("./all/all/text/");
  await expect.poll(() => total(page)).toBe(texts);
  await kinds.getByRole("link", { name: /图片/ }).click();
  await expect(page).toHaveURL("./all/?kind=photo&kind=text");
  await expect.poll(() => total(page)).toBe(texts + photos);

  const province = await valueOf(page, "地区", /江苏/);
  const both = await count(province);
  await province.click();
  await expect.poll(() => total(page)).toBe(both);
  await expect(facet(page, "地区").getByRole("link", { name: /泰州/ })).toBeVisible();
});

test("a filter is one step back, keeps the focus, and can be taken out again", async ({ page }) => {
  await openList(page, "/all/");
  const before = await total(page);
  const value = facet(page, "类型").getByRole("link", { name: /图片/ });
  await value.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/all/photo/");
  await expect(value).toHaveAttribute("aria-current", "true");
  await expect(value).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL("./all/");
  await expect.poll(() => total(page)).toBe(before);
  await page.goForward();
  await expect(value).toHaveAttribute("aria-current", "true");
  await value.click();
  await expect(page).toHaveURL("./all/");
  await expect.poll(() => total(page)).toBe(before);
});

test("of many values the first eight stand, and the others, once opened, stay so while filters change", async ({ page }) => {
  const values = (name) => facet(page, name).locator("li").getByRole("link");
  const more = (name) => facet(page, name).getByText(/^全部 \d+ 项$/);
  const openAndChoose = async (name, value, address) => {
    await expect(values(name)).toHaveCount(8);
    await more(name).focus();
    await page.keyboard.press("Enter");
    await expect(values(name)).toHaveCount(Number((await more(name).textContent()).replace(/\D/g, "")));
    const one = values(name).filter({ hasText: value });
    await one.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(address);
    await expect(one).toHaveAttribute("aria-current", "true");
    await expect(one).toBeFocused();
    return one;
  };
  await openList(page, "/all/");
  await expect(more("类型")).toHaveCount(0);
  // Of the page as it was printed.
  const province = await openAndChoose("地区", "广东", "./all/guangdong/");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/");
  await expect(province).toBeFocused();
  await expect(province).not.toHaveAttribute("aria-current");
  // Of the page as the app draws it.
  await openAndChoose("开发区", "西安高新", "./all/?zone=xian-htdz");
  // A chosen value is in sight where the page is opened afresh.
  await openList(page, "/all/guangdong/");
  await expect(province).toBeVisible();
});

test("every facet stands in every list, in its place, and a chosen section keeps the focus", async ({ page }) => {
  const names = ["栏目", "地区", "时间", "月份", "类型", "开发区"];
  for (const address of ["/all/", "/policy/", "/all/jiangsu/?year=2022", "/policy/?year=1950"]) {
    await openList(page, address);
    expect(await page.locator(".facets > [role=group]").evaluateAll((groups) => groups.map((group) => group.getAttribute("aria-label")))).toEqual(names);
  }
  await openList(page, "/all/");
  for (const [name, now] of [[/政策法规/, "./policy/"], [/投资项目/, "./all/?section=policy&section=projects"], [/政策法规/, "./projects/"], [/投资项目/, "./all/"]]) {
    const value = facet(page, "栏目").getByRole("link", { name });
    await value.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(now);
    await listed(page);
    await expect(value).toBeFocused();
  }
});

test("a filter that is chosen while another one is slow to come is taken beside it", async ({ page }) => {
  await openList(page, "/all/");
  await appRuns(page);
  const province = await valueOf(page, "地区", /江苏/);
  let answer;
  const answered = new Promise((resolve) => { answer = resolve; });
  await page.route(/\/archive\//, async (route) => {
    await answered;
    await route.continue();
  });
  await facet(page, "类型").getByRole("link", { name: /文字/ }).click();
  await province.click();
  await expect(late(page)).toHaveCount(1);
  answer();
  await expect(page).toHaveURL("./all/jiangsu/text/");
  await listed(page);
  await expect(heading(page)).toHaveText("江苏 · 文字新闻");
  await page.goBack();
  await expect(page).toHaveURL("./all/");
});

test("of one section the others stand without a count, of several all have one", async ({ page }) => {
  await openList(page, "/policy/");
  const others = facet(page, "栏目").locator("a:not([aria-current])");
  await expect(others).toHaveCount(4);
  for (const value of await others.all()) expect(await count(value)).toBeNaN();
  await others.first().click();
  await expect(facet(page, "栏目").locator("a[aria-current]")).toHaveCount(2);
  await expect.poll(async () => (await Promise.all((await facet(page, "栏目").getByRole("link").all()).map(count))).some(Number.isNaN)).toBe(false);
});

test("a value that has no articles is told and leads nowhere, and keeps the focus when it is taken out", async ({ page }) => {
  await openList(page, "/all/all/photo/?year=2022");
  expect(await total(page)).toBe(0);
  const photos = facet(page, "类型").getByRole("link", { name: /图片/ });
  await photos.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/?year=2022");
  await expect(photos).toBeFocused();
  expect(await count(photos)).toBe(0);
  await expect(photos).toBeDisabled();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/?year=2022");
  await page.keyboard.press("Shift+Tab");
  await expect(facet(page, "类型").getByRole("link", { name: /文字/ })).toBeFocused();
});

test("where the value that is taken out goes, the focus stays with what is nearest", async ({ page }) => {
  // The cities of a province stand while it or one of them is chosen.
  await openList(page, "/all/suzhou/");
  const city = facet(page, "地区").getByRole("link", { name: /苏州/ });
  await city.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("./all/");
  await expect(city).toHaveCount(0);
  await expect(facet(page, "地区").getByRole("link", { name: /江苏/ })).toBeFocused();
  // A year of which there is nothing stands while it is chosen.
  for (const year of ["2999", "1949"]) {
    await openList(page, `/all/all/photo/?year=${year}`);
    const none = facet(page, "时间").getByRole("link", { name: new RegExp(year) });
    await none.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("./all/all/photo/");
    await expect(none).toHaveCount(0);
    await expect(facet(page, "时间").locator("a:focus")).toHaveCount(1);
  }
});

test("the status that tells the total is never replaced", async ({ page }) => {
  // What was printed gives way to the app at the first change; from then on it stands.
  await openList(page, "/all/?kind=photo");
  await page.getByRole("status").evaluate((node) => { node.dataset.same = "yes"; });
  await facet(page, "类型").getByRole("link", { name: /视频/ }).click();
  await expect(page).toHaveURL("./all/?kind=photo&kind=video");
  await expect(facet(page, "类型").getByRole("link", { name: /视频/ })).toHaveAttribute("aria-current", "true");
  expect(await page.getByRole("status").getAttribute("data-same")).toBe("yes");
});

test("the first filter of a printed list is told to a screen reader", async ({ page }) => {
  await openList(page, "/zone-news/");
  const value = facet(page, "类型").getByRole("link", { name: /图片/ });
  const expected = await count(value);
  await value.click();
  await expect(page.locator("[aria-live=polite]").last()).toHaveText(`共 ${expected} 篇`);
});

test("the app takes over without touching what the reader has in hand", async ({ page }) => {
  // Without waiting for the app: what is done before it comes must stay.
  const bare = await page.context().newPage();
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await bare.route(/\.wasm$/, async (route) => { await held; await route.continue(); });
  await bare.addInitScript(() => {
    window.shifts = [];
    const told = ({ node, previousRect, currentRect }) =>
      [node?.nodeName, node?.className, ...[previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(" "))].join(", ");
    new PerformanceObserver((list) => list.getEntries().forEach(({ sources }) => window.shifts.push(...sources.map(told)))).observe({ type: "layout-shift", buffered: true });
  });
  await bare.goto("./all/");
  await bare.evaluate(() => {
    const title = document.querySelector(".headlines a");
    Object.assign(window, { title, link: document.querySelector(".trail a") });
    window.link.focus();
    document.querySelector(".pager details").open = true;
    getSelection().selectAllChildren(title);
    scrollTo(0, 120);
  });
  // What moved while the page came is not the app's doing.
  const before = await bare.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
      window.shifts = [];
      done([getSelection().toString(), scrollY]);
    })));
  }));
  release();
  await appRuns(bare);
  await bare.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const after = await bare.evaluate(() => ({
    kept: window.title.isConnected, focus: document.activeElement === window.link,
    open: document.querySelector(".pager details").open, told: [getSelection().toString(), scrollY], shifts: window.shifts,
  }));
  expect(after).toEqual({ kept: true, focus: true, open: true, told: before, shifts: [] });
  await bare.close();
});

test("Back returns to the same place in the list, after the data has loaded", async ({ page }) => {
  await openList(page, "/all/");
  const link = rows(page).last().getByRole("link");
  const href = await link.getAttribute("href");
  await link.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => window.scrollY);
  expect(place).toBeGreaterThan(100);
  await link.click();
  await expect(page.getByRole("article")).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  await page.goBack();
  await expect(page.getByRole("status")).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(place);
  await expect(page.locator(`main a[href="${href}"]`)).toBeFocused();

  await page.reload();
  await expect(page.getByRole("status")).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(place);
});

test("a change of page puts the focus on the heading and announces it", async ({ page }) => {
  await page.goto("./");
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "投资项目" }).click();
  await expect(heading(page)).toHaveText("投资项目");
  await expect(heading(page)).toBeFocused();
  await expect(page.locator("[aria-live=polite]").last()).toHaveText("投资项目");
});

test("older pages are numbered paths whose rows follow on, and the newest is the bare address", async ({ page }) => {
  await openList(page, "/all/");
  const all = await total(page);
  const seen = await rows(page).getByRole("link").allInnerTexts();
  const pages = page.getByRole("navigation", { name: "分页" });
  while (await pages.getByRole("link", { name: "较早" }).count()) {
    const address = page.url();
    await pages.getByRole("link", { name: "较早" }).click();
    await expect(page).not.toHaveURL(address);
    await expect(rows(page).first().getByRole("link")).not.toHaveText(seen[seen.length - 1]);
    await expect.poll(async () => seen.includes(await rows(page).first().getByRole("link").innerText())).toBe(false);
    seen.push(...(await rows(page).getByRole("link").allInnerTexts()));
  }
  await expect(page).toHaveURL("./all/p1/");
  expect(new Set(seen).size).toBe(all);
  await pages.getByRole("link", { name: "最新" }).click();
  await expect(page).toHaveURL("./all/");
});

test.describe("past the end", () => {
  // No host has a page there.
  test.use({ expectedErrors: /status of 404/ });

  test("a page past the end is the newest, and an unknown parameter is ignored", async ({ page }) => {
  await openList(page, "/all/");
  const first = await rows(page).first().getByRole("link").innerText();
  await openList(page, "/all/p999/?colour=red&year=abc&zone=nowhere");
  await expect(rows(page).first().getByRole("link")).toHaveText(first);
  });
});

test("an address with a filter opens as it stands, and one without a match says so with a way on", async ({ page }) => {
  await openList(page, "/all/jiangsu/?year=2022");
  await expect(facet(page, "时间").getByRole("link", { name: /2022/ })).toHaveAttribute("aria-current", "true");
  await openList(page, "/policy/?year=1950");
  expect(await total(page)).toBe(0);
  await expect(page.getByText("没有符合条件的文章")).toBeVisible();
  await page.getByRole("link", { name: "清除筛选" }).click();
  await expect(page).toHaveURL("./policy/");
  await expect.poll(() => total(page)).toBeGreaterThan(0);
});

test("the zones' directory leads to a zone with its profile and its news", async ({ page }) => {
  await page.goto("./zones/");
  await expect(page.getByRole("region", { name: "江苏" }).getByRole("link", { name: "江苏姜堰经济开发区" })).toBeVisible();
  await page.getByRole("link", { name: "江苏姜堰经济开发区" }).click();
  await expect(heading(page)).toHaveText("江苏姜堰经济开发区");
  await expect(page.getByRole("main")).toContainText("所在地");
  await expect(page.getByRole("region", { name: "开发区新闻" }).getByRole("link", { name: /综合考核/ })).toBeVisible();
});
