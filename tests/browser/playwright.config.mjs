// The site in a real browser, as it lies in dist/ (`make dist` makes it).

import { defineConfig } from "@playwright/test";
import { systemBrowser } from "../../scripts/browser-path.mjs";

const PORT = Number(process.env.PORT ?? 4173);
const BASE_URL = `http://127.0.0.1:${PORT}`;
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "specs",
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    baseURL: BASE_URL,
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
    { name: "phone", use: { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
    { name: "desktop", use: { viewport: { width: 1280, height: 900 } } },
  ],
  webServer: {
    command: `node server.mjs --port ${PORT}`,
    url: BASE_URL,
    reuseExistingServer: false,
  },
});
