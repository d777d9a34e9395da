//! All that is on screen, as a value, and how it is drawn: what the press prints, and what the app keeps
//! true.

use std::sync::Arc;

use leptos::prelude::*;

use super::page::{Beside, Content, Page};
use super::pages;
use super::parts::{Failed, Footer, Header, Skeleton, Text};
use crate::archive::{Failure, Neighbours};
use crate::domain::taxonomy::Site;

/// What a printed page shows.
#[derive(Clone, Debug)]
pub struct Printed {
    pub site: Arc<Site>,
    pub page: Result<Page, Failure>,
    pub neighbours: Option<Neighbours>,
}

/// What is on screen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub site: Option<Arc<Site>>,
    pub screen: Screen,
    /// The section that the navigation marks.
    pub section: Option<String>,
    /// A change of filters or words takes long: the old page stays, dimmed.
    pub late: bool,
    /// The reader has opened the ways to narrow a search, which are some fifty links: they are drawn from
    /// then on, and not for every search before.
    pub narrowing: bool,
    /// What a screen reader is told.
    pub announcement: String,
    pub beside: Beside,
}

/// What stands in `main`.
#[derive(Clone, Debug, Default)]
pub enum Screen {
    /// Nothing yet.
    #[default]
    Blank,
    /// What the press printed, as it came with the document. Nothing of it is drawn anew before the
    /// reader goes elsewhere, so its nodes stay, and with them selection, focus and place.
    Printed,
    /// Nothing yet, and it takes long.
    Waiting,
    Page(Content),
    Failed(Failure),
}

/// A page as the press prints it.
pub fn print(printed: Printed) -> AnyView {
    let Printed { site, page, neighbours } = printed;
    let section = page.as_ref().ok().and_then(Page::section);
    let screen = match page {
        Ok(page) => Screen::Page(page.content),
        Err(failure) => Screen::Failed(failure),
    };
    let beside = Beside { neighbours, ..Beside::default() };
    drawn(&Seen { site: Some(site), screen, section, beside, ..Seen::default() })
}

/// All that is on screen, but for what was printed.
pub fn drawn(seen: &Seen) -> AnyView {
    if matches!(seen.screen, Screen::Printed) {
        return ().into_any();
    }
    let site = seen.site.as_ref();
    let header = site.map(|site| {
        view! { <Header site=Arc::clone(site) here=seen.section.clone()/> }
    });
    let footer = site.map(|site| view! { <Footer site=Arc::clone(site)/> });
    view! {
        <div class="page">
            <a class="skip" href="#main" rel="external">"跳到正文"</a>
            {header}
            <main id="main" tabindex="-1">{shown(seen)}</main>
            {footer}
            <p class="visually-hidden" aria-live="polite">{Text(seen.announcement.clone())}</p>
        </div>
    }
    .into_any()
}

/// What stands in `main`.
fn shown(seen: &Seen) -> AnyView {
    match (&seen.screen, &seen.site) {
        (Screen::Blank | Screen::Printed, _) => ().into_any(),
        (Screen::Failed(failure), _) => view! { <Failed failure=failure.clone()/> }.into_any(),
        (Screen::Waiting, _) | (_, None) => view! { <Skeleton/> }.into_any(),
        (Screen::Page(content), Some(site)) => {
            pages::page(content, site, seen.late, seen.narrowing, &seen.beside)
        }
    }
}
