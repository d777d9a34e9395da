// The peers' page: opens one variant, named in the address, and answers what the bench asks of it.

import * as itemsjs from "./itemsjs-facets.mjs";
import * as orama from "./orama-facets.mjs";

const name = new URLSearchParams(location.search).get("variant");
const peer = [itemsjs, orama].find(({ variants }) => variants[name]);
const variant = peer.variants[name];

const library = await import(`./${variant.library}.js`);
const texts = await Promise.all(variant.files.map(async (file) => (await fetch(file)).text()));
const start = performance.now();
const data = texts.map((text) => JSON.parse(text));
const parsed = performance.now();
const engine = await variant.open(library, data);
const opened = performance.now();
await peer.search(library, engine, {});
const answered = performance.now();

window.peer = {
  cold: { fetched: start, parse: parsed - start, open: opened - parsed, firstCounts: answered },
  ask: (filters) => peer.search(library, engine, filters),
  /** The milliseconds from each call to its result. */
  async time(choices) {
    const times = [];
    for (const filters of choices) {
      const before = performance.now();
      await peer.search(library, engine, filters);
      times.push(performance.now() - before);
      // A turn of the event loop between clicks, as a reader leaves.
      await new Promise((resolve) => { setTimeout(resolve); });
    }
    return times;
  },
};
