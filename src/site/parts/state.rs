//! What stands in place of a page that is not there: each failure with its name and a way on.

use leptos::prelude::*;

use super::{Anchor, button, keyed};
use crate::archive::Failure;
use crate::domain::phrases::Startup;
use crate::domain::route::Route;
use crate::site::action::Action;

/// What a failure tells the reader.
struct Wording {
    title: &'static str,
    text: &'static str,
}

fn wording(failure: &Failure, startup: &Startup) -> Wording {
    let (title, text) = match failure {
        Failure::Missing => (startup.missing_title, startup.missing_text),
        Failure::Offline | Failure::Foreign => (startup.offline_title, startup.offline_text),
        Failure::Lost(_) => (startup.lost_title, startup.lost_text),
        Failure::Malformed(_) => (startup.damaged_title, startup.damaged_text),
        Failure::TooNew => (startup.updated_title, startup.updated_text),
    };
    Wording { title, text }
}

/// A failure in a few words, for the document's title.
pub fn failure_title(failure: &Failure, startup: &Startup) -> &'static str {
    wording(failure, startup).title
}

/// A failure, what it means, and the ways on: to ask again, or to load the site anew.
pub fn failed(failure: &Failure, startup: &Startup) -> AnyView {
    let Wording { title, text } = wording(failure, startup);
    let again = match failure {
        Failure::Missing => None,
        Failure::TooNew => Some(startup.reload),
        Failure::Offline | Failure::Foreign | Failure::Lost(_) | Failure::Malformed(_) => {
            Some(startup.retry)
        }
    };
    let place = match failure {
        Failure::Lost(place) | Failure::Malformed(place) => place.clone(),
        _ => String::new(),
    };
    let key = [title, &place].concat();
    let no_place = place.is_empty();
    let way = |route: Route, name: &'static str| Anchor::default().to(&route, name);
    let ways = vec![
        way(Route::Home, startup.back_home),
        way(Route::list(Default::default()), startup.all_news),
        way(Route::Zones, startup.zone_directory),
    ];
    let state = view! {
        <section class="state">
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
            <p class="state-place" hidden=no_place><code>{place}</code></p>
            <p class="state-ways">
                {again.map(|name| button(name, Action::Retry))}
                {ways}
            </p>
        </section>
    };
    keyed(key, state).into_any()
}

/// The shape of a page that is slow to come.
pub fn shape(startup: &Startup) -> AnyView {
    let loading = startup.loading;
    view! {
        <div>
            <h1 class="visually-hidden" tabindex="-1">{loading}</h1>
            <div class="skeleton" role="progressbar" aria-label=loading>
                <span></span><span></span><span></span><span></span><span></span>
            </div>
        </div>
    }
    .into_any()
}
