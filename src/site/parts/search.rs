//! Searching: the field, and what is found, with the words marked.

use leptos::prelude::*;

use super::headline::{date, key, mark, place};
use super::{Anchor, Fixed, fixed, items, keyed, to};
use crate::archive::{Hit, Instead, Total};
use crate::domain::phrases::{Phrases, fill};
use crate::domain::query::{Query, Sort};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::domain::words::Piece;

/// The field that stands on every page. Without the app it is a form like any other.
pub fn search_field(phrases: &Phrases) -> AnyView {
    let name = phrases.search_articles;
    view! {
        <form class="search" role="search" action=to(&Route::search(Query::default())) method="get">
            <input
                type="search"
                name="q"
                aria-label=name
                placeholder=name
                autocomplete="off"
                enterkeyhint="search"
                maxlength="200"
            />
            <button>{phrases.search}</button>
        </form>
    }
    .into_any()
}

/// A text with what was searched for marked.
pub fn pieces(pieces: &[Piece]) -> Vec<Fixed> {
    let piece = |piece: &Piece| {
        let text = piece.text.clone();
        if piece.marked { fixed(view! { <mark>{text}</mark> }) } else { fixed(text) }
    };
    pieces.iter().map(piece).collect()
}

/// What was found, in order: title, excerpt, date, place and source.
pub fn hits(hits: &[Hit], site: &Site) -> AnyView {
    let hit = |Hit { headline, title, excerpt }: &Hit| {
        let place = place(headline, site);
        let source = headline.source.clone();
        let texts = title.iter().chain(excerpt);
        let texts: String = texts.flat_map(|piece| [piece.text.as_str(), "\n"]).collect();
        let key = [key(headline), place.clone(), texts].concat();
        let hit = view! {
            <li>
                <a href=to(&Route::Article(headline.id.clone()))>{mark(headline.kind, &site.phrases)}{pieces(title)}</a>
                <p>{pieces(excerpt)}</p>
                <p class="hit-facts">{date(headline)}<span>{place}</span><span>{source}</span></p>
            </li>
        };
        keyed(key, hit)
    };
    let hits: Vec<Fixed> = hits.iter().map(hit).collect();
    view! { <ul class="hits">{hits}</ul> }.into_any()
}

/// The number of what was found, as far as it is known.
pub fn total_label(total: Total, phrases: &Phrases) -> String {
    match (total.at_least, total.at_most) {
        (least, most) if least == most => fill(phrases.total, &[&most.to_string()]),
        // The count is an upper bound: candidates that are not proven yet may not match.
        (_, most) => fill(phrases.about_total, &[&most.to_string()]),
    }
}

/// The orders of results, as links. `here` makes an address of a query.
pub fn sorts(query: &Query, here: fn(Query) -> Route, phrases: &Phrases) -> AnyView {
    let link = |(sort, name): (Sort, &'static str)| {
        let mut sorted = query.clone().from_cursor(None);
        sorted.sort = sort;
        Anchor::filter(query.sort == sort).to(&here(sorted), name)
    };
    let orders = [(Sort::Newest, phrases.by_time), (Sort::Relevance, phrases.by_relevance)];
    items("sorts", Some(phrases.order), orders.map(link).into())
}

/// What may be searched for where nothing was found.
pub fn instead(instead: &Instead, here: fn(Query) -> Route, phrases: &Phrases) -> AnyView {
    let link = |query: &Query, text: String| Anchor::default().to(&here(query.clone()), text);
    // The quotes that hold a phrase stand within others here.
    let words = |query: &Query| query.words.replace('"', "");
    let unfiltered = instead.unfiltered.as_ref();
    let unfiltered = unfiltered.map(|(query, total)| {
        let total = total_label(*total, phrases);
        link(query, fill(phrases.without_filters, &[&words(query), &total]))
    });
    let part = instead.part.as_ref();
    let part = part.map(|query| link(query, fill(phrases.search_for, &[&words(query)])));
    items("instead", None, unfiltered.into_iter().chain(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_about_until_it_is_known() {
        let check = |at_least, at_most, text: &str| {
            assert_eq!(total_label(Total { at_least, at_most }, &Phrases::of("zh-CN")), text);
        };
        check(0, 0, "共 0 篇");
        check(12, 12, "共 12 篇");
        check(3, 12, "约 12 篇");
    }
}
