// Large text: a reader's own size of letters changes what a page is as wide as, and never widens it.

import { JIANGYAN, appRuns, expect, test } from "./support.mjs";

const WIDTHS = [320, 375, 480, 600, 768, 960, 1280, 1920];
const PAGES = {
  "home": "/",
  "a list": "/all/",
  "a filtered list": "/all/jiangsu/?zone=jiangyan&year=2022",
  "an empty list": "/policy/?year=1950",
  "an older page": "/all/p1/",
  "an article with a table": JIANGYAN,
  "an article with a video": "/article/20051210-yangshan-video/",
  "the directory of zones": "/zones/",
  "a zone": "/zones/jiangyan/",
  "about": "/about/",
  "a search": "/search/?q=园区",
};

for (const size of [16, 24, 32]) {
  test(`no page scrolls sideways from ${WIDTHS[0]} to ${WIDTHS.at(-1)} px in letters of ${size} px`, async ({ playwright, launchOptions, baseURL, isMobile }) => {
    test.skip(isMobile, "the widths are set here");
    // The size is a setting of the browser, and no page's.
    const args = [...launchOptions.args, `--blink-settings=defaultFontSize=${size}`];
    const browser = await playwright.chromium.launch({ ...launchOptions, args });
    const page = await browser.newPage({ baseURL, ignoreHTTPSErrors: true, locale: "zh-CN" });
    const wide = [];
    for (const [name, address] of Object.entries(PAGES)) {
      await page.goto(address.replace("/", "./"));
      await appRuns(page);
      await expect(page.getByRole("contentinfo")).toBeVisible();
      expect(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))).toBe(size);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 700 });
        const seen = await page.evaluate(() => document.documentElement.scrollWidth);
        if (seen > width) wide.push(`${name}: ${seen} px at ${width}`);
      }
    }
    await browser.close();
    expect(wide).toEqual([]);
  });
}
