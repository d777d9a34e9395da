// nginx from its package on loopback, over TLS and HTTP/2, for folders as a publisher uploads them.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
const TYPES = ["/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"];

/** A key and a certificate for 127.0.0.1, made in a folder. */
export function certificate(work) {
  mkdirSync(work, { recursive: true });
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(work, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
  return { key, certificate };
}

/**
 * Writes a configuration; returns the words that start nginx with it.
 *
 * A server is `{ port, root, site }`: below `root` lies `site`, whose own hosting files are included.
 * One without a site is served as any folder, from the same kinds of packed copies.
 */
export function nginx(work, { key, certificate }, servers) {
  mkdirSync(work, { recursive: true });
  const hasBrotli = existsSync(BROTLI);
  const plain = `
    index index.html;
    etag on;
    gzip_static on;
    ${hasBrotli ? "brotli_static on;" : ""}
    location / { try_files $uri $uri/ $uri.html =404; }`;
  const own = (site) => `
    include ${site}/hosting/nginx.conf;
    ${hasBrotli ? `include ${site}/hosting/nginx-brotli.conf;` : ""}`;
  const server = ({ port, root, site }) => `
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    root ${root};${site ? own(site) : plain}
  }`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${work}/${name};`);
  const file = join(work, "nginx.conf");
  writeFileSync(file, `
${hasBrotli ? `load_module ${BROTLI};` : ""}
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${work}/nginx.pid;
error_log stderr crit;
events {}
http {
  include ${TYPES.find(existsSync)};
  access_log off;
  ${temporary.join("\n  ")}
  ${servers.map(server).join("\n")}
}
`);
  return ["-e", "stderr", "-c", file];
}

/** Debian puts servers where not everybody looks. */
export const PATH = `${process.env.PATH}:/usr/sbin`;
