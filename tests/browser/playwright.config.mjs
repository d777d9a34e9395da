// The site in a real browser, as it lies in dist/ (`make dist` makes it), on the hosts of hosts/list.mjs:
// the whole suite on nginx in a sub-folder, and what depends on the host on each.

import { defineConfig } from "@playwright/test";
import { systemBrowser } from "../../scripts/browser-path.mjs";
import { HOSTS } from "./hosts/list.mjs";

const isRoot = process.getuid?.() === 0;

const SIZES = {
  phone: { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1280, height: 900 } },
};

export default defineConfig({
  testDir: "specs",
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    ignoreHTTPSErrors: true,
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    launchOptions: {
      executablePath: systemBrowser(),
      // What keeps the browser from calling home, and from what needs a screen.
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-gpu",
        ...(isRoot ? ["--no-sandbox"] : []),
      ],
    },
  },
  projects: [
    { name: "phone", use: { ...SIZES.phone, baseURL: HOSTS["nginx-below"].url }, testIgnore: /hosts\.spec/ },
    { name: "desktop", use: { ...SIZES.desktop, baseURL: HOSTS["nginx-below"].url }, testIgnore: /hosts\.spec/ },
    ...Object.entries(HOSTS).map(([name, { url }]) => ({
      name,
      use: { ...SIZES.desktop, baseURL: url },
      testMatch: /hosts\.spec/,
    })),
  ],
  webServer: {
    command: "node hosts/start.mjs",
    // The last to be there: it is started when all files are.
    url: HOSTS["caddy-below"].url,
    ignoreHTTPSErrors: true,
    reuseExistingServer: false,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
