//! What the site is, and how to reach it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::phrases::{Part, fill, parts};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::site::parts::{Anchor, ContactBox, keyed, line};

pub(super) fn about(site: Arc<Site>) -> AnyView {
    let phrases = &site.phrases;
    let name = match site.latin_name.as_str() {
        "" => site.name.clone(),
        latin => fill(phrases.latin_name, &[&site.name, latin]),
    };
    let what = fill(phrases.about_text, &[&name, &site.slogan_sentence()]);
    let key = [what.as_str(), &site.copyright].concat();
    let how = parts(phrases.how_to_find_text).map(|part| match part {
        Part::Words(words) => words.into_any(),
        Part::Place(0) => link(Route::list(Default::default()), phrases.startup.all_news),
        Part::Place(_) => link(Route::Zones, phrases.startup.zone_directory),
    });
    let how: Vec<AnyView> = how.collect();
    let page = view! {
        <div class="about prose">
            <h1 tabindex="-1">{fill(phrases.about, &[&site.name])}</h1>
            <p>{what}</p>
            <h2>{phrases.how_to_find}</h2>
            <p>{how}</p>
            <ContactBox site=Arc::clone(&site)/>
            {line("copyright", &site.copyright)}
        </div>
    };
    keyed(key, page).into_any()
}

fn link(route: Route, name: &'static str) -> AnyView {
    Anchor::default().to(&route, name)
}
