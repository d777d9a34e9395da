// Every state in place of a page: loading, missing, offline, malformed, too new.

import { expect, expectNoViolations, facet, heading, openFromList, openList, rows, test, valueOf } from "./support.mjs";

test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });

const frameStands = async (page) => {
  await expect(page.getByRole("banner")).toBeVisible();
  await expect(page.getByRole("contentinfo")).toBeVisible();
};

for (const address of ["/article/20200101-no-such-article/", "/no-such-section/", "/zones/nowhere/", "/zone-news/taizhou/audio/", "/saved/"]) {
  test(`${address} is not found, with a way on`, async ({ page }) => {
    await page.goto(address);
    await expect(heading(page)).toHaveText("没有找到这个页面");
    await frameStands(page);
    await expectNoViolations(page);
    await page.getByRole("main").getByRole("link", { name: "返回首页" }).click();
    await expect(page).toHaveURL("./");
  });
}

test("a page in place of an article tells of the network, and a retry helps", async ({ page }) => {
  await page.route(/\/articles\//, (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html>" }));
  await openFromList(page);
  await expect(heading(page)).toHaveText("暂时无法连接");
  await page.unrouteAll();
  await page.getByRole("button", { name: "重试" }).click();
  await expect(heading(page)).toHaveText("全区2021年度综合考核总结表彰大会召开");
});

test("an article whose hash leads nowhere is asked for by its bare address", async ({ page }) => {
  await page.route(/\/articles\/.*\?v=/, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "" }));
  await openFromList(page);
  await expect(heading(page)).toHaveText("全区2021年度综合考核总结表彰大会召开");
});

test("an article that is gone is not found", async ({ page }) => {
  await page.route(/\/articles\//, (route) => route.fulfill({ status: 404, contentType: "text/html", body: "<!doctype html>" }));
  await openFromList(page);
  await expect(heading(page)).toHaveText("没有找到这个页面");
});

test("without network the reader is told, what is on screen stays reachable, and a retry helps", async ({ page, context }) => {
  await openList(page, "/policy/");
  await context.setOffline(true);
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "首页" }).click();
  await expect(heading(page)).toHaveText("暂时无法连接");
  await frameStands(page);
  await expectNoViolations(page);
  await page.goBack();
  await expect(heading(page)).toHaveText("政策法规");
  await expect(rows(page).first()).toBeVisible();
  await page.goForward();
  await expect(heading(page)).toHaveText("暂时无法连接");
  await context.setOffline(false);
  await expect(page.getByRole("main").locator(".home")).toBeVisible();
});

test("a server in trouble is told, and Retry asks again", async ({ page }) => {
  let broken = true;
  await page.route(/\/articles\//, (route) => (broken ? route.fulfill({ status: 503, body: "" }) : route.continue()));
  await openFromList(page);
  await expect(heading(page)).toHaveText("暂时无法连接");
  broken = false;
  await page.getByRole("button", { name: "重试" }).click();
  await expect(heading(page)).toHaveText("全区2021年度综合考核总结表彰大会召开");
});

for (const [name, body] of [["cut off", '{"id":"2022'], ["of another article", '{"id":"20200101-x","title":"x"}'], ["no JSON at all", "\u0000\u0001"]]) {
  test(`an article that is ${name} is called malformed, with a way on`, async ({ page }) => {
    await page.route(/\/articles\//, (route) => route.fulfill({ contentType: "application/json", body }));
    await openFromList(page);
    await expect(heading(page)).toHaveText("内容无法读取");
    await frameStands(page);
    await expectNoViolations(page);
  });
}

test("a volume that is cut off is called malformed, and the rest of the site still reads", async ({ page }) => {
  await page.route(/volume-/, (route) => route.fulfill({ contentType: "application/json", body: '{"days":[1' }));
  await page.goto("./all/");
  await (await valueOf(page, "地区", /江苏/)).click();
  await expect(heading(page)).toHaveText("内容无法读取");
  await page.getByRole("main").getByRole("link", { name: "返回首页" }).click();
  await expect(page.getByRole("main").locator(".home")).toBeVisible();
});

test("an archive of a newer press asks for a reload", async ({ page }) => {
  await page.route(/manifest\.json/, (route) => route.fulfill({ contentType: "application/json", body: '{"format":99}' }));
  await page.goto("./");
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "政策法规" }).click();
  await expect(heading(page)).toHaveText("网站已经更新");
  await expectNoViolations(page);
  await page.unroute(/manifest\.json/);
  await page.getByRole("button", { name: "刷新页面" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("a slow page dims what was printed, and shows its shape after that", async ({ page }) => {
  let release;
  let held = new Promise((resolve) => { release = resolve; });
  const hold = async (route) => { await held; await route.continue(); };
  await page.route(/archive\/digest-/, hold);
  await page.goto("./about/");
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "展会活动" }).click();
  // What was printed stays, dimmed; what the app drew gives way.
  await expect(page.getByRole("main")).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  release();
  await expect(rows(page).first()).toBeVisible();

  // What has been fetched is not asked for again, so the next wait is for another file.
  held = new Promise((resolve) => { release = resolve; });
  await page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "开发区名录" }).click();
  await expect(page.getByRole("progressbar", { name: "正在加载" })).toBeVisible();
  await expectNoViolations(page);
  release();
  await expect(heading(page)).toHaveText("开发区名录");
  await expect(page.getByRole("progressbar")).toHaveCount(0);
});

test("a slow filter keeps the list, printed or drawn, dimmed", async ({ page }) => {
  let release;
  let held = new Promise((resolve) => { release = resolve; });
  await page.route(/archive\/digest-/, async (route) => { await held; await route.continue(); });
  await openList(page, "/zone-news/");
  const kind = facet(page, "类型").getByRole("link", { name: /文字/ });
  await kind.click();
  await expect(page.getByRole("main")).toHaveAttribute("aria-busy", "true");
  await expect(rows(page).first()).toBeVisible();
  release();
  await expect(kind).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("main")).not.toHaveAttribute("aria-busy", "true");

  held = new Promise((resolve) => { release = resolve; });
  // The months of a year are in a file of their own.
  await facet(page, "时间").getByRole("link").last().click();
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  release();
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
});

test("where the app cannot be had, a page for it says so, and any other still reads", async ({ page }) => {
  const bare = await page.context().newPage();
  await bare.route(/investchn-[0-9a-f]+\.wasm/, (route) => route.abort());
  await bare.goto("./all/?year=2024");
  await bare.waitForSelector("html.stuck", { state: "attached" });
  const told = await bare.locator("main").evaluate((main) => getComputedStyle(main, "::before").content);
  expect(told).toContain("较新的浏览器");
  await bare.getByRole("navigation", { name: "栏目" }).getByRole("link", { name: "政策法规" }).click();
  await expect(heading(bare)).toHaveText("政策法规");
  await expect(rows(bare).first()).toBeVisible();
  await bare.close();
});

test("hostile text is shown as text", async ({ page }) => {
  const hostile = {
    id: "20220519-jiangyan-assessment", title: "<img src=x onerror=alert(1)>", published: "2022-05-19", source: "<script>alert(1)</script>",
    section: "zone-news", zone: "jiangyan", kind: "text",
    body: ["<b>粗</b>", [{ link: { href: "javascript:alert(1)", text: "点我" } }], { poll: "未知的块" }, { image: { src: "https://elsewhere.example/x.png", alt: "外部图片", width: 1, height: 1 } }],
  };
  const foreign = [];
  page.on("request", (request) => { if (request.url().includes("elsewhere")) foreign.push(request.url()); });
  page.on("dialog", (dialog) => { foreign.push(dialog.message()); dialog.dismiss(); });
  await page.route(/\/articles\//, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(hostile) }));
  await openFromList(page);
  await expect(heading(page)).toHaveText("<img src=x onerror=alert(1)>");
  await expect(page.getByRole("article")).toContainText("<b>粗</b>");
  await expect(page.getByRole("article")).toContainText("未知的块");
  await expect(page.getByRole("article").getByRole("link", { name: "点我" })).toHaveCount(0);
  expect(foreign).toEqual([]);
});
