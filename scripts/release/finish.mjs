// The last step of a release: one style sheet, and every file of the app named by its final bytes,
// so that a name never stands for two contents and the files can be kept for ever.
//
//   node finish.mjs DIST

import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const dist = process.argv[2];
const at = (name) => join(dist, name);
let page = readFileSync(at("index.html"), "utf8");

/** `name-HASH.ext` for what a file holds. */
function named(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
}

/** Gives a file its last name, and returns that. */
function settle(from, plain) {
  const to = named(plain, readFileSync(at(from)));
  renameSync(at(from), at(to));
  return to;
}

function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`finish: "${from}" was expected and is not there`);
  return text.replaceAll(from, to);
}

/** Writes a script under the name of its content, and returns that. */
function written(plain, text) {
  const name = named(plain, text);
  writeFileSync(at(name), text);
  return name;
}

// One style sheet, in the order of the page.
const links = [...page.matchAll(/<link [^>]*href="?\/?([\w-]+\.css)"?[^>]*>/g)];
if (links.length === 0) throw new Error("finish: the page links no style sheet");
const style = links.map(([, name]) => readFileSync(at(name), "utf8")).join("\n");
const sheet = written("style.css", style);
for (const [index, [link, name]] of links.entries()) {
  page = replaced(page, link, index === 0 ? `<link rel="stylesheet" href="/${sheet}">` : "");
  rmSync(at(name));
}

// The app: fetched once what was printed is on screen, or at once where nothing was. Whoever reads is not
// to notice: compiling takes every core, so it waits until the page's frame is done; and no task may be
// long, so compiling is one and running is another. A tab in the background waits until it is looked at.
// A host that names the wrong type is left to the app's own script.
const bootstrap = /<script type="?module"?>import[^]*?<\/script>/.exec(page)?.[0] ?? "";
const [script, binary] = [/investchn-[0-9a-f]+\.js/, /investchn-[0-9a-f]+_bg\.wasm/].map((name) => name.exec(bootstrap)?.[0]);
if (!script || !binary) throw new Error("finish: the page has no script that starts the app");
page = replaced(page, bootstrap, "");
for (const link of page.match(/<link [^>]*investchn-[^>]*>/g) ?? []) page = replaced(page, link, "");
const start = written("start.js", `
const root = document.documentElement;
const shown = root.dataset.address !== undefined && root.className !== "other";
if (shown) {
  await new Promise((go) => {
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(go));
    if (document.readyState === "complete") painted();
    addEventListener("load", painted);
    ["pointerdown", "keydown"].forEach((event) => addEventListener(event, go));
  });
}
try {
  const ask = () => fetch(new URL("./${settle(binary, "investchn.wasm")}", import.meta.url));
  let wasm = ask();
  const { default: init } = await import("./${settle(script, "investchn.js")}");
  if (shown) {
    wasm = await WebAssembly.compileStreaming(wasm).catch(ask);
    await new Promise((go) => setTimeout(go));
  }
  await init({ module_or_path: wasm });
} catch (error) {
  if (root.className === "other") root.className = "stuck";
  throw error;
}
`);
page = replaced(page, "</head>", `<script type="module" src="/${start}"></script></head>`);

// The finder: its script and its wasm are fetched side by side.
const finder = written("finder-start.js", `
const wasm = fetch(new URL("./${settle("finder_bg.wasm", "finder.wasm")}", import.meta.url));
const { default: init } = await import("./${settle("finder.js", "finder.js")}");
await init({ module_or_path: wasm });
`);
rmSync(at("finder_loader.js"));
page = replaced(page, "finder_loader.js", finder);

// The press puts the site's path before what begins with ="/.
page = page.replace(/ (href|src|content)=(\/[^ ">]*)/g, ' $1="$2"');

writeFileSync(at("index.html"), page);
