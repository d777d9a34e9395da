// A tab that stays open while the press puts later editions in place.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, expectNoViolations, facet, heading, requestsOf, rows, test as base } from "./support.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PLAIN = fileURLToPath(new URL("../hosts/plain.mjs", import.meta.url));
const PRESS = ["run", "--quiet", "--release", "--features", "press", "--bin", "press", "--"];

/** A site of its own on a host of its own, of which the press makes further editions. */
class Site {
  static async open(...words) {
    const site = new Site();
    site.folder = mkdtempSync(join(tmpdir(), "editions-"));
    site.input = join(site.folder, "in");
    site.out = join(site.folder, "out");
    site.number = 0;
    // What the press remembers of a release comes with it, so that it prints only what changes.
    cpSync(join(ROOT, "dist"), site.out, { recursive: true, preserveTimestamps: true });
    cpSync(join(ROOT, "public"), site.input, { recursive: true, preserveTimestamps: true });
    site.host = spawn(process.execPath, [PLAIN, "--root", site.out, "--port", "0", ...words], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: site.host.stdout })) {
      site.url = `${/http:\S+/.exec(line)[0]}/`;
      break;
    }
    return site;
  }

  /** Publishes an article more; returns its title. */
  publish() {
    this.number += 1;
    const day = String(this.number).padStart(2, "0");
    const id = `202601${day}-edition`;
    const title = `新版第${this.number}条：开发区发布政策`;
    const article = {
      id, title, published: `2026-01-${day}`, source: "本站", section: "policy", kind: "text",
      body: [`第${this.number}版的工业园区消息。`],
    };
    const file = join(this.input, `articles/2026/01/${id}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(article));
    execFileSync("cargo", [...PRESS, "build", this.input, this.out, "--app", "target/app"], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
    return title;
  }

  /** Publishes until nothing is left that only the first edition names. */
  replace() {
    this.publish();
    return this.publish();
  }

  /** Takes a part of the archive away; returns what puts it back. */
  lose(part) {
    const archive = join(this.out, "archive");
    const lost = readdirSync(archive).filter((name) => name.startsWith(part));
    const away = mkdtempSync(join(this.folder, "away-"));
    for (const name of lost) renameSync(join(archive, name), join(away, name));
    return () => { for (const name of lost) renameSync(join(away, name), join(archive, name)); };
  }

  close() {
    this.host.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const test = base.extend({
  /** What is told to the host. */
  host: [[], { option: true }],
  site: async ({ host }, use) => {
    const site = await Site.open(...host);
    await use(site);
    site.close();
  },
});

test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });
test.skip(({ isMobile }) => isMobile, "what is fetched is the same on every screen, and each test presses editions");
test.setTimeout(120_000);

const home = (page) => page.getByRole("main").locator(".home");
const section = (page, name) => page.getByRole("navigation", { name: "栏目" }).getByRole("link", { name });
const field = (page) => page.getByRole("search").getByRole("searchbox");
const hits = (page) => page.getByRole("main").locator(".hits > li");
const manifests = (paths) => paths.filter((path) => path.endsWith("archive/manifest.json")).length;

async function search(page, words) {
  await field(page).fill(words);
  await field(page).press("Enter");
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(words)));
}

/** Opens a list in a tab, and has the edition that it knows replaced; returns the newest title. */
async function leaveOpen(page, site) {
  await page.goto(site.url);
  await section(page, "政策法规").click();
  await expect(heading(page)).toHaveText("政策法规");
  return site.replace();
}

for (const [name, host] of [["not found", []], ["answered with a page", ["--pages"]]]) {
  test.describe(`where a file that is gone is ${name}`, () => {
    test.use({ host });

    test("the newest edition answers", async ({ page, site }) => {
      const gone = await page.request.get(`${site.url}archive/front-000000000000.json`);
      expect(gone.status()).toBe(host.length > 0 ? 200 : 404);
      const newest = await leaveOpen(page, site);
      const paths = requestsOf(page);
      await section(page, "首页").click();
      await expect(home(page).getByRole("link", { name: newest }).first()).toBeVisible();
      expect(manifests(paths)).toBe(1);
      await section(page, "政策法规").click();
      await expect(rows(page).getByRole("link", { name: newest })).toBeVisible();
      await facet(page, "类型").getByRole("link", { name: /图片/ }).click();
      await expect(page.getByRole("status")).toHaveText(/共 \d+ 篇/);
      expect(manifests(paths)).toBe(1);
    });
  });
}

test("a file that is gone from the newest edition is named, and a retry helps", async ({ page, site }) => {
  await page.goto(site.url);
  await section(page, "政策法规").click();
  await expect(heading(page)).toHaveText("政策法规");
  const putBack = site.lose("front-");
  await section(page, "首页").click();
  await expect(heading(page)).toHaveText("暂时无法显示");
  await expect(page.getByRole("main").locator("code")).toHaveText(/^archive\/front-[0-9a-f]+\.json$/);
  await expectNoViolations(page);
  putBack();
  await page.getByRole("button", { name: "重试" }).click();
  await expect(home(page)).toBeVisible();
});

for (const [name, refuse] of [
  ["does not come", (route) => route.abort()],
  ["is a page", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html>" })],
]) {
  test(`where a file is gone and the manifest ${name}, the site cannot be reached, and a retry helps`, async ({ page, site }) => {
    await leaveOpen(page, site);
    await page.route(/manifest\.json/, refuse);
    // Not home: that was printed, and is brought back where nothing else can be had.
    await section(page, "开发区名录").click();
    await expect(heading(page)).toHaveText("暂时无法连接");
    await page.unrouteAll();
    await page.getByRole("button", { name: "重试" }).click();
    await expect(heading(page)).toHaveText("开发区名录");
  });
}

test.describe("on a host that lets the manifest be kept", () => {
  test.use({ host: ["--keep", "3600"] });

  test("it is asked for past the browser's cache", async ({ page, site }) => {
    const newest = await leaveOpen(page, site);
    await section(page, "首页").click();
    await expect(home(page).getByRole("link", { name: newest }).first()).toBeVisible();
  });
});

test("a search in an open tab finds what the newest edition has, without a gap", async ({ page, site }) => {
  await page.goto(new URL("about/", site.url).href);
  const ready = page.waitForResponse(/archive\/search-/);
  await field(page).focus();
  await (await ready).finished();
  const newest = site.replace();
  await search(page, "新版");
  await expect(hits(page).getByRole("link", { name: newest })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await hits(page).getByRole("link", { name: newest }).click();
  await expect(heading(page)).toHaveText(newest);
});

test("twenty editions under an open tab do not show", async ({ page, site }) => {
  test.setTimeout(600_000);
  await page.goto(site.url);
  const told = [];
  await page.exposeFunction("tell", (text) => { told.push(text); });
  await page.evaluate(() => {
    const look = () => {
      const title = document.querySelector(".state h1, [role=alert]:not([hidden])");
      if (title) window.tell(title.textContent);
    };
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  });
  const isHome = () => expect(home(page)).toBeVisible();
  const isList = (name) => async () => {
    await expect(heading(page)).toHaveText(name);
    await expect(rows(page).first()).toBeVisible();
  };
  const link = (name, arrived) => async () => { await section(page, name).click(); await arrived(); };
  const found = (words) => async () => { await search(page, words); await expect(hits(page).first()).toBeVisible(); };
  const firstRow = async () => {
    await section(page, "政策法规").click();
    await isList("政策法规")();
    const title = await rows(page).getByRole("link").first().innerText();
    await rows(page).getByRole("link").first().click();
    await expect(page.getByRole("article")).toBeVisible();
    expect(title).toContain(await heading(page).innerText());
  };
  const steps = [
    link("政策法规", isList("政策法规")), link("首页", isHome), found("开发区"), link("开发区新闻", isList("开发区新闻")), firstRow,
    found("工业园区"), link("展会活动", isList("展会活动")), found("上海"), link("首页", isHome), link("政策法规", isList("政策法规")),
  ];
  let newest = "";
  for (let edition = 0; edition < 20; edition += 1) {
    newest = site.publish();
    await steps[edition % steps.length]();
  }
  expect(told).toEqual([]);
  await search(page, "新版");
  await expect(hits(page).first()).toBeVisible();
  expect(newest).toContain("第20条");
  expect(told).toEqual([]);
});
