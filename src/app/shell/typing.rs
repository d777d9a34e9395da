//! What the reader types into the search field and sends.

use std::time::Duration;

use leptos::prelude::*;

use super::super::browser;
use super::{Arrival, Content, Entry, Screen, Seen, Shell, settle};
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::site::open::Searcher;

/// What is typed is searched for once it has stood for this long.
const PAUSE: Duration = Duration::from_millis(150);

/// How many searches are kept on the device.
const MOST_RECENT: usize = 8;

impl Shell {
    /// The query that words belong to: that of the search on screen, or a new one.
    fn query_here(self) -> (Query, fn(Query) -> Route) {
        self.seen.with_untracked(|seen| match &seen.screen {
            Screen::Page(Content::Search(search)) => {
                (search.query.clone().from_cursor(None), search.here)
            }
            _ => (Query::default(), Route::search as fn(Query) -> Route),
        })
    }

    /// Searches for what the reader sent: a history entry of its own.
    pub(super) fn send(self, event: &web_sys::Event) {
        let Some(words) = browser::submitted(event) else { return };
        let words = words.trim();
        self.remember(words);
        let (query, here) = self.query_here();
        let href = self.href(&here(query.saying(words)));
        let is_found = self.state(|state| {
            state.typed += 1;
            let stands = format!("{}{}", state.base.0, state.address);
            std::mem::take(&mut state.is_draft) && href == stands
        });
        if is_found {
            // It was found while it was typed, and now stays.
            settle(Arrival::Followed);
            return browser::follow_scrolling();
        }
        self.go(&href, Arrival::Followed, Entry::New { origin: None });
    }

    /// Takes what the reader typed; where a search is on screen, searches for it as it stands.
    pub(super) fn type_words(self, event: &web_sys::Event) {
        let Some(words) = browser::typed(event) else { return };
        self.state(|state| state.finder.ready());
        let is_searching = |seen: &Seen| matches!(seen.screen, Screen::Page(Content::Search(_)));
        if !self.seen.with_untracked(is_searching) {
            return;
        }
        let typed = self.state(|state| {
            state.typed += 1;
            state.typed
        });
        let search = move || {
            if self.state(|state| state.typed) != typed {
                return;
            }
            let (query, here) = self.query_here();
            let href = self.href(&here(query.saying(words.trim())));
            let was_draft = self.state(|state| std::mem::replace(&mut state.is_draft, true));
            let entry = if was_draft { Entry::Current } else { Entry::New { origin: None } };
            self.go(&href, Arrival::Typed, entry);
        };
        set_timeout(search, PAUSE);
    }

    /// Keeps what was searched for, on this device.
    pub(super) fn remember(self, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        let mut recent = browser::recent();
        recent.retain(|other| other != words);
        recent.insert(0, words.to_owned());
        recent.truncate(MOST_RECENT);
        browser::keep_recent(&recent);
    }
}
