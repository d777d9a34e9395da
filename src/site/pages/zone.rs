//! A zone: its profile and its news.

use std::sync::Arc;

use leptos::prelude::*;

use crate::archive::News;
use crate::domain::address;
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Site, Zone};
use crate::domain::trail::Crumb;
use crate::site::page::zone_query;
use crate::site::parts::{Fixed, HeadlineList, Text, Trail, fact, fixed, keyed, outward, to};

pub(super) fn zone(zone: &Zone, news: &News, site: Arc<Site>) -> AnyView {
    let step = |name: &str, route: Route| Crumb { name: name.to_owned(), route };
    let crumbs = vec![
        step("首页", Route::Home),
        step("开发区名录", Route::Zones),
        step(&zone.name, Route::Zone(zone.id.clone())),
    ];
    let headlines = news.headlines.clone();
    let some_news = !headlines.is_empty();
    let all = Route::list(zone_query(zone));
    let more = format!("全部 {} 篇", news.total);
    let key = [zone.id.as_str(), &zone.name].concat();
    let page = view! {
        <div class="zone">
            <Trail crumbs ends_here=true/>
            <h1 tabindex="-1">{zone.name.clone()}</h1>
            {profile(zone, &site)}
            {zone.about.clone().map(|about| view! { <p class="zone-about">{about}</p> })}
            <section class="shelf" aria-labelledby="zone-news">
                <h2 id="zone-news">"开发区新闻"</h2>
                <p class="empty" hidden=some_news>"暂无该开发区的新闻。"</p>
                <HeadlineList headlines site/>
                <p class="more" hidden=news.total == 0><a href=to(&all)>{Text(more)}</a></p>
            </section>
        </div>
    };
    keyed(key, page).into_any()
}

fn profile(zone: &Zone, site: &Site) -> Fixed {
    let region = site.region(&zone.region).map(|name| {
        let query = Query::default().with(Dimension::Region, &zone.region);
        fixed(view! { <a href=to(&Route::list(query))>{name.to_owned()}</a> })
    });
    let website = zone.website.clone().map(|site| outward(address::link(&site), site));
    let industries = (!zone.industries.is_empty()).then(|| fixed(zone.industries.join("、")));
    let founded = zone.founded.map(|year| fixed(format!("{year}年")));
    let facts = [
        ("所在地", region),
        ("级别", zone.level.clone().map(fixed)),
        ("获批时间", founded),
        ("主导产业", industries),
        ("网站", website),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some(fact(name, value?)));
    fixed(view! { <dl class="facts">{facts.collect::<Vec<_>>()}</dl> })
}
