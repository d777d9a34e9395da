//! The program beside the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// A program beside the page. It ends when this is dropped.
#[derive(Debug)]
pub struct Worker {
    worker: web_sys::Worker,
    _listeners: [Closure<dyn FnMut(web_sys::MessageEvent)>; 2],
}

impl Worker {
    /// Starts the finder. `hear` gets each of its answers, or nothing once it has failed.
    pub fn finder(hear: impl Fn(Option<String>) + Clone + 'static) -> Option<Self> {
        let meta = document().query_selector("meta[name=finder]").ok().flatten()?;
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let script = meta.get_attribute("content")?;
        let worker = web_sys::Worker::new_with_options(&script, &options).ok()?;
        let failed = hear.clone();
        let listeners = [
            Closure::new(move |event: web_sys::MessageEvent| hear(event.data().as_string())),
            Closure::new(move |_| failed(None)),
        ];
        let [message, error] = &listeners;
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self { worker, _listeners: listeners })
    }

    pub fn post(&self, text: &str) {
        let _ = self.worker.post_message(&text.into());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
