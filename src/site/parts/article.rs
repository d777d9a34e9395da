//! An article as a reader sees it.

use std::sync::Arc;

use leptos::prelude::*;

use super::body::{Marking, body};
use super::{Fixed, Text, button, fact, fixed, keyed, outward, to};
use crate::archive::{Marks, Neighbours};
use crate::domain::article::{Article, Headline, Reference};
use crate::domain::phrases::{Phrases, fill};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::domain::time::Moment;
use crate::site::action::Action;

/// Title, facts and body.
#[component]
pub fn ArticleView(
    article: Arc<Article>,
    site: Arc<Site>,
    /// Where searched words stand.
    marks: Option<Arc<Marks>>,
) -> impl IntoView {
    let id = article.id.as_str();
    let mut marking = Marking::new(marks.as_deref());
    let title = marking.text(&article.title);
    // The heading has the focus: it stays, whatever is in it.
    let title = keyed([id, "\n", &marking.key()].concat(), view! { <span>{title}</span> });
    let facts = keyed(id, facts(&article, &site));
    let behind = keyed(id, behind(&article, &site));
    view! {
        <article class="article">
            <h1 tabindex="-1">{title}</h1>
            {facts}
            {body(&article, &site, marking)}
            {behind}
        </article>
    }
    .into_any()
}

/// Tells how many of the searched words are marked, and marks them or not.
pub fn mark_switch(found: usize, unmarked: bool, phrases: &Phrases) -> AnyView {
    let switch = if unmarked {
        button(phrases.mark_words, Action::MarkWords)
    } else {
        button(phrases.unmark_words, Action::UnmarkWords)
    };
    let told = fill(phrases.marks_found, &[&found.to_string()]);
    view! { <p class="marks" hidden=found == 0><span>{Text(told)}</span>{switch}</p> }.into_any()
}

fn facts(article: &Article, site: &Site) -> Fixed {
    let phrases = &site.phrases;
    let published = article.published;
    let clock = published.clock().map(|clock| format!(" {clock}"));
    let shown = format!("{}{}", phrases.of_date(published.date()), clock.unwrap_or_default());
    let time = |moment: Moment, shown: String| {
        fixed(view! { <time datetime=moment.to_string()>{shown}</time> })
    };
    let mut facts = vec![
        fact(phrases.published, time(published, shown)),
        fact(phrases.source, fixed(article.source.clone())),
    ];
    if let Some(zone) = article.zone.as_deref().and_then(|id| site.zone(id)) {
        let link = view! { <a href=to(&Route::Zone(zone.id.clone()))>{zone.name.clone()}</a> };
        // Not all that is filed under a zone was issued by it.
        let name = match zone.publishes(&article.source) {
            true => phrases.publishing_zone,
            false => phrases.related_zone,
        };
        facts.push(fact(name, fixed(link)));
    }
    for (name, value) in [(phrases.author, &article.author), (phrases.editor, &article.editor)] {
        facts.extend(value.clone().map(|value| fact(name, fixed(value))));
    }
    if let Some(updated) = article.updated {
        facts.push(fact(phrases.updated, time(updated, phrases.of_date(updated.date()))));
    }
    if let Some(href) = &article.link {
        facts.push(fact(
            phrases.original,
            outward(Some(href.clone()), phrases.read_original.into()),
        ));
    }
    if article.retrospective {
        facts.push(fact(phrases.retrospective, fixed(phrases.retrospective_note)));
    }
    fixed(view! { <dl class="facts">{facts}</dl> })
}

/// What stands below an article: what it rests on, what it is about, and where it is.
fn behind(article: &Article, site: &Site) -> Fixed {
    let phrases = &site.phrases;
    let source = |source: &Reference| {
        fixed(view! { <li>{outward(source.href.clone(), source.name.clone())}</li> })
    };
    let sources: Vec<Fixed> = article.sources.iter().map(source).collect();
    let no_sources = sources.is_empty();
    let keyword = |word: &String| fixed(view! { <li>{word.clone()}</li> });
    let keywords: Vec<Fixed> = article.keywords.iter().map(keyword).collect();
    let no_keywords = keywords.is_empty();
    let address = site.absolute(&Route::Article(article.id.clone()).href());
    fixed(view! {
        <div class="article-end">
            <section class="sources" aria-label=phrases.sources hidden=no_sources>
                <h2>{phrases.sources}</h2>
                <ul>{sources}</ul>
            </section>
            <ul class="keywords" aria-label=phrases.keywords hidden=no_keywords>{keywords}</ul>
            <p class="on-paper">{phrases.article_address}{address}</p>
        </div>
    })
}

/// The articles beside this one: 上一条 is the newer, the row above; 下一条 the older.
pub fn neighbour_links(neighbours: Neighbours, phrases: &Phrases) -> Fixed {
    let link = |headline: Option<Headline>, name: &'static str, rel: &'static str| match headline {
        Some(headline) => fixed(view! {
            <p><span>{name}</span><a href=to(&Route::Article(headline.id)) rel=rel>{headline.title}</a></p>
        }),
        None => fixed(
            view! { <p><span>{name}</span><span class="none">{phrases.no_neighbour}</span></p> },
        ),
    };
    let id = |headline: &Option<Headline>| {
        headline.as_ref().map(|headline| headline.id.as_str().to_owned()).unwrap_or_default()
    };
    let key = [&id(&neighbours.newer), "\n", &id(&neighbours.older)].concat();
    let links = view! {
        <nav class="neighbours" aria-label=phrases.neighbours>
            {link(neighbours.newer, phrases.newer_article, "prev")}
            {link(neighbours.older, phrases.older_article, "next")}
        </nav>
    };
    keyed(key, links)
}
