// Filter clicks of this build beside those of another one: the same archive, the same clicks, in turns.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { measureClicks } from "./clicks.mjs";
import { APP, WORK, median, say } from "./common.mjs";
import { serve } from "./host.mjs";
import { authored, build } from "./press.mjs";

const ROUNDS = 10;
const FIGURES = {
  "scripting, median ms": ({ plain }) => plain.scripting.median,
  "scripting, p95 ms": ({ plain }) => plain.scripting.p95,
  "rendering, median ms": ({ plain }) => plain.rendering.median,
  "throttled: scripting, median ms": ({ throttled }) => throttled.scripting.median,
  "throttled: scripting, p95 ms": ({ throttled }) => throttled.scripting.p95,
  "changed nodes and attributes, median": ({ changes }) => changes.median,
};

/** Tells on standard output what a click takes in both: medians over the rounds, and the median of each round's ratio. */
export async function compareClicks(browser, against, articles) {
  const out = join(WORK, `out-against-${articles}`);
  const hosts = [];
  try {
    await build(await authored(articles), out);
    // This build comes first, for it says which clicks there are.
    hosts.push(await serve(out, APP), await serve(out, against));
    const rounds = [];
    let steps;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const found = [];
      for (const { origin } of hosts) {
        const clicks = await measureClicks(browser, origin, steps);
        steps ??= clicks.steps;
        found.push(clicks);
      }
      rounds.push(found);
      say(`round ${round} of ${ROUNDS}: scripting ${found.map(FIGURES["scripting, median ms"]).map((time) => time.toFixed(1)).join(" and ")} ms`);
    }
    console.log(`\n${steps.length} clicks over ${articles.toLocaleString("en")} articles, ${ROUNDS} rounds: this build, the other, and the ratio\n`);
    for (const [name, figure] of Object.entries(FIGURES)) {
      const [ours, others] = [0, 1].map((at) => median(rounds.map((found) => figure(found[at]))));
      const ratio = median(rounds.map(([one, other]) => figure(one) / figure(other)));
      console.log(`${name.padEnd(40)} ${ours.toFixed(1).padStart(8)} ${others.toFixed(1).padStart(8)} ${ratio.toFixed(2).padStart(8)}`);
    }
  } finally {
    for (const host of hosts) host.close();
    rmSync(out, { recursive: true, force: true });
  }
}
