//! The finder's entry in a worker: answers each question that the page sends.

use investchn::archive::Reader;
use investchn::finder::{LISTENING, Question, answer};
use investchn::network::Network;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Weighs 1.7 kB less than the standard one in what is loaded.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    // The scripts lie at the top of the site.
    let path = scope.location().pathname();
    let base = path.rsplit_once('/').map_or("", |(base, _)| base);
    let reader = Reader::new(Network::new(base));
    let told = scope.clone();
    let listen = move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        let Some((number, question)) = text.split_once(' ') else { return };
        let Some(question) = Question::parse(question) else { return };
        let (number, reader, told) = (number.to_owned(), reader.clone(), told.clone());
        spawn_local(async move {
            let answer = answer(&reader, question).await;
            let _ = told.post_message(&[&number, " ", &answer].concat().into());
        });
    };
    let listen = Closure::<dyn Fn(MessageEvent)>::new(listen);
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    // It listens as long as the worker lives.
    listen.forget();
    let _ = scope.post_message(&LISTENING.into());
}
