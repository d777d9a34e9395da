// The peers' side of the comparison: the same headlines as data, the libraries as bundles, and a page.

import { createRequire } from "node:module";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { ROOT, SITE, WORK, filesUnder, installPackages } from "./common.mjs";

const HERE = join(ROOT, "scripts/bench");
export const PEERS = join(WORK, "peers");

const LIBRARIES = {
  itemsjs: 'export { default } from "itemsjs"',
  orama: 'export { create, insertMultiple, load, save, search } from "@orama/orama"',
};

export const installPeers = () => installPackages(HERE, "the peers that are compared with (npm, some 15 MB)");

/** The headlines of an authored folder, newest first, as a list and its facets know them. */
export function headlines(folder) {
  const provinceOf = new Map(SITE.regions.flatMap((region) => [[region.id, region.id], ...region.cities.map((city) => [city.id, region.id])]));
  const regionOf = new Map(SITE.zones.map((zone) => [zone.id, zone.region]));
  const rows = [];
  for (const file of filesUnder(join(folder, "articles"))) {
    const { id, title, published, section, zone, region: own, kind } = JSON.parse(readFileSync(file, "utf8"));
    const region = zone ? regionOf.get(zone) : own;
    // An article of a city is one of its province too.
    const regions = region ? [...new Set([provinceOf.get(region), region])] : [];
    rows.push({ id, title, published, date: published.slice(0, 10), section, region: regions, ...(zone ? { zone } : {}), kind });
  }
  rows.sort((a, b) => Date.parse(b.published) - Date.parse(a.published) || (a.id < b.id ? 1 : -1));
  return rows.map(({ published, ...row }) => row);
}

/** Puts page, bundles and data into a folder to be served. */
export async function preparePeers(rows) {
  rmSync(PEERS, { recursive: true, force: true });
  mkdirSync(PEERS, { recursive: true });
  const esbuild = createRequire(join(HERE, "package.json"))("esbuild");
  const libraries = {};
  for (const [name, contents] of Object.entries(LIBRARIES)) {
    const outfile = join(PEERS, `${name}.js`);
    await esbuild.build({ stdin: { contents, resolveDir: HERE }, bundle: true, minify: true, format: "esm", platform: "browser", outfile, logLevel: "error" });
    const bytes = readFileSync(outfile);
    libraries[name] = { bytes: bytes.length, brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length };
  }
  for (const name of ["page.mjs", "itemsjs-facets.mjs", "orama-facets.mjs"]) copyFileSync(join(HERE, "peers", name), join(PEERS, name));
  writeFileSync(join(PEERS, "index.html"), '<!doctype html><meta charset="utf-8"><title>peers</title><script type="module" src="/page.mjs"></script>');
  writeFileSync(join(PEERS, "headlines.json"), JSON.stringify(rows));
  // What counts alone need, without the rows of a list.
  writeFileSync(join(PEERS, "facets.json"), JSON.stringify(rows.map(({ id, title, ...facets }) => facets)));
  // The indexes that the libraries can write are written here, as a publisher would.
  const site = { bundle: (name) => import(pathToFileURL(join(PEERS, `${name}.js`)).href) };
  for (const name of ["itemsjs", "orama"]) {
    const { saved } = await import(pathToFileURL(join(PEERS, `${name}-facets.mjs`)).href);
    writeFileSync(join(PEERS, `${name}-index.json`), JSON.stringify(await saved(await site.bundle(name), rows)));
  }
  return libraries;
}

const DIMENSIONS = ["section", "region", "zone", "kind", "year"];

/** Answers what a filtered list has to count, by looking at every row. */
export function naive(rows) {
  const filed = rows.map((row) => [[row.section], row.region, row.zone ? [row.zone] : [], [row.kind], [row.date.slice(0, 4)]]);
  return (filters) => {
    const wanted = DIMENSIONS.map((dimension) => filters[dimension] && new Set(filters[dimension]));
    const counts = DIMENSIONS.map(() => new Map());
    let [total, first] = [0, null];
    filed.forEach((values, row) => {
      let [failed, fails] = [0, -1];
      for (let at = 0; at < values.length; at += 1) {
        if (wanted[at] && !values[at].some((value) => wanted[at].has(value))) [failed, fails] = [failed + 1, at];
      }
      if (failed === 0) {
        total += 1;
        first ??= rows[row].id;
      }
      // The counts of a facet ignore what is chosen in it, and so a row that fails there alone.
      for (let at = 0; at < values.length && failed < 2; at += 1) {
        if (failed === 1 && at !== fails) continue;
        for (const value of values[at]) counts[at].set(value, (counts[at].get(value) ?? 0) + 1);
      }
    });
    return { total, first, facets: Object.fromEntries(DIMENSIONS.map((dimension, at) => [dimension, Object.fromEntries(counts[at])])) };
  };
}
