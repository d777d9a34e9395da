//! The facets of a list: every value is a link to the list with it put in or taken out.

use leptos::prelude::*;

use super::to;
use crate::archive::{Facet, FacetValue};

/// Facets side by side. Values keep their order, and nodes are rebuilt in place, so the focus stays
/// on the value that was chosen.
#[component]
pub fn Facets(facets: Vec<Facet>) -> impl IntoView {
    let groups: Vec<AnyView> = facets.into_iter().map(group).collect();
    view! { <div class="facets">{groups}</div> }.into_any()
}

fn group(facet: Facet) -> AnyView {
    let name = facet.dimension.name();
    let empty = facet.values.is_empty();
    view! {
        <section class="facet" role="group" aria-label=name hidden=empty>
            <h2 aria-hidden="true">{name}</h2>
            {values(facet.values)}
        </section>
    }
    .into_any()
}

fn values(values: Vec<FacetValue>) -> AnyView {
    let rows: Vec<AnyView> = values.into_iter().map(value).collect();
    view! { <ul>{rows}</ul> }.into_any()
}

fn value(value: FacetValue) -> AnyView {
    let chosen = value.chosen.then_some("true");
    let within = (!value.within.is_empty()).then(|| values(value.within));
    view! {
        <li>
            <a href=to(&value.route) aria-current=chosen data-filter="">
                {value.name}" "<span class="count">{value.count}</span>
            </a>
            {within}
        </li>
    }
    .into_any()
}
