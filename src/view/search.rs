//! Searching: the field, and what is found, with the words marked.

use std::sync::Arc;

use leptos::prelude::*;

use super::headline::{date, mark, place};
use super::to;
use crate::archive::{Hit, Instead, Total};
use crate::query::{Query, Sort};
use crate::route::Route;
use crate::taxonomy::Site;
use crate::words::Piece;

/// The field that stands on every page. Without the app it is a form like any other.
#[component]
pub fn SearchField(#[prop(into)] words: Signal<String>) -> impl IntoView {
    view! {
        <form class="search" role="search" action=to(&Route::search(Query::default())) method="get">
            <input
                type="search"
                name="q"
                aria-label="搜索文章"
                placeholder="搜索文章"
                aria-keyshortcuts="/"
                autocomplete="off"
                enterkeyhint="search"
                maxlength="200"
                prop:value=words
            />
            <button>"搜索"</button>
        </form>
    }
    .into_any()
}

/// A text with what was searched for marked.
pub fn pieces(pieces: &[Piece]) -> Vec<AnyView> {
    let piece = |piece: &Piece| {
        let text = piece.text.clone();
        if piece.marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces.iter().map(piece).collect()
}

/// What was found, in order: title, excerpt, place and date.
#[component]
pub fn HitList(hits: Vec<Hit>, site: Arc<Site>) -> impl IntoView {
    let hits: Vec<AnyView> = hits.iter().map(|one| hit(one, &site)).collect();
    view! { <ul class="hits">{hits}</ul> }.into_any()
}

fn hit(Hit { headline, title, excerpt }: &Hit, site: &Site) -> AnyView {
    let place = place(headline, site);
    view! {
        <li class="hit">
            <a href=to(&Route::Article(headline.id.clone()))>{mark(headline.kind)}{pieces(title)}</a>
            <p class="excerpt">{pieces(excerpt)}</p>
            <p class="hit-facts">{date(headline)}<span>{place}</span><span>{headline.source.clone()}</span></p>
        </li>
    }
    .into_any()
}

/// The number of what was found, as far as it is known.
pub fn told(total: Total) -> String {
    match (total.at_least, total.at_most) {
        (least, most) if least == most => format!("共 {most} 条"),
        // What is counted is too much by as many as will turn out to be none.
        (_, most) => format!("约 {most} 条"),
    }
}

/// The orders of results, as links. `here` makes an address of a query.
#[component]
pub fn SortLinks(query: Query, here: fn(Query) -> Route) -> impl IntoView {
    let link = |sort: Sort, name: &'static str| {
        let current = (query.sort == sort).then_some("true");
        let mut sorted = query.clone().from_cursor(None);
        sorted.sort = sort;
        let route = here(sorted);
        view! { <a href=to(&route) aria-current=current data-filter="">{name}</a> }.into_any()
    };
    view! {
        <p class="sorts" role="group" aria-label="排序">
            {link(Sort::Newest, "最新在前")}
            {link(Sort::Relevance, "最相关在前")}
        </p>
    }
    .into_any()
}

/// What may be searched for where nothing was found.
#[component]
pub fn InsteadLinks(instead: Instead, here: fn(Query) -> Route) -> impl IntoView {
    let unfiltered = instead.unfiltered.map(|(query, total)| {
        let text = format!("不限条件搜索“{}”（{}）", query.words, told(total));
        view! { <li><a href=to(&here(query))>{text}</a></li> }
    });
    let part = instead.part.map(|query| {
        let text = format!("搜索“{}”", query.words);
        view! { <li><a href=to(&here(query))>{text}</a></li> }
    });
    view! { <ul class="instead">{unfiltered}{part}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_about_until_it_is_known() {
        let check = |at_least, at_most, text: &str| {
            assert_eq!(told(Total { at_least, at_most }), text);
        };
        check(0, 0, "共 0 条");
        check(12, 12, "共 12 条");
        check(3, 12, "约 12 条");
    }
}
