//! Headlines: as a list, as the lead story, as a strip of pictures.

use leptos::prelude::*;

use super::{Fixed, file, fixed, keyed, to};
use crate::archive::Front;
use crate::domain::article::Headline;
use crate::domain::phrases::Phrases;
use crate::domain::route::Route;
use crate::domain::taxonomy::{Kind, Site};

/// Headlines, newest first. Other headlines are another list, put on screen at once: what was in a row's
/// place has not moved.
#[component]
pub fn HeadlineList(headlines: Vec<Headline>, site: std::sync::Arc<Site>) -> impl IntoView {
    let places: Vec<String> = headlines.iter().map(|headline| place(headline, &site)).collect();
    let keys = headlines.iter().zip(&places).map(|(headline, place)| key(headline) + place);
    let key: String = keys.collect();
    let rows: Vec<Fixed> =
        headlines.into_iter().zip(places).map(|row| headline_row(row, &site.phrases)).collect();
    keyed(key, view! { <ul class="headlines">{rows}</ul> })
}

fn headline_row((headline, place): (Headline, String), phrases: &Phrases) -> Fixed {
    let mark = mark(headline.kind, phrases);
    fixed(view! {
        <li class="headline">
            <a href=to(&Route::Article(headline.id.clone()))>{mark}{headline.title.clone()}</a>
            <span class="headline-place">{place}</span>
            {date(&headline)}
        </li>
    })
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
pub(super) fn mark(kind: Kind, phrases: &Phrases) -> Option<Fixed> {
    let name = match kind {
        Kind::Text => return None,
        Kind::Photo => phrases.photo,
        Kind::Video => phrases.video,
    };
    Some(fixed(view! { <span class="kind">{name}</span> }))
}

pub(super) fn date(headline: &Headline) -> Fixed {
    let date = headline.moment().date();
    fixed(view! { <time datetime=headline.moment().to_string()>{date.to_string()}</time> })
}

/// The lead of the home page: picture, title, sentence.
#[component]
pub fn LeadStory(front: std::sync::Arc<Front>, site: std::sync::Arc<Site>) -> impl IntoView {
    let lead = front.lead.clone()?;
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
    Some(keyed(key, lead))
}

/// Photo and video stories side by side.
pub fn picture_strip(headlines: Vec<Headline>, phrases: &Phrases) -> AnyView {
    let cards = headlines.into_iter().map(|headline| {
        let cover = headline.cover.as_deref().map(file).unwrap_or_default();
        let key = key(&headline);
        let card = view! {
            <li>
                <a href=to(&Route::Article(headline.id.clone())) class="card">
                    <img src=cover alt="" width="1200" height="800" loading="lazy"/>
                    <span class="card-title">{mark(headline.kind, phrases)}{headline.title.clone()}</span>
                </a>
            </li>
        };
        keyed(key, card)
    });
    view! { <ul class="strip">{cards.collect::<Vec<Fixed>>()}</ul> }.into_any()
}
