// A peer's page: a form, and below it what is found, as plain as it can be. The peer's program comes with
// the first search, as this site's does.

const FIRST = 10;

/** How each engine is asked: how many there are, and of the first the id, the title and a text. */
const ENGINES = {
  async pagefind(words) {
    const pagefind = await import("/pagefind/pagefind.js");
    const { results } = await pagefind.search(words);
    const shown = await Promise.all(results.slice(0, FIRST).map((result) => result.data()));
    // Its excerpts are HTML, with the words marked.
    return { total: results.length, rows: shown.map(({ url, meta, excerpt }) => ({ href: url, title: meta.title, innerHTML: excerpt })) };
  },
  async minisearch(words) {
    const results = (await opened()).search(words, { combineWith: "AND" });
    const shown = await Promise.all(results.slice(0, FIRST).map(async ({ id }) => (await fetch(`/articles/${id.slice(0, 4)}/${id.slice(4, 6)}/${id}.json`)).json()));
    return { total: results.length, rows: shown.map(({ id, title, body }) => ({ href: `/${id}/`, title, textContent: body[0] })) };
  },
};

let index;
const opened = () => (index ??= (async () => {
  const [{ default: MiniSearch }, { fields, tokenize }, text] = await Promise.all([
    import("/minisearch.js"), import("/bigrams.js"), fetch("/index.json").then((answer) => answer.text()),
  ]);
  return MiniSearch.loadJSON(text, { fields, tokenize });
})());

const make = (name, given, ...inside) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...inside);
  return made;
};

const [results, heading, status, hits] = ["#results", "h1", "[role=status]", ".hits"].map((selector) => document.querySelector(selector));
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = event.target.q.value;
  results.setAttribute("aria-busy", "true");
  const { total, rows } = await ENGINES[document.body.dataset.engine](words);
  heading.textContent = words;
  status.textContent = `${total}`;
  hits.replaceChildren(...rows.map(({ href, title, ...text }) => make("li", {}, make("a", { href, textContent: title }), make("p", text))));
  results.removeAttribute("aria-busy");
});
