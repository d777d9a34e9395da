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

pub use self::list::total_label;
use super::page::Content;
use crate::domain::taxonomy::Site;

/// A page with its data. `late` dims what is about to be replaced.
pub(super) fn page(content: &Content, site: &Arc<Site>, late: bool) -> AnyView {
    match content {
        Content::Home(front) => home::home(Arc::clone(front), Arc::clone(site)),
        Content::List(page) => list::list(page, site, late),
        Content::Search(page) => search::search(page, site, late),
        Content::Article(page) => article::article(page, site),
        Content::Zones(counts) => zones::zones(counts, site),
        Content::Zone(zone, news) => zone::zone(zone, news, Arc::clone(site)),
        Content::About => about::about(Arc::clone(site)),
    }
}
