//! The article page: trail, article, the articles beside it, and how to reach the publisher.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::article::Article;
use crate::domain::taxonomy::Site;
use crate::site::page::{Beside, article_trail};
use crate::site::parts::{ArticleView, ContactBox, NeighbourLinks, Trail, mark_switch};

pub(super) fn article(article: &Arc<Article>, beside: &Beside, site: &Arc<Site>) -> AnyView {
    let Beside { neighbours, marks, unmarked } = beside.clone();
    let found = marks.iter().flat_map(|marks| marks.iter()).map(Vec::len).sum();
    view! {
        <div class="reading">
            <Trail crumbs=site.trail(&article_trail(article, site)) ends_here=false/>
            <div class="reading-text">
                {mark_switch(found, unmarked)}
                <ArticleView
                    article=Arc::clone(article)
                    site=Arc::clone(site)
                    marks=marks.filter(|_| !unmarked)
                />
            </div>
            <div class="beside">
                {neighbours.map(|neighbours| view! { <NeighbourLinks neighbours/> })}
            </div>
            <ContactBox site=Arc::clone(site)/>
        </div>
    }
    .into_any()
}
