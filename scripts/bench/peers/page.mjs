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

/** The counts and rows as a page, with as little about it as can be: what a reader of ours sees, unadorned. */
function show({ total, rows, facets }) {
  const make = (name, text, given = {}) => Object.assign(document.createElement(name), { textContent: text, ...given });
  const groups = Object.entries(facets).map(([dimension, counts]) => {
    const list = make("ul", "");
    for (const [value, count] of Object.entries(counts)) {
      const item = make("li", "");
      const link = make("a", `${value} `, { href: `?${dimension}=${value}` });
      link.append(make("span", count));
      item.append(link);
      list.append(item);
    }
    const group = make("section", "");
    group.append(make("h2", dimension), list);
    return group;
  });
  const list = make("ul", "");
  for (const { id, title, date } of rows) {
    const item = make("li", "");
    item.append(make("a", title, { href: `/article/${id}/` }), make("time", date, { dateTime: date }));
    list.append(item);
  }
  document.body.replaceChildren(make("p", total), ...groups, list);
}

/** A task of its own, so that nothing of the bench is counted as part of the click. */
const task = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(); };
  port2.postMessage(null);
});
const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });

window.peer = {
  cold: { fetched: start, parse: parsed - start, open: opened - parsed, firstCounts: answered },
  ask: (filters) => peer.search(library, engine, filters),
  /** The milliseconds from each call to its result, and to the frame that shows it, with marks for the trace. */
  async clickAll(choices, label) {
    const times = [];
    for (const [at, filters] of choices.entries()) {
      await task();
      performance.mark(`${label}-${at}:start`);
      const before = performance.now();
      const found = await peer.search(library, engine, filters);
      const result = performance.now() - before;
      show(found);
      await frame();
      await task();
      times.push({ result, painted: performance.now() - before });
      performance.mark(`${label}-${at}:end`);
    }
    return times;
  },
};
