// The static host and the browser that the measurements go through.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { PATH, certificate, nginx } from "../../tests/browser/hosts/nginx.mjs";
import { systemBrowser } from "../browser-path.mjs";
import { Hindrance, ROOT, WORK, start } from "./common.mjs";

/** A port that nothing listens on, so that two runs side by side do not read each other's archive. */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * Serves packed folders as a publisher's host does: nginx, over TLS and HTTP/2, handing out the copies
 * that lie there. Each is `{ root }`, or `{ root, site: root }` where it has hosting files of its own.
 */
export async function serveReal(...folders) {
  const servers = [];
  for (const folder of folders) servers.push({ ...folder, port: await freePort() });
  const work = join(WORK, "nginx", String(servers[0].port));
  const child = start("nginx", nginx(work, certificate(work), servers), { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, PATH } });
  const ended = Promise.race([
    once(child, "exit").then(() => "its reason stands above"),
    once(child, "error").then(([error]) => error.message),
  ]).then((why) => { throw new Hindrance(`nginx did not start (${why}); scripts/setup installs it`); });
  for (const { port } of servers) await Promise.race([listening(port), ended]);
  ended.catch(() => {});
  return { origins: servers.map(({ port }) => `https://127.0.0.1:${port}`), close: () => child.kill() };
}

/** Resolves when something listens on a port. */
async function listening(port) {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    // `once` rejects at an error event: nothing listens yet.
    const answers = await once(socket, "connect").then(() => true, () => false);
    socket.destroy();
    if (answers) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

/** Serves folders, compressing what is asked for; of several the first that has a file. */
export async function serve(...roots) {
  const port = await freePort();
  const words = [join(ROOT, "tests/browser/hosts/plain.mjs"), "--port", String(port), ...roots.flatMap((root) => ["--root", root])];
  const child = start(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => { throw new Hindrance("the local server did not start; its reason stands above"); }),
  ]);
  return { origin: `http://127.0.0.1:${port}`, close: () => child.kill() };
}

function playwright() {
  if (!existsSync(join(ROOT, "tests/browser/node_modules/@playwright/test"))) {
    throw new Hindrance("the packages of the browser tests are missing; install them with: scripts/setup browser");
  }
  return createRequire(join(ROOT, "tests/browser/package.json"))("@playwright/test").chromium;
}

/** The browser that is measured, as a program. */
export const browserProgram = () => systemBrowser() ?? playwright().executablePath();

export async function openBrowser() {
  const isRoot = process.getuid?.() === 0;
  return playwright().launch({
    executablePath: browserProgram(),
    args: ["--disable-background-networking", ...(isRoot ? ["--no-sandbox"] : [])],
  });
}

/** A tab with nothing in its caches, and the session that watches it. */
export async function openTab(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  return { page, session, close: () => context.close() };
}

/** What JavaScript holds after a collection, in bytes: objects and the buffers that hang on them. */
export async function heapBytes(session) {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
  return { objects: usedSize, buffers: backingStorageSize };
}
