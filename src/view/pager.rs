//! The pages of a list, as links.

use leptos::prelude::*;

use super::to;
use crate::archive::Pager;
use crate::route::Route;

#[component]
pub fn PagerLinks(pager: Pager) -> impl IntoView {
    let step = |route: Option<Route>, rel: &'static str, name: &'static str| {
        route.map(|route| view! { <a href=to(&route) rel=rel>{name}</a> })
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
        numbered.push(
            view! { <a href=to(&route) aria-current=current aria-label=name>{page}</a> }.into_any(),
        );
    }
    let place = format!("第 {} 页，共 {} 页", pager.page, pager.pages);
    view! {
        <nav class="pager" aria-label="分页" hidden=pager.pages <= 1>
            {step(pager.newer, "prev", "较新")}
            <span class="pager-numbers">{numbered}</span>
            <span class="pager-place">{place}</span>
            {step(pager.older, "next", "较早")}
        </nav>
    }
    .into_any()
}
