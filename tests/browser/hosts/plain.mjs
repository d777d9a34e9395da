// A static host for the tests, with nothing but Node: what a real one does
// with types, compression, caching and ranges, and no more.
//
//   node plain.mjs [--root FOLDER]… [--port PORT] [--keep SECONDS] [--pages]      (../../../dist, 4173, 0)
//
// It says where it serves; port 0 is one that is free. What changes may be kept for so many seconds, as
// a careless host would have it, and with --pages what is missing is answered by the site's first page
// and 200. Of several roots the first that has a file hands it out.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const { values: options } = parseArgs({
  options: {
    root: { type: "string", multiple: true, default: [fileURLToPath(new URL("../../../dist", import.meta.url))] },
    port: { type: "string", default: "4173" },
    keep: { type: "string", default: "0" },
    pages: { type: "boolean", default: false },
  },
});
const CHANGING = options.keep === "0" ? "no-cache" : `max-age=${options.keep}`;
const ROOTS = options.root.map((root) => resolve(root));

const TEXT = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".vtt": "text/vtt; charset=utf-8",
};
const BINARY = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
};

// In the archive a name that ends in its content's hash never changes.
const HASHED = /^\/archive\/.*-[0-9a-f]{8,}\.[a-z0-9]+$/;

const compress = promisify(brotliCompress);
/** Text files by path: their bytes, compressed when first asked for. */
const cache = new Map();

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}:`, error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}).listen(Number(options.port), "127.0.0.1", () => {
  console.log(`serving ${ROOTS.join(", ")} on http://127.0.0.1:${server.address().port}`);
});

async function answer(request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(response, 405, "only GET and HEAD", { allow: "GET, HEAD" });
  }
  const [rawPath, query] = splitOnce(request.url, "?");
  const path = decoded(rawPath);
  if (!path || !isInside(path)) return plain(response, 400, "bad address");

  let file = await locate(path);
  if (file?.redirect) {
    const location = `${rawPath.replace(/^\/+/, "/")}/${query === undefined ? "" : `?${query}`}`;
    return plain(response, 301, "moved", { location });
  }
  // Without a page of its own an address has that of the site for such, or, where the app stands alone,
  // the app's.
  let status = 200;
  const isMissing = !file;
  if (isMissing && options.pages) {
    file = await locate("/index.html");
  } else if (isMissing && !extname(path)) {
    file = await locate("/404.html");
    if (file) status = 404;
    else file = await locate("/index.html");
  }
  if (!file) return plain(response, 404, "not found");

  const versioned = new URLSearchParams(query ?? "").has("v");
  const fixed = !isMissing && (HASHED.test(path) || versioned);
  const headers = {
    "cache-control": fixed ? "public, max-age=31536000, immutable" : CHANGING,
    "x-content-type-options": "nosniff",
  };
  const type = extname(file.path).toLowerCase();
  if (TEXT[type]) return sendText(request, response, file, status, { ...headers, "content-type": TEXT[type] });
  headers["content-type"] = BINARY[type] ?? "application/octet-stream";
  return sendBinary(request, response, file, headers);
}

async function sendText(request, response, file, status, headers) {
  const entry = await remembered(file);
  headers.vary = "Accept-Encoding";
  headers.etag = entry.etag;
  if (isFresh(request, entry.etag)) return response.writeHead(304, headers).end();
  let body = entry.bytes;
  if (/\bbr\b/.test(request.headers["accept-encoding"] ?? "")) {
    entry.brotli ??= compress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    body = await entry.brotli;
    headers["content-encoding"] = "br";
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

async function remembered({ path, stats }) {
  const known = cache.get(path);
  if (known && known.mtimeMs === stats.mtimeMs && known.size === stats.size) return known;
  const bytes = await readFile(path);
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`;
  const entry = { bytes, etag, mtimeMs: stats.mtimeMs, size: stats.size, brotli: undefined };
  cache.set(path, entry);
  return entry;
}

function sendBinary(request, response, { path, stats }, headers) {
  headers.etag = `"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`;
  headers["accept-ranges"] = "bytes";
  if (isFresh(request, headers.etag)) return response.writeHead(304, headers).end();

  const condition = request.headers["if-range"];
  const usable = condition === undefined || condition === headers.etag;
  const range = usable ? parseRange(request.headers.range, stats.size) : undefined;
  if (range === "unsatisfiable") {
    return plain(response, 416, "no such range", { "content-range": `bytes */${stats.size}` });
  }
  const [start, end] = range ?? [0, stats.size - 1];
  if (range) headers["content-range"] = `bytes ${start}-${end}/${stats.size}`;
  response.writeHead(range ? 206 : 200, { ...headers, "content-length": end - start + 1 });
  if (request.method === "HEAD" || stats.size === 0) return response.end();
  const stream = createReadStream(path, { start, end });
  stream.on("error", () => response.destroy());
  response.on("close", () => stream.destroy());
  stream.pipe(response);
}

/** One range, as first and last byte; several are answered with the whole. */
function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (!match[1] && !match[2])) return undefined;
  const start = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const end = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return start <= end ? [start, end] : "unsatisfiable";
}

function isFresh(request, etag) {
  const known = request.headers["if-none-match"];
  return known !== undefined && known.split(/\s*,\s*/).includes(etag);
}

/** The file at a path of the first root that has it, a folder's index.html, or undefined. */
async function locate(path) {
  for (const root of ROOTS) {
    const file = await locateIn(root, join(root, path));
    if (file) return file;
  }
  return undefined;
}

async function locateIn(root, path) {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() && !path.endsWith(sep)) return { path, stats };
  if (!stats?.isDirectory()) return undefined;
  const index = join(path, "index.html");
  const indexStats = await stat(index).catch(() => undefined);
  if (!indexStats?.isFile()) return undefined;
  if (!path.endsWith(sep) && path !== root) return { redirect: true };
  return { path: index, stats: indexStats };
}

/** Whether a path stays below the roots. */
function isInside(path) {
  return path.startsWith("/") && !/[\0\\]/.test(path) && !path.split("/").includes("..");
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function plain(response, status, text, headers = {}) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache", ...headers });
  response.end(`${text}\n`);
}
