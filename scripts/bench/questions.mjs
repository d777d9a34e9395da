// What is searched for in the newspaper, and what is right: by reading every text.

/** Plain words of each kind, from the texts themselves, spread over them; and some that stand nowhere. */
export function questions(articles, ofEach) {
  const runs = articles.flatMap(({ body }) => body.flatMap((text) => text.match(/\p{Script=Han}+/gu) ?? []));
  const step = (offset) => (at) => runs[(Math.imul(at + 1, 7_919) + offset) % runs.length];
  const windows = (length, offset) => {
    const found = new Set();
    for (let at = 0; found.size < ofEach; at += 1) {
      const run = [...step(offset)(at)];
      if (run.length >= length + 1) found.add(run.slice(1, length + 1).join(""));
    }
    return [...found];
  };
  const [two, three, four] = [windows(2, 11), windows(3, 23), windows(4, 37)];
  const pairs = articles.filter((_, at) => at % 317 === 5).slice(0, ofEach).map(({ body }) => {
    const runs = body.flatMap((text) => text.match(/\p{Script=Han}{3,}/gu) ?? []);
    return `${[...runs[0]].slice(0, 2).join("")} ${[...runs.at(-1)].slice(-2).join("")}`;
  });
  const digits = [...new Set(articles.flatMap(({ body }) => body.join("\n").match(/(?<![０-９])[０-９]{4}(?=年)/gu) ?? []))].slice(0, ofEach);
  const absent = four.map((words) => [...words].reverse().join("")).filter((words) => naive(articles, words).length === 0);
  return { "2 characters": two, "3 characters": three, "4 characters": four, "2 + 2 characters": pairs, "years": digits, "absent, 4 characters": absent };
}

/** The ids of the articles that have all words, newest first: by reading each. */
export function naive(articles, query) {
  // Full width and half width are the same to a search; nothing else in these queries is folded.
  const words = query.normalize("NFKC").split(" ");
  // A number is found from its beginning, as a word of its own.
  const has = words.map((word) => (/^\d/.test(word) ? (text) => new RegExp(`(?<![[\\p{L}\\p{N}]--\\p{Script=Han}])${word}`, "v").test(text) : (text) => text.includes(word)));
  return articles.filter(({ text }) => has.every((holds) => holds(text))).map(({ id }) => id).reverse();
}
