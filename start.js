// In every page. It keeps comments on lines of their own, which the press takes out.
//
// Loads the app beside what was printed, and starts it behind the first frame. Whoever reads is not to
// notice: the app is asked for at low priority and behind the pictures of the page, for hosts share the
// line among all that is asked for; compiling takes every core, so it waits until the page's frame is done;
// and no task may be long, so compiling is one and running is another. A tab in the background waits until
// it is looked at. Where nothing was printed for the address, the app is all there is to wait for.
const { script, wasm } = document.querySelector("script[data-wasm]").dataset;
const root = document.documentElement;
const isShown = root.dataset.address !== undefined && root.className !== "other";
const first = (target, ...events) => new Promise((go) => events.forEach((event) => target.addEventListener(event, go)));
const touched = first(window, "pointerdown", "keydown");
const afterwards = (...all) => isShown && Promise.race([touched, Promise.all(all)]);

const pictures = [...document.images].filter((image) => image.loading !== "lazy" && !image.complete);
const frame = new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
try {
  await afterwards(...pictures.map((image) => first(image, "load", "error")));
  const ask = () => fetch(wasm, { priority: isShown ? "low" : "auto" });
  let binary = ask();
  const program = import(script);
  await afterwards(frame);
  const { default: init } = await program;
  if (isShown) {
    // A host that names the wrong type is left to the app's own script.
    binary = await WebAssembly.compileStreaming(binary).catch(ask);
    await new Promise((go) => setTimeout(go));
  }
  await init({ module_or_path: binary });
} catch (error) {
  if (root.className === "other") root.className = "stuck";
  throw error;
}
