import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "@playwright/test";
import { systemBrowser } from "../../scripts/browser-path.mjs";
const PORT = 4190;
const server = spawn(process.execPath, ["hosts/plain.mjs", "--port", String(PORT)], { stdio: ["ignore", "pipe", "inherit"] });
await once(server.stdout, "data");
const browser = await chromium.launch({ executablePath: systemBrowser(), args: ["--no-sandbox"] });
const list = JSON.parse(process.argv[2]);
for (const [name, address, w, h, scheme, clicks] of list) {
  const page = await browser.newPage({ viewport: { width: w, height: h }, colorScheme: scheme ?? "light", locale: "zh-CN" });
  await page.goto(`http://127.0.0.1:${PORT}${address}`, { waitUntil: "networkidle" });
  for (const text of clicks ?? []) { await page.locator(text).first().click(); await page.waitForTimeout(600); }
  await page.screenshot({ path: `/tmp/shots/${name}.png` });
  await page.close();
}
await browser.close();
server.kill();
