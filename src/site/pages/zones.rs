//! The directory of zones, by province.

use leptos::prelude::*;

use crate::domain::phrases::fill;
use crate::domain::route::Route;
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::{Categories, Province, Site, Zone};
use crate::site::parts::{Text, column, to};

pub(super) fn zones(counts: &SortedMap<u32>, site: &Site) -> AnyView {
    let provinces: Vec<AnyView> =
        site.regions.iter().filter_map(|province| group(province, counts, site)).collect();
    let total = fill(site.phrases.zones_total, &[&site.zones.len().to_string()]);
    view! {
        <div class="directory">
            <header class="list-head">
                <h1 tabindex="-1">{site.phrases.startup.zone_directory}</h1>
                <p>{Text(total)}</p>
            </header>
            {column("directory-groups", provinces)}
        </div>
    }
    .into_any()
}

/// A province's zones; nothing where it has none.
fn group(province: &Province, counts: &SortedMap<u32>, site: &Site) -> Option<AnyView> {
    let inside = |zone: &&Zone| site.lies_in(&zone.region, &province.id);
    let entry = |zone: &Zone| {
        let count = counts.get(&zone.id).copied().unwrap_or(0);
        let news = (count > 0).then(|| {
            let count = fill(site.phrases.articles, &[&count.to_string()]);
            view! { <span class="count">{Text(count)}</span> }
        });
        let route = Route::Zone(zone.id.clone());
        view! { <li><a href=to(&route)>{Text(zone.name.clone())}</a>{news}</li> }.into_any()
    };
    let entries: Vec<AnyView> = site.zones.iter().filter(inside).map(entry).collect();
    let id = format!("zones-{}", province.id);
    (!entries.is_empty()).then(|| {
        view! {
            <section aria-labelledby=id.clone()>
                <h2 id=id.clone()>{Text(province.name.clone())}</h2>
                <ul>{entries}</ul>
            </section>
        }
        .into_any()
    })
}
