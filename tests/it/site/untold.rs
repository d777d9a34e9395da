//! What a site does not tell of itself is printed nowhere, and leaves nothing empty behind.

use serde_json::{Value, json};

use crate::site::made::Made;

const OPTIONAL: [&str; 4] = ["latin_name", "slogan", "copyright", "contact"];

/// The site without all that it need not tell: left out, empty, or blanks.
fn untold(value: Option<&str>) -> Made {
    let made = Made::new();
    made.site(|site| {
        let fields = site.as_object_mut().expect("an object");
        for name in OPTIONAL {
            fields.remove(name);
        }
        if let Some(value) = value {
            for name in ["latin_name", "slogan", "copyright"] {
                fields.insert(name.into(), json!(value));
            }
            let contact = json!({"phone": value, "fax": value, "mail": value});
            fields.insert("contact".into(), contact);
        }
    });
    made.build();
    made
}

#[test]
fn what_is_left_out_empty_or_blank_gives_the_same_site() {
    let left_out = untold(None).served();
    assert!(left_out == untold(Some("")).served(), "empty");
    assert!(left_out == untold(Some("  ")).served(), "blank");
}

#[test]
fn no_page_has_an_empty_element_or_a_dangling_sign() {
    let made = untold(None);
    let pages = made.served().into_iter().filter(|(path, _)| path.ends_with(".html"));
    let mut seen = 0;
    for (path, bytes) in pages {
        let page = String::from_utf8(bytes).expect("it is UTF-8");
        let traces = [
            "<address",
            "class=\"contact\"",
            "class=\"brand-latin\"",
            "class=\"slogan\"",
            "class=\"copyright\"",
            "<p></p>",
            "tel:",
            "mailto:",
            "（）",
            "：。",
            " - </title>",
            "投促中国 </",
            "\"alternateName\"",
            "\"description\":\"\"",
            "content=\"\"",
        ];
        for trace in traces {
            assert!(!page.contains(trace), "{path}: {trace}");
        }
        seen += 1;
    }
    assert!(seen > 90);
    let home = made.text("index.html");
    assert!(home.contains("<title>投促中国</title>") && home.contains(">投促中国</h1>"), "{home}");
}

#[test]
fn one_way_to_reach_the_publisher_stands_alone() {
    let made = untold(None);
    made.site(|site| site["contact"] = json!({"mail": "a@example.cn"}));
    made.build();
    let page = made.text("article/20220101-a/index.html");
    for part in [page.split("<address>").nth(1), page.split("class=\"contact\"").nth(1)] {
        let part = part.and_then(|part| part.split("</dl>").next()).expect("it is there");
        assert!(
            part.contains("mailto:a@example.cn") && part.matches("<dt>").count() == 1,
            "{part}"
        );
    }
}

#[test]
fn what_machines_read_leaves_it_out_or_says_the_name_where_a_format_wants_a_word() {
    let made = untold(None);
    let json =
        |path: &str| -> Value { serde_json::from_str(&made.text(path)).expect("it is JSON") };
    let manifest = json("site.webmanifest");
    assert_eq!((&manifest["name"], manifest.get("description")), (&json!("投促中国"), None));
    assert_eq!(json("feeds/all.json").get("description"), None);
    let atom = made.text("feeds/all.atom");
    assert!(!atom.contains("<subtitle") && !atom.contains("<rights"), "{atom}");
    let rss = made.text("feeds/all.rss");
    assert!(
        rss.contains("<description>投促中国</description>") && !rss.contains("<copyright"),
        "{rss}"
    );
    assert!(made.text("opensearch.xml").contains("<Description>投促中国</Description>"));
}
