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

// One style sheet, in the order of the page.
const links = [...page.matchAll(/<link [^>]*href="?\/?([\w-]+\.css)"?[^>]*>/g)];
if (links.length === 0) throw new Error("finish: the page links no style sheet");
const style = links.map(([, name]) => readFileSync(at(name), "utf8")).join("\n");
const sheet = named("style.css", style);
writeFileSync(at(sheet), style);
for (const [index, [link, name]] of links.entries()) {
  const base = /href="?([^" >]*\/)/.exec(link)[1];
  page = replaced(page, link, index === 0 ? `<link rel="stylesheet" href="${base}${sheet}">` : "");
  rmSync(at(name));
}

// The app.
for (const [from, plain] of [[/investchn-[0-9a-f]+_bg\.wasm/, "investchn.wasm"], [/investchn-[0-9a-f]+\.js/, "investchn.js"]]) {
  const [name] = from.exec(page);
  page = replaced(page, name, settle(name, plain));
}

// The finder: its script and its wasm are fetched side by side.
const wasm = settle("finder_bg.wasm", "finder.wasm");
const script = settle("finder.js", "finder.js");
const loader = `const wasm=fetch(new URL("./${wasm}",import.meta.url));const{default:init}=await import("./${script}");await init({module_or_path:wasm});\n`;
const entry = named("finder-start.js", loader);
writeFileSync(at(entry), loader);
rmSync(at("finder_loader.js"));
page = replaced(page, "finder_loader.js", entry);

writeFileSync(at("index.html"), page);
