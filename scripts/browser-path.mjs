// The one rule for which browser the tests drive. As a program it prints the
// path, or nothing where there is none; playwright.config.mjs imports it.
//
//   1. $CHROMIUM, 2. Chromium or Chrome on PATH, 3. Chrome's macOS app,
//   4. the Chromium that Playwright downloaded.

import { accessSync, closeSync, constants, existsSync, openSync, readSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser of the system, or undefined: then Playwright takes its own. */
export function systemBrowser() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!isProgram(named)) throw new Error(`CHROMIUM names no program: ${named}`);
    return named;
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const apps = process.platform === "darwin" ? MACOS_APPS : [];
  return [...onPath, ...apps].find((path) => isProgram(path) && !isSnap(path));
}

function playwrightsOwn() {
  try {
    const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
    const path = require("@playwright/test").chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined; // its packages are not installed yet
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Ubuntu's chromium is a small script that wants a snap, or a snap itself,
// which cannot read profiles under /tmp.
function isSnap(path) {
  const real = realpathSync(path);
  if (real.startsWith("/snap/") || real.endsWith("/snap")) return true;
  const start = Buffer.alloc(2048);
  const file = openSync(real, "r");
  const length = readSync(file, start);
  closeSync(file);
  const text = start.toString("latin1", 0, length);
  return text.startsWith("#!") && text.includes("/snap/");
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const path = systemBrowser() ?? playwrightsOwn();
    if (path) console.log(path);
  } catch (error) {
    console.error(`browser-path: ${error.message}`);
    process.exitCode = 1;
  }
}
