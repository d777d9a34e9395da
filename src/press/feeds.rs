//! What other programs follow the news by: JSON Feed 1.1, Atom and RSS, of all and of each section.

use std::fs;
use std::io;
use std::path::Path;

use atom_syndication as atom;
use serde_json::{Value, json};

use super::markup;
use crate::domain::address;
use crate::domain::article::{self, Article, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::domain::text::without_controls;

/// How many of the newest articles a feed has.
const ENTRIES: usize = 30;

/// A file of the site, from its root, and what it holds.
pub type File = (String, Vec<u8>);

/// The feeds. `rows` are all headlines, oldest first; `out` has their articles.
pub fn feeds(site: &Site, rows: &[&Headline], out: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    let sections = site.sections.iter().map(|section| Some((&section.id, &section.name)));
    for section in std::iter::once(None).chain(sections) {
        let is_own = |row: &&&Headline| section.is_none_or(|(id, _)| row.section == *id);
        let newest = rows.iter().rev().filter(is_own).take(ENTRIES);
        let article = |row: &&Headline| {
            let text = fs::read_to_string(out.join(row.id.path())).ok()?;
            article::read_text(&text).article
        };
        let entries: Vec<Article> = newest.filter_map(article).collect();
        let feed = match section {
            None => Feed::new(site, site.name.clone(), "all", Route::Home, &entries),
            Some((id, name)) => {
                let list = Route::list(Query::default().with(Dimension::Section, id));
                Feed::new(site, format!("{} {name}", site.name), id, list, &entries)
            }
        };
        files.extend([
            (feed.path("json"), markup::json(feed.json()).into_bytes()),
            (feed.path("atom"), without_controls(feed.atom().to_string()).into_bytes()),
            (feed.path("rss"), without_controls(feed.rss().to_string()).into_bytes()),
        ]);
    }
    Ok(files)
}

struct Feed<'a> {
    site: &'a Site,
    title: String,
    /// Its name among the files.
    id: &'a str,
    /// The page of the same news.
    page: String,
    entries: &'a [Article],
}

impl<'a> Feed<'a> {
    fn new(
        site: &'a Site,
        title: String,
        id: &'a str,
        page: Route,
        entries: &'a [Article],
    ) -> Self {
        Self { site, title, id, page: site.absolute(&page.href()), entries }
    }

    /// Its file, from the site's root.
    fn path(&self, ending: &str) -> String {
        format!("feeds/{}.{ending}", self.id)
    }

    fn url(&self, ending: &str) -> String {
        self.site.absolute(&format!("/{}", self.path(ending)))
    }

    fn entry_url(&self, article: &Article) -> String {
        self.site.absolute(&Route::Article(article.id.clone()).href())
    }

    fn category(&self, article: &Article) -> String {
        let section = self.site.section(&article.section);
        section.map(|section| section.name.clone()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        let item = |article: &Article| {
            let url = self.entry_url(article);
            let mut item = json!({
                "id": url, "url": url, "title": article.title,
                "content_text": article.paragraphs().join("\n\n"),
                "date_published": article.published.to_string(),
                "authors": [{ "name": article.source }],
                "tags": [self.category(article)], "language": self.site.language,
            });
            let mut put = |name: &str, value: Option<String>| {
                if let (Value::Object(fields), Some(value)) = (&mut item, value) {
                    fields.insert(name.to_owned(), value.into());
                }
            };
            put("summary", article.summary.clone());
            put("date_modified", article.updated.map(|moment| moment.to_string()));
            put(
                "image",
                article.cover.as_deref().map(|cover| self.site.absolute(&address::of_file(cover))),
            );
            item
        };
        markup::without_empty(json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title,
            "home_page_url": self.page, "feed_url": self.url("json"),
            "description": self.site.slogan, "language": self.site.language,
            "icon": self.site.absolute("/icon-512.png"),
            "items": self.entries.iter().map(item).collect::<Vec<Value>>(),
        }))
    }

    fn atom(&self) -> atom::Feed {
        let link = |rel: &str, href: String, kind: Option<&str>| atom::Link {
            rel: rel.to_owned(),
            href,
            mime_type: kind.map(str::to_owned),
            ..atom::Link::default()
        };
        let entry = |article: &Article| {
            let url = self.entry_url(article);
            atom::Entry {
                title: atom::Text::plain(article.title.clone()),
                id: url.clone(),
                updated: moment(article.updated.unwrap_or(article.published).to_string()),
                published: Some(moment(article.published.to_string())),
                authors: vec![atom::Person { name: article.source.clone(), ..Default::default() }],
                categories: vec![atom::Category {
                    term: article.section_in(self.site).to_owned(),
                    label: Some(self.category(article)),
                    ..Default::default()
                }],
                links: vec![link("alternate", url, Some("text/html"))],
                summary: article.summary.clone().map(atom::Text::plain),
                content: Some(atom::Content {
                    value: Some(article.paragraphs().join("\n\n")),
                    content_type: Some("text".to_owned()),
                    ..Default::default()
                }),
                ..Default::default()
            }
        };
        let updated =
            self.entries.iter().map(|entry| entry.updated.unwrap_or(entry.published)).max();
        atom::Feed {
            title: atom::Text::plain(self.title.clone()),
            subtitle: markup::present(&self.site.slogan).map(atom::Text::plain),
            id: self.page.clone(),
            updated: moment(updated.map(|moment| moment.to_string()).unwrap_or_default()),
            authors: vec![atom::Person { name: self.site.name.clone(), ..Default::default() }],
            links: vec![
                link("self", self.url("atom"), Some("application/atom+xml")),
                link("alternate", self.page.clone(), Some("text/html")),
            ],
            rights: markup::present(&self.site.copyright).map(atom::Text::plain),
            lang: Some(self.site.language.clone()),
            entries: self.entries.iter().map(entry).collect(),
            ..Default::default()
        }
    }

    /// Its titles and descriptions are HTML to the programs that read it.
    fn rss(&self) -> rss::Channel {
        let item = |article: &Article| {
            let url = self.entry_url(article);
            rss::Item {
                title: Some(markup::html(&article.title)),
                link: Some(url.clone()),
                guid: Some(rss::Guid { value: url, permalink: true }),
                pub_date: Some(moment(article.published.to_string()).to_rfc2822()),
                categories: vec![rss::Category { name: self.category(article), domain: None }],
                description: article.description().as_deref().map(markup::html),
                ..Default::default()
            }
        };
        rss::Channel {
            title: markup::html(&self.title),
            link: self.page.clone(),
            description: markup::html(self.site.tagline()),
            language: Some(self.site.language.clone()),
            copyright: markup::present(&self.site.copyright),
            items: self.entries.iter().map(item).collect(),
            ..Default::default()
        }
    }
}

/// A moment of ours as the feeds' libraries have it; the beginning of 1970 for none.
fn moment(text: String) -> atom::FixedDateTime {
    atom::FixedDateTime::parse_from_rfc3339(&text).unwrap_or_default()
}
