//! Feeds, the sitemap, and packed copies.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use investchn::press::{pack, packed};
use quick_xml::events::Event;
use serde_json::Value;

use crate::site::made::{Made, is_older_page, is_page};

#[test]
fn feeds_are_read_back_newest_first_with_their_addresses() {
    let made = Made::new();
    made.article(95, |article| article["summary"] = "概要".into());
    made.build();
    for path in ["feeds/all.json", "feeds/all.atom", "feeds/all.rss", "feeds/policy.atom"] {
        let feed = feed_rs::parser::parse(made.text(path).as_bytes());
        let feed = feed.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(feed.entries.len(), 30, "{path}");
        let dates: Vec<_> = feed.entries.iter().map(|entry| entry.published).collect();
        assert!(dates.iter().all(Option::is_some), "{path}: {dates:?}");
        assert!(dates.is_sorted_by(|one, other| one >= other), "{path}: {dates:?}");
        for entry in &feed.entries {
            let href = &entry.links[0].href;
            let page = href.strip_prefix("https://www.example.com/").expect("it is ours");
            assert!(made.out().join(page).join("index.html").exists(), "{path}: {href}");
        }
    }
    let version: Value = serde_json::from_str(&made.text("feeds/all.json")).expect("it is JSON");
    assert_eq!(version["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(version["items"][0]["date_published"], "2022-04-12T00:00:00+08:00");
}

/// The addresses of a sitemap, each element held to the protocol's order and names.
fn locations(xml: &str, root: &str, entry: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut path, mut found): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("it is well formed") {
            Event::Start(start) => {
                path.push(String::from_utf8_lossy(start.name().as_ref()).into_owned());
                if path.len() == 1 {
                    let told = String::from_utf8_lossy(&start).into_owned();
                    assert!(told.contains("http://www.sitemaps.org/schemas/sitemap/0.9"), "{told}");
                }
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(text) if path.last().is_some_and(|name| name == "loc") => {
                assert_eq!(path, [root, entry, "loc"]);
                found.push(text.decode().expect("it is UTF-8").into_owned());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn the_sitemap_names_every_page_once_and_no_other() {
    let made = Made::new();
    made.build();
    let mut pages = Vec::new();
    for part in locations(&made.text("sitemap.xml"), "sitemapindex", "sitemap") {
        let part = part.strip_prefix("https://www.example.com/").expect("it is ours").to_owned();
        let own = locations(&made.text(&part), "urlset", "url");
        assert!(own.len() <= 50_000);
        if part == "sitemap-news.xml" {
            // Two days back from the newest.
            assert_eq!(own.len(), 2, "{own:?}");
        } else {
            pages.extend(own);
        }
    }
    let told: BTreeSet<String> = pages.iter().cloned().collect();
    assert_eq!(told.len(), pages.len(), "none is named twice");
    let served = made
        .served()
        .into_keys()
        .filter(|path| is_page(path) && !is_older_page(path) && path != "search/index.html");
    let served: BTreeSet<String> = served
        .map(|path| format!("https://www.example.com/{}", path.trim_end_matches("index.html")))
        .collect();
    assert_eq!(told, served);
}

#[test]
fn packed_copies_hold_what_they_are_of_and_go_with_it() {
    let made = Made::new();
    made.build();
    let first = pack::pack(&made.out(), false).expect("it packs");
    assert!(first.files > 90 && first.written == 2 * first.files, "{first:?}");
    for (path, bytes) in made.served() {
        let Some(of) = packed::packed_of(&path) else { continue };
        let mut plain = Vec::new();
        match path.ends_with(".br") {
            true => brotli::BrotliDecompress(&mut &*bytes, &mut plain).expect("it is brotli"),
            false => drop(
                flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut plain).expect("it is gzip"),
            ),
        }
        assert!(plain == fs::read(made.out().join(of)).expect("it is there"), "{path}");
    }
    assert_eq!(pack::pack(&made.out(), false).expect("it packs").written, 0);
    let id = made.article(90, |_| {});
    made.build();
    assert!(!made.out().join("index.html.br").exists(), "a copy of the page before is gone");
    assert!(made.out().join("all/p1/index.html.br").exists(), "what stands keeps its copies");
    let parts = made.served().into_keys().filter(|path| path.starts_with("archive/"));
    assert!(
        parts.filter(|path| path.ends_with(".gz")).count() > 5,
        "and so do the archive's parts"
    );
    pack::pack(&made.out(), false).expect("it packs");
    made.remove(&id);
    made.build();
    assert!(!made.out().join(format!("article/{id}")).exists(), "nothing is left of a page");
}
