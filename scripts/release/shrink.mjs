// Takes out of an app what no reader needs to download, before and after wasm-bindgen has seen it.
//
//   node shrink.mjs unused IN.wasm OUT.wasm    drops exports that nothing in the page calls
//   node shrink.mjs names FOLDER/NAME          short names between NAME_bg.wasm and NAME.js; minified
//
// Names carry a hash of 16 digits, once in each file: some 2 % of the app, and nothing compresses
// them. They are an agreement between the two files alone.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [IMPORTS, EXPORTS] = [2, 7];
/** What the wasm imports from, said once for each import. */
const MODULE = "$";
// A crate's classes for streams that come from servers, which this site has none of. What an
// export keeps alive goes with it.
const UNUSED = /^__wb(g|indgen_describe)_intounderlying|^intounderlying|^__wbindgen_describe___wbg_intounderlying/;

const [task, ...files] = process.argv.slice(2);
if (task === "unused") dropUnused(...files);
else if (task === "names") await shorten(...files);
else throw new Error(`unknown task "${task}"; there are: unused, names`);

function dropUnused(from, to) {
  const used = (section) => section.entries.filter(({ name }) => !UNUSED.test(name));
  writeFileSync(to, rewritten(readFileSync(from), EXPORTS, used));
}

async function shorten(start) {
  const [wasm, script] = [`${start}_bg.wasm`, `${start}.js`];
  const short = new Map();
  const modules = new Set();
  const renamed = (section) => section.entries.map((entry) => {
    short.set(entry.name, `$${short.size.toString(36)}`);
    modules.add(entry.module);
    return { ...entry, module: MODULE, name: short.get(entry.name) };
  });
  const bytes = rewritten(readFileSync(wasm), IMPORTS, renamed);
  let text = readFileSync(script, "utf8");
  for (const [name, to] of short) {
    if (!text.includes(`${name}:`)) throw new Error(`${script} does not give ${name}, which the wasm asks for`);
    text = text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), () => to);
  }
  const [module, ...others] = modules;
  if (others.length > 0 || !text.includes(`"${module}":`)) throw new Error(`${script} is not all that the wasm imports from: ${[...modules].join(", ")}`);
  text = text.replace(`"${module}":`, () => `"${MODULE}":`);
  writeFileSync(wasm, bytes);
  // The classes whose exports went.
  text = text.replaceAll(/^export class IntoUnderlying[^]*?^}\n(if \(Symbol\.dispose\).*\n)?/gm, "");
  writeFileSync(script, await minified(text));
}

async function minified(text) {
  const packages = new URL("../../tests/browser/package.json", import.meta.url);
  let minify;
  try {
    ({ minify } = createRequire(packages)("terser"));
  } catch {
    console.error("shrink: terser is not installed (scripts/setup does it); the JavaScript is not minified");
    return text;
  }
  const { code } = await minify(text, { module: true, compress: { passes: 3, pure_getters: true, unsafe_arrows: true } });
  return code;
}

/** A module with the entries of one section, its imports or its exports, as `change` leaves them. */
function rewritten(bytes, wanted, change) {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const start = at;
    const id = bytes[at];
    const size = number(bytes, at + 1);
    const end = size.next + size.value;
    if (id === wanted) {
      const entries = change({ entries: entriesOf(bytes, size.next, id) });
      const body = [leb(entries.length)];
      for (const { module, name, rest } of entries) {
        if (module !== undefined) body.push(text(module));
        body.push(text(name), rest);
      }
      const joined = Buffer.concat(body);
      parts.push(Buffer.from([id]), leb(joined.length), joined);
    } else {
      parts.push(bytes.subarray(start, end));
    }
    at = end;
  }
  return Buffer.concat(parts);
}

function entriesOf(bytes, start, id) {
  const count = number(bytes, start);
  const entries = [];
  let at = count.next;
  const string = () => {
    const length = number(bytes, at);
    at = length.next + length.value;
    return bytes.toString("utf8", length.next, at);
  };
  for (let left = count.value; left > 0; left--) {
    const module = id === IMPORTS ? string() : undefined;
    const name = string();
    const begin = at;
    const kind = bytes[at++];
    if (id === IMPORTS && kind !== 0) throw new Error(`${name} is an import that is no function`);
    at = number(bytes, at).next;
    entries.push({ module, name, rest: bytes.subarray(begin, at) });
  }
  return entries;
}

/** An unsigned LEB128 number, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, next: at };
  }
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

function text(string) {
  const bytes = Buffer.from(string);
  return Buffer.concat([leb(bytes.length), bytes]);
}
