//! The whole site as the press makes it: pages, feeds, sitemap, and what hosts are told.
#![cfg(feature = "press")]
// A test may fail by a panic.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod files;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use futures::FutureExt;
use investchn::app::finder::Finder;
use investchn::app::{Content, Printed, open};
use investchn::archive::Reader;
use investchn::press::build::{Built, Wishes, build_site};
use investchn::press::{Folder, Snapshots, pack, print};
use investchn::route::Route;
use investchn::view::Base;
use quick_xml::events::Event;
use serde_json::{Value, json};
use tempfile::TempDir;

const APP: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>t</title>\
    <meta name=\"base\" content=\"/\"><script>f()</script><script type=\"module\" src=\"/start-1.js\"></script>\
    <link rel=\"stylesheet\" href=\"/style-1.css\"></head><body><noscript>no</noscript></body></html>";

/// An authored folder, an app, and the site that is made of them.
struct Made {
    folder: TempDir,
    wishes: Wishes,
}

impl Made {
    /// Two sections, three provinces, 90 articles.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = folder.path().join("app");
        let wishes = Wishes { app: Some(app), snapshots: Snapshots::All, url: None, font: None };
        let made = Self { folder, wishes };
        let tree = json!({
            "name": "投促中国", "latin_name": "InvestCHN", "slogan": "口号", "language": "zh-CN",
            "base_url": "https://www.example.com/", "copyright": "©",
            "contact": {"phone": "+86-0512-1", "fax": "+86-0512-1", "mail": "a@example.com"},
            "sections": [{"id": "zone-news", "name": "开发区新闻"}, {"id": "policy", "name": "政策法规"},
                {"id": "events", "name": "展会活动"}],
            "regions": [{"id": "beijing", "name": "北京"}, {"id": "jiangsu", "name": "江苏",
                "cities": [{"id": "taizhou", "name": "泰州"}, {"id": "suzhou", "name": "苏州"}]}],
            "zones": [{"id": "jiangyan", "name": "江苏姜堰经济开发区", "region": "taizhou"}]
        });
        made.write("in/site.json", &tree.to_string());
        made.app("1");
        for at in 0..90 {
            made.article(at, |_| {});
        }
        made
    }

    /// An app whose files are named with a number.
    fn app(&self, number: &str) {
        let _ = fs::remove_dir_all(self.folder.path().join("app"));
        self.write("app/index.html", &APP.replace("-1.", &format!("-{number}.")));
        self.write(&format!("app/start-{number}.js"), &format!("start({number})"));
        self.write(&format!("app/style-{number}.css"), "a{color:red}");
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
        fs::write(file, text).expect("it is written");
    }

    /// The article of a day of a year, changed as told; returns its id.
    fn article(&self, day: u32, change: impl FnOnce(&mut Value)) -> String {
        let id = format!("2022{:02}{:02}-a", day / 28 + 1, day % 28 + 1);
        let mut article = json!({
            "id": id, "title": format!("标题{day}"), "source": "本站编辑", "body": ["一段文字。"],
            "published": format!("2022-{:02}-{:02}", day / 28 + 1, day % 28 + 1),
            "section": if day.is_multiple_of(3) { "policy" } else { "zone-news" },
            "kind": if day.is_multiple_of(5) { "photo" } else { "text" },
        });
        match day % 4 {
            0 => article["zone"] = "jiangyan".into(),
            1 => article["region"] = "beijing".into(),
            2 => article["region"] = "jiangsu".into(),
            _ => {}
        }
        change(&mut article);
        self.write(&format!("in/articles/2022/{}/{id}.json", &id[4..6]), &article.to_string());
        id
    }

    fn remove(&self, id: &str) {
        let path = format!("in/articles/2022/{}/{id}.json", &id[4..6]);
        fs::remove_file(self.folder.path().join(path)).expect("it was there");
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn build(&self) -> Built {
        let input = self.folder.path().join("in");
        build_site(&input, &self.out(), &self.wishes, |_| {}).expect("it builds")
    }

    /// What is served, by path from the root.
    fn served(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.out();
        let name = |file: &PathBuf| {
            let path =
                file.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
            (!path.starts_with('.')).then_some(path)
        };
        let files = files::files_below(&root);
        let read = |file: PathBuf| Some((name(&file)?, fs::read(&file).expect("it can be read")));
        files.into_iter().filter_map(read).collect()
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The paths that differ between two states of what is served.
    fn changed(&self, before: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
        let after = self.served();
        let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
    }
}

/// The values of an attribute in a page.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let parts = html.split(&format!(" {attribute}=\"")).skip(1).collect::<Vec<_>>();
    parts.into_iter().filter_map(|rest| rest.split('"').next()).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with("index.html")
}

fn is_older_page(path: &str) -> bool {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    folder.strip_prefix('p').is_some_and(|number| number.parse::<u32>().is_ok())
}

#[test]
fn every_page_is_what_the_app_draws_at_its_address() {
    let made = Made::new();
    made.build();
    let reader = Reader::new(Folder(made.out()));
    let mut pages = 0;
    for path in made.served().into_keys().filter(|path| is_page(path) && !is_older_page(path)) {
        let address = format!("/{}", path.trim_end_matches("index.html"));
        let route = Route::parse(&address);
        if matches!(route, Route::Search(_)) {
            continue;
        }
        let page = open::open(&reader, &Finder::default(), route).now_or_never();
        let page = page.expect("a folder answers at once").expect("the page exists");
        let neighbours = match &page.content {
            Content::Article(article) => {
                open::neighbours(&reader, article, None).now_or_never().and_then(Result::ok)
            }
            _ => None,
        };
        let title = page.title();
        let site = Arc::clone(&page.site);
        let drawn = print::print(Printed { site, page: Ok(page), neighbours }, Base::default());
        let html = made.text(&path);
        assert!(html.contains(&drawn), "{path}: {drawn}\n\nis not in\n\n{html}");
        assert!(html.contains(&format!("<title>{title}</title>")), "{path}");
        assert_eq!(values(&html, "data-address"), [address.as_str()]);
        pages += 1;
    }
    assert!(pages > 90 + 20, "{pages} pages");
}

#[test]
fn without_a_script_a_reader_gets_from_home_to_every_article_and_meets_no_dead_link() {
    let made = Made::new();
    made.build();
    let served = made.served();
    let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut ahead: VecDeque<String> = seen.iter().cloned().collect();
    while let Some(address) = ahead.pop_front() {
        let path = format!("{}index.html", address.trim_start_matches('/'));
        let html = served.get(&path).unwrap_or_else(|| panic!("{address} has no page"));
        let html = String::from_utf8_lossy(html);
        let (_, body) = html.split_once("<body>").expect("it has a body");
        for href in values(body, "href") {
            let is_own = href.starts_with('/') && !href.contains(['?', '#']);
            if is_own && seen.insert(href.to_owned()) {
                ahead.push_back(href.to_owned());
            }
        }
    }
    let articles = served.keys().filter(|path| path.starts_with("article/"));
    for path in articles.clone() {
        let address = format!("/{}", path.trim_end_matches("index.html"));
        assert!(seen.contains(&address), "{address} is led to by no link");
    }
    assert_eq!(articles.count(), 90);
}

#[test]
fn an_article_more_prints_the_pages_that_show_or_count_it_and_no_other() {
    let made = Made::new();
    made.build();
    let before = made.served();
    let id = made.article(90, |_| {});
    let built = made.build();
    let changed = made.changed(&before);
    let pages: Vec<&String> = changed.iter().filter(|path| path.ends_with(".html")).collect();
    for path in &pages {
        let html = made.text(path);
        let counts_it = html.contains("role=\"status\">共 ") || path.as_str() == "zones/index.html";
        let shows_it = html.contains(&format!("/article/{id}/"));
        // The pager of the page before the newest, where that begins anew, leads on to another.
        let leads_on = is_older_page(path) && path.matches('/').count() > 1;
        assert!(counts_it || shows_it || leads_on || path.contains(&id), "{path} was printed anew");
    }
    let older = pages.iter().filter(|path| is_older_page(path)).count();
    let trails = 12;
    assert!(older <= 2 * trails, "{older} older pages were printed: {pages:?}");
    assert!(pages.len() < 40, "{} pages were printed: {pages:?}", pages.len());
    assert_eq!(built.diagnostics, []);
}

#[test]
fn step_by_step_gives_the_same_bytes_as_at_once() {
    let steps = Made::new();
    steps.build();
    let id = steps.article(90, |_| {});
    steps.build();
    steps.article(91, |article| article["title"] = "另一个".into());
    steps.article(3, |article| article["title"] = "改过的".into());
    steps.remove(&id);
    steps.build();
    let at_once = Made::new();
    at_once.article(91, |article| article["title"] = "另一个".into());
    at_once.article(3, |article| article["title"] = "改过的".into());
    at_once.build();
    // The archive keeps what the edition before needs.
    let plain = |made: &Made| -> BTreeMap<String, Vec<u8>> {
        made.served().into_iter().filter(|(path, _)| !path.starts_with("archive/")).collect()
    };
    let (steps, at_once) = (plain(&steps), plain(&at_once));
    assert_eq!(steps.keys().collect::<Vec<_>>(), at_once.keys().collect::<Vec<_>>());
    for (path, bytes) in &steps {
        assert!(at_once.get(path) == Some(bytes), "{path} differs");
    }
    assert!(!steps.contains_key(&format!("article/{id}/index.html")));
}

#[test]
fn an_app_more_keeps_the_files_of_the_one_before_and_no_older_ones() {
    let made = Made::new();
    made.build();
    let there = |made: &Made, number: u32| made.out().join(format!("start-{number}.js")).exists();
    made.app("2");
    made.build();
    made.build();
    assert!(there(&made, 1) && there(&made, 2));
    assert!(made.text("index.html").contains("start-2.js"));
    made.app("3");
    made.build();
    assert!(!there(&made, 1) && there(&made, 2) && there(&made, 3));
}

#[test]
fn only_the_newest_articles_have_pages_where_that_is_wished() {
    let mut made = Made::new();
    made.build();
    made.wishes.snapshots = Snapshots::Newest(25);
    made.build();
    let served = made.served();
    let count = |start: &str| {
        served.keys().filter(|path| path.starts_with(start) && path.ends_with(".html")).count()
    };
    assert_eq!(count("article/"), 25);
    assert!(count("zone-news/") > 3);
    let part = made.text("sitemap-articles-1.xml");
    assert_eq!(part.matches("<loc>").count(), 25);
    assert!(made.text("_redirects").contains("/article/* /404.html 200"));
    // Rows 70 to 89 stand on the newest page with 10 more; an older page shows none of the newest 25.
    assert_eq!(served.keys().filter(|path| path.starts_with("all/p")).count(), 0);
    made.wishes.snapshots = Snapshots::None;
    made.build();
    let pages = made.served().into_keys().filter(|path| path.ends_with(".html"));
    assert_eq!(pages.collect::<Vec<_>>(), ["404.html"]);
}

#[test]
fn in_a_sub_folder_every_address_begins_with_it() {
    let mut made = Made::new();
    made.wishes.url = Some("https://example.org/news".into());
    made.build();
    for (path, bytes) in made.served().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(&bytes);
        for attribute in ["href", "src", "content", "action"] {
            for value in values(&html, attribute).into_iter().filter(|value| value.starts_with('/'))
            {
                assert!(value.starts_with("/news/"), "{path}: {attribute} {value}");
            }
        }
    }
    assert!(made.text("robots.txt").contains("Disallow: /news/search/"));
    assert!(made.text("sitemap.xml").contains("https://example.org/news/sitemap-news.xml"));
    assert!(made.text("index.html").contains("href=\"https://example.org/news/\""));
}

#[test]
fn hostile_texts_stay_texts() {
    let made = Made::new();
    let evil = "</script><script>alert(1)</script>\"&<b>";
    let id = made.article(95, |article| {
        article["title"] = evil.into();
        article["summary"] = evil.into();
    });
    made.build();
    for path in [format!("article/{id}/index.html"), "index.html".into()] {
        let html = made.text(&path);
        assert!(!html.contains("<script>alert"), "{path}: {html}");
        assert!(!html.contains("<b>"), "{path}");
    }
    let feed = made.text("feeds/all.rss");
    let parsed = feed_rs::parser::parse(feed.as_bytes()).expect("it is a feed");
    assert_eq!(parsed.entries[0].title.as_ref().map(|title| title.content.as_str()), Some(evil));
}

#[test]
fn an_articles_structured_data_has_what_engines_require() {
    let made = Made::new();
    let id = made.article(95, |article| {
        article["updated"] = "2022-05-01T10:00:00+08:00".into();
        article["author"] = "某人".into();
    });
    made.build();
    let html = made.text(&format!("article/{id}/index.html"));
    let blocks: Vec<Value> = html
        .split("<script type=\"application/ld+json\" data-page>")
        .skip(1)
        .map(|rest| {
            serde_json::from_str(rest.split("</script>").next().expect("it ends"))
                .expect("it is JSON")
        })
        .collect();
    let news = blocks.iter().find(|block| block["@type"] == "NewsArticle").expect("it is news");
    assert_eq!(news["headline"], "标题95");
    assert_eq!(news["dateModified"], "2022-05-01T10:00:00+08:00");
    assert!(news["datePublished"].as_str().expect("a date").ends_with("+08:00"));
    assert_eq!(news["author"], json!({"@type": "Person", "name": "某人"}));
    assert_eq!(news["publisher"]["name"], "投促中国");
    let crumbs = blocks.iter().find(|block| block["@type"] == "BreadcrumbList").expect("a trail");
    let items = crumbs["itemListElement"].as_array().expect("steps");
    for (at, item) in items.iter().enumerate() {
        assert_eq!(item["position"], at + 1);
        assert!(item["name"].is_string());
        assert!(item["item"].as_str().expect("an address").starts_with("https://www.example.com/"));
    }
    assert!(items.len() >= 3);
}

/// The picture that previews of a page show, as a path.
fn preview(html: &str) -> Option<&str> {
    let (_, rest) =
        html.split_once("<meta property=\"og:image\" content=\"https://www.example.com/")?;
    rest.split('"').next()
}

#[test]
fn an_article_without_a_cover_has_a_title_card_that_changes_with_its_title() {
    let made = Made::new();
    let built = made.build();
    assert!(!built.lacks_font, "this test needs a font with Chinese characters: scripts/setup");
    let page = "article/20220101-a/index.html";
    let html = made.text(page);
    let card = preview(&html).expect("it has a picture").to_owned();
    assert!(html.contains("<meta name=\"twitter:card\" content=\"summary_large_image\""));
    assert!(html.contains(&format!("\"image\":[\"https://www.example.com/{card}\"]")));
    let file = fs::File::open(made.out().join(&card)).expect("the card is there");
    let decoder = png::Decoder::new(std::io::BufReader::new(file));
    let mut reader = decoder.read_info().expect("it is a PNG");
    let (width, height) = (reader.info().width, reader.info().height);
    let told = |name: &str| {
        html.contains(&format!(
            "\"og:image:{name}\" content=\"{}\"",
            if name == "width" { width } else { height }
        ))
    };
    assert!(told("width") && told("height"));
    let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
    reader.next_frame(&mut pixels).expect("it is whole");
    let ink = pixels.iter().filter(|byte| **byte != 0).count();
    assert!(ink > pixels.len() / 100, "the card is empty: {ink} of {}", pixels.len());

    let before = made.served();
    assert_eq!(made.build().written, 0);
    assert_eq!(made.changed(&before), BTreeSet::new());
    made.article(0, |article| article["title"] = "另一个标题".into());
    made.build();
    let html = made.text(page);
    let other = preview(&html).expect("it has a picture");
    assert_ne!(other, card);
    assert!(made.out().join(other).exists());
    assert!(!made.out().join(&card).exists(), "what nobody points to is taken away");
}

#[test]
fn an_article_with_a_cover_shows_that_in_previews_and_has_no_card() {
    let made = Made::new();
    made.write("in/media/cover.jpg", "JPEG");
    let id = made.article(95, |article| article["cover"] = "/media/cover.jpg".into());
    made.build();
    let html = made.text(&format!("article/{id}/index.html"));
    assert_eq!(preview(&html), Some("media/cover.jpg"));
    assert_eq!(html.matches("og:image\"").count(), 1);
    let cards = made.served().into_keys().filter(|path| path.starts_with("cards/")).count();
    assert_eq!(cards, 90, "one for each of the others");
}

#[test]
fn a_font_that_is_none_is_told_by_its_name() {
    let mut made = Made::new();
    made.write("font.ttf", "no font");
    made.wishes.font = Some(made.folder.path().join("font.ttf"));
    let input = made.folder.path().join("in");
    let error = build_site(&input, &made.out(), &made.wishes, |_| {}).expect_err("it is none");
    let told = format!("{error:?}");
    assert!(told.contains("font.ttf") && told.contains("is no font"), "{told}");
}

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
    let first = pack::pack(&made.out()).expect("it packs");
    assert!(first.files > 90 && first.written == 2 * first.files, "{first:?}");
    for (path, bytes) in made.served() {
        let Some(of) = pack::packed_of(&path) else { continue };
        let mut plain = Vec::new();
        match path.ends_with(".br") {
            true => brotli::BrotliDecompress(&mut &*bytes, &mut plain).expect("it is brotli"),
            false => drop(
                flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut plain).expect("it is gzip"),
            ),
        }
        assert!(plain == fs::read(made.out().join(of)).expect("it is there"), "{path}");
    }
    assert_eq!(pack::pack(&made.out()).expect("it packs").written, 0);
    let id = made.article(90, |_| {});
    made.build();
    assert!(!made.out().join("index.html.br").exists(), "a copy of the page before is gone");
    assert!(made.out().join("all/p1/index.html.br").exists(), "what stands keeps its copies");
    let parts = made.served().into_keys().filter(|path| path.starts_with("archive/"));
    assert!(
        parts.filter(|path| path.ends_with(".gz")).count() > 5,
        "and so do the archive's parts"
    );
    pack::pack(&made.out()).expect("it packs");
    made.remove(&id);
    made.build();
    assert!(!made.out().join(format!("article/{id}")).exists(), "nothing is left of a page");
}
