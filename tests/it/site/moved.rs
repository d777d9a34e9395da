//! Categories that had other ids before: where their articles are, and where old addresses lead.

use std::sync::Arc;

use futures::FutureExt;
use investchn::archive::{Failure, Reader};
use investchn::domain::route::Route;
use investchn::press::{Folder, print};
use investchn::site::open;
use investchn::site::page::{Content, Page};
use investchn::site::parts::Base;
use investchn::site::screen::PageToPrint;
use serde_json::{Value, json};

use crate::site::made::{Made, values};
use crate::site::pages::hold_against_the_app;

/// The site after its section, its city and its zone got other ids and names; articles still have the
/// old ones.
fn renamed() -> Made {
    let made = Made::new();
    made.site(|site| {
        site["sections"][1] = json!({"id": "rules", "name": "法规", "was": ["law", "policy"]});
        site["regions"][1]["id"] = json!("su");
        site["regions"][1]["was"] = json!(["jiangsu"]);
        site["zones"][0] =
            json!({"id": "jiangyan-park", "name": "姜堰园区", "region": "taizhou", "was": ["jiangyan"]});
    });
    made.build();
    made
}

/// The articles with a page.
fn articles(made: &Made) -> usize {
    made.served().keys().filter(|path| path.starts_with("article/")).count()
}

#[test]
fn an_article_filed_under_an_old_id_is_printed_under_the_new_one() {
    let made = renamed();
    assert_eq!(articles(&made), 90);
    // The first is of the policies, and of the zone.
    let page = made.text("article/20220101-a/index.html");
    assert!(values(&page, "href").contains(&"/rules/"), "the trail leads to the new address");
    assert!(page.contains(">法规</a>") && page.contains(">姜堰园区</a>"), "{page}");
    assert!(page.contains("\"articleSection\":\"法规\""));
    assert!(page.contains("name=\"ColumnName\" content=\"法规\""));
    let marked = page.split("<li>").find(|item| item.contains("aria-current=\"true\""));
    assert!(marked.is_some_and(|item| item.contains("法规")), "the navigation marks it");
    let article: Value =
        serde_json::from_str(&made.text("articles/2022/01/20220101-a.json")).expect("JSON");
    assert_eq!((&article["section"], &article["zone"]), (&json!("policy"), &json!("jiangyan")));
    for (path, text) in made.served() {
        let text = String::from_utf8_lossy(&text).into_owned();
        let is_page = path.ends_with("index.html") || path.starts_with("feeds/");
        let leads_back = |old: &&&str| is_page && text.contains(**old);
        let old = ["/policy/", "/jiangsu/", "/zones/jiangyan/", "term=\"policy\""];
        assert_eq!(old.iter().find(leads_back), None, "{path}");
    }
}

#[test]
fn the_app_draws_what_is_filed_under_an_old_id_as_it_is_printed() {
    hold_against_the_app(&renamed());
}

#[test]
fn the_app_opens_an_old_address_as_the_new_one() {
    let made = renamed();
    let reader = Reader::new(Folder(made.out()));
    let open = |address: &str| {
        let page = open::open(&reader, &(), Route::parse(address)).now_or_never();
        page.expect("a folder answers at once")
    };
    let check = |old: &str, now: &str| {
        let [page, expected] = [old, now].map(|address| open(address).expect("it exists"));
        assert_eq!(page.route.href(), now, "{old}");
        let drawn = |page: Page| {
            let site = Arc::clone(&page.site);
            print::page_html(
                PageToPrint { site, page: Ok(page), neighbours: None },
                Base::default(),
            )
        };
        assert_eq!(drawn(page), drawn(expected), "{old}");
    };
    check("/policy/", "/rules/");
    check("/law/jiangsu/text/", "/rules/su/text/");
    check("/all/?zone=jiangyan&year=2022", "/all/?zone=jiangyan-park&year=2022");
    check("/events/p1/?region=jiangsu", "/events/su/p1/");
    check("/zones/jiangyan/", "/zones/jiangyan-park/");
    check("/all/", "/all/");
    assert_eq!(open("/laws/").map(|page| page.route), Err(Failure::Missing));
    let article = open("/article/20220101-a/").expect("it exists");
    assert_eq!(article.section().as_deref(), Some("rules"));
    let Content::Article(page) = article.content else { panic!("it is an article") };
    let beside = |origin: &str| {
        let found = open::neighbours(&reader, &page.article, Some(origin)).now_or_never();
        found.expect("a folder answers at once").expect("it is in the list")
    };
    assert_eq!(beside("/policy/jiangsu/"), beside("/rules/su/"));
    assert!(beside("/policy/jiangsu/").newer.is_some(), "the first has a newer one");
}

#[test]
fn lists_feeds_and_zones_stand_under_the_new_ids_alone_and_count_what_they_did() {
    let plain = Made::new();
    plain.build();
    let made = renamed();
    let status = |made: &Made, path: &str| {
        let page = made.text(path);
        let status = page.split("role=\"status\">").nth(1).expect("it has a status").to_owned();
        status.split('<').next().map(str::to_owned)
    };
    let check = |old: &str, new: &str| {
        assert_eq!(status(&made, new), status(&plain, old), "{new}");
        assert!(!made.out().join(old).exists(), "{old}");
    };
    check("policy/index.html", "rules/index.html");
    check("zone-news/jiangsu/index.html", "zone-news/su/index.html");
    check("policy/jiangsu/text/index.html", "rules/su/text/index.html");
    let all = |made: &Made, path: &str| {
        let page = made.text(path);
        let (before, _) = page.split_once(" 篇</a>").expect("it leads to all");
        before.rsplit_once('>').map(|(_, all)| all.to_owned())
    };
    let zone = all(&plain, "zones/jiangyan/index.html");
    assert_eq!(zone.as_deref(), Some("全部 23"));
    assert_eq!(all(&made, "zones/jiangyan-park/index.html"), zone);
    assert!(!made.out().join("feeds/policy.atom").exists());
    assert!(made.text("feeds/rules.rss").contains("<category>法规</category>"));
}

#[test]
fn every_host_leads_on_from_the_old_addresses() {
    let mut made = Made::new();
    made.build();
    assert!(!made.out().join("_redirects").exists(), "where nothing has moved and all have pages");
    made = renamed();
    let check = |path: &str, rules: &[&str]| {
        let text = made.text(path);
        for rule in rules {
            assert!(text.contains(rule), "{rule}\n{text}");
        }
    };
    check(
        "_redirects",
        &[
            "/policy/* /rules/:splat 301\n",
            "/law/* /rules/:splat 301\n",
            "/all/jiangsu/* /all/su/:splat 301\n",
            "/zones/jiangyan/* /zones/jiangyan-park/:splat 301\n",
            "/feeds/policy.json /feeds/rules.json 301\n",
        ],
    );
    check("hosting/nginx.conf", &["rewrite \"^/policy(?:/(.*))?$\" /rules/$1 permanent;\n"]);
    check("hosting/Caddyfile", &["\turi path_regexp ^/events/jiangsu(?:/(.*))?$ /events/su/$1\n"]);
}
