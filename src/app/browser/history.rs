//! The history, and where the reader was in each of its entries.
//!
//! An entry's state is one text of two lines: its key, and the list the reader came from. The place of an
//! entry, how far it was scrolled and by which link the reader left, is kept under its key, in memory and,
//! when the page is left, in the session's storage.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::events::on;
use super::{base, focus_heading, focus_on};
use crate::domain::sorted_map::SortedMap;

/// What is kept with a history entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct HistoryEntry {
    key: String,
    /// The list the reader came from.
    pub(super) origin: Option<String>,
}

impl HistoryEntry {
    pub(super) fn current() -> Self {
        let state = history().and_then(|history| history.state().ok());
        let state = state.and_then(|state| state.as_string()).unwrap_or_default();
        let mut lines = state.split('\n').map(str::to_owned);
        let mut line = || lines.next().filter(|line| !line.is_empty());
        Self { key: line().unwrap_or_default(), origin: line() }
    }

    fn state(&self) -> JsValue {
        format!("{}\n{}", self.key, self.origin.as_deref().unwrap_or_default()).into()
    }

    fn with_new_key() -> Self {
        let key = format!("{:x}", (js_sys::Math::random() * 1e15) as u64);
        Self { key, ..Self::default() }
    }

    /// Writes over the state of the current entry.
    fn keep(&self) {
        if let Some(history) = history() {
            let _ = history.replace_state_with_url(&self.state(), "", None);
        }
    }
}

thread_local! {
    static PLACES: RefCell<Places> = RefCell::default();
}

#[derive(Default)]
struct Places {
    /// The entry on screen, while its scroll position is the reader's own.
    following: Option<String>,
    by_key: SortedMap<Place>,
}

impl Places {
    fn change(&mut self, key: &str, change: impl FnOnce(&mut Place)) {
        let mut place = self.by_key.get(key).cloned().unwrap_or_default();
        change(&mut place);
        self.by_key.insert(key, place);
    }
}

/// Where the reader was in an entry.
#[derive(Clone, Debug, Default)]
struct Place {
    y: u32,
    /// The link by which the reader left.
    left_by: Option<String>,
}

impl Place {
    /// What [`Self::read`] reads.
    fn text(&self) -> String {
        format!("{} {}", self.y, self.left_by.as_deref().unwrap_or_default())
    }

    fn read(text: &str) -> Option<Self> {
        let (y, left_by) = text.split_once(' ')?;
        let left_by = Some(left_by.to_owned()).filter(|link| !link.is_empty());
        Some(Self { y: y.parse().ok()?, left_by })
    }
}

/// The name under which the place of an entry is kept, which no other site of the same host has.
fn stored_as(key: &str) -> String {
    [&base().0, "/place/", key].concat()
}

fn history() -> Option<web_sys::History> {
    window().history().ok()
}

/// Begins: takes scrolling over from the browser, which would restore it before the data is there.
pub fn begin() {
    if let Some(history) = history() {
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
    }
    if HistoryEntry::current().key.is_empty() {
        HistoryEntry::with_new_key().keep();
    }
    on(&["scroll"], |_| {
        PLACES.with_borrow_mut(|places| {
            if let Some(key) = places.following.clone() {
                places.change(&key, |place| place.y = scrolled());
            }
        });
    });
    on(&["pagehide"], |_| {
        // What is opened again may be printed: then the browser knows its place best.
        if let Some(history) = history() {
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Auto);
        }
        PLACES.with_borrow(|places| {
            let Ok(Some(storage)) = window().session_storage() else { return };
            for (key, place) in places.by_key.iter() {
                let _ = storage.set_item(&stored_as(key), &place.text());
            }
        });
    });
}

/// Stops noting the scroll position: what is on screen is about to be replaced.
pub fn stop_following() {
    PLACES.with_borrow_mut(|places| places.following = None);
}

/// Goes on noting the scroll position, for the current entry.
pub fn follow_scrolling() {
    let HistoryEntry { key, .. } = HistoryEntry::current();
    PLACES.with_borrow_mut(|places| {
        places.change(&key, |place| place.y = scrolled());
        places.following = Some(key);
    });
}

/// How far the page is scrolled, in pixels.
fn scrolled() -> u32 {
    window().scroll_y().unwrap_or_default() as u32
}

/// The list the reader came from to what is on screen.
pub fn origin() -> Option<String> {
    HistoryEntry::current().origin
}

/// Makes a new history entry for an address. `origin` is the list it was reached from.
pub fn push(href: &str, origin: Option<String>) {
    let HistoryEntry { key, .. } = HistoryEntry::current();
    let left_by = Some(href.to_owned());
    PLACES.with_borrow_mut(|places| places.change(&key, |place| place.left_by = left_by));
    let entry = HistoryEntry { origin, ..HistoryEntry::with_new_key() };
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&entry.state(), "", Some(href));
    }
}

/// Writes the path of the current history entry anew; what stands behind it stays.
pub fn replace_path(path: &str) {
    let location = window().location();
    let [search, hash] = [location.search(), location.hash()].map(Result::unwrap_or_default);
    replace(&[path, &search, &hash].concat());
}

/// Puts an address into the current history entry.
pub fn replace(href: &str) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&HistoryEntry::current().state(), "", Some(href));
    }
}

/// Puts the reader where they were in the current entry; `false` where that is not known.
pub fn return_to_place(with_focus: bool) -> bool {
    let HistoryEntry { key, .. } = HistoryEntry::current();
    let kept = PLACES.with_borrow(|places| places.by_key.get(&key).cloned());
    let stored = || {
        let storage = window().session_storage().ok().flatten()?;
        Place::read(&storage.get_item(&stored_as(&key)).ok().flatten()?)
    };
    let place = kept.or_else(stored);
    if with_focus {
        let left_by = place.as_ref().and_then(|place| place.left_by.as_ref());
        let left_by = left_by.map(|href| href.replace(['"', '\\'], ""));
        let link = left_by.map(|href| format!("main a[href=\"{href}\"]:not([tabindex])"));
        if !link.is_some_and(|link| focus_on(&link)) {
            focus_heading();
        }
    }
    let Some(place) = place else { return false };
    window().scroll_to_with_x_and_y(0.0, f64::from(place.y));
    true
}
