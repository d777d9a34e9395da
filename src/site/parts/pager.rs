//! The pages of a list, as links.

use leptos::prelude::*;

use super::{Anchor, Text};
use crate::archive::{Pager, Place};
use crate::domain::phrases::{Phrases, fill};
use crate::domain::route::Route;

/// Which of a list's pages this is, in words; nothing where it is the only one.
pub fn place(pager: &Pager, phrases: &Phrases) -> String {
    match pager.place {
        _ if pager.newer.is_none() && pager.older.is_none() => String::new(),
        Place::Newest => phrases.newest.into(),
        Place::Numbered(number) => fill(phrases.page_number, &[&number.to_string()]),
        Place::Behind => phrases.older.into(),
    }
}

pub fn pager_links(pager: Pager, phrases: &Phrases) -> AnyView {
    let step = |route: Option<Route>, rel: &'static str, name: &'static str| {
        let anchor = Anchor { rel: Some(rel), ..Anchor::default() };
        route.map(|route| anchor.to(&route, name))
    };
    let place = place(&pager, phrases);
    let mut last = pager.pages;
    let mut numbered = Vec::new();
    for (number, route) in pager.numbered {
        if number + 1 < last {
            numbered.push(view! { <span aria-hidden="true">"…"</span> }.into_any());
        }
        last = number;
        let is_newest = number == pager.pages;
        let is_here = match pager.place {
            Place::Numbered(here) => here == number,
            Place::Newest => is_newest,
            Place::Behind => false,
        };
        let current = is_here.then_some("page");
        let label = (!is_newest).then(|| fill(phrases.page_number, &[&number.to_string()]));
        let name = if is_newest { phrases.newest.into() } else { number.to_string() };
        let anchor = Anchor { current, label, ..Anchor::default() };
        numbered.push(anchor.to(&route, name));
    }
    let years = pager.years.iter();
    let years = years.map(|(year, route)| {
        Anchor::default().to(route, fill(phrases.year_name, &[&year.to_string()]))
    });
    let years: Vec<AnyView> = years.collect();
    let no_years = years.is_empty();
    let is_only = pager.newer.is_none() && pager.older.is_none();
    let place = match pager.pages {
        0 => place,
        pages => fill(phrases.place_of_pages, &[&place, &pages.to_string()]),
    };
    view! {
        <nav class="pager" aria-label=phrases.pagination hidden=is_only>
            {step(pager.newer, "prev", phrases.newer)}
            <span class="pager-numbers">{numbered}</span>
            <span class="pager-place">{Text(place)}</span>
            {step(pager.older, "next", phrases.older)}
            <details class="pager-years" hidden=no_years>
                <summary>{phrases.by_year}</summary>
                <div class="pager-numbers">{years}</div>
            </details>
        </nav>
    }
    .into_any()
}
