//! The article page: trail, article, the articles beside it, and how to reach the publisher.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::open::article_trail;
use crate::archive::Neighbours;
use crate::article::Article;
use crate::taxonomy::Site;
use crate::view::{ArticleView, ContactBox, NeighbourLinks, Trail};

pub(in crate::app) fn article(
    article: Arc<Article>,
    neighbours: ArcRwSignal<Option<Neighbours>>,
    site: Arc<Site>,
) -> AnyView {
    let crumbs = site.trail(&article_trail(&article, &site));
    let beside = move || neighbours.get().map(|neighbours| view! { <NeighbourLinks neighbours/> });
    view! {
        <div class="reading">
            <Trail crumbs ends_here=false/>
            <ArticleView article site=Arc::clone(&site)/>
            <div class="beside">{beside}</div>
            <ContactBox site/>
        </div>
    }
    .into_any()
}
