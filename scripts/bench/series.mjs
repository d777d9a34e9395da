// The series of filter clicks: the same for our lists and for the peers.

import { SITE } from "./common.mjs";

/** The facets, by the names their groups have on a page. */
export const GROUPS = { section: "栏目", region: "地区", zone: "开发区", kind: "类型", year: "时间" };

/** A value's id, from the name it has on a page. */
export function valueId(dimension, name) {
  if (dimension === "year") return /^\d{4}/.exec(name)?.[0];
  return IDS[dimension].get(name);
}

const KINDS = [["文字新闻", "text"], ["图片新闻", "photo"], ["视频新闻", "video"]];
const named = (values) => values.map(({ name, id }) => [name, id]);
const IDS = {
  section: new Map(named(SITE.sections)),
  region: new Map(SITE.regions.flatMap((region) => [...named(region.cities), [region.name, region.id]])),
  zone: new Map(named(SITE.zones)),
  kind: new Map(KINDS),
};

/**
 * Toggles, each on and later off: every value alone, then together, and two of a kind. `values` are
 * the ids that a list of all offers, by dimension, the commonest first.
 */
export function series(values) {
  const first = (dimension, count) => values[dimension].slice(0, count).map((id) => ({ dimension, id }));
  const [kinds, regions, zones] = [first("kind", 3), first("region", 4), first("zone", 4)];
  // Years that lie apart, so that not one volume holds them all.
  const all = values.year;
  const years = [...new Set([0, 0.3, 0.6, 1].map((share) => all[Math.round(share * (all.length - 1))]))].map((id) => ({ dimension: "year", id }));
  const alone = [...kinds, ...regions, ...zones, ...years].flatMap((value) => [value, value]);
  const together = [0, 1, 2].flatMap((at) => {
    const chosen = [regions[at], kinds[at], years[at]].filter(Boolean);
    return [...chosen, ...chosen];
  });
  const pairs = [[zones[0], years[1]], [zones[1], kinds[0]], [kinds[0], kinds[1]], [years[0], years[2]]];
  const paired = pairs.filter((pair) => pair.every(Boolean)).flatMap((pair) => [...pair, ...pair]);
  return [...alone, ...together, ...paired];
}

/** What is chosen after each step of a series. */
export function choices(steps) {
  const chosen = [];
  return steps.map(({ dimension, id }) => {
    const at = chosen.findIndex((value) => value.dimension === dimension && value.id === id);
    if (at < 0) chosen.push({ dimension, id });
    else chosen.splice(at, 1);
    const filters = {};
    for (const value of chosen) (filters[value.dimension] ??= []).push(value.id);
    return filters;
  });
}
