//! The pages: each asks the parts in [`crate::view`] to show its data. A page imports no other.

mod about;
mod article;
mod home;
mod list;
mod search;
mod zone;
mod zones;

use std::sync::Arc;

use leptos::prelude::*;

use super::open::Content;
use super::shell::Beside;
use crate::taxonomy::Site;

pub(super) use article::article;
pub(super) use list::list;
pub(super) use search::{Recent, search};

/// A page that is built anew whenever it is opened and has no state of its own.
pub(super) fn other(content: Content, site: Arc<Site>) -> AnyView {
    match content {
        Content::Home(front) => home::home(front, site),
        Content::Zones(counts) => zones::zones(&counts, &site),
        Content::Zone(zone, news) => zone::zone(&zone, &news, site),
        Content::About => about::about(site),
        Content::List(shown) => list(ArcRwSignal::new(shown), site, Signal::stored(false)),
        Content::Search(shown) => {
            let none = Recent { words: RwSignal::new(Vec::new()), forget: Callback::new(|()| {}) };
            search(ArcRwSignal::new(shown), site, Signal::stored(false), none)
        }
        Content::Article(shown) => article(shown, Beside::default(), site),
    }
}
