//! What the reader searched for, on this device.

use leptos::prelude::*;

use super::base;
use crate::app::model::remembered;

/// The name under which it was kept while sites of one host shared it.
const SHARED: &str = "recent";

/// The name under which a site keeps it, which no other site of the same host has.
fn key() -> String {
    [&base().0, "/recent"].concat()
}

/// What the reader searched for, newest first.
pub fn recent() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let read = |key: &str| storage.get_item(key).ok().flatten();
    let kept = read(&key()).or_else(|| read(SHARED)).unwrap_or_default();
    kept.lines().map(str::to_owned).collect()
}

/// Keeps what was searched for.
pub fn remember(words: &str) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = storage.set_item(&key(), &remembered(recent(), words).join("\n"));
}

pub fn forget_searches() {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = storage.set_item(&key(), "");
    let _ = storage.remove_item(SHARED);
}
