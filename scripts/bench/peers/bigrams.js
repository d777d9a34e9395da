// Words for MiniSearch, which parts texts at white space: neighbours of Han characters, single ones that
// stand alone, and whole words of other scripts; of full width as of half.

export const fields = ["title", "text"];

export function tokenize(text) {
  const words = [];
  for (const [run] of text.normalize("NFKC").toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    // A run of letters may hold Han characters behind its first: these are parted too.
    for (const [part] of run.matchAll(/\p{Script=Han}+|\P{Script=Han}+/gu)) {
      const han = [...part];
      if (!/^\p{Script=Han}/u.test(part) || han.length === 1) words.push(part);
      else for (let at = 0; at + 1 < han.length; at += 1) words.push(han[at] + han[at + 1]);
    }
  }
  return words;
}
