//! The home page: a lead story, a strip of pictures, and the newest of each section.

use std::sync::Arc;

use leptos::prelude::*;

use crate::archive::{Front, SectionBlock};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Kind, Site};
use crate::site::parts::{HeadlineList, LeadStory, Text, column, picture_strip, to};

pub(super) fn home(front: Arc<Front>, site: Arc<Site>) -> AnyView {
    let shelves: Vec<AnyView> =
        front.sections.iter().map(|section| section_block(section, Arc::clone(&site))).collect();
    let pictures = front.pictures.clone();
    let no_pictures = pictures.is_empty();
    let strip = picture_strip(pictures, &site.phrases);
    let name = site.phrases.pictures;
    view! {
        <div class="home">
            <h1 class="visually-hidden" tabindex="-1">{Text(site.full_name())}</h1>
            <LeadStory front site/>
            <section class="home-pictures" aria-labelledby="pictures" hidden=no_pictures>
                <h2 id="pictures"><a href=to(&Route::list(all_pictures()))>{name}</a></h2>
                {strip}
            </section>
            {column("home-shelves", shelves)}
        </div>
    }
    .into_any()
}

/// All that has pictures, still or moving.
fn all_pictures() -> Query {
    let kinds = [Kind::Photo, Kind::Video].map(Kind::id);
    kinds.into_iter().fold(Query::default(), |query, kind| query.with(Dimension::Kind, kind))
}

fn section_block(block: &SectionBlock, site: Arc<Site>) -> AnyView {
    let query = Query::default().with(Dimension::Section, &block.section);
    let name = site.section(&block.section).map(|section| section.name.clone());
    let id = format!("shelf-{}", block.section);
    let headlines = block.headlines.clone();
    let is_empty = headlines.is_empty();
    view! {
        <section class="shelf" aria-labelledby=id.clone() hidden=is_empty>
            <h2 id=id.clone()><a href=to(&Route::list(query))>{Text(name.unwrap_or_default())}</a></h2>
            <HeadlineList headlines site/>
        </section>
    }
    .into_any()
}
