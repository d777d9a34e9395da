// Facets by itemsjs: without its full-text search, and with rows newest first, so that it need not sort.

const DIMENSIONS = ["section", "region", "zone", "kind", "year"];

const CONFIGURATION = {
  native_search_enabled: false,
  searchableFields: [],
  // Values of one facet mean "any of", and its counts ignore what is chosen in it.
  aggregations: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, { size: 1_000, conjunction: false }])),
};

const withYear = (rows) => {
  for (const row of rows) row.year = row.date.slice(0, 4);
  return rows;
};

export const variants = {
  "itemsjs, indexing in the page": { library: "itemsjs", files: ["headlines.json"], open: ({ default: itemsjs }, [rows]) => itemsjs(withYear(rows), CONFIGURATION) },
  "itemsjs, index restored": {
    library: "itemsjs",
    files: ["headlines.json", "itemsjs-index.json"],
    open: ({ default: itemsjs }, [rows, facetsSnapshot]) => itemsjs(withYear(rows), { ...CONFIGURATION, facetsSnapshot }),
  },
};

export function saved({ default: itemsjs }, rows) {
  return itemsjs(withYear(structuredClone(rows)), CONFIGURATION).serializeFacets();
}

export function search(library, engine, filters) {
  const { pagination, data } = engine.search({ per_page: 20, page: 1, filters });
  const facets = {};
  for (const dimension of DIMENSIONS) {
    const counted = data.aggregations[dimension].buckets.filter(({ doc_count }) => doc_count > 0);
    facets[dimension] = Object.fromEntries(counted.map(({ key, doc_count }) => [key, doc_count]));
  }
  return { total: pagination.total, rows: data.items, facets };
}
