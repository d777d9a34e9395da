//! What a document's head tells of a page: to search engines, to the previews that others make of a
//! link, and, as public sites in China owe it, in the names of their common standard. The press prints
//! it, and the app keeps it true.

use super::page::{Content, Page};
use crate::domain::address;
use crate::domain::article::Article;
use crate::domain::phrases::fill;
use crate::domain::query::Dimension;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;

/// A tag of the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub kind: TagKind,
    pub key: &'static str,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// `<meta name=KEY content=VALUE>`
    Name,
    /// `<meta property=KEY content=VALUE>`
    Property,
    /// `<link rel=KEY href=VALUE>`
    Link,
}

impl TagKind {
    /// The tag's element and its two attributes.
    pub fn names(self) -> [&'static str; 3] {
        match self {
            TagKind::Name => ["meta", "name", "content"],
            TagKind::Property => ["meta", "property", "content"],
            TagKind::Link => ["link", "rel", "href"],
        }
    }
}

/// How much of a text describes it.
const DESCRIPTION: usize = 120;

#[derive(Default)]
struct Tags(Vec<Tag>);

impl Tags {
    fn add(&mut self, kind: TagKind, key: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push(Tag { kind, key, value });
        }
    }

    fn name(&mut self, key: &'static str, value: impl Into<String>) {
        self.add(TagKind::Name, key, value);
    }

    fn property(&mut self, key: &'static str, value: impl Into<String>) {
        self.add(TagKind::Property, key, value);
    }
}

/// The head of a page; `None` is a page that is not there.
pub fn head(site: &Site, page: Option<&Page>) -> Vec<Tag> {
    let mut tags = Tags::default();
    let Some(page) = page.filter(|page| is_for_all(&page.route)) else {
        tags.name("robots", "noindex");
        return tags.0;
    };
    let url = site.absolute(&page.route.href());
    let description = description(page);
    // Names of tags are the same in capitals: this is the standard's Description too.
    tags.name("description", &description);
    tags.add(TagKind::Link, "canonical", &url);
    tags.property("og:site_name", &site.name);
    tags.property("og:title", page.heading());
    tags.property("og:description", &description);
    tags.property("og:url", &url);
    tags.property("og:locale", site.phrases.locale);
    tags.name("SiteName", &site.name);
    tags.name("SiteDomain", site.domain());
    let section = match &page.content {
        Content::Article(page) => Some(page.article.section.as_str()),
        Content::List(page) => page.list.query.single(Dimension::Section),
        _ => None,
    };
    let section = section.and_then(|id| site.section(id)).map(|section| section.name.as_str());
    tags.name("ColumnName", section.unwrap_or_default());
    tags.name("Url", &url);
    match &page.content {
        Content::Article(page) => of_article(&mut tags, &page.article, site),
        _ => {
            tags.property("og:type", "website");
            tags.name("twitter:card", "summary");
        }
    }
    tags.0
}

fn of_article(tags: &mut Tags, article: &Article, site: &Site) {
    let published = article.published.to_string();
    tags.property("og:type", "article");
    tags.property("article:published_time", &published);
    tags.property(
        "article:modified_time",
        article.updated.unwrap_or(article.published).to_string(),
    );
    match &article.cover {
        Some(cover) => {
            tags.property("og:image", site.absolute(&address::of_file(cover)));
            tags.name("twitter:card", "summary_large_image");
        }
        None => tags.name("twitter:card", "summary"),
    }
    tags.name("ColumnType", site.phrases.of_kind(article.kind));
    tags.name("ArticleTitle", &article.title);
    // To the minute, as the standard has it.
    tags.name("PubDate", published.chars().take(16).collect::<String>().replace('T', " "));
    tags.name("ContentSource", &article.source);
    tags.name("Keywords", article.keywords.join(","));
}

/// Whether an address is the same for everybody: what is found for words, filtered, or behind a
/// cursor is not.
fn is_for_all(route: &Route) -> bool {
    match route {
        Route::List { query, .. } => query.is_trail(),
        Route::Search(_) | Route::Saved | Route::Unknown => false,
        Route::Home | Route::Article(_) | Route::Zones | Route::Zone(_) | Route::About => true,
    }
}

/// A page in a sentence or two.
pub fn description(page: &Page) -> String {
    let site = &page.site;
    match &page.content {
        Content::Article(page) => {
            let article = &page.article;
            shortened(&article.description().unwrap_or_else(|| article.title.clone()))
        }
        Content::Zone(zone, _) => match &zone.about {
            Some(about) => shortened(about),
            None => fill(site.phrases.zone_description, &[&zone.name, &site.slogan_sentence()]),
        },
        Content::Home(_) => site.slogan_sentence(),
        _ => {
            let values = [&*site.name, &page.heading(), &site.slogan_sentence()];
            fill(site.phrases.page_description, &values)
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;
    use std::sync::Arc;

    fn page(address: &str) -> Page {
        let text = r#"{"id":"20220519-a","title":"题","published":"2022-05-19T09:30","source":"本报",
            "section":"policy","kind":"text","keywords":["一","二"],"cover":"/media/a.jpg","body":["段"]}"#;
        let article = crate::domain::article::read_text(text).article.expect("it is valid");
        let route = Route::parse(address);
        let content = match &route {
            Route::Article(_) => Content::from(Arc::new(article)),
            _ => Content::About,
        };
        Page { site: Arc::new(site()), route, content }
    }

    fn value(tags: &[Tag], key: &str) -> Option<String> {
        tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.clone())
    }

    #[test]
    fn an_article_tells_what_previews_engines_and_public_sites_ask_for() {
        let page = page("/article/20220519-a/");
        let tags = head(&page.site, Some(&page));
        let base = &page.site.base_url;
        let check = |key: &str, told: &str| assert_eq!(value(&tags, key).as_deref(), Some(told));
        check("canonical", &format!("{base}article/20220519-a/"));
        check("og:type", "article");
        check("og:image", &format!("{base}media/a.jpg"));
        check("article:published_time", "2022-05-19T09:30:00+08:00");
        check("PubDate", "2022-05-19 09:30");
        check("ContentSource", "本报");
        check("Keywords", "一,二");
        check("description", "段");
        assert_eq!(value(&tags, "robots"), None);
    }

    #[test]
    fn what_is_not_the_same_for_all_is_kept_out_of_search_engines() {
        for address in
            ["/search/?q=a", "/all/?year=2020", "/policy/?before=20200101-a", "/x/y/z/w/"]
        {
            let page = page(address);
            let tags = head(&page.site, Some(&page));
            assert_eq!(value(&tags, "robots").as_deref(), Some("noindex"), "{address}");
            assert_eq!(value(&tags, "canonical"), None, "{address}");
        }
        assert_eq!(value(&head(&site(), None), "robots").as_deref(), Some("noindex"));
        let page = page("/policy/p7/");
        assert_eq!(value(&head(&page.site, Some(&page)), "robots"), None);
    }

    #[test]
    fn a_long_text_describes_itself_by_its_beginning() {
        assert_eq!(shortened(&"长".repeat(130)), "长".repeat(120) + "…");
        assert_eq!(shortened("短"), "短");
    }
}
