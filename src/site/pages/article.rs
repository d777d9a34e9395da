//! The article page: trail, article, the articles beside it, and how to reach the publisher.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::taxonomy::Site;
use crate::site::page::{ArticlePage, article_trail};
use crate::site::parts::{ArticleView, ContactBox, Trail, mark_switch, neighbour_links};

pub(super) fn article(page: &ArticlePage, site: &Arc<Site>) -> AnyView {
    let ArticlePage { article, neighbours, marks, unmarked } = page.clone();
    let found = marks.iter().flat_map(|marks| marks.iter()).map(Vec::len).sum();
    view! {
        <div class="reading">
            <Trail crumbs=site.trail(&article_trail(&article, site)) ends_here=false name=site.phrases.trail/>
            <div class="reading-text">
                {mark_switch(found, unmarked, &site.phrases)}
                <ArticleView
                    article
                    site=Arc::clone(site)
                    marks=marks.filter(|_| !unmarked)
                />
            </div>
            <div class="beside">
                {neighbours.map(|neighbours| neighbour_links(neighbours, &site.phrases))}
            </div>
            <ContactBox site=Arc::clone(site)/>
        </div>
    }
    .into_any()
}
