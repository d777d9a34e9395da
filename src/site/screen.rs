//! All that is on screen, as a value, and how it is drawn: what the press prints, and what the app keeps
//! true.

use std::sync::Arc;

use leptos::prelude::*;

use super::page::{ArticlePage, Content, Page};
use super::pages;
use super::parts::{Footer, Header, Text, failed, shape};
use crate::archive::{Failure, Neighbours};
use crate::domain::phrases::Startup;
use crate::domain::taxonomy::Site;

/// What a printed page shows.
#[derive(Clone, Debug)]
pub struct PageToPrint {
    pub site: Arc<Site>,
    pub page: Result<Page, Failure>,
    pub neighbours: Option<Neighbours>,
}

/// What is on screen.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    pub startup: Startup,
    pub site: Option<Arc<Site>>,
    /// The section that the navigation marks.
    pub section: Option<String>,
    pub status: Status,
    /// What a screen reader is told.
    pub announcement: String,
}

/// How far the page of an address has come.
#[derive(Clone, Debug, Default)]
pub enum Status {
    /// Nothing was asked for.
    #[default]
    Empty,
    /// Asked for a moment ago: what stood in `main` stays.
    Loading(Former),
    /// Asked for longer ago: a page that stays is dimmed, anything else has given way to a shape.
    LoadingSlowly(Option<Content>),
    Loaded(Content),
    Failed(Failure),
}

/// What stood in `main` when something else was asked for.
#[derive(Clone, Debug)]
pub enum Former {
    Nothing,
    Shape,
    Page(Content),
    Failure(Failure),
}

impl Status {
    /// The page that is on screen, whether or not another one is on its way.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::Loading(Former::Page(content))
            | Self::LoadingSlowly(Some(content))
            | Self::Loaded(content) => Some(content),
            _ => None,
        }
    }

    pub fn content_mut(&mut self) -> Option<&mut Content> {
        match self {
            Self::Loading(Former::Page(content))
            | Self::LoadingSlowly(Some(content))
            | Self::Loaded(content) => Some(content),
            _ => None,
        }
    }

    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading(_) | Self::LoadingSlowly(_))
    }

    /// What stands in `main`, for what is asked for next.
    pub fn into_former(self) -> Former {
        match self {
            Self::Empty => Former::Nothing,
            Self::Loading(former) => former,
            Self::LoadingSlowly(None) => Former::Shape,
            Self::LoadingSlowly(Some(content)) | Self::Loaded(content) => Former::Page(content),
            Self::Failed(failure) => Former::Failure(failure),
        }
    }
}

/// A page as the press prints it.
pub fn printed_view(printed: PageToPrint) -> AnyView {
    let PageToPrint { site, page, neighbours } = printed;
    let section = page.as_ref().ok().and_then(Page::section);
    let status = match page.map(|page| page.content) {
        Ok(Content::Article(page)) => {
            Status::Loaded(Content::Article(Box::new(ArticlePage { neighbours, ..*page })))
        }
        Ok(Content::List(mut page)) => {
            page.expanded = page.expanded.all();
            Status::Loaded(Content::List(page))
        }
        Ok(content) => Status::Loaded(content),
        Err(failure) => Status::Failed(failure),
    };
    let startup = site.phrases.startup;
    view(&Screen { startup, site: Some(site), section, status, announcement: String::new() })
}

/// All that is on screen.
pub fn view(screen: &Screen) -> AnyView {
    let site = screen.site.as_ref();
    let header = site.map(|site| {
        view! { <Header site=Arc::clone(site) here=screen.section.clone()/> }
    });
    let footer = site.map(|site| view! { <Footer site=Arc::clone(site)/> });
    view! {
        <div class="page">
            <a class="skip" href="#main" rel="external">{screen.startup.skip_to_content}</a>
            {header}
            <main id="main" tabindex="-1">{main(screen)}</main>
            {footer}
            <p class="visually-hidden" aria-live="polite">{Text(screen.announcement.clone())}</p>
        </div>
    }
    .into_any()
}

/// What stands in `main`.
fn main(screen: &Screen) -> AnyView {
    let page = |content: &Content, late| match &screen.site {
        Some(site) => pages::page(content, site, late),
        None => shape(&screen.startup),
    };
    match &screen.status {
        Status::Empty | Status::Loading(Former::Nothing) => ().into_any(),
        Status::Loading(Former::Shape) | Status::LoadingSlowly(None) => shape(&screen.startup),
        Status::Loading(Former::Page(content)) | Status::Loaded(content) => page(content, false),
        Status::LoadingSlowly(Some(content)) => page(content, true),
        Status::Loading(Former::Failure(failure)) | Status::Failed(failure) => {
            failed(failure, &screen.startup)
        }
    }
}
