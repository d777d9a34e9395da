// Compares the printed pages of two releases, for a change that no reader is to notice.
//
//   node scripts/compare-pages.mjs BEFORE AFTER
//
// What is compared is what a page says of itself, to readers and to machines: its head, its structured data
// and its body. The app's own document around them is left out (styles, scripts, the policy that names their
// hashes), and so are the hashes in names of files and the order of an element's attributes. Tells each page that differs with the place, and each that
// only one of the two has; exits with 1 where there is any.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folders = process.argv.slice(2);
if (folders.length !== 2) {
  console.error("usage: node scripts/compare-pages.mjs BEFORE AFTER");
  process.exit(2);
}

const pages = (folder) => new Set(readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html")));

const inOrder = (tag, name, attributes, end) => `<${name}${(attributes.match(/ [^\s=]+(?:="[^"]*"|=[^\s>"]*)?/g) ?? []).sort().join("")}${end}`;

const said = (html) => html
  .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "")
  .replace(/<style>.*?<\/style>/s, "")
  .replace(/<script(?![^>]*ld\+json).*?<\/script>/gs, "")
  .replace(/<link[^>]* (?:href="\/[^"]*\.(?:js|wasm|css)"|rel="?(?:module)?preload)[^>]*>/g, "")
  .replace(/<html lang="?([\w-]+)"?/, '<html lang="$1"')
  .replace(/<([a-z][\w-]*)((?: [^\s=>]+(?:="[^"]*"|=[^\s>"]*)?)*)(\s*\/?>)/g, inOrder)
  .replace(/-[0-9a-f]{16}(?=[."])|(?<=\?v=)[0-9a-f]+/g, "HASH");

const [before, after] = folders.map(pages);
const failures = [];
for (const path of [...new Set([...before, ...after])].sort()) {
  if (!before.has(path) || !after.has(path)) {
    failures.push(`${path}: only in ${before.has(path) ? folders[0] : folders[1]}`);
    continue;
  }
  const [old, now] = folders.map((folder) => said(readFileSync(join(folder, path), "utf8")));
  if (old === now) continue;
  let at = 0;
  while (old[at] === now[at]) at += 1;
  const around = (text) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  failures.push(`${path}: differs at ${at}\n  before ${around(old)}\n  after  ${around(now)}`);
}
for (const failure of failures) console.log(failure);
console.log(`${before.size} pages before, ${after.size} after, ${failures.length} not the same`);
process.exit(failures.length > 0 ? 1 : 0);
