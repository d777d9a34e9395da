// A browser that nobody watches: a tool that is told of each request costs more than the request does,
// and so does one that is told of each change of the address. It is spoken to over a pipe, in messages of
// the DevTools protocol, and none of its domains that report is turned on.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hindrance, start } from "./common.mjs";
import { browserProgram } from "./host.mjs";

/** Each of its tabs has nothing in its caches. */
export async function openQuiet() {
  const folder = mkdtempSync(join(tmpdir(), "bench-browser-"));
  const words = [
    "--headless", "--remote-debugging-pipe", `--user-data-dir=${folder}`, "--ignore-certificate-errors", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  const child = start(browserProgram(), words, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , to, from] = child.stdio;
  const waiting = new Map();
  let text = "";
  let asked = 0;
  from.setEncoding("utf8").on("data", (piece) => {
    const messages = (text + piece).split("\0");
    text = messages.pop();
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      const own = waiting.get(id);
      waiting.delete(id);
      if (error) own?.reject(new Error(error.message));
      else own?.resolve(result);
    }
  });
  child.once("close", () => {
    for (const { reject } of waiting.values()) reject(new Hindrance("the browser that is timed has ended"));
    rmSync(folder, { recursive: true, force: true });
  });
  const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, { resolve, reject });
    to.write(`${JSON.stringify({ id: asked, method, params, sessionId })}\0`);
  });
  return {
    tab: (address) => openTab(send, address),
    async close() {
      const ended = once(child, "close");
      await send("Browser.close");
      await ended;
    },
  };
}

/** A tab of its own context, once the page and what it asks for by itself have come. */
async function openTab(send, address) {
  const { browserContextId } = await send("Target.createBrowserContext");
  const { targetId } = await send("Target.createTarget", { url: address, browserContextId, width: 1280, height: 900 });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  /** Calls a function in the page. */
  const call = async (work, ...words) => {
    const expression = `(${work})(...${JSON.stringify(words)})`;
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails) throw new Error(`${address}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };
  const tab = { call, settled: () => call(settled), close: () => send("Target.disposeBrowserContext", { browserContextId }) };
  // Until then it is another document, which takes what is called in it along.
  while (!(await call((wanted) => location.href.startsWith(wanted) && document.readyState === "complete", address).catch(() => false)));
  await tab.settled();
  return tab;
}

/** In the page: resolves when nothing was fetched for half a second. */
function settled() {
  return new Promise((resolve) => {
    let timer;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        observer.disconnect();
        resolve();
      }, 500);
    };
    const observer = new PerformanceObserver(later);
    observer.observe({ type: "resource" });
    later();
  });
}
