//! The page of a search: what was found, and the ways to narrow it. It stays while words are typed.

use leptos::prelude::*;

use crate::archive::Found;
use crate::domain::phrases::{Phrases, fill};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Kind, Site};
use crate::domain::trail::Crumb;
use crate::site::action::Action;
use crate::site::page::{Search, search_heading};
use crate::site::parts::{
    Anchor, Text, Trail, button, choices, column, disclosure, hits, instead, items, sorts,
    total_label,
};

pub(super) fn search(search: &Search, site: &Site, late: bool) -> AnyView {
    let phrases = &site.phrases;
    let Search { query, here, .. } = search;
    let found = search.answer.as_ref().map(|answer| &answer.found);
    let results = match &search.answer {
        None => before(&search.recent, phrases),
        Some(answer) if is_none(&answer.found) => instead(&answer.instead, *here, phrases),
        Some(answer) => hits(&answer.found.hits, site),
    };
    let some = found.is_some_and(|found| !found.hits.is_empty());
    view! {
        <div class="search-page" aria-busy=late.then_some("true")>
            {trail(search, site)}
            <header class="list-head">
                <h1 tabindex="-1">{Text(search_heading(query, phrases))}</h1>
                <p role="status">{Text(status(found, phrases))}</p>
            </header>
            {chips(search, site)}
            <div class="search-body">
                {some.then(|| sorts(query, *here, phrases))}
                {found.map(|_| narrow(search, site))}
                {found.map(|found| gaps(found, phrases))}
                {results}
                {found.map(|found| further(found, *here, phrases))}
            </div>
        </div>
    }
    .into_any()
}

fn trail(search: &Search, site: &Site) -> AnyView {
    let home = Crumb { name: site.phrases.home.into(), route: Route::Home };
    let crumbs = match (search.here)(search.query.clone()) {
        Route::List { query, .. } => site.trail(&query.saying("")),
        route => vec![home, Crumb { name: site.phrases.search.into(), route }],
    };
    view! { <Trail crumbs ends_here=true name=site.phrases.trail/> }.into_any()
}

/// Whether the words are nowhere among what the filters admit.
fn is_none(found: &Found) -> bool {
    found.hits.is_empty() && found.next.is_none()
}

/// How much was found, in the one place where a screen reader hears of it.
fn status(found: Option<&Found>, phrases: &Phrases) -> String {
    // Where a sign or a word to leave out is all that was typed, nothing was searched for.
    let Some(found) = found.filter(|found| found.searched || !found.signs.is_empty()) else {
        return phrases.search_help.into();
    };
    let signs = &*found.signs;
    if !found.searched {
        return fill(phrases.signs_alone, &[signs]);
    }
    let label = match found.hits.is_empty() {
        false => total_label(found.total, phrases),
        true if found.next.is_some() => phrases.none_yet.into(),
        true if found.query.before.is_some() => phrases.none_older.into(),
        true => phrases.none_found.into(),
    };
    // A sign ends a word as a comma does, and counts no further.
    if signs.is_empty() { label } else { fill(phrases.signs_ignored, &[&label, signs]) }
}

/// The filters that are chosen, each a link that takes it out.
fn chips(search: &Search, site: &Site) -> AnyView {
    let chips = search.query.filters().iter().filter_map(|(dimension, value)| {
        let name = site.value_name(*dimension, value)?;
        let route = (search.here)(search.query.clone().toggled(*dimension, value));
        let label = Some(fill(site.phrases.remove_filter, &[&name]));
        Some(Anchor { label, ..Anchor::filter(false) }.to(&route, name))
    });
    items("chips", Some(site.phrases.chosen_filters), chips.collect())
}

/// Every filter, as a link that puts it in or takes it out, once the reader has opened them.
fn narrow(search: &Search, site: &Site) -> AnyView {
    let group = |dimension: Dimension, ids: Vec<&str>| {
        let link = |id: &str| {
            let name = site.value_name(dimension, id).unwrap_or_else(|| id.to_owned());
            let route = (search.here)(search.query.clone().toggled(dimension, id));
            Anchor::filter(search.query.has(dimension, id)).to(&route, name)
        };
        let values = items("", None, ids.into_iter().map(link).collect());
        choices("", site.phrases.of_dimension(dimension), ().into_any(), values)
    };
    let groups = || {
        let groups = vec![
            group(Dimension::Section, site.sections.iter().map(|one| one.id.as_str()).collect()),
            group(Dimension::Kind, Kind::ALL.iter().map(|kind| kind.id()).collect()),
            group(Dimension::Year, search.years.iter().map(String::as_str).collect()),
            group(Dimension::Region, site.regions.iter().map(|one| one.id.as_str()).collect()),
        ];
        column("narrow-groups", groups)
    };
    let groups = if search.narrowing { groups() } else { ().into_any() };
    disclosure("narrow", site.phrases.filter, Action::NarrowSearch, None, groups)
}

/// What could not be looked at, since a file did not come.
fn gaps(found: &Found, phrases: &Phrases) -> AnyView {
    let gaps = found.gaps.len();
    let none = gaps == 0;
    let told = (gaps > 0).then(|| fill(phrases.gaps, &[&gaps.to_string()]));
    view! {
        <p class="gap-note" role="alert" hidden=none>
            <span>{Text(told.unwrap_or_default())}</span>{button(phrases.search_again, Action::Retry)}
        </p>
    }
    .into_any()
}

/// The way to older results, or to look further where that was not worth it unasked.
fn further(found: &Found, here: fn(Query) -> Route, phrases: &Phrases) -> AnyView {
    let link = |before, rel, name: &'static str| {
        let route = here(found.query.clone().from_cursor(before));
        Anchor { rel, ..Anchor::default() }.to(&route, name)
    };
    let newest = found.query.before.is_some().then(|| link(None, None, phrases.first_page));
    let name = match found.reach {
        Some(_) => phrases.search_further,
        None => phrases.more_results,
    };
    let older = found.next.clone().map(|next| link(Some(next), Some("next"), name));
    let reach = found.reach.filter(|_| older.is_some());
    let reach = reach.map(|date| fill(phrases.searched_back_to, &[&phrases.of_date(date)]));
    let ways: Vec<AnyView> = newest.into_iter().chain(older).collect();
    let none = ways.is_empty();
    view! {
        <nav class="pager" aria-label=phrases.pagination hidden=none>
            <span class="pager-place">{Text(reach.unwrap_or_default())}</span>
            {ways}
        </nav>
    }
    .into_any()
}

/// What the reader searched for before, newest first.
fn before(recent: &[String], phrases: &Phrases) -> AnyView {
    let link = |words: &String| {
        let route = Route::search(Query::default().saying(words.as_str()));
        Anchor::default().to(&route, words.clone())
    };
    let recent: Vec<AnyView> = recent.iter().map(link).collect();
    let none = recent.is_empty();
    view! {
        <section class="recent" aria-label=phrases.recent_searches hidden=none>
            <h2>{phrases.recent_searches}</h2>
            {items("", None, recent)}
            {button(phrases.forget_searches, Action::ForgetSearches)}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Total;

    fn found(searched: bool, signs: &str) -> Found {
        Found {
            query: Query::default().saying("q"),
            hits: Vec::new(),
            total: Total::default(),
            next: None,
            reach: None,
            gaps: Vec::new(),
            searched,
            signs: signs.into(),
        }
    }

    #[test]
    fn what_cannot_be_searched_for_is_told_and_not_called_missing() {
        let phrases = Phrases::of("zh-CN");
        let check = |searched, signs, told: &str| {
            assert_eq!(status(Some(&found(searched, signs)), &phrases), told);
        };
        check(true, "", "没有找到");
        check(true, "%", "没有找到（“%”按标点处理，不单独查找）");
        check(false, "😀", "搜索只认文字、字母和数字，“😀”不在其中。");
        check(false, "", phrases.search_help);
        assert_eq!(status(None, &phrases), phrases.search_help);
    }
}
