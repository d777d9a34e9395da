import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { LIMITS, excesses, ledger } from "./ledger.mjs";

const PAGE = '<html><style>a{}</style><meta name="finder" content="/news/finder-start-0000000000000001.js"><script type="module" data-script="/news/investchn-0000000000000002.js" data-wasm="/news/investchn-0000000000000003.wasm">f()</script></html>'.padEnd(300);
const START = 'fetch("./finder-0000000000000004.wasm"); import("./finder-0000000000000005.js")';

/** The ledger of a release whose packed files are so large. */
function of(sizes) {
  const dist = mkdtempSync(join(tmpdir(), "ledger-"));
  try {
    for (const [file, bytes] of Object.entries(sizes)) {
      mkdirSync(dirname(join(dist, file)), { recursive: true });
      writeFileSync(join(dist, file), file.endsWith(".html") ? PAGE : START);
      if (bytes !== null) writeFileSync(join(dist, `${file}.br`), Buffer.alloc(bytes));
    }
    return ledger(dist);
  } finally {
    rmSync(dist, { recursive: true });
  }
}

const RELEASE = {
  "index.html": 9_000, "all/index.html": 10_000, "all/p1/index.html": 12_000, "article/1-a/index.html": 11_000,
  "about/index.html": 90_000, "investchn-0000000000000002.js": 6_000, "investchn-0000000000000003.wasm": 150_000,
  "finder-start-0000000000000001.js": null, "finder-0000000000000004.wasm": 70_000, "finder-0000000000000005.js": 3_000,
};

test("a first visit is the dearest of home, list and article, and the app", () => {
  const { dearest, totals } = of(RELEASE);
  assert.equal(dearest.file, "all/p1/index.html");
  assert.deepEqual(totals, { visit: 168_000, painted: 12_000, finder: 73_000 + START.length });
  assert.deepEqual(excesses(totals), []);
});

test("what is above its limit is told", () => {
  const { totals } = of({ ...RELEASE, "index.html": LIMITS.painted + 1, "investchn-0000000000000003.wasm": LIMITS.visit, "finder-0000000000000004.wasm": LIMITS.finder });
  assert.equal(excesses(totals).length, 3);
});

test("a release that is not packed has no ledger", () => {
  assert.throws(() => of({ ...RELEASE, "all/index.html": null }), /no packed copy/);
});
