//! How an address enters the history: once it is on screen, as pages of a browser do. Making an entry
//! keeps a browser busy for longer than drawing does.

use leptos_router::location::{BrowserUrl, LocationProvider};

use super::super::browser;
use super::{Arrival, Shell, address_of};
use crate::domain::route::Route;

/// How an address enters the history.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// As an entry of its own, with the list it was reached from.
    New { origin: Option<String> },
    /// In place of the current one.
    Current,
}

impl Shell {
    /// Goes to an address by way of the history.
    pub(super) fn go(self, href: &str, arrival: Arrival, entry: Entry) {
        let Ok(url) = BrowserUrl::parse(href) else { return };
        if !self.state(|state| state.pending) {
            // What is on screen stays in the history, however soon it is left.
            self.enter();
        }
        let address = self.state(|state| {
            state.arrival = arrival;
            let entry = match (entry, state.entry.take()) {
                // What would take the place of an entry takes that of one which was not made yet.
                (Entry::Current, Some((_, new @ Entry::New { .. }))) => new,
                (entry, _) => entry,
            };
            state.entry = Some((href.to_owned(), entry));
            address_of(&state.base, &url)
        });
        self.come_to(address);
    }

    /// Puts the address of what comes on screen into the address bar.
    pub(super) fn enter(self) {
        match self.state(|state| state.entry.take()) {
            Some((href, Entry::New { origin })) => browser::push(&href, origin),
            Some((href, Entry::Current)) => browser::replace(&href),
            None => {}
        }
    }

    /// Takes the address that an old one has become in its place.
    pub(super) fn readdress(self, route: &Route) {
        let href = self.href(route);
        self.state(|state| {
            if Route::parse(&state.address) != *route {
                state.address = route.href();
                let entry = state.entry.take().map_or(Entry::Current, |(_, entry)| entry);
                state.entry = Some((href, entry));
            }
        });
    }

    /// The list that what is on screen, or on its way, was reached from.
    pub(super) fn origin(self) -> Option<String> {
        self.state(|state| match &state.entry {
            Some((_, Entry::New { origin })) => origin.clone(),
            _ => browser::origin(),
        })
    }
}
