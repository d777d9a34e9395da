const wasm = fetch(new URL("./{{wasm}}", import.meta.url));
const { default: init } = await import("./{{script}}");
await init({ module_or_path: wasm });
