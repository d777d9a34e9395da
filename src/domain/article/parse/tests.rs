//! What is read of an article, and what is told of its faults.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn valid() -> Value {
    json!({
        "id": "20220519-a", "title": "题", "published": "2022-05-19", "updated": null,
        "source": "本站编辑", "section": "policy", "kind": "text", "body": ["段"]
    })
}

fn with(field: &str, value: Value) -> Reading {
    let mut article = valid();
    article[field] = value;
    read(&article)
}

fn body_of(block: Value) -> (Vec<Block>, Vec<String>) {
    let reading = with("body", json!([block]));
    let problems = reading.problems.into_iter().map(|p| format!("{}: {}", p.field, p.message));
    (reading.article.map(|article| article.body).unwrap_or_default(), problems.collect())
}

#[test]
fn a_valid_article_has_no_problems() {
    let reading = read(&valid());
    assert_eq!(reading.problems, []);
    assert_eq!(reading.article.map(|article| article.title).as_deref(), Some("题"));
}

#[test]
fn every_block_type_is_read() {
    let image =
        json!({"src": "media/a.svg", "alt": "图", "width": 3, "height": 2, "caption": "说明"});
    for (block, expected) in [
        (json!("段"), "Paragraph"),
        (
            json!(["a", {"strong": "b"}, {"link": {"href": "https://example.com/", "text": "c"}}]),
            "Paragraph",
        ),
        (json!({"heading": "题", "level": 3}), "Heading"),
        (json!({"list": ["a", ["b", {"strong": "c"}]], "ordered": true}), "List"),
        (json!({"quote": "q", "cite": "c"}), "Quote"),
        (json!({"image": image}), "Image"),
        (json!({"gallery": [image, image]}), "Gallery"),
        (
            json!({"video": {"src": "/v.mp4", "width": 3, "height": 2, "captions": "/v.vtt"}}),
            "Video",
        ),
        (json!({"table": {"caption": "c", "head": ["a", "b"], "rows": [["1", 2]]}}), "Table"),
        (json!({"attachment": {"href": "/f.csv", "name": "f", "bytes": 3}}), "Attachment"),
    ] {
        let (body, problems) = body_of(block);
        assert_eq!(problems, [] as [&str; 0]);
        assert!(format!("{body:?}").starts_with(&format!("[{expected}")), "{body:?}");
    }
}

#[test]
fn a_fault_is_told_with_its_field_and_cure() {
    let check = |field: &str, value: Value, expected: &str| {
        let problems = with(field, value).problems;
        let told = problems.iter().map(|p| format!("{}: {}", p.field, p.message));
        let told: Vec<_> = told.collect();
        assert!(told.iter().any(|line| line.contains(expected)), "{told:?}");
    };
    check("id", json!("20220518-a"), "id: begins with another date");
    check("id", json!("x"), "id: \"x\" cannot be read");
    check("kind", json!("audio"), "as text, photo or video");
    check("title", json!(" "), "title: is missing");
    check("title", json!(["x"]), "title: is not a text");
    check("published", json!("yesterday"), "published: \"yesterday\"");
    check("sumary", json!("x"), "sumary: is no known field (did you mean \"summary\"?)");
    check("body", json!([]), "body: is missing or empty");
    check("source", json!(5), "source: is not a text: put it in quotes");
    check("cover", json!("https://elsewhere.example/x.png"), "cover: ");
    check("retrospective", json!("yes"), "retrospective: is neither true nor false");
    check("sources", json!("报"), "sources: is not a list");
    check("sources", json!(["报"]), "sources[0]: is not an object with name, href");
    let source = |source: Value, expected: &str| check("sources", json!([source]), expected);
    source(json!({"href": "/about/"}), "sources[0].name: is missing or empty: fill it in");
    source(
        json!({"name": "报", "href": "javascript:alert(1)"}),
        "is not a link to follow: use https",
    );
    source(
        json!({"name": "报", "href": "//evil.example/"}),
        "sources[0].href: \"//evil.example/\"",
    );
    source(json!({"name": "报", "url": "/a"}), "sources[0].url: is no known field");
    check(
        "body",
        json!([{"image": {"src": "/a.svg", "width": 1, "height": 1}}]),
        "body[0].image.alt",
    );
    let block = |block: Value, expected: &str| check("body", json!([block]), expected);
    block(
        json!({"table": {"head": ["a"], "rows": [["1", "2"]]}}),
        "body[0].table.rows[0]: has 2 cells",
    );
    block(json!({"table": {"rows": []}}), "body[0].table.head: is not a list");
    block(json!({"table": {"head": [], "rows": []}}), "body[0].table.head: is empty");
    block(json!({"heading": ""}), "body[0].heading: is missing");
    block(json!({"heading": "题", "level": 7}), "body[0].level: is not 2, 3 or 4");
    block(json!({"list": [], "ordered": "yes"}), "body[0].ordered: is neither true nor false");
    block(json!({"image": {}, "cpation": "x"}), "body[0].cpation: is no known field");
    block(json!({"attachment": {"href": "/f.csv"}}), "body[0].attachment.bytes: is missing");
    block(json!([{"link": {"text": "点"}}]), "body[0][0].link.href: is missing");
    block(json!([{"link": {"href": "/about/"}}]), "body[0][0].link.text: is missing");
    block(json!([{"strong": "b", "x": 1}]), "body[0][0].x: is no known field");
}

#[test]
fn what_an_article_rests_on_is_read_with_the_address_where_there_is_one() {
    let sources = json!([
        {"name": "甲报\n第一版", "href": " https://example.com/a "}, {"name": "公报"},
        {"name": "丙", "href": null}, {"name": "丁", "href": "javascript:alert(1)"}, {"name": " "}
    ]);
    let article = with("sources", sources).article.expect("it can be shown");
    let told: Vec<_> =
        article.sources.iter().map(|source| (&*source.name, source.href.as_deref())).collect();
    let expected =
        [("甲报第一版", Some("https://example.com/a")), ("公报", None), ("丙", None), ("丁", None)];
    assert_eq!(told, expected);
    assert!(!article.retrospective && article.paragraphs() == ["段"]);
    let retrospective = |flag: Value| with("retrospective", flag).article.map(|a| a.retrospective);
    assert_eq!(retrospective(json!(true)), Some(true));
    assert_eq!(retrospective(Value::Null), Some(false));
}

#[test]
fn broken_json_is_told_with_its_line() {
    let problems = read_text("{\n  \"id\": \"x\",\n  oops\n}").problems;
    assert_eq!(problems.first().and_then(|problem| problem.line), Some(3));
}

#[test]
fn what_is_unknown_or_hostile_is_shown_as_plain_text() {
    let check = |block: Value, shown: &str| {
        let (body, problems) = body_of(block);
        assert_eq!(body, [Block::Paragraph(vec![Span::Text(shown.into())])]);
        assert_eq!(problems.len(), 1, "{problems:?}");
    };
    check(json!({"poll": {"question": "好吗？"}}), "好吗？");
    check(json!([{"link": {"href": "javascript:alert(1)", "text": "点"}}]), "点");
    check(json!([{"link": {"href": "//evil.example/", "text": "点"}}]), "点");
    check(json!([{"blink": "闪"}]), "闪");
}

#[test]
fn nothing_is_loaded_from_another_origin() {
    for src in ["https://x.example/a.png", "//x.example/a.png", "data:image/png;base64,", "../a"] {
        let image = json!({"image": {"src": src, "alt": "图", "width": 1, "height": 1}});
        let (body, _) = body_of(image);
        assert!(matches!(body.as_slice(), [Block::Paragraph(_)]), "{body:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "[\\[\\]{}\",:a-z0-9中 ]{0,80}") {
        let _ = read_text(&text);
    }
}
