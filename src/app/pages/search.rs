//! The page of a search: what was found, and the ways to narrow it. It stays while words are typed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::open::{Search, search_heading};
use crate::query::{Dimension, Query};
use crate::route::Route;
use crate::taxonomy::{Crumb, Kind, Site};
use crate::view::{HitList, InsteadLinks, SortLinks, Trail, to, told};

/// What the reader searched for before, newest first, and how to forget it.
#[derive(Clone, Copy)]
pub(in crate::app) struct Recent {
    pub words: RwSignal<Vec<String>>,
    pub forget: Callback<()>,
}

pub(in crate::app) fn search(
    search: ArcRwSignal<Arc<Search>>,
    site: Arc<Site>,
    late: Signal<bool>,
    recent: Recent,
) -> AnyView {
    // Each part reads the search anew, and is rebuilt in place.
    let part = |show: fn(&Search, &Arc<Site>) -> AnyView| {
        let (search, site) = (search.clone(), Arc::clone(&site));
        move || show(&search.get(), &site)
    };
    let before = {
        let search = search.clone();
        move || search.get().answer.is_none().then(|| searched_before(recent))
    };
    view! {
        <div class="search-page" aria-busy=move || late.get().then_some("true")>
            {part(trail)}
            <header class="list-head">
                <h1 tabindex="-1">{part(|search, _| search_heading(&search.query).into_any())}</h1>
                <p role="status">{part(status)}</p>
            </header>
            {part(chips)}
            <div class="search-body">
                {part(sorts)}
                {part(narrow)}
                {part(gaps)}
                {part(hits)}
                {part(further)}
                {before}
            </div>
        </div>
    }
    .into_any()
}

fn trail(search: &Search, site: &Arc<Site>) -> AnyView {
    let home = Crumb { name: "首页".into(), route: Route::Home };
    let crumbs = match (search.here)(search.query.clone()) {
        Route::List { query, .. } => site.trail(&query.saying("")),
        route => vec![home, Crumb { name: "搜索".into(), route }],
    };
    view! { <Trail crumbs ends_here=true/> }.into_any()
}

/// How much was found, in the one place where a screen reader hears of it.
fn status(search: &Search, _: &Arc<Site>) -> AnyView {
    let Some(answer) = &search.answer else {
        return "几个词用空格隔开，全部都要有；加引号查整句，词前加减号则排除。".into_any();
    };
    let found = &answer.found;
    match (found.hits.is_empty(), found.next.is_some()) {
        (true, false) if found.query.before.is_none() => "没有找到".into_any(),
        (true, false) => "没有更早的了".into_any(),
        (true, true) => "还没有找到".into_any(),
        (false, _) => told(found.total).into_any(),
    }
}

fn sorts(search: &Search, _: &Arc<Site>) -> AnyView {
    let found = search.answer.as_ref().is_some_and(|answer| !answer.found.hits.is_empty());
    found.then(|| view! { <SortLinks query=search.query.clone() here=search.here/> }).into_any()
}

/// The filters that are chosen, each a link that takes it out.
fn chips(search: &Search, site: &Arc<Site>) -> AnyView {
    let chips = search.query.filters().iter().filter_map(|(dimension, value)| {
        let name = site.value_name(*dimension, value)?;
        let route = (search.here)(search.query.clone().toggled(*dimension, value));
        let label = format!("去掉条件：{name}");
        Some(
            view! { <li><a href=to(&route) aria-label=label data-filter="">{name}</a></li> }
                .into_any(),
        )
    });
    let chips: Vec<AnyView> = chips.collect();
    let is_empty = chips.is_empty();
    view! { <ul class="chips" aria-label="已选条件" hidden=is_empty>{chips}</ul> }.into_any()
}

/// Every filter, as a link that puts it in.
fn narrow(search: &Search, site: &Arc<Site>) -> AnyView {
    if search.answer.is_none() {
        return ().into_any();
    }
    let group = |dimension: Dimension, ids: Vec<&str>| {
        let link = |id: &str| {
            let name = site.value_name(dimension, id).unwrap_or_else(|| id.to_owned());
            let chosen = search.query.has(dimension, id).then_some("true");
            let route = (search.here)(search.query.clone().toggled(dimension, id));
            view! { <li><a href=to(&route) aria-current=chosen data-filter="">{name}</a></li> }
                .into_any()
        };
        let links: Vec<AnyView> = ids.into_iter().map(link).collect();
        let name = dimension.name();
        view! {
            <section role="group" aria-label=name>
                <h2 aria-hidden="true">{name}</h2>
                <ul>{links}</ul>
            </section>
        }
        .into_any()
    };
    let groups = [
        group(Dimension::Section, site.sections.iter().map(|one| one.id.as_str()).collect()),
        group(Dimension::Kind, Kind::ALL.iter().map(|kind| kind.id()).collect()),
        group(Dimension::Year, search.years.iter().map(String::as_str).collect()),
        group(Dimension::Region, site.regions.iter().map(|one| one.id.as_str()).collect()),
    ];
    view! {
        <details class="narrow">
            <summary>"缩小范围"</summary>
            {groups.into_iter().collect::<Vec<_>>()}
        </details>
    }
    .into_any()
}

/// What could not be looked at, since a file did not come.
fn gaps(search: &Search, _: &Arc<Site>) -> AnyView {
    let gaps = search.answer.as_ref().map_or(0, |answer| answer.found.gaps.len());
    let again = (search.here)(search.query.clone());
    (gaps > 0)
        .then(|| {
            view! {
                <p class="gap-note" role="alert">
                    {format!("有 {gaps} 个文件没有收到，下面的结果可能不全。")}
                    <a href=to(&again)>"重新查找"</a>
                </p>
            }
        })
        .into_any()
}

fn hits(search: &Search, site: &Arc<Site>) -> AnyView {
    let Some(answer) = &search.answer else { return ().into_any() };
    if answer.found.hits.is_empty() && answer.found.next.is_none() {
        let instead = answer.instead.clone();
        return view! { <InsteadLinks instead here=search.here/> }.into_any();
    }
    view! { <HitList hits=answer.found.hits.clone() site=Arc::clone(site)/> }.into_any()
}

/// The way to older results, or to look further where that was not worth it unasked.
fn further(search: &Search, _: &Arc<Site>) -> AnyView {
    let Some(found) = search.answer.as_ref().map(|answer| &answer.found) else {
        return ().into_any();
    };
    let at = |before| to(&(search.here)(search.query.clone().from_cursor(before)));
    let older = found.next.clone().map(|next| {
        let name = if found.reach.is_some() { "继续往前查找" } else { "更多结果" };
        view! { <a href=at(Some(next)) rel="next">{name}</a> }
    });
    let newest = found.query.before.is_some().then(|| view! { <a href=at(None)>"回到第一页"</a> });
    let reach = found.reach.filter(|_| found.next.is_some());
    let reach = reach.map(|date| {
        view! { <p class="reach">{format!("已查到 {} 为止。", date.chinese())}</p> }
    });
    let none = older.is_none() && newest.is_none();
    view! {
        {reach}
        <nav class="pager" aria-label="分页" hidden=none>{newest}{older}</nav>
    }
    .into_any()
}

fn searched_before(recent: Recent) -> AnyView {
    let links = move || {
        let link = |words: String| {
            let route = Route::search(Query::default().saying(words.clone()));
            view! { <li><a href=to(&route)>{words}</a></li> }
        };
        recent.words.get().into_iter().map(link).collect::<Vec<_>>()
    };
    view! {
        <section class="recent" aria-label="最近搜索" hidden=move || recent.words.with(Vec::is_empty)>
            <h2>"最近搜索"</h2>
            <ul>{links}</ul>
            <button type="button" class="forget" on:click=move |_| recent.forget.run(())>"清除记录"</button>
        </section>
    }
    .into_any()
}
