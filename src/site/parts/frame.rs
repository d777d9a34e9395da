//! The frame of every page: what stands above and below `main`.

use leptos::prelude::*;

use super::{
    Anchor, Fixed, Text, contact_facts, contact_key, fixed, item, keyed, outward, search_field, to,
};
use crate::domain::address;
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;

/// The site's name, the search and the sections. `here` is the section the page belongs to.
#[component]
pub fn Header(site: std::sync::Arc<Site>, here: Option<String>) -> impl IntoView {
    let phrases = &site.phrases;
    let entry = |id: &str, name: &str, route: Route| {
        let current = (here.as_deref() == Some(id)).then_some("true");
        item(Anchor { current, ..Anchor::default() }.to(&route, name))
    };
    let sections = site.sections.iter().map(|section| {
        let query = Query::default().with(Dimension::Section, &section.id);
        entry(&section.id, &section.name, Route::list(query))
    });
    let all = Route::list(Query::default());
    let entries: Vec<AnyView> =
        [entry("home", phrases.home, Route::Home), entry("all", phrases.startup.all_news, all)]
            .into_iter()
            .chain(sections)
            .chain([entry("zones", phrases.startup.zone_directory, Route::Zones)])
            .collect();
    let latin_name = match site.latin_name.clone() {
        name if name.is_empty() => ().into_any(),
        name => view! { <span class="brand-latin" lang="en">{Text(name)}</span> }.into_any(),
    };
    view! {
        <header class="masthead">
            <div class="masthead-brand">
                <a href=to(&Route::Home) class="brand">
                    <span class="brand-name">{Text(site.name.clone())}</span>
                    {latin_name}
                </a>
                {line("slogan", &site.slogan)}
                {search_field(phrases)}
            </div>
            <nav class="sections" aria-label=phrases.section><ul>{entries}</ul></nav>
        </header>
    }
    .into_any()
}

/// Who publishes, and how to reach them.
#[component]
pub fn Footer(site: std::sync::Arc<Site>) -> impl IntoView {
    let records = site.records.iter().map(|record| {
        fixed(view! { <li>{outward(address::link(&record.href), record.name.clone())}</li> })
    });
    let records: Vec<Fixed> = records.collect();
    let names = site.records.iter().map(|record| record.name.as_str());
    let key: String = names.chain([site.copyright.as_str()]).collect();
    let key = contact_key(&site) + &key;
    let contact = contact_facts(&site);
    let contact = (!contact.is_empty()).then(|| view! { <address><dl>{contact}</dl></address> });
    let footer = view! {
        <footer class="colophon">
            {contact}
            {line("copyright", &site.copyright)}
            <ul class="records">
                <li><a href=to(&Route::About)>{site.phrases.about_us}</a></li>
                {records}
            </ul>
        </footer>
    };
    keyed(key, footer)
}

/// A line of what the site says of itself; nothing where it does not.
pub fn line(class: &'static str, text: &str) -> AnyView {
    match text.to_owned() {
        text if text.is_empty() => ().into_any(),
        text => view! { <p class=class>{Text(text)}</p> }.into_any(),
    }
}
