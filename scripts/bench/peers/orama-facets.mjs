// Facets by Orama: nothing indexed but the facets, and rows inserted newest first, so that it need not
// sort: it gives rows of one score in the order in which they were inserted.

const DIMENSIONS = ["section", "region", "zone", "kind", "year"];
const SCHEMA = { section: "enum", region: "enum[]", zone: "enum", kind: "enum", year: "enum" };

const make = ({ create }) => create({ schema: SCHEMA, sort: { enabled: false } });
const withYear = (rows) => rows.map((row) => ({ ...row, year: row.date.slice(0, 4) }));

async function indexed(library, rows) {
  const engine = make(library);
  // In one go: its pauses between batches are for pages that do something else meanwhile.
  await library.insertMultiple(engine, withYear(rows), rows.length);
  return engine;
}

export const variants = {
  "Orama, indexing in the page": { library: "orama", files: ["headlines.json"], open: (library, [rows]) => indexed(library, rows) },
  "Orama, index restored": {
    library: "orama",
    files: ["orama-index.json"],
    open: (library, [index]) => {
      const engine = make(library);
      library.load(engine, index);
      return engine;
    },
  },
};

export async function saved(library, rows) {
  return library.save(await indexed(library, rows));
}

const condition = (dimension, values) => SCHEMA[dimension] === "enum[]" ? { containsAny: values } : { in: values };

const where = (filters, without) => Object.fromEntries(Object.entries(filters)
  .filter(([dimension]) => dimension !== without)
  .map(([dimension, values]) => [dimension, condition(dimension, values)]));

/** The counts of a facet ignore what is chosen in it, so each that has a choice is asked for apart. */
export async function search(library, engine, filters) {
  const ask = (without, dimensions, limit) => library.search(engine, {
    term: "", limit, where: where(filters, without),
    facets: Object.fromEntries(dimensions.map((dimension) => [dimension, {}])),
  });
  const chosen = Object.keys(filters);
  const base = await ask(undefined, DIMENSIONS.filter((dimension) => !chosen.includes(dimension)), 20);
  const facets = {};
  const take = (found) => {
    for (const [dimension, { values }] of Object.entries(found.facets ?? {})) {
      // Rows without a value are counted under the empty one.
      facets[dimension] = Object.fromEntries(Object.entries(values).filter(([value]) => value !== ""));
    }
  };
  take(base);
  for (const dimension of chosen) take(await ask(dimension, [dimension], 0));
  return { total: base.count, rows: base.hits.map(({ document }) => document), facets };
}
