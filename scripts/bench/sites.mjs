// The same articles as sites of others: what a reader of VitePress and of Docusaurus opens, with their
// default themes and nothing added; and this site's own pages without their script, which is the floor.

import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { APP, Hindrance, ROOT, SITE, WORK, filesUnder, installPackages, run, say } from "./common.mjs";
import { build, pack, packOthers } from "./press.mjs";

const HERE = join(ROOT, "scripts/bench/sites");
const MODULES = join(HERE, "node_modules");
const FOLDER = join(WORK, "sites");
/** What a publisher has in the authored folder beside the articles. */
const ICONS = ["favicon.svg", "icon-192.png", "icon-512.png"];
/** Rows of a list page, here and there. */
const ROWS = 20;

export const { dependencies: VERSIONS } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
/** Where the packages of this comparison lie, for who imports from them. */
export const PACKAGES = join(HERE, "package.json");

export const installSites = () => installPackages(HERE, "the site generators and Lighthouse (npm, some 500 MB)");

/**
 * Builds all four from an authored folder, packed. Each is its folder and the addresses of one article
 * and of the list of all, and how a page tells that its program runs.
 */
export async function buildSites(authored) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const articles = [...filesUnder(join(authored, "articles"))].map((file) => JSON.parse(readFileSync(file, "utf8")));
  articles.sort((a, b) => (a.published < b.published ? 1 : -1));
  const { id } = articles[ROWS / 2];
  // What the generators build with is not for the pages that they print.
  symlinkSync(MODULES, join(FOLDER, "node_modules"));
  const own = join(FOLDER, "own");
  await build(authored, own, "--app", APP);
  for (const icon of ICONS) copyFileSync(join(ROOT, "public", icon), join(own, icon));
  const ours = { root: own, site: own, article: `/article/${id}/`, list: "/all/", runs: () => document.documentElement.dataset.app !== undefined };
  const sites = {
    "this site": ours,
    "the same without its script": { ...ours, root: withoutScript(own, [ours.article, ours.list, "/"]), site: undefined, runs: undefined },
    [`VitePress ${VERSIONS.vitepress}`]: { root: await vitepress(articles), article: `/article/${id}.html`, list: "/all.html", runs: () => Boolean(document.querySelector("#app")?.__vue_app__) },
    [`Docusaurus ${VERSIONS["@docusaurus/core"]}`]: { root: await docusaurus(articles), article: `/article/${id}/`, list: "/", runs: () => document.documentElement.dataset.hasHydrated === "true" },
  };
  await pack(own);
  for (const { root } of Object.values(sites)) if (root !== own) await packOthers(root);
  return sites;
}

/** The pages as they are printed, of which no script is left but what describes them to machines. */
function withoutScript(own, addresses) {
  const root = join(FOLDER, "floor");
  cpSync(own, root, { recursive: true, filter: (path) => !/^(archive|articles|article)$/.test(relative(own, path)) });
  for (const address of addresses) {
    const page = readFileSync(join(own, address, "index.html"), "utf8");
    const bare = page.replace(/<script(?! type="application\/ld\+json")[^>]*>.*?<\/script>/gs, "");
    if (bare === page) throw new Hindrance(`${address} has no script to be taken away; the bench no longer fits the pages`);
    mkdirSync(join(root, address), { recursive: true });
    writeFileSync(join(root, address, "index.html"), bare);
  }
  return root;
}

const section = ({ section }) => SITE.sections.find(({ id }) => id === section).name;
const day = ({ published }) => published.slice(0, 10);
/** Paragraphs as Markdown: plain text in which nothing is a mark. */
const paragraphs = ({ body }) => body.filter((block) => typeof block === "string").map((text) => text.replace(/([\\`*_{}[\]()#+.!<>|~-])/g, "\\$1")).join("\n\n");

async function vitepress(articles) {
  const folder = join(FOLDER, "vitepress");
  mkdirSync(join(folder, ".vitepress"), { recursive: true });
  mkdirSync(join(folder, "article"));
  const nav = [{ text: "全部", link: "/all" }, ...SITE.sections.map(({ name }) => ({ text: name, link: "/all" }))];
  writeFileSync(join(folder, ".vitepress/config.mjs"), `export default ${JSON.stringify({ lang: "zh-CN", title: SITE.name, description: SITE.slogan, themeConfig: { nav } })};\n`);
  writeFileSync(join(folder, "all.md"), `# 全部新闻\n\n${articles.slice(0, ROWS).map((own) => `- [${own.title}](/article/${own.id}) ${day(own)} ${section(own)}`).join("\n")}\n`);
  for (const own of articles) {
    writeFileSync(join(folder, "article", `${own.id}.md`), `# ${own.title}\n\n${day(own)} ${own.source} ${section(own)}\n\n${paragraphs(own)}\n`);
  }
  say("building with VitePress");
  await run(process.execPath, [join(MODULES, "vitepress/bin/vitepress.js"), "build", folder], { cwd: folder });
  return join(folder, ".vitepress/dist");
}

async function docusaurus(articles) {
  const folder = join(FOLDER, "docusaurus");
  mkdirSync(join(folder, "blog"), { recursive: true });
  const items = [{ label: "全部", to: "/" }, ...SITE.sections.map(({ name }) => ({ label: name, to: "/" }))];
  writeFileSync(join(folder, "docusaurus.config.mjs"), `export default ${JSON.stringify({
    title: SITE.name, tagline: SITE.slogan, url: "https://127.0.0.1", baseUrl: "/", trailingSlash: true,
    i18n: { defaultLocale: "zh-CN", locales: ["zh-CN"] },
    markdown: { format: "md" },
    presets: [["classic", { docs: false, pages: false, blog: { routeBasePath: "/", path: "blog", archiveBasePath: null, postsPerPage: ROWS, blogSidebarCount: 0, onUntruncatedBlogPosts: "ignore", showReadingTime: false } }]],
    themeConfig: { navbar: { title: SITE.name, items } },
  })};\n`);
  writeFileSync(join(folder, "package.json"), "{}\n");
  for (const own of articles) {
    const front = [`slug: /article/${own.id}`, `title: ${JSON.stringify(own.title)}`, `date: ${own.published}`];
    // A list shows what stands above the mark: the headline with its date.
    writeFileSync(join(folder, "blog", `${own.id}.md`), `---\n${front.join("\n")}\n---\n\n${own.source} ${section(own)}\n\n<!-- truncate -->\n\n${paragraphs(own)}\n`);
  }
  say("building with Docusaurus");
  await run(process.execPath, [join(MODULES, "@docusaurus/core/bin/docusaurus.mjs"), "build", folder], { cwd: folder });
  return join(folder, "build");
}
