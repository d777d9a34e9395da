//! Pages: what is printed, and what is printed anew.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use futures::FutureExt;
use investchn::archive::Reader;
use investchn::domain::route::Route;
use investchn::domain::slug::is_slug;
use investchn::press::{Folder, Snapshots, print};
use investchn::site::open;
use investchn::site::page::Content;
use investchn::site::parts::Base;
use investchn::site::screen::PageToPrint;

use crate::site::made::{Made, is_older_page, is_page, values};

/// Holds every page against what the app draws at its address.
pub fn hold_against_the_app(made: &Made) {
    let reader = Reader::new(Folder(made.out()));
    let mut pages = 0;
    for path in made.served().into_keys().filter(|path| is_page(path) && !is_older_page(path)) {
        let address = format!("/{}", path.trim_end_matches("index.html"));
        let route = Route::parse(&address);
        if matches!(route, Route::Search(_)) {
            continue;
        }
        let page = open::open(&reader, &(), route).now_or_never();
        let page = page.expect("a folder answers at once").expect("the page exists");
        let neighbours = match &page.content {
            Content::Article(page) => {
                open::neighbours(&reader, &page.article, None).now_or_never().and_then(Result::ok)
            }
            _ => None,
        };
        let title = page.title();
        let site = Arc::clone(&page.site);
        let drawn =
            print::page_html(PageToPrint { site, page: Ok(page), neighbours }, Base::default());
        let html = made.text(&path);
        assert!(html.contains(&drawn), "{path}: {drawn}\n\nis not in\n\n{html}");
        assert!(html.contains(&format!("<title>{title}</title>")), "{path}");
        assert_eq!(values(&html, "data-address"), [address.as_str()]);
        pages += 1;
    }
    assert!(pages > 90 + 20, "{pages} pages");
}

#[test]
fn every_page_is_what_the_app_draws_at_its_address() {
    let made = Made::new();
    made.build();
    hold_against_the_app(&made);
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
    let script = |made: &Made, number: u32| {
        let mut served = made.served().into_iter();
        served
            .find(|(_, bytes)| *bytes == format!("app({number})").into_bytes())
            .map(|(path, _)| path)
    };
    let there = |made: &Made, number: u32| script(made, number).is_some();
    made.app("2");
    made.build();
    made.build();
    assert!(there(&made, 1) && there(&made, 2));
    let second = script(&made, 2).expect("it is there");
    assert!(made.text("index.html").contains(&format!("data-script=\"/{second}\"")));
    made.app("3");
    made.build();
    assert!(!there(&made, 1) && there(&made, 2) && there(&made, 3));
}

#[test]
fn only_the_newest_articles_have_pages_where_that_is_wished() {
    let mut made = Made::new();
    made.build();
    made.options.snapshots = Snapshots::Newest(25);
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
    made.options.snapshots = Snapshots::None;
    made.build();
    let pages = made.served().into_keys().filter(|path| path.ends_with(".html"));
    assert_eq!(pages.collect::<Vec<_>>(), ["404.html"]);
}

#[test]
fn in_a_sub_folder_every_address_begins_with_it() {
    let mut made = Made::new();
    made.options.url = Some("https://example.org/news".into());
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
    // Readers take a title of RSS for HTML.
    let title = parsed.entries[0].title.as_ref().map(|title| title.content.as_str());
    let title = title.map(|html| quick_xml::escape::unescape(html).expect("it is HTML"));
    assert_eq!(title.as_deref(), Some(evil));
}

#[test]
fn no_category_can_be_named_like_what_the_press_writes() {
    let made = Made::new();
    made.build();
    let sections = ["zone-news", "policy", "events"];
    let top = made
        .served()
        .into_keys()
        .filter_map(|path| path.split_once('/').map(|(folder, _)| folder.to_owned()));
    let mut top: Vec<String> = top.filter(|name| !sections.contains(&name.as_str())).collect();
    top.dedup();
    assert!(top.len() >= 9, "{top:?}");
    for name in top {
        assert!(!is_slug(&name), "{name}");
    }
}
