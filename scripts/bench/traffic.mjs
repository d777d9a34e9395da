// What a tab fetches: bytes as they come over the wire, and how deep the round trips lie.

/** The category tree is the same for every archive, and counts as part of the app. */
const isSite = (path) => /^\/archive\/site\b/.test(path);
export const isData = (path) => /^\/(archive|articles)\//.test(path) && !isSite(path);

/** Watches a tab from now on. `finished` resolves when nothing is under way. */
export async function watchTraffic(session) {
  const requests = new Map();
  const waiting = new Set();
  await session.send("Network.enable");
  const settle = () => {
    if ([...requests.values()].some(({ end }) => end === undefined)) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    if (!request.url.startsWith("http")) return;
    requests.set(requestId, { path: new URL(request.url).pathname, start: timestamp });
  });
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { end: timestamp, bytes: encodedDataLength });
    settle();
  });
  session.on("Network.loadingFailed", ({ requestId, timestamp }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { end: timestamp, bytes: 0, failed: true });
    settle();
  });
  return {
    /** Forgets what was fetched so far. */
    clear: () => requests.clear(),
    /** What has arrived, oldest first. */
    done: () => [...requests.values()].filter(({ end, failed }) => end !== undefined && !failed).sort((a, b) => a.start - b.start),
    finished: () => new Promise((resolve) => { waiting.add(resolve); settle(); }),
  };
}

/**
 * Bytes, requests and depths of what was fetched of the data.
 *
 * A request is as deep as the deepest that had ended when it was sent, and one. `depth` counts the
 * data alone, its manifest included; `afterApp` leaves out what was asked for before the app's
 * WebAssembly had arrived, for that round trip runs beside the app's own and costs no time.
 */
export function cost(done) {
  const data = done.filter(({ path }) => isData(path));
  const app = Math.max(0, ...done.filter(({ path }) => path.endsWith(".wasm")).map(({ end }) => end));
  const deepest = (requests) => {
    const depths = new Map();
    for (const request of requests) {
      const before = requests.filter((other) => other.end <= request.start).map((other) => depths.get(other) ?? 0);
      depths.set(request, 1 + Math.max(0, ...before));
    }
    return Math.max(0, ...depths.values());
  };
  return {
    bytes: data.reduce((sum, { bytes }) => sum + bytes, 0),
    requests: data.length,
    depth: deepest(data),
    afterApp: deepest(data.filter(({ start }) => start >= app)),
  };
}
