// Takes out of an app what no reader needs to download, before and after wasm-bindgen has seen it.
//
//   node shrink.mjs unused IN.wasm OUT.wasm    drops exports and empties functions that nothing in the page calls
//   node shrink.mjs names FOLDER/NAME          short names between NAME_bg.wasm and NAME.js; minified
//
// Names carry a hash of 16 digits, once in each file: some 2 % of the app, and nothing compresses
// them. They are an agreement between the two files alone.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [CUSTOM, IMPORTS, EXPORTS, CODE] = [0, 2, 7, 10];
/** What the wasm imports from, said once for each import. */
const MODULE = "$";
// A crate's classes for streams that come from servers, which this site has none of. What an
// export keeps alive goes with it, but for what a table of functions names as well.
const UNUSED = /^__wb(g|indgen_describe)_intounderlying|^intounderlying|^__wbindgen_describe___wbg_intounderlying/;
// By what stands in a mangled name before a module's: at its end, a crate is only the one that a generic
// function was made for first. wasm-bindgen runs what describes types, and drops it then.
const EMPTIED = /^(?!.*describe).*wasm_streams\d/s;
/** The body of a function without locals that traps. */
const TRAP = Buffer.from([3, 0, 0x00, 0x0b]);

const [task, ...files] = process.argv.slice(2);
if (task === "unused") dropUnused(...files);
else if (task === "names") await shorten(...files);
else throw new Error(`unknown task "${task}"; there are: unused, names`);

function dropUnused(from, to) {
  const used = ({ entries }) => entries.filter(({ name }) => !UNUSED.test(name));
  const bytes = rewritten(readFileSync(from), EXPORTS, used);
  const names = functionNames(bytes);
  if (names.size === 0) throw new Error(`${from} has no names of functions; the profile must not strip them`);
  writeFileSync(to, emptied(bytes, (index) => EMPTIED.test(names.get(index) ?? "")));
}

async function shorten(start) {
  const [wasm, script] = [`${start}_bg.wasm`, `${start}.js`];
  const short = new Map();
  const modules = new Set();
  const renamed = ({ entries }) => entries.map((entry) => {
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

/** The sections of a module: what each is, where it begins, and where its content lies. */
function* sections(bytes) {
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const size = number(bytes, at + 1);
    const end = size.next + size.value;
    yield { id, at, start: size.next, end };
    at = end;
  }
}

function section(id, body) {
  return [Buffer.from([id]), leb(body.length), body];
}

/** What the name section calls the functions, by their index. */
function functionNames(bytes) {
  const names = new Map();
  for (const { id, start, end } of sections(bytes)) {
    if (id !== CUSTOM) continue;
    const title = string(bytes, start);
    if (title.value !== "name") continue;
    for (let at = title.next; at < end; ) {
      const kind = bytes[at];
      const size = number(bytes, at + 1);
      if (kind === 1) {
        const count = number(bytes, size.next);
        let entry = count.next;
        for (let left = count.value; left > 0; left--) {
          const index = number(bytes, entry);
          const name = string(bytes, index.next);
          names.set(index.value, name.value);
          entry = name.next;
        }
      }
      at = size.next + size.value;
    }
  }
  return names;
}

/** A module without names whose functions trap, as `isEmpty` says by their index. */
function emptied(bytes, isEmpty) {
  const parts = [bytes.subarray(0, 8)];
  let index = 0;
  for (const { id, at, start, end } of sections(bytes)) {
    if (id === IMPORTS) index = entriesOf(bytes, start, id).length;
    // wasm-bindgen would name the app's exports by the names of functions.
    if (id === CUSTOM && string(bytes, start).value === "name") continue;
    if (id !== CODE) {
      parts.push(bytes.subarray(at, end));
      continue;
    }
    const count = number(bytes, start);
    const bodies = [leb(count.value)];
    for (let body = count.next; body < end; index++) {
      const size = number(bytes, body);
      const next = size.next + size.value;
      bodies.push(isEmpty(index) ? TRAP : bytes.subarray(body, next));
      body = next;
    }
    parts.push(...section(id, Buffer.concat(bodies)));
  }
  return Buffer.concat(parts);
}

/** A module with the entries of one section, its imports or its exports, as `change` leaves them. */
function rewritten(bytes, wanted, change) {
  const parts = [bytes.subarray(0, 8)];
  for (const { id, at, start, end } of sections(bytes)) {
    if (id !== wanted) {
      parts.push(bytes.subarray(at, end));
      continue;
    }
    const entries = change({ entries: entriesOf(bytes, start, id) });
    const body = [leb(entries.length)];
    for (const { module, name, rest } of entries) {
      if (module !== undefined) body.push(text(module));
      body.push(text(name), rest);
    }
    parts.push(...section(id, Buffer.concat(body)));
  }
  return Buffer.concat(parts);
}

function entriesOf(bytes, start, id) {
  const count = number(bytes, start);
  const entries = [];
  let at = count.next;
  const read = () => {
    const { value, next } = string(bytes, at);
    at = next;
    return value;
  };
  for (let left = count.value; left > 0; left--) {
    const module = id === IMPORTS ? read() : undefined;
    const name = read();
    const begin = at;
    const kind = bytes[at++];
    if (id === IMPORTS && kind !== 0) throw new Error(`${name} is an import that is no function`);
    at = number(bytes, at).next;
    entries.push({ module, name, rest: bytes.subarray(begin, at) });
  }
  return entries;
}

/** A text behind its length, and where it ends. */
function string(bytes, at) {
  const length = number(bytes, at);
  const next = length.next + length.value;
  return { value: bytes.toString("utf8", length.next, next), next };
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
