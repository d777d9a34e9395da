//! What the reader searched for, on this device.

use leptos::prelude::*;

use crate::app::model::remembered;

const RECENT: &str = "recent";

/// What the reader searched for, newest first.
pub fn recent() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let kept = storage.get_item(RECENT).ok().flatten().unwrap_or_default();
    kept.lines().map(str::to_owned).collect()
}

/// Keeps what was searched for.
pub fn remember(words: &str) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = storage.set_item(RECENT, &remembered(recent(), words).join("\n"));
}

pub fn forget_searches() {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = storage.remove_item(RECENT);
}
