// The hosts that the site is tested on, as a publisher would set them up: nginx and Caddy from their
// packages, with the files that the press wrote for them, over TLS and HTTP/2; and a host of bare
// Node that knows nothing of the site.
//
//   node start.mjs            starts all, and ends them when it is ended

import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HOSTS } from "./list.mjs";
import { PATH, certificate, nginx } from "./nginx.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DIST = join(ROOT, "dist");
// The site once more, for a sub-folder, after categories got other ids: only its pages differ.
const BELOW = join(ROOT, "target/hosts");
const WORK = join(BELOW, ".work");

if (!existsSync(join(DIST, "index.html"))) throw new Error("there is no release in dist/: make one with: make dist");
mkdirSync(WORK, { recursive: true });
const press = ["run", "--quiet", "--release", "--features", "press", "--bin", "press", "--"];
const run = (...words) => execFileSync("cargo", [...press, ...words], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
run("build", renamed(join(BELOW, ".public")), `${BELOW}/news`, "--app", "target/app", "--url", HOSTS["nginx-below"].url);
run("pack", `${BELOW}/news`);

const pair = certificate(WORK);

/** The authored folder, copied, whose categories had other ids before. */
function renamed(folder) {
  cpSync(join(ROOT, "public"), folder, { recursive: true, preserveTimestamps: true });
  const file = join(folder, "site.json");
  const site = JSON.parse(readFileSync(file, "utf8"));
  const category = (list, id) => site[list].find((one) => one.id === id);
  category("sections", "zone-news").was = ["old-news"];
  category("regions", "jiangsu").was = ["old-jiangsu"];
  category("zones", "jiangyan").was = ["old-jiangyan"];
  writeFileSync(file, JSON.stringify(site));
  return folder;
}

/** A server block's two roots: the site at the host's root, and below /news/. */
const sites = (name) => [[HOSTS[name], DIST, DIST], [HOSTS[`${name}-below`], BELOW, join(BELOW, "news")]];
const port = ({ url }) => new URL(url).port;

function caddy() {
  const servers = sites("caddy").map(([host, root, site]) => `
https://127.0.0.1:${port(host)} {
	tls ${pair.certificate} ${pair.key}
	root * ${root}
	import ${site}/hosting/Caddyfile
}`);
  writeFileSync(join(WORK, "Caddyfile"), `{
	admin off
	auto_https disable_redirects
	log {
		level ERROR
	}
}
${servers.join("\n")}
`);
  return start("caddy", ["run", "--adapter", "caddyfile", "--config", join(WORK, "Caddyfile")]);
}

function start(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, HOME: WORK, PATH } });
  child.on("error", (error) => fail(`${program} cannot be started: ${error.message}`));
  child.on("exit", (code) => fail(`${program} has ended with exit code ${code}`));
  return child;
}

const plain = start(process.execPath, [join(dirname(fileURLToPath(import.meta.url)), "plain.mjs"), "--port", port(HOSTS.plain)]);
const words = nginx(WORK, pair, sites("nginx").map(([host, root, site]) => ({ port: port(host), root, site })));
const children = [start("nginx", words), caddy(), plain];
let ended = false;

function end(code) {
  if (ended) return;
  ended = true;
  for (const child of children) child.kill("SIGTERM");
  process.exit(code);
}

function fail(why) {
  if (ended) return;
  console.error(`hosts: ${why}`);
  end(1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
