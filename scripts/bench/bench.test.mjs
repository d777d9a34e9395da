// The bench's own arithmetic, on small cases that can be checked by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { spread } from "./common.mjs";
import { articlesOf, statistics } from "./newspaper.mjs";
import { naive } from "./peers-data.mjs";
import { choices, series } from "./series.mjs";
import { spans } from "./trace.mjs";
import { cost } from "./traffic.mjs";

test("a request is one deeper than what had ended before it, and the manifest runs beside the app", () => {
  const request = (path, start, end) => ({ path, start, end, bytes: 10 });
  const found = cost([
    request("/", 0, 1), request("/archive/manifest.json", 1, 2), request("/app_bg.wasm", 1, 3),
    request("/archive/site-1.json", 3, 4), request("/archive/digest-1.json", 3, 4), request("/archive/volume-1.json", 3, 5), request("/archive/headlines-1.json", 5, 6),
  ]);
  assert.deepEqual(found, { bytes: 40, requests: 4, depth: 3, afterApp: 2 });
});

test("scripting is the union of its events, less the layout inside, within the marks", () => {
  const event = (name, tts, tdur, cat = "devtools.timeline") => ({ name, cat, tts, tdur, ph: tdur === undefined ? "I" : "X", pid: 1, tid: 1 });
  const found = spans([
    event("a-0:start", 1_000, undefined, "blink.user_timing"), event("a-0:end", 9_000, undefined, "blink.user_timing"),
    event("FunctionCall", 0, 3_000), event("v8.callFunction", 1_500, 500), event("Layout", 2_500, 500), event("RunMicrotasks", 4_000, 1_000), event("Paint", 6_000, 2_000),
    { ...event("FunctionCall", 1_000, 8_000), tid: 2 },
  ], "a");
  assert.deepEqual(found, [{ scripting: 2.5, rendering: 2.5 }]);
});

test("a series puts in and takes out, and ends with nothing chosen", () => {
  const steps = series({ kind: ["text", "photo", "video"], region: ["a", "b", "c", "d"], zone: ["k", "l", "m", "n"], year: ["2024", "2020", "2015", "2005"] });
  assert.ok(steps.length >= 40);
  const chosen = choices(steps);
  assert.deepEqual(chosen.at(-1), {});
  assert.ok(chosen.some((filters) => Object.keys(filters).length === 3));
  assert.ok(chosen.some((filters) => filters.kind?.length === 2));
});

test("the counts of a facet ignore what is chosen in it", () => {
  const rows = [
    { id: "2", date: "2020-01-02", section: "s", region: ["p", "c"], kind: "text" },
    { id: "1", date: "2019-01-01", section: "s", region: ["p"], kind: "photo" },
  ];
  const { total, first, facets } = naive(rows)({ kind: ["photo"] });
  assert.deepEqual({ total, first }, { total: 1, first: "1" });
  assert.deepEqual(facets.kind, { text: 1, photo: 1 });
  assert.deepEqual(facets.region, { p: 1 });
});

test("a newspaper's paragraphs become articles, and terms are characters and pairs", () => {
  assert.deepEqual(articlesOf("19980101-01-001-001/m  [中国/ns  人/n]nz\n\n19980101-01-001-002/m  好/a\n"), ["中国人\n好"]);
  const found = statistics(["中国", "中"]);
  assert.deepEqual({ terms: found.terms, perArticle: found.termsPerArticle, once: found.onceShare }, { terms: 3, perArticle: 2, once: 2 / 3 });
  // Two lists of one among two cost two bits each, the list of all none: four postings in all.
  assert.equal(found.bitsPerPosting, 1);
});

test("the middle and the tail", () => {
  assert.deepEqual(spread(Array.from({ length: 100 }, (_, at) => at)), { median: 50, p95: 95 });
});
