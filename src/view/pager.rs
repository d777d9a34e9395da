//! The pages of a list, as links.

use leptos::prelude::*;

use super::Anchor;
use crate::archive::Pager;
use crate::route::Route;

#[component]
pub fn PagerLinks(pager: Pager) -> impl IntoView {
    let step = |route: Option<Route>, rel: &'static str, name: &'static str| {
        let anchor = Anchor { rel: Some(rel), ..Anchor::default() };
        route.map(|route| anchor.to(&route, name.into_any()))
    };
    let mut last = 0;
    let mut numbered = Vec::new();
    for (page, route) in pager.numbered {
        if page > last + 1 {
            numbered.push(view! { <span aria-hidden="true">"…"</span> }.into_any());
        }
        last = page;
        let current = (page == pager.page).then_some("page");
        let label = Some(format!("第 {page} 页"));
        let anchor = Anchor { current, label, ..Anchor::default() };
        numbered.push(anchor.to(&route, page.to_string().into_any()));
    }
    let years = pager.years.iter();
    let years =
        years.map(|(year, route)| Anchor::default().to(route, format!("{year} 年").into_any()));
    let years: Vec<AnyView> = years.collect();
    let no_years = years.is_empty();
    let is_only = pager.newer.is_none() && pager.older.is_none();
    let place = match pager.pages {
        0 => String::new(),
        pages => format!("第 {} 页，共 {pages} 页", pager.page),
    };
    view! {
        <nav class="pager" aria-label="分页" hidden=is_only>
            {step(pager.newer, "prev", "较新")}
            <span class="pager-numbers">{numbered}</span>
            <span class="pager-place">{place}</span>
            {step(pager.older, "next", "较早")}
            <details class="pager-years" hidden=no_years>
                <summary>"跳到年份"</summary>
                <div class="pager-numbers">{years}</div>
            </details>
        </nav>
    }
    .into_any()
}
