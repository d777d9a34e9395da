// How long the main thread was at what, from the browser's own trace.
//
// Scripting is what the developer tools count as such: event handlers, callbacks, microtasks,
// compiling and collecting, less the style and layout that were done inside. Waiting for a frame is
// none of it, nor is the time another program had the processor: the thread's own clock is read.

const SCRIPTING = new Set([
  "EvaluateScript", "FunctionCall", "RunMicrotasks", "EventDispatch", "TimerFire", "FireAnimationFrame",
  "FireIdleCallback", "HandlePostMessage", "v8.run", "v8.compile", "v8.callFunction", "V8.ExecuteMicrotasks",
  "MinorGC", "MajorGC", "V8.GCScavenger", "V8.GCFinalizeMC", "V8.GCIncrementalMarking",
]);
const RENDERING = new Set([
  "UpdateLayoutTree", "RecalculateStyles", "Layout", "PrePaint", "Paint", "Layerize", "Commit",
  "UpdateLayerTree", "CompositeLayers", "HitTest", "IntersectionObserverController::computeIntersections",
]);
const CATEGORIES = "devtools.timeline,v8,v8.execute,blink.user_timing,disabled-by-default-v8.gc";

/** Traces while `work` runs. */
export async function traced(session, work) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES.split(","), excludedCategories: ["*"] } });
  const result = await work();
  const complete = new Promise((resolve) => { session.once("Tracing.tracingComplete", resolve); });
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  return { result, events };
}

/** Milliseconds of scripting and of rendering between each pair of marks `LABEL-N:start`, `LABEL-N:end`. */
export function spans(events, label) {
  const marks = events.filter(({ cat, name }) => cat.includes("blink.user_timing") && name.startsWith(`${label}-`));
  const thread = marks[0] && `${marks[0].pid}/${marks[0].tid}`;
  const busy = durations(events.filter(({ pid, tid, tts }) => `${pid}/${tid}` === thread && tts !== undefined));
  const scripting = union(busy.filter(({ name }) => SCRIPTING.has(name)));
  const rendering = union(busy.filter(({ name }) => RENDERING.has(name)));
  const starts = new Map(marks.map(({ name, tts }) => [name, tts]));
  const found = [];
  for (let at = 0; starts.has(`${label}-${at}:start`) || at === 0 || found.length < at; at += 1) {
    const [from, to] = [starts.get(`${label}-${at}:start`), starts.get(`${label}-${at}:end`)];
    if (from === undefined || to === undefined) break;
    const inside = clip(scripting, from, to);
    const painted = clip(rendering, from, to);
    found.push({ scripting: (length(inside) - overlap(inside, painted)) / 1000, rendering: length(painted) / 1000 });
  }
  return found;
}

/** Events with a begin and an end, however the trace wrote them. */
function durations(events) {
  const open = [];
  const found = [];
  for (const event of events.toSorted((a, b) => a.tts - b.tts)) {
    if (event.ph === "X") found.push({ name: event.name, from: event.tts, to: event.tts + (event.tdur ?? 0) });
    else if (event.ph === "B") open.push(event);
    else if (event.ph === "E" && open.length > 0) {
      const begun = open.pop();
      found.push({ name: begun.name, from: begun.tts, to: event.tts });
    }
  }
  return found;
}

function union(spans) {
  const joined = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

const clip = (spans, from, to) => spans
  .filter((span) => span.to > from && span.from < to)
  .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }));

const length = (spans) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

function overlap(some, others) {
  return some.reduce((sum, { from, to }) => sum + length(clip(others, from, to)), 0);
}
