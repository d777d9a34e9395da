//! Files by names that mean something in an address.

use investchn::domain::address;
use serde_json::{Value, json};

use crate::site::made::{Made, values};

const NAMES: [&str; 9] = [
    "图 片#1.svg",
    "增长50%.svg",
    "a?b.svg",
    "已%20编码.svg",
    "\"引号\"'.svg",
    "a&b;c=d+e.svg",
    "12:30.svg",
    "<b>.svg",
    "普通.svg",
];

/// The file that an address of a page or a feed leads to.
fn file_of(address: &str) -> String {
    let address = quick_xml::escape::unescape(address).expect("it is HTML").into_owned();
    assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address} is no address");
    let path = address.strip_prefix("https://www.example.com/").or(address.strip_prefix('/'));
    let path = path.unwrap_or_else(|| panic!("{address} is not of this site"));
    address::to_file(path)
}

#[test]
fn a_file_of_any_name_is_asked_for_by_an_address_that_leads_to_it() {
    let made = Made::new();
    let path = |name: &str| format!("media/甲/{name}");
    let article = |(at, name): (u32, &&str)| {
        let path = path(name);
        made.write(&format!("in/{path}"), "<svg/>");
        let picture = json!({"src": path, "alt": "图", "width": 3, "height": 2});
        made.article(at, |article| {
            article["kind"] = "photo".into();
            article["cover"] = path.clone().into();
            article["body"] = json!([
                {"image": picture}, {"gallery": [picture, picture]},
                {"video": {"src": path, "poster": path, "captions": path, "width": 3, "height": 2}},
                {"attachment": {"href": format!("/{path}"), "name": "附件", "bytes": 6}},
            ]);
        })
    };
    let ids: Vec<String> = (90..).zip(&NAMES).map(article).collect();
    assert_eq!(made.build().diagnostics, []);
    let of_media = |html: &str, attribute: &str| -> Vec<String> {
        let found = values(html, attribute).into_iter().filter(|value| value.contains("/media/"));
        found.map(str::to_owned).collect()
    };
    for (id, name) in ids.iter().zip(NAMES) {
        let html = made.text(&format!("article/{id}/index.html"));
        let mut asked =
            ["src", "poster", "href", "content"].map(|name| of_media(&html, name)).concat();
        let (_, image) = html.split_once("\"image\":[\"").expect("it has structured data");
        asked.extend(image.split('"').next().map(str::to_owned));
        // Pictures, the clip and, for paper, its poster; then poster, link, preview and structured data.
        assert_eq!(asked.len(), 6 + 1 + 1 + 1 + 1, "{name}: {asked:?}");
        for address in asked {
            assert_eq!(file_of(&address), path(name), "{address}");
        }
    }
    let mut asked = of_media(&made.text("index.html"), "src");
    assert_eq!(asked.len(), 1 + 6, "a lead and a strip: {asked:?}");
    let feed: Value = serde_json::from_str(&made.text("feeds/all.json")).expect("it is JSON");
    let items = feed["items"].as_array().expect("a list").iter();
    asked.extend(items.filter_map(|item| item["image"].as_str().map(str::to_owned)));
    assert_eq!(asked.len(), 1 + 6 + NAMES.len());
    for address in asked {
        assert!(made.out().join(file_of(&address)).exists(), "{address}");
    }
}

#[test]
fn a_name_that_is_written_as_an_address_is_told_with_the_name_as_it_lies() {
    let made = Made::new();
    made.write("in/media/图 1.svg", "<svg/>");
    made.article(95, |article| {
        article["cover"] = "media/%E5%9B%BE%201.svg".into();
    });
    let told = made.build().diagnostics;
    assert_eq!(told.len(), 1, "{told:?}");
    let told = told[0].to_string();
    assert!(told.contains("write the name as it lies: \"media/图 1.svg\""), "{told}");
}

#[test]
fn a_link_to_a_file_is_an_address_and_stays_as_it_was_written() {
    let made = Made::new();
    made.write("in/media/图 1.pdf", "PDF");
    let link = |href: &str| json!({"link": {"href": href, "text": "看"}});
    let id = made.article(95, |article| {
        article["body"] =
            json!([[link("/media/%E5%9B%BE%201.pdf#page=2"), link("/all/?zone=jiangyan#top")]]);
    });
    assert_eq!(made.build().diagnostics, []);
    let html = made.text(&format!("article/{id}/index.html"));
    let hrefs = values(&html, "href");
    assert!(
        hrefs.contains(&"/media/%E5%9B%BE%201.pdf#page=2")
            && hrefs.contains(&"/all/?zone=jiangyan#top"),
        "{hrefs:?}"
    );
}
