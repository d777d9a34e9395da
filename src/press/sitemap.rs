//! What search engines are told: which pages there are, which are news, and which not to ask for.
//!
//! The parts of the sitemap hold at most 50,000 addresses each (<https://www.sitemaps.org/protocol.html>),
//! and articles stand in them oldest first, so that a full part never changes.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::feeds::File;
use crate::domain::article::Headline;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::domain::text::without_controls;

const MOST: usize = 50_000;

/// How long an article is news, counted from the newest one: two days, as the news sitemap has it.
const NEWS_SECONDS: i64 = 2 * 86_400;

/// A news sitemap has at most this many.
const MOST_NEWS: usize = 1_000;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// The sitemap's files and robots.txt. `articles` are those that have pages, newest first; `routes` are
/// the other pages.
pub fn sitemap(site: &Site, articles: &[&Headline], routes: &[Route]) -> io::Result<Vec<File>> {
    let mut parts: Vec<File> = Vec::new();
    let pages: Vec<String> = routes.iter().map(|route| site.absolute(&route.href())).collect();
    for (at, pages) in pages.chunks(MOST).enumerate() {
        let pages = pages.iter().map(String::as_str);
        parts.push((format!("sitemap-pages-{}.xml", at + 1), urls(pages)?));
    }
    let oldest_first: Vec<String> = articles.iter().rev().map(|row| address(site, row)).collect();
    for (at, pages) in oldest_first.chunks(MOST).enumerate() {
        let pages = pages.iter().map(String::as_str);
        parts.push((format!("sitemap-articles-{}.xml", at + 1), urls(pages)?));
    }
    if let Some(newest) = articles.first() {
        let is_news = |row: &&&Headline| row.published > newest.published - NEWS_SECONDS;
        let news: Vec<&Headline> =
            articles.iter().take_while(is_news).take(MOST_NEWS).copied().collect();
        parts.push(("sitemap-news.xml".to_owned(), of_news(site, &news)?));
    }
    let index = document("sitemapindex", &[("xmlns", SITEMAP)], |xml| {
        for (path, _) in &parts {
            element(xml, "sitemap", |xml| text(xml, "loc", &site.absolute(&format!("/{path}"))))?;
        }
        Ok(())
    })?;
    let robots = format!(
        "User-agent: *\nDisallow: {}/search/\nSitemap: {}\n",
        site.base(),
        site.absolute("/sitemap.xml")
    );
    parts.push(("sitemap.xml".to_owned(), index));
    parts.push(("robots.txt".to_owned(), robots.into_bytes()));
    Ok(parts)
}

fn address(site: &Site, row: &Headline) -> String {
    site.absolute(&Route::Article(row.id.clone()).href())
}

fn urls<'u>(urls: impl Iterator<Item = &'u str>) -> io::Result<Vec<u8>> {
    document("urlset", &[("xmlns", SITEMAP)], |xml| {
        for url in urls {
            element(xml, "url", |xml| text(xml, "loc", url))?;
        }
        Ok(())
    })
}

fn of_news(site: &Site, rows: &[&Headline]) -> io::Result<Vec<u8>> {
    // The protocol wants zh-cn for simplified Chinese.
    let language = site.language.to_lowercase();
    document("urlset", &[("xmlns", SITEMAP), ("xmlns:news", NEWS)], |xml| {
        for row in rows {
            element(xml, "url", |xml| {
                text(xml, "loc", &address(site, row))?;
                element(xml, "news:news", |xml| {
                    element(xml, "news:publication", |xml| {
                        text(xml, "news:name", &site.name)?;
                        text(xml, "news:language", &language)
                    })?;
                    text(xml, "news:publication_date", &row.moment().to_string())?;
                    text(xml, "news:title", &row.title)
                })
            })?;
        }
        Ok(())
    })
}

type Xml = Writer<Vec<u8>>;

fn document(
    name: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
    xml.write_event(Event::Start(start))?;
    content(&mut xml)?;
    xml.write_event(Event::End(BytesEnd::new(name)))?;
    let text = String::from_utf8(xml.into_inner()).map_err(io::Error::other)?;
    Ok((without_controls(text) + "\n").into_bytes())
}

fn element(
    xml: &mut Xml,
    name: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(name)))?;
    content(xml)?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    element(xml, name, |xml| xml.write_event(Event::Text(BytesText::new(text))))
}
