//! The pages: each asks the parts in [`super::parts`] to show its data. A page imports no other.

mod about;
mod article;
mod home;
mod list;
mod search;
mod zone;
mod zones;

use std::sync::Arc;

use leptos::prelude::*;

pub use self::list::told;
use super::page::Content;
use super::screen::{Beside, Opened};
use crate::domain::taxonomy::Site;

/// A page with its data. `late` dims what is about to be replaced; what the reader
/// has `opened` of it is drawn whole.
pub(super) fn page(
    content: &Content,
    site: &Arc<Site>,
    late: bool,
    opened: Opened,
    beside: &Beside,
) -> AnyView {
    match content {
        Content::Home(front) => home::home(Arc::clone(front), Arc::clone(site)),
        Content::List(shown) => list::list(shown, site, late, opened.map),
        Content::Search(shown) => search::search(shown, site, late, opened.narrowing),
        Content::Article(shown) => article::article(shown, beside, site),
        Content::Zones(counts) => zones::zones(counts, site),
        Content::Zone(zone, news) => zone::zone(zone, news, Arc::clone(site)),
        Content::About => about::about(Arc::clone(site)),
    }
}
