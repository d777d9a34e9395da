//! A zone: its profile and its news.

use std::sync::Arc;

use leptos::prelude::*;

use crate::archive::News;
use crate::domain::address;
use crate::domain::phrases::fill;
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Site, Zone};
use crate::domain::trail::Crumb;
use crate::site::page::zone_query;
use crate::site::parts::{Fixed, HeadlineList, Text, Trail, fact, fixed, keyed, outward, to};

pub(super) fn zone(zone: &Zone, news: &News, site: Arc<Site>) -> AnyView {
    let phrases = site.phrases;
    let step = |name: &str, route: Route| Crumb { name: name.to_owned(), route };
    let crumbs = vec![
        step(phrases.home, Route::Home),
        step(phrases.startup.zone_directory, Route::Zones),
        step(&zone.name, Route::Zone(zone.id.clone())),
    ];
    let headlines = news.headlines.clone();
    let some_news = !headlines.is_empty();
    let all = Route::list(zone_query(zone));
    let more = fill(phrases.all_articles, &[&news.total.to_string()]);
    let key = [zone.id.as_str(), &zone.name].concat();
    let page = view! {
        <div class="zone">
            <Trail crumbs ends_here=true name=phrases.trail/>
            <h1 tabindex="-1">{zone.name.clone()}</h1>
            {profile(zone, &site)}
            {zone.about.clone().map(|about| view! { <p class="zone-about">{about}</p> })}
            <section class="shelf" aria-labelledby="zone-news">
                <h2 id="zone-news">{phrases.zone_news}</h2>
                <p class="empty" hidden=some_news>{phrases.no_zone_news}</p>
                <HeadlineList headlines site/>
                <p class="more" hidden=news.total == 0><a href=to(&all)>{Text(more)}</a></p>
            </section>
        </div>
    };
    keyed(key, page).into_any()
}

fn profile(zone: &Zone, site: &Site) -> Fixed {
    let phrases = &site.phrases;
    let region = site.region(&zone.region).map(|name| {
        let query = Query::default().with(Dimension::Region, &zone.region);
        fixed(view! { <a href=to(&Route::list(query))>{name.to_owned()}</a> })
    });
    let website = zone.website.clone().map(|site| outward(address::link(&site), site));
    let industries =
        (!zone.industries.is_empty()).then(|| fixed(zone.industries.join(phrases.list_comma)));
    let founded = zone.founded.map(|year| fixed(fill(phrases.year_name, &[&year.to_string()])));
    let facts = [
        (phrases.location, region),
        (phrases.level, zone.level.clone().map(fixed)),
        (phrases.approved, founded),
        (phrases.industries, industries),
        (phrases.website, website),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some(fact(name, value?)));
    fixed(view! { <dl class="facts">{facts.collect::<Vec<_>>()}</dl> })
}
