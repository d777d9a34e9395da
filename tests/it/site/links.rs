//! Where the links of printed pages lead.

use std::collections::{BTreeMap, BTreeSet};

use investchn::domain::address::to_file;
use investchn::press::Snapshots;
use investchn::press::build::build_site;
use regex::Regex;
use serde_json::json;

use crate::site::made::{Made, values};

/// What hosts answer without a page of its own, as their rules say it.
struct Hosts<'s> {
    served: &'s BTreeMap<String, Vec<u8>>,
    nginx: Vec<Regex>,
    caddy: Vec<Regex>,
    netlify: Vec<String>,
}

impl<'s> Hosts<'s> {
    fn new(made: &Made, served: &'s BTreeMap<String, Vec<u8>>) -> Self {
        let text = |path: &str| {
            served.get(path).map(|text| String::from_utf8_lossy(text)).unwrap_or_default()
        };
        let regex = |pattern: &str| Regex::new(pattern).expect(pattern);
        let rewriting = made.text("hosting/nginx.conf");
        let rewriting =
            rewriting.split("location ~ \"").filter(|part| part.contains("404.html break"));
        let caddy = made.text("hosting/Caddyfile");
        let routes = ["@article path_regexp article ", "@older path_regexp list "];
        let named = caddy
            .lines()
            .filter_map(|line| routes.iter().find_map(|route| line.strip_prefix(route)));
        let redirects = text("_redirects");
        let rules = redirects.lines().filter_map(|rule| rule.strip_suffix("* /404.html 200"));
        Self {
            served,
            nginx: rewriting.filter_map(|part| Some(regex(part.split_once("\" {")?.0))).collect(),
            caddy: named.map(regex).collect(),
            netlify: rules.map(str::to_owned).collect(),
        }
    }

    /// Whether each host shows the app at a path that has no page.
    fn show_the_app(&self, path: &str) -> bool {
        let matches = |rules: &[Regex]| rules.iter().any(|rule| self.is_answered(path, rule));
        let by_netlify = self.netlify.iter().any(|start| path.starts_with(start.as_str()));
        matches(&self.nginx) && matches(&self.caddy) && by_netlify
    }

    /// Whether a rule matches a path, and the files are there that it asks for.
    fn is_answered(&self, path: &str, rule: &Regex) -> bool {
        let Some(found) = rule.captures(path) else { return false };
        let group = |at: usize| found.get(at).map(|group| group.as_str()).unwrap_or_default();
        let has = |file: String| self.served.contains_key(&file);
        match path.starts_with("/article/") {
            true => has(format!("articles/{}/{}/{}.json", group(2), group(3), group(1))),
            false => {
                has(format!("{}index.html", group(1))) && !has(format!("{}p1/index.html", group(1)))
            }
        }
    }
}

/// A site with a province and a city of which there is no news, and zones without any.
fn made() -> Made {
    let made = Made::new();
    made.site(|site| {
        let regions = site["regions"].as_array_mut().expect("a list");
        regions.push(json!({"id": "hainan", "name": "海南", "cities": [{"id": "haikou", "name": "海口"}]}));
        regions.push(json!({"id": "xizang", "name": "西藏"}));
        let zones = site["zones"].as_array_mut().expect("a list");
        for (id, region) in [("haikou-port", "haikou"), ("lhasa", "xizang"), ("park", "suzhou"), ("yangpu", "hainan")] {
            zones.push(json!({"id": id, "name": format!("{id}开发区"), "region": region, "website": "https://zone.example/"}));
        }
    });
    made.write("in/media/报告 1.pdf", "PDF");
    made.article(91, |article| {
        article["body"] = json!([[{"link": {"href": "/media/%E6%8A%A5%E5%91%8A%201.pdf", "text": "报告"}}, {"link": {"href": "/all/?zone=lhasa#top", "text": "新闻"}}]]);
    });
    made
}

#[test]
fn every_printed_link_leads_to_a_page_or_to_what_every_host_answers() {
    let mut made = made();
    for (snapshots, without_page) in
        [(Snapshots::All, 0..1), (Snapshots::Newest(70), 1..30), (Snapshots::Newest(25), 20..200)]
    {
        made.options.snapshots = snapshots;
        assert_eq!(made.build().diagnostics, []);
        let served = made.served();
        let hosts = Hosts::new(&made, &served);
        let mut followed: BTreeSet<String> = BTreeSet::new();
        let mut rewritten: BTreeSet<String> = BTreeSet::new();
        for (page, html) in served.iter().filter(|(path, _)| path.ends_with(".html")) {
            let html = String::from_utf8_lossy(html);
            let attributes = ["href", "src", "poster", "action", "content"];
            for value in attributes.into_iter().flat_map(|attribute| values(&html, attribute)) {
                let own = value.strip_prefix("https://www.example.com").unwrap_or(value);
                if !own.starts_with('/') || !followed.insert(own.to_owned()) {
                    continue;
                }
                // A static host answers an address with a query by the page without it.
                let path = own.split(['?', '#']).next().unwrap_or_default();
                let file = to_file(path);
                let is_page = file.is_empty() || file.ends_with('/');
                let file = if is_page { format!("{file}index.html") } else { file };
                if !served.contains_key(&file) && !is_of_the_app(&file) {
                    assert!(hosts.show_the_app(path), "{snapshots:?}: {page} leads to {own}");
                    rewritten.insert(path.to_owned());
                }
            }
        }
        assert!(followed.len() > 60, "{} links", followed.len());
        assert!(without_page.contains(&rewritten.len()), "{snapshots:?}: {rewritten:?}");
    }
}

/// What the app's own folder holds, of which this one is a stand-in.
fn is_of_the_app(file: &str) -> bool {
    ["icon-192.png", "icon-512.png", "favicon.svg"].contains(&file)
}

#[test]
fn an_empty_list_that_a_zones_page_leads_to_is_printed_and_not_told_to_search_engines() {
    let made = made();
    made.build();
    for list in ["haikou", "xizang", "hainan"] {
        assert!(made.text(&format!("all/{list}/index.html")).contains("共 0 篇"), "{list}");
        assert!(!made.text("sitemap-pages-1.xml").contains(&format!("/all/{list}/")), "{list}");
    }
    assert!(!made.out().join("zone-news/haikou").exists(), "nothing leads there");
}

#[test]
fn no_set_of_caddys_matchers_needs_what_another_of_the_set_has_matched() {
    let made = Made::new();
    made.build();
    // Caddy asks the matchers of a set in an order that changes from one start to the next.
    let caddy = made.text("hosting/Caddyfile");
    let set = |text: &str| -> String {
        let lines = text.lines().take_while(|line| line.trim() != "}");
        lines.collect::<Vec<_>>().join("\n")
    };
    let sets: Vec<String> = caddy.split('@').skip(1).map(set).collect();
    let naming: Vec<&String> = sets.iter().filter(|set| set.contains("{re.")).collect();
    assert_eq!(naming.len(), 2, "{sets:?}");
    for set in naming {
        assert!(!set.contains("path_regexp"), "{set}");
    }
}

#[test]
fn what_lies_hidden_is_served_by_no_host_but_for_the_one_folder_that_is_for_everybody() {
    for base in ["", "/news"] {
        let mut made = Made::new();
        made.options.url = Some(format!("https://example.org{base}/"));
        made.build();
        let (nginx, caddy) = (made.text("hosting/nginx.conf"), made.text("hosting/Caddyfile"));
        // The first expression that matches decides.
        let locations: Vec<(Regex, bool)> = nginx
            .split("\nlocation ~ \"")
            .skip(1)
            .filter_map(|part| part.split_once("\" {"))
            .map(|(pattern, rest)| {
                (Regex::new(pattern).expect(pattern), rest.starts_with(" return 404"))
            })
            .collect();
        let (_, hidden) = caddy.split_once("@hidden {\n\tpath_regexp ").expect("it hides");
        let (hidden, rest) =
            hidden.split_once("\n\tnot path_regexp ").expect("it makes an exception");
        let but = rest.split('\n').next().expect("a line");
        let (hidden, but) = (Regex::new(hidden).expect(hidden), Regex::new(but).expect(but));
        let check = |path: &str, is_served: bool| {
            let path = format!("{base}{path}");
            let location = locations.iter().find(|(pattern, _)| pattern.is_match(&path));
            assert_eq!(
                location.is_none_or(|(_, is_hidden)| !is_hidden),
                is_served,
                "nginx: {path}"
            );
            assert_eq!(!hidden.is_match(&path) || but.is_match(&path), is_served, "Caddy: {path}");
        };
        check("/.well-known/security.txt", true);
        check("/.well-known/acme-challenge/a-b_c.d", true);
        check("/.well-known/", true);
        check("/media/a.b.svg", true);
        check("/.well-known/.git/config", false);
        check("/.well-known/a/.hidden", false);
        check("/.well-known/../.press/state", false);
        check("/.well-knownx", false);
        check("/.nojekyll", false);
        check("/.press/written", false);
        check("/media/.well-known/a", false);
        check("/hosting/nginx.conf", false);
    }
}

#[test]
fn a_site_whose_addresses_lead_elsewhere_than_they_say_is_refused_with_each_of_them() {
    let made = Made::new();
    made.site(|site| {
        site["records"] = json!([{"name": "备案", "href": "\u{1}javascript:alert(1)"}]);
        site["zones"][0]["website"] = "/\\evil.example/".into();
    });
    let input = made.folder.path().join("in");
    let error = build_site(&input, &made.out(), &made.options, |_| {}).expect_err("it is refused");
    let told = format!("{error:?}");
    for field in ["records[0].href", "zones[0].website"] {
        assert!(told.contains(field), "{field} is not in {told}");
    }
    assert!(!made.out().join("index.html").exists());
}
