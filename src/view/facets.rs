//! The facets of a list: every value is a link to the list with it put in or taken out. Regions have
//! a map beside them, and times stand as bars.

use leptos::prelude::*;

use super::to;
use crate::archive::{Facet, FacetValue};
use crate::query::Dimension;

mod map;

/// Facets side by side. Values keep their order, and nodes are rebuilt in place, so the focus stays
/// on the value that was chosen.
#[component]
pub fn Facets(facets: Vec<Facet>) -> impl IntoView {
    let mut groups = Vec::new();
    // The facet of sections comes and goes; the others keep their place, and with it their nodes.
    if facets.first().is_some_and(|facet| facet.dimension != Dimension::Section) {
        groups.push(().into_any());
    }
    groups.extend(facets.into_iter().map(group));
    view! { <div class="facets">{groups}</div> }.into_any()
}

fn group(facet: Facet) -> AnyView {
    let Facet { dimension, mut values } = facet;
    let name = dimension.name();
    let empty = values.is_empty();
    let most = values.iter().map(|value| value.count).max().unwrap_or(0);
    let mut scale = None;
    let (class, picture) = match dimension {
        Dimension::Region => ("facet facet-map", map::map(&values, most)),
        Dimension::Year | Dimension::Month => {
            // Time runs from left to right.
            if values.first().map(|value| &value.id) > values.last().map(|value| &value.id) {
                values.reverse();
            }
            scale = Some(most.max(1));
            ("facet facet-bars", note(format!("最高 {most} 篇")))
        }
        _ => ("facet", ().into_any()),
    };
    view! {
        <section class=class role="group" aria-label=name hidden=empty>
            <h2 aria-hidden="true">{name}</h2>
            {picture}
            <div class="facet-values">{list(values, scale)}</div>
        </section>
    }
    .into_any()
}

/// What a picture's sizes or shades mean.
fn note(text: String) -> AnyView {
    view! { <p class="facet-note">{text}</p> }.into_any()
}

/// Values; with a `scale`, the count of the highest bar, as bars.
fn list(values: Vec<FacetValue>, scale: Option<u32>) -> AnyView {
    let mut rows = Vec::new();
    let mut next = None;
    for one in values {
        // Where years have nothing, the bars do not stand as if next to each other.
        let year: Option<u32> = one.id.parse().ok().filter(|_| scale.is_some());
        if year > next && next.is_some() {
            rows.push(view! { <li class="gap" aria-hidden="true">"…"</li> }.into_any());
        }
        next = year.map(|year| year + 1);
        rows.push(value(one, scale));
    }
    view! { <ul>{rows}</ul> }.into_any()
}

/// A value and how many articles it has. A bar tells a reader of the screen its units too; a month
/// stands in its column of twelve.
fn value(value: FacetValue, scale: Option<u32>) -> AnyView {
    let chosen = value.chosen.then_some("true");
    let within = (!value.within.is_empty()).then(|| list(value.within, None));
    let (mut name, mut label, mut place, mut drawn) = (value.name, None, None, None);
    if let Some(most) = scale {
        let month = value.id.split_once('-').map(|(_, month)| month);
        let unit = if month.is_some() { "月" } else { " 年" };
        name = name.trim_end_matches('月').to_owned();
        label = Some(format!("{name}{unit}，{} 篇", value.count));
        place = month.map(|month| format!("month-{month}"));
        drawn = Some(bar(value.count, most));
    }
    view! {
        <li class=place>
            <a href=to(&value.route) aria-current=chosen aria-label=label data-filter="">
                {name}" "<span class="count">{value.count}</span>{drawn}
            </a>
            {within}
        </li>
    }
    .into_any()
}

fn bar(count: u32, most: u32) -> AnyView {
    let height = format!("{}%", count.saturating_mul(100).div_ceil(most));
    view! { <svg aria-hidden="true"><rect width="100%" height=height></rect></svg> }.into_any()
}
