// The memory that browsing takes: one tab, many views, by the app's own navigation.

import { Hindrance } from "./common.mjs";
import { heapBytes, openTab } from "./host.mjs";
import { watchTraffic } from "./traffic.mjs";

const FEWEST_VIEWS = 40;
const OLDER_SCREENS = 6;

const LISTS = [
  "/", "/all/", "/zone-news/", "/investment/", "/policy/", "/projects/", "/events/",
  "/zone-news/jiangsu/", "/policy/zhejiang/", "/investment/all/photo/", "/all/all/photo/", "/all/all/video/", "/all/jiangsu/photo/",
  "/all/?year=2006", "/all/?year=2012", "/all/?year=2018", "/all/?year=2023", "/all/jiangsu/?year=2015",
  "/all/?month=2009-05&year=2009", "/all/?month=2015-03&year=2015", "/all/?month=2021-11&year=2021",
  "/all/?zone=jiangyan", "/all/?zone=suzhou-park", "/all/?kind=video&zone=jiangyan", "/all/?kind=photo&kind=video&region=jiangsu&region=zhejiang",
  "/zone-news/p1/", "/zone-news/p2/", "/all/p1/", "/policy/p1/", "/zones/", "/zones/suzhou-park/", "/about/",
];
/** Lists whose newest article is opened too, and from there the one below. */
const READ = ["/zone-news/", "/all/jiangsu/photo/", "/all/?year=2012", "/zones/suzhou-park/"];
const CURSOR_LIST = "/all/?kind=photo&kind=text";

/** Installed before the app starts: keeps hold of the memory that its WebAssembly exports. */
export function installMemoryWatch() {
  let memory;
  const keep = (instance) => { memory = instance.exports.memory ?? memory; };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await own.apply(WebAssembly, given);
      keep(made.instance ?? made);
      return made;
    };
  }
  window.wasmBytes = () => memory?.buffer.byteLength;
}

/** Bytes of WebAssembly memory, which never shrinks, after browsing; and what JavaScript holds. */
export async function measureMemory(browser, origin) {
  const tab = await openTab(browser);
  const { page, session } = tab;
  try {
    await page.addInitScript(installMemoryWatch);
    const traffic = await watchTraffic(session);
    await page.goto(`${origin}/`, { waitUntil: "networkidle" });
    let views = 1;
    const go = async (address) => {
      await follow(page, address);
      await traffic.finished();
      views += 1;
    };
    const below = async (selector) => {
      const link = page.locator(selector).first();
      return await link.count() > 0 ? link.getAttribute("href") : null;
    };
    for (const address of LISTS.slice(1)) {
      await go(address);
      if (!READ.includes(address)) continue;
      for (const selector of ["main .headlines a", "main a[rel=next]"]) {
        const next = await below(selector);
        if (next) await go(next);
      }
    }
    await go(CURSOR_LIST);
    for (let screen = 0; screen < OLDER_SCREENS; screen += 1) {
      const next = await below("nav[aria-label=分页] a[rel=next]");
      if (!next) break;
      await go(next);
    }
    if (views < FEWEST_VIEWS) throw new Hindrance(`only ${views} views were browsed for the memory, and ${FEWEST_VIEWS} are wanted: add addresses to scripts/bench/memory.mjs`);
    const wasmBytes = await page.evaluate(() => window.wasmBytes());
    if (!wasmBytes) throw new Hindrance("the app's WebAssembly memory was not found: it must be exported as `memory`");
    return { views, wasmBytes, ...(await heapBytes(session)) };
  } finally {
    await tab.close();
  }
}

/** Follows a link as a reader's click would, and waits until what it leads to stands, and in the history. */
function follow(page, address) {
  return page.evaluate((href) => new Promise((resolve, reject) => {
    const main = document.querySelector("main");
    const before = main.textContent;
    const link = Object.assign(document.createElement("a"), { href });
    document.querySelector(".page").append(link);
    const goal = link.href;
    // An address enters the history after the frame that shows what it leads to.
    const entered = () => (location.href === goal ? Promise.resolve() : new Promise(requestAnimationFrame).then(entered));
    const watch = new MutationObserver(() => {
      if (main.textContent === before || main.querySelector("[aria-busy=true], .skeleton")) return;
      watch.disconnect();
      entered().then(() => { clearTimeout(limit); resolve(); });
    });
    const limit = setTimeout(() => {
      watch.disconnect();
      reject(new Error(`${goal} changed nothing within a minute, or did not become the address, which is ${location.href}`));
    }, 60_000);
    watch.observe(main, { subtree: true, childList: true, characterData: true, attributes: true });
    link.click();
    link.remove();
  }), address);
}
