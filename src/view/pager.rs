//! The pages of a list, as links.

use leptos::prelude::*;

use super::to;
use crate::archive::Pager;
use crate::route::Route;

#[component]
pub fn PagerLinks(pager: Pager) -> impl IntoView {
    let step = |route: Option<Route>, rel: &'static str, name: &'static str| {
        route.map(|route| link(&route, Some(rel), None, None, name.to_owned()))
    };
    let mut last = 0;
    let mut numbered = Vec::new();
    for (page, route) in pager.numbered {
        if page > last + 1 {
            numbered.push(view! { <span aria-hidden="true">"…"</span> }.into_any());
        }
        last = page;
        let current = (page == pager.page).then_some("page");
        let name = format!("第 {page} 页");
        numbered.push(link(&route, None, current, Some(name), page.to_string()));
    }
    let years = pager.years.iter();
    let years = years.map(|(year, route)| link(route, None, None, None, format!("{year} 年")));
    let years: Vec<AnyView> = years.collect();
    let no_years = years.is_empty();
    let place = format!("第 {} 页，共 {} 页", pager.page, pager.pages);
    view! {
        <nav class="pager" aria-label="分页" hidden=pager.pages <= 1>
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

fn link(
    route: &Route,
    rel: Option<&'static str>,
    current: Option<&'static str>,
    label: Option<String>,
    text: String,
) -> AnyView {
    view! { <a href=to(route) rel=rel aria-current=current aria-label=label>{text}</a> }.into_any()
}
