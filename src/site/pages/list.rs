//! A list of headlines: trail, facets, rows and pages. It stays while its filters change.

use std::sync::Arc;

use leptos::prelude::*;

use crate::archive::List;
use crate::domain::phrases::{Phrases, fill};
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::site::page::{ListPage, list_heading};
use crate::site::parts::{Anchor, HeadlineList, Text, Trail, facets, pager_links, place};

pub(super) fn list(page: &ListPage, site: &Arc<Site>, late: bool) -> AnyView {
    let list = &page.list;
    let pager = list.pager.clone();
    let phrases = &site.phrases;
    let place = place(&pager, phrases);
    view! {
        <div class="list-page" aria-busy=late.then_some("true")>
            <Trail crumbs=site.trail(&list.query) ends_here=true name=phrases.trail/>
            <header class="list-head">
                <h1 tabindex="-1">{Text(list_heading(&list.query, site))}</h1>
                <p role="status">{Text(total_label(list, phrases))}</p>
                <p hidden=place.is_empty()>{Text(place.clone())}</p>
                {clear(list, phrases)}
            </header>
            <div class="list-columns">
                {facets(list, &page.expanded, phrases)}
                <div class="list-body">
                    {rows(list, site)}
                    {pager_links(pager, phrases)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// How many there are; an older page that is printed does not tell it.
pub fn total_label(list: &List, phrases: &Phrases) -> String {
    list.total.map(|total| fill(phrases.total, &[&total.to_string()])).unwrap_or_default()
}

/// The way back from filters: the list of the section alone.
fn clear(list: &List, phrases: &Phrases) -> AnyView {
    let bare = list
        .query
        .single(crate::domain::query::Dimension::Section)
        .map_or_else(Query::default, |section| {
            Query::default().with(crate::domain::query::Dimension::Section, section)
        });
    let is_bare = list.query.clone().from_cursor(None) == bare;
    let link = Anchor::default().to(&Route::list(bare), phrases.clear_filters);
    view! { <p class="clear" hidden=is_bare>{link}</p> }.into_any()
}

fn rows(list: &List, site: &Arc<Site>) -> AnyView {
    if list.headlines.is_empty() {
        return view! { <p class="empty">{site.phrases.no_articles}</p> }.into_any();
    }
    let site = Arc::clone(site);
    view! { <HeadlineList headlines=list.headlines.clone() site/> }.into_any()
}
