//! The head of a printed page: what the app tells too ([`crate::site::head`]), and what machines alone
//! read: structured data and where the feeds are.

use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::markup;
use crate::domain::address;
use crate::domain::article::{Article, Reference};
use crate::domain::query::Dimension;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::domain::trail::Crumb;
use crate::site::head::{self, Tag, TagKind};
use crate::site::page::{Content, Page, article_trail};

/// What every page has: where the site's search, its manifest and its picture are.
fn common(site: &Site) -> String {
    let base = site.base();
    let name = escape(&site.name);
    format!(
        "<link rel=\"manifest\" href=\"{base}/site.webmanifest\">\
         <link rel=\"apple-touch-icon\" href=\"{base}/icon-192.png\">\
         <link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"{name}\" href=\"{base}/opensearch.xml\">"
    )
}

/// The head of a page; without one, of the page for what is not there.
pub fn head_html(site: &Site, page: Option<&Page>, title: &str) -> String {
    let mut html = format!("<title>{}</title>", escape(title));
    for Tag { kind, key, value } in head::head(site, page) {
        let [element, name, holds] = kind.names();
        html += &format!("<{element} {name}=\"{key}\" {holds}=\"{}\" data-page>", escape(&value));
        if kind == TagKind::Link {
            html += &feeds(site, page);
        }
    }
    for data in page.map(structured).unwrap_or_default() {
        // A text may hold "</script>"; as JSON it can be said without.
        let data = markup::json(data).replace('<', "\\u003c");
        html += &format!("<script type=\"application/ld+json\" data-page>{data}</script>");
    }
    html + &common(site)
}

/// The kinds of feeds: how a file's name ends, and its type.
pub const FEEDS: [(&str, &str); 3] = [
    ("json", "application/feed+json"),
    ("atom", "application/atom+xml"),
    ("rss", "application/rss+xml"),
];

/// The feeds of a page: those of its section, or else of all.
fn feeds(site: &Site, page: Option<&Page>) -> String {
    let section = page.and_then(|page| match &page.content {
        Content::List(page) => page.list.query.single(Dimension::Section),
        _ => None,
    });
    let section = section.and_then(|id| site.section(id));
    let (name, id) = match section {
        Some(section) => (format!("{} {}", site.name, section.name), section.id.as_str()),
        None => (site.name.clone(), "all"),
    };
    let link = |(ending, kind): (&str, &str)| {
        let href = escape(site.absolute(&format!("/feeds/{id}.{ending}")));
        let title = escape(&name);
        format!(
            "<link rel=\"alternate\" type=\"{kind}\" title=\"{title}\" href=\"{href}\" data-page>"
        )
    };
    FEEDS.into_iter().map(link).collect()
}

/// A page in the words of schema.org.
fn structured(page: &Page) -> Vec<Value> {
    let site = &page.site;
    match &page.content {
        Content::Home(_) => vec![website(site)],
        Content::Article(shown) => {
            let article = &shown.article;
            let mut crumbs = site.trail(&article_trail(article, site));
            let route = Route::Article(article.id.clone());
            crumbs.push(Crumb { name: article.title.clone(), route });
            vec![news(article, page), breadcrumbs(site, &crumbs)]
        }
        Content::List(page) => vec![breadcrumbs(site, &site.trail(&page.list.query))],
        _ => Vec::new(),
    }
}

fn website(site: &Site) -> Value {
    markup::without_empty(json!({
        "@context": "https://schema.org", "@type": "WebSite",
        "name": site.name, "alternateName": site.latin_name, "url": site.base_url,
        "description": site.slogan, "inLanguage": site.language, "publisher": publisher(site),
        "potentialAction": {
            "@type": "SearchAction", "query-input": "required name=search_term_string",
            "target": format!("{}search/?q={{search_term_string}}", site.base_url),
        },
    }))
}

fn publisher(site: &Site) -> Value {
    json!({
        "@type": "Organization", "name": site.name, "url": site.base_url,
        "logo": { "@type": "ImageObject", "url": site.absolute("/icon-512.png") },
    })
}

fn news(article: &Article, page: &Page) -> Value {
    let site = &page.site;
    let url = site.absolute(&page.route.href());
    let mut news = json!({
        "@context": "https://schema.org", "@type": "NewsArticle",
        "headline": article.title, "url": url, "mainEntityOfPage": url,
        "datePublished": article.published.to_string(),
        "dateModified": article.updated.unwrap_or(article.published).to_string(),
        "author": match &article.author {
            Some(name) => json!({ "@type": "Person", "name": name }),
            None => json!({ "@type": "Organization", "name": article.source }),
        },
        "publisher": publisher(site), "inLanguage": site.language,
        "description": head::description(page), "isAccessibleForFree": true,
    });
    if let Value::Object(fields) = &mut news {
        if let Some(section) = site.section(&article.section) {
            fields.insert("articleSection".into(), json!(section.name));
        }
        if !article.keywords.is_empty() {
            fields.insert("keywords".into(), json!(article.keywords));
        }
        if !article.sources.is_empty() {
            let citation = |source| citation(source, site);
            fields.insert("citation".into(), article.sources.iter().map(citation).collect());
        }
        if let Some(cover) = &article.cover {
            fields.insert("image".into(), json!([site.absolute(&address::of_file(cover))]));
        }
    }
    news
}

/// What an article rests on, in the words of schema.org.
fn citation(source: &Reference, site: &Site) -> Value {
    let url = source.href.as_deref().map(|href| site.absolute(href)).unwrap_or_default();
    markup::without_empty(json!({ "@type": "CreativeWork", "name": source.name, "url": url }))
}

fn breadcrumbs(site: &Site, crumbs: &[Crumb]) -> Value {
    let items = (1..).zip(crumbs).map(|(position, crumb)| {
        let url = site.absolute(&crumb.route.href());
        json!({ "@type": "ListItem", "position": position, "name": crumb.name, "item": url })
    });
    let items: Vec<Value> = items.collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}
