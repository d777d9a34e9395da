// What every spec shares: a page that watches for errors, and the site's own facts.

import { test as base, expect } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";
import { HOSTS } from "../hosts/list.mjs";

export { expect };

export const JIANGYAN = "/article/20220519-jiangyan-assessment/";

/** The path that the site lives under, where the whole suite runs. */
const BELOW = new URL(HOSTS["nginx-below"].url).pathname.replace(/\/$/, "");

/** An address from the site's root, as it stands in a link. */
export const at = (address) => BELOW + address;

/** Until the app runs, and what was printed for another address is gone. */
export const appRuns = (page) => page.waitForSelector("html[data-app]:not(.other)", { state: "attached" });

/** Until what is on screen stands in the history: the app makes an entry of it once its frame is shown, by a
 * task that was set before the one here. */
export const entered = (page) =>
  page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => { setTimeout(done); }); }));

/** A test whose page must stay free of console errors, but for those it says it expects. Addresses are
 * told from the site's root, a page is open when the app runs, and is left once it stands in the history. */
export const test = base.extend({
  expectedErrors: [/^$/, { option: true }],
  page: async ({ page, expectedErrors }, use) => {
    const { goto, goBack, goForward, reload } = page;
    page.goto = async (address, options) => {
      const response = await goto.call(page, address.replace(/^\//, "./"), options);
      await appRuns(page);
      return response;
    };
    for (const [name, travel] of Object.entries({ goBack, goForward })) {
      page[name] = async (options) => {
        await entered(page);
        return travel.call(page, options);
      };
    }
    page.reload = async (options) => {
      await entered(page);
      const response = await reload.call(page, options);
      await appRuns(page);
      return response;
    };
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await use(page);
    const unexpected = errors.filter((text) => !expectedErrors.test(text));
    expect(unexpected, "no console error").toEqual([]);
  },
});

/** The requests that a page makes, as paths. */
export function requestsOf(page) {
  const paths = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    paths.push(url.pathname.replace(BELOW, "") + url.search);
  });
  return paths;
}

/** Until nothing has been asked for for a while, as often as it is wished; a page's own idle state comes once. */
export async function networkRests(page) {
  let last = performance.now();
  const note = () => { last = performance.now(); };
  const events = ["request", "requestfinished", "requestfailed"];
  for (const event of events) page.on(event, note);
  await expect.poll(() => performance.now() - last).toBeGreaterThan(500);
  for (const event of events) page.off(event, note);
}

export async function expectNoViolations(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("; ")}`);
  expect(told).toEqual([]);
}

export const trail = (page) => page.getByRole("navigation", { name: "您现在的位置" });
export const heading = (page) => page.getByRole("heading", { level: 1 });
export const rows = (page) => page.getByRole("main").locator(".headlines > li");
export const facet = (page, name) => page.getByRole("group", { name, exact: true });

/** Opens the Jiangyan article from its list, so that the app fetches it: its own page is printed. */
export async function openFromList(page) {
  await page.goto("/zone-news/taizhou/text/");
  await rows(page).getByRole("link", { name: /综合考核/ }).click();
}

/** What is dimmed, for something else is slow to come in its place: a part of the page, or all that was printed. */
export const late = (page) => page.locator("main[aria-busy=true], main [aria-busy=true]");

/** Waits for the list of the address: one that is slow to come is in the bar while the former one is dimmed. */
export async function listed(page) {
  await expect(late(page)).toHaveCount(0);
}

/** The total that a list tells, as a number. */
export async function total(page) {
  const text = await page.getByRole("status").innerText();
  return Number(/\d+/.exec(text)?.[0] ?? Number.NaN);
}

/** A value of a facet. Where it may stand behind the first ones, all are opened. */
export async function valueOf(page, name, value) {
  const others = facet(page, name).locator(".more-values:not([open]) > summary");
  if ((await others.count()) > 0) await others.click();
  return facet(page, name).getByRole("link", { name: value });
}

/** The count beside a facet's value. */
export async function count(value) {
  return Number(/(\d+)\D*$/.exec(await value.innerText())?.[1] ?? Number.NaN);
}

export async function openList(page, address) {
  await page.goto(address);
  await expect(page.getByRole("status")).toHaveText(/共 \d+ 篇/);
}
