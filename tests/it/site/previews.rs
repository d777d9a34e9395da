//! What previews of a link show, and what search engines read of an article.

use std::collections::BTreeSet;
use std::fs;

use investchn::press::build::build_site;
use serde_json::{Value, json};

use crate::site::made::Made;

#[test]
fn an_articles_structured_data_has_what_engines_require() {
    let made = Made::new();
    let id = made.article(95, |article| {
        article["updated"] = "2022-05-01T10:00:00+08:00".into();
        article["author"] = "某人".into();
        article["sources"] = json!([
            {"name": "甲报 </script>", "href": "https://example.com/a?b=1&c"},
            {"name": "公报"}, {"name": "本站", "href": "/article/20220101-a/"},
        ]);
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
    let work = "CreativeWork";
    let citation = json!([
        {"@type": work, "name": "甲报 </script>", "url": "https://example.com/a?b=1&c"},
        {"@type": work, "name": "公报"},
        {"@type": work, "name": "本站", "url": "https://www.example.com/article/20220101-a/"},
    ]);
    assert_eq!(news["citation"], citation);
    let shown = html.split("aria-label=\"参考来源\"").nth(1).expect("they are shown too");
    let link = "<a href=\"https://example.com/a?b=1&amp;c\" rel=\"external noopener\">甲报 &lt;/script&gt;</a>";
    assert!(shown.contains(link) && shown.contains("<li>公报"), "{shown}");
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
    assert!(
        built.notes.is_empty(),
        "this test needs a font with Chinese characters: scripts/setup"
    );
    let page = "article/20220101-a/index.html";
    let html = made.text(page);
    let card = preview(&html).expect("it has a picture").to_owned();
    assert!(html.contains("<meta name=\"twitter:card\" content=\"summary_large_image\""));
    assert!(html.contains(&format!("\"image\":[\"https://www.example.com/{card}\"]")));
    let file = fs::File::open(made.out().join(&card)).expect("the card is there");
    let decoder = png::Decoder::new(std::io::BufReader::new(file));
    let mut reader = decoder.read_info().expect("it is a PNG");
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
    made.options.font = Some(made.folder.path().join("font.ttf"));
    let input = made.folder.path().join("in");
    let error = build_site(&input, &made.out(), &made.options, |_| {}).expect_err("it is none");
    let told = format!("{error:?}");
    assert!(told.contains("font.ttf") && told.contains("is no font"), "{told}");
}
