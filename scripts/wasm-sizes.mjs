// What takes the room in a WebAssembly file: its sections, and its code by
// crate. As a program: node scripts/wasm-sizes.mjs FILE.wasm [ROWS]
//
// Crates are read from the name section, which files of cargo and wasm-bindgen
// carry; wasm-opt takes it out. A generic function counts for the
// crate that wrote it, not for the one that called for it.

import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SECTIONS = [
  "custom", "type", "import", "function", "table", "memory", "global",
  "export", "start", "element", "code", "data", "data count", "tag",
];
const CUSTOM = 0;
const IMPORT = 2;
const CODE = 10;
const FUNCTION_NAMES = 1;

/**
 * @param {Uint8Array} bytes a WebAssembly module
 * @returns {{ sections: [string, number][], crates: [string, number][] | null }}
 *   bytes by section and by crate, the largest first; no crates without names
 */
export function wasmSizes(bytes) {
  const reader = new Reader(bytes);
  if (reader.u32le() !== 0x6d736100 || reader.u32le() !== 1) throw new Error("not a WebAssembly module");

  const sections = new Map();
  let imported = 0;
  let bodies = [];
  let names = null;
  while (!reader.atEnd()) {
    const id = reader.byte();
    const section = reader.part(reader.leb());
    const length = section.left();
    let title = SECTIONS[id] ?? `section ${id}`;
    if (id === CUSTOM) {
      const name = section.text();
      title = `custom "${name}"`;
      if (name === "name") names = functionNames(section);
    }
    if (id === IMPORT) imported = importedFunctions(section);
    if (id === CODE) bodies = bodySizes(section);
    sections.set(title, (sections.get(title) ?? 0) + length);
  }

  let crates = null;
  // A stripped file keeps a few names, of the glue: too few to tell by.
  if (names && names.size > bodies.length / 2) {
    crates = new Map();
    bodies.forEach((size, index) => {
      const crate = crateOf(names.get(imported + index) ?? "");
      crates.set(crate, (crates.get(crate) ?? 0) + size);
    });
  }
  return { sections: largestFirst(sections), crates: crates && largestFirst(crates) };
}

/**
 * The crate a symbol belongs to, whether mangled (legacy `_ZN…`, v0 `_R…`) or
 * demangled; `<A as B>::f` counts for A, or for B where A is not of a crate.
 */
export function crateOf(symbol) {
  const crates = symbol.startsWith("_R") ? v0Crates(symbol) : pathCrates(legacyPath(symbol) ?? symbol);
  const own = crates.find((crate) => !STANDARD.has(crate));
  if (symbol.includes(" as ") || symbol.startsWith("_RNvX") || symbol.startsWith("_RINvX")) {
    return own ?? crates[0] ?? OTHER;
  }
  return crates[0] ?? OTHER;
}

const STANDARD = new Set(["core", "alloc", "std"]);
const OTHER = "(no crate: C, runtime, glue)";

// v0: each crate root is written `C`, perhaps `s<base 62>_`, length, name.
function v0Crates(symbol) {
  const found = [];
  for (const match of symbol.matchAll(/C(?:s[0-9a-zA-Z]*_)?(\d+)_?/g)) {
    const start = match.index + match[0].length;
    const name = symbol.slice(start, start + Number(match[1]));
    if (/^[a-z_][a-z0-9_]*$/i.test(name) && name.length === Number(match[1])) found.push(name);
  }
  return found;
}

// Legacy: `_ZN`, then parts as length and text; `_$LT$` and the like inside.
function legacyPath(symbol) {
  if (!symbol.startsWith("_ZN")) return undefined;
  const parts = [];
  for (let at = 3; /\d/.test(symbol[at] ?? ""); ) {
    const digits = symbol.slice(at).match(/^\d+/)[0];
    at += digits.length;
    parts.push(symbol.slice(at, at + Number(digits)));
    at += Number(digits);
  }
  return parts.join("::")
    .replaceAll("$LT$", "<").replaceAll("$GT$", ">").replaceAll("$RF$", "&").replaceAll("$BP$", "*")
    .replaceAll("$u20$", " ").replaceAll("$LP$", "(").replaceAll("$RP$", ")").replaceAll("$C$", ",")
    .replaceAll("..", "::");
}

// Every word that starts a path, `a` in `a::b::c`.
function pathCrates(path) {
  return [...path.matchAll(/(?<![\w:$])_?([a-z][a-z0-9_]*)(?:\[[0-9a-f]+\])?::/g)].map((match) => match[1]);
}

function functionNames(section) {
  const names = new Map();
  while (!section.atEnd()) {
    const kind = section.byte();
    const part = section.part(section.leb());
    if (kind !== FUNCTION_NAMES) continue;
    for (let count = part.leb(); count > 0; count--) names.set(part.leb(), part.text());
  }
  return names;
}

function bodySizes(section) {
  return Array.from({ length: section.leb() }, () => section.part(section.leb()).left());
}

// Functions that are imported come first in the numbering.
function importedFunctions(section) {
  let functions = 0;
  for (let count = section.leb(); count > 0; count--) {
    section.text();
    section.text();
    const kind = section.byte();
    if (kind === 0) { functions++; section.leb(); } // function: its type
    else if (kind === 1) { section.byte(); section.limits(); } // table
    else if (kind === 2) section.limits(); // memory
    else if (kind === 3) { section.byte(); section.byte(); } // global
    else { section.byte(); section.leb(); } // tag
  }
  return functions;
}

function largestFirst(sizes) {
  return [...sizes].sort((a, b) => b[1] - a[1]);
}

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  left() { return this.bytes.length - this.at; }
  atEnd() { return this.at >= this.bytes.length; }
  byte() { return this.bytes[this.at++]; }
  u32le() { return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24); }
  part(length) {
    this.at += length;
    return new Reader(this.bytes.subarray(this.at - length, this.at));
  }
  leb() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  text() { return new TextDecoder().decode(this.part(this.leb()).bytes); }
  limits() {
    const hasMaximum = this.byte() & 1;
    this.leb();
    if (hasMaximum) this.leb();
  }
}

/** The report as lines of text. */
export function wasmReport(bytes, rows = 12) {
  const { sections, crates } = wasmSizes(bytes);
  const line = ([name, size]) => `  ${(size / 1000).toFixed(1).padStart(8)} kB  ${name}`;
  const lines = ["sections", ...sections.filter(([, size]) => size >= 1000).map(line)];
  if (!crates) return [...lines, "code by crate: not known, for the names are stripped; `make crates` builds with them"];
  const rest = crates.slice(rows).reduce((sum, [, size]) => sum + size, 0);
  return [...lines, "code by crate", ...crates.slice(0, rows).map(line), line(["(all others)", rest])];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, rows] = process.argv.slice(2);
  if (!file) {
    console.error("usage: node scripts/wasm-sizes.mjs FILE.wasm [ROWS]");
    process.exit(2);
  }
  console.log(wasmReport(readFileSync(file), rows ? Number(rows) : undefined).join("\n"));
}
