//! A list of headlines: trail, facets, rows and pages. It stays while its filters change.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::open::list_heading;
use crate::archive::List;
use crate::query::Query;
use crate::route::Route;
use crate::taxonomy::Site;
use crate::view::{Facets, HeadlineList, PagerLinks, Trail, to};

pub(in crate::app) fn list(
    list: ArcRwSignal<Arc<List>>,
    site: Arc<Site>,
    late: Signal<bool>,
) -> AnyView {
    // Each part reads the list anew, and is rebuilt in place.
    let part = move |show: fn(&Arc<List>, &Arc<Site>) -> AnyView| {
        let (list, site) = (list.clone(), Arc::clone(&site));
        move || show(&list.get(), &site)
    };
    view! {
        <div class="list-page" aria-busy=move || late.get().then_some("true")>
            {part(trail)}
            <header class="list-head">
                <h1 tabindex="-1">{part(|list, site| list_heading(&list.query, site).into_any())}</h1>
                <p role="status">{part(total)}</p>
                {part(clear)}
            </header>
            <div class="list-columns">
                {part(|list, _| view! { <Facets list=Arc::clone(list)/> }.into_any())}
                <div class="list-body">
                    {part(rows)}
                    {part(|list, _| view! { <PagerLinks pager=list.pager.clone()/> }.into_any())}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn trail(list: &Arc<List>, site: &Arc<Site>) -> AnyView {
    view! { <Trail crumbs=site.trail(&list.query) ends_here=true/> }.into_any()
}

fn total(list: &Arc<List>, _: &Arc<Site>) -> AnyView {
    format!("共 {} 条", list.total).into_any()
}

/// The way back from filters: the list of the section alone.
fn clear(list: &Arc<List>, _: &Arc<Site>) -> AnyView {
    let bare = list
        .query
        .single(crate::query::Dimension::Section)
        .map_or_else(Query::default, |section| {
            Query::default().with(crate::query::Dimension::Section, section)
        });
    let is_bare = list.query.clone().from_cursor(None) == bare;
    view! { <p class="clear" hidden=is_bare><a href=to(&Route::list(bare))>"清除筛选"</a></p> }
        .into_any()
}

fn rows(list: &Arc<List>, site: &Arc<Site>) -> AnyView {
    if list.headlines.is_empty() {
        return view! { <p class="empty">"没有符合条件的文章。请减少筛选条件，或清除筛选。"</p> }
            .into_any();
    }
    let site = Arc::clone(site);
    view! { <HeadlineList headlines=list.headlines.clone() site/> }.into_any()
}
