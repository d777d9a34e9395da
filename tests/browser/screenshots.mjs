// The README's pictures, of the release in dist/: npm run screenshots

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { systemBrowser } from "../../scripts/browser-path.mjs";

const PORT = 4174;
const OUT = fileURLToPath(new URL("../../docs/", import.meta.url));
const PICTURES = [
  ["home", "/", { width: 1200, height: 900 }, "light"],
  ["list", "/all/jiangsu/", { width: 1200, height: 900 }, "light"],
  ["article", "/article/20220519-jiangyan-assessment/", { width: 390, height: 844 }, "light"],
  ["article-dark", "/article/20220519-jiangyan-assessment/", { width: 390, height: 844 }, "dark"],
];

const server = spawn(process.execPath, ["hosts/plain.mjs", "--port", String(PORT)], { stdio: ["ignore", "pipe", "inherit"] });
await once(server.stdout, "data");
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath: systemBrowser(), args: isRoot ? ["--no-sandbox"] : [] });
for (const [name, address, viewport, colorScheme] of PICTURES) {
  const page = await browser.newPage({ viewport, colorScheme, locale: "zh-CN" });
  await page.goto(`http://127.0.0.1:${PORT}${address}`, { waitUntil: "networkidle" });
  await page.getByRole("contentinfo").waitFor();
  await page.screenshot({ path: `${OUT}${name}.jpg`, type: "jpeg", quality: 80 });
  await page.close();
}
await browser.close();
server.kill();
