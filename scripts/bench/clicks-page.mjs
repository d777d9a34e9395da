// Runs inside the page: clicks on filters as a reader does, and tells when their counts are on screen.

/** Installed before the app starts. It must not lean on anything outside itself. */
export function install() {
  const group = (name) => document.querySelector(`[role=group][aria-label="${name}"]`);
  // A bar tells its units too, as in 2018年， 3 篇.
  const COUNT = /[\s，]*([\d,]+)(?: 篇)?\s*$/;
  const nameOf = (link) => link.textContent.trim().replace(COUNT, "");
  const countOf = (link) => Number(COUNT.exec(link.textContent)?.[1].replaceAll(",", ""));
  const links = (name) => [...(group(name)?.querySelectorAll("a") ?? [])];
  const find = (step) => links(step.group).find((link) => nameOf(link) === step.name);
  const isChosen = (step) => find(step)?.getAttribute("aria-current") === "true";
  const isBusy = () => document.querySelector("main [aria-busy=true]") !== null;
  const total = () => {
    const text = document.querySelector("main [role=status]")?.textContent ?? "";
    return /\d/.test(text) ? Number(text.replaceAll(",", "").match(/\d+/)[0]) : undefined;
  };

  /** A task of its own, so that nothing of the bench is counted as part of the click. */
  const task = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(null);
  });
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });

  /** Resolves once something holds, looking whenever the page changes; after a minute it never will. */
  const until = (holds, what) => new Promise((resolve, reject) => {
    if (holds()) return resolve();
    const watch = new MutationObserver(() => {
      if (!holds()) return;
      watch.disconnect();
      clearTimeout(limit);
      resolve();
    });
    const limit = setTimeout(() => {
      watch.disconnect();
      reject(new Error(`${what}: not within a minute, at ${location.href}`));
    }, 60_000);
    watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });

  /** Clicks, and tells the milliseconds to the frame with the new counts; nothing for a value that is not offered. */
  async function click(step, label) {
    const link = find(step);
    if (!link) return undefined;
    const goal = !isChosen(step);
    await task();
    performance.mark(`${label}:start`);
    const start = performance.now();
    link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, button: 0, view: window }));
    await until(() => isChosen(step) === goal && !isBusy(), `the counts after a click on ${step.name}`);
    await frame();
    // What comes after the frame's callbacks is the painting, and then the next task.
    await task();
    const time = performance.now() - start;
    performance.mark(`${label}:end`);
    return time;
  }

  /** The counts that stand beside the values of some groups, and the total. */
  function counts(groups) {
    const facets = {};
    for (const name of groups) facets[name] = links(name).map((link) => [nameOf(link), countOf(link)]);
    return { total: total(), facets, first: document.querySelector("main .headlines a")?.getAttribute("href") ?? null };
  }

  async function clickAll(steps, label) {
    const times = [];
    for (const [at, step] of steps.entries()) times.push(await click(step, `${label}-${at}`));
    return times;
  }

  /** How many nodes and attributes of the page each click puts in, takes out or changes. */
  async function changesOf(steps) {
    const changes = [];
    for (const step of steps) {
      let seen = 0;
      const count = (records) => {
        for (const { type, addedNodes, removedNodes } of records) seen += type === "childList" ? addedNodes.length + removedNodes.length : 1;
      };
      const watch = new MutationObserver(count);
      watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      await click(step, "counted");
      count(watch.takeRecords());
      watch.disconnect();
      changes.push(seen);
    }
    return changes;
  }

  window.bench = { click, clickAll, changesOf, counts, firstCounts: until(() => total() !== undefined && !isBusy(), "the first counts").then(frame).then(task).then(() => performance.now()) };
}
