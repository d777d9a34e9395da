//! Headlines: as a list, as the lead story, as a strip of pictures.

use leptos::prelude::*;

use super::{file, keyed, to};
use crate::archive::Front;
use crate::article::Headline;
use crate::route::Route;
use crate::taxonomy::{Kind, Site};

/// Headlines, newest first.
#[component]
pub fn HeadlineList(headlines: Vec<Headline>, site: std::sync::Arc<Site>) -> impl IntoView {
    let rows: Vec<AnyView> = headlines.into_iter().map(|headline| row(headline, &site)).collect();
    view! { <ul class="headlines">{rows}</ul> }.into_any()
}

fn row(headline: Headline, site: &Site) -> AnyView {
    let place = place(&headline, site);
    let key = [key(&headline), place.clone()].concat();
    let row = view! {
        <li class="headline">
            <a href=to(&Route::Article(headline.id.clone()))>{mark(headline.kind)}{headline.title.clone()}</a>
            <span class="headline-place">{place}</span>
            {date(&headline)}
        </li>
    };
    keyed(key, row.into_any())
}

/// What tells a headline from another, and from itself before it was corrected.
pub(super) fn key(headline: &Headline) -> String {
    [headline.id.as_str(), &headline.hash].concat()
}

/// The zone or region a headline is from.
pub(super) fn place(headline: &Headline, site: &Site) -> String {
    let zone = headline.zone.as_deref().and_then(|id| site.zone(id)).map(|zone| zone.name.as_str());
    let region = || headline.region.as_deref().and_then(|id| site.region(id));
    zone.or_else(region).unwrap_or_default().to_owned()
}

/// A small sign for what is more than text.
pub(super) fn mark(kind: Kind) -> AnyView {
    match kind {
        Kind::Text => ().into_any(),
        Kind::Photo => view! { <span class="kind">"图片"</span> }.into_any(),
        Kind::Video => view! { <span class="kind">"视频"</span> }.into_any(),
    }
}

pub(super) fn date(headline: &Headline) -> AnyView {
    let date = headline.moment().date();
    view! { <time datetime=headline.moment().to_string()>{date.to_string()}</time> }.into_any()
}

/// The lead of the home page: picture, title, sentence.
#[component]
pub fn LeadStory(front: std::sync::Arc<Front>, site: std::sync::Arc<Site>) -> impl IntoView {
    let Some(lead) = front.lead.clone() else { return ().into_any() };
    let headline = lead.headline;
    let place = place(&headline, &site);
    let cover = headline.cover.as_deref().map(|cover| {
        view! { <img src=file(cover) alt="" width="1200" height="800" fetchpriority="high"/> }
    });
    let key = key(&headline);
    let lead = view! {
        <article class="lead">
            {cover}
            <div class="lead-text">
                <p class="lead-facts"><span>{place}</span>{date(&headline)}</p>
                <h2><a href=to(&Route::Article(headline.id.clone()))>{headline.title.clone()}</a></h2>
                {lead.summary.map(|summary| view! { <p>{summary}</p> })}
            </div>
        </article>
    };
    keyed(key, lead.into_any())
}

/// Photo and video stories side by side.
#[component]
pub fn PictureStrip(headlines: Vec<Headline>) -> impl IntoView {
    let cards = headlines.into_iter().map(|headline| {
        let cover = headline.cover.as_deref().map(file).unwrap_or_default();
        let key = key(&headline);
        let card = view! {
            <li>
                <a href=to(&Route::Article(headline.id.clone())) class="card">
                    <img src=cover alt="" width="1200" height="800" loading="lazy"/>
                    <span class="card-title">{mark(headline.kind)}{headline.title.clone()}</span>
                </a>
            </li>
        };
        keyed(key, card.into_any())
    });
    view! { <ul class="strip">{cards.collect::<Vec<_>>()}</ul> }.into_any()
}
