// The hosts that the site is tested on, as a publisher would set them up: nginx and Caddy from their
// packages, with the files that the press wrote for them, over TLS and HTTP/2; and a host of bare
// Node that knows nothing of the site.
//
//   node start.mjs            starts all, and ends them when it is ended

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HOSTS } from "./list.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DIST = join(ROOT, "dist");
// The site once more, for a sub-folder: only its pages differ.
const BELOW = join(ROOT, "target/hosts");
const WORK = join(BELOW, ".work");

if (!existsSync(join(DIST, "index.html"))) throw new Error("there is no release in dist/: make one with: make dist");
mkdirSync(WORK, { recursive: true });
const press = ["run", "--quiet", "--release", "--features", "press", "--bin", "press", "--"];
const run = (...words) => execFileSync("cargo", [...press, ...words], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
run("build", "public", `${BELOW}/news`, "--app", "target/app", "--url", HOSTS["nginx-below"].url);
run("pack", `${BELOW}/news`);

const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(WORK, name));
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
  "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], { stdio: "ignore" });

/** A server block's two roots: the site at the host's root, and below /news/. */
const sites = (name) => [[HOSTS[name], DIST, DIST], [HOSTS[`${name}-below`], BELOW, join(BELOW, "news")]];
const port = ({ url }) => new URL(url).port;

function nginx() {
  const module = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
  const brotli = existsSync(module);
  const types = ["/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"].find(existsSync);
  const servers = sites("nginx").map(([host, root, site]) => `
  server {
    listen 127.0.0.1:${port(host)} ssl http2;
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    root ${root};
    include ${site}/hosting/nginx.conf;
    ${brotli ? `include ${site}/hosting/nginx-brotli.conf;` : ""}
  }`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${WORK}/${name};`);
  writeFileSync(join(WORK, "nginx.conf"), `
${brotli ? `load_module ${module};` : ""}
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${WORK}/nginx.pid;
error_log stderr crit;
events {}
http {
  include ${types};
  access_log off;
  ${temporary.join("\n  ")}
  ${servers.join("\n")}
}
`);
  return start("nginx", ["-e", "stderr", "-c", join(WORK, "nginx.conf")]);
}

function caddy() {
  const servers = sites("caddy").map(([host, root, site]) => `
https://127.0.0.1:${port(host)} {
	tls ${certificate} ${key}
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
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, HOME: WORK, PATH: `${process.env.PATH}:/usr/sbin` } });
  child.on("error", (error) => fail(`${program} cannot be started: ${error.message}`));
  child.on("exit", (code) => fail(`${program} has ended with exit code ${code}`));
  return child;
}

const plain = start(process.execPath, [join(dirname(fileURLToPath(import.meta.url)), "plain.mjs"), "--port", port(HOSTS.plain)]);
const children = [nginx(), caddy(), plain];
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
