//! The article page: trail, article, the articles beside it, and how to reach the publisher.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::open::article_trail;
use crate::app::shell::Beside;
use crate::article::Article;
use crate::taxonomy::Site;
use crate::view::{ArticleView, ContactBox, MarkSwitch, NeighbourLinks, Trail};

pub(in crate::app) fn article(
    article: Arc<Article>,
    Beside { neighbours, marks }: Beside,
    site: Arc<Site>,
) -> AnyView {
    let marking = RwSignal::new(true);
    let shown = {
        let (marks, article, site) = (marks.clone(), Arc::clone(&article), Arc::clone(&site));
        move || {
            let marks = marks.get().filter(|_| marking.get());
            view! { <ArticleView article=Arc::clone(&article) site=Arc::clone(&site) marks/> }
        }
    };
    let switch = move || {
        let found = marks.get()?.iter().map(Vec::len).sum::<usize>();
        (found > 0).then(|| view! { <MarkSwitch found on=marking/> })
    };
    let crumbs = site.trail(&article_trail(&article, &site));
    let beside = move || neighbours.get().map(|neighbours| view! { <NeighbourLinks neighbours/> });
    view! {
        <div class="reading">
            <Trail crumbs ends_here=false/>
            <div class="marked">{switch}</div>
            {shown}
            <div class="beside">{beside}</div>
            <ContactBox site/>
        </div>
    }
    .into_any()
}
