//! What a text becomes on its way to a reader: in pages, in feeds, in what machines read, and in a search.

use std::fs;
use std::sync::Arc;

use feed_rs::model::Feed;
use futures::FutureExt;
use investchn::archive::Reader;
use investchn::domain::article::{self, Texts};
use investchn::domain::phrases::Phrases;
use investchn::domain::query::Query;
use investchn::domain::route::Route;
use investchn::domain::taxonomy::Site;
use investchn::domain::text::is_control;
use investchn::press::Diagnostic;
use investchn::press::{Folder, print};
use investchn::site::page::{Content, Page};
use investchn::site::parts::Base;
use investchn::site::screen::PageToPrint;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::site::made::{Made, values};

/// What an XML 1.0 document may hold (<https://www.w3.org/TR/xml/#charsets>).
fn is_of_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Holds a document to being well formed, its characters and references too, which the parser lets through.
fn assert_well_formed(path: &str, xml: &str) {
    assert!(xml.chars().all(is_of_xml), "{path} holds a control");
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
            Event::GeneralRef(name) => {
                if let Some(character) = name.resolve_char_ref().expect("it is one") {
                    assert!(is_of_xml(character), "{path}: {name:?}");
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn assert_without_controls(path: &str, value: &Value) {
    match value {
        Value::String(text) => assert!(!text.contains(is_control), "{path}: {text:?}"),
        Value::Array(values) => {
            values.iter().for_each(|value| assert_without_controls(path, value))
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                assert!(!name.contains(is_control), "{path}: {name:?}");
                assert_without_controls(path, value);
            }
        }
        _ => {}
    }
}

/// The structured data of a page.
fn structured(html: &str) -> Vec<Value> {
    let blocks = html.split("<script type=\"application/ld+json\" data-page>").skip(1);
    let text = |rest: &'_ str| rest.split("</script>").next().map(str::to_owned).expect("it ends");
    blocks.map(|rest| serde_json::from_str(&text(rest)).expect("it is JSON")).collect()
}

/// An article that has a text of its own in each place where there may be one.
fn said_everywhere(article: &mut Value, say: impl Fn(&str) -> String) {
    for name in ["title", "source", "author", "editor", "summary"] {
        article[name] = say(name).into();
    }
    article["keywords"] = json!([say("keyword")]);
    article["sources"] = json!([{"name": say("rests-on"), "href": "https://example.com/"}]);
    let picture = |name: &str| json!({"src": "media/a.svg", "alt": say(&format!("alt-{name}")), "width": 3, "height": 2, "caption": say(&format!("caption-{name}"))});
    article["body"] = json!([
        say("paragraph"), [say("span"), {"strong": say("strong")}, {"link": {"href": "/about/", "text": say("link")}}],
        {"heading": say("heading")}, {"list": [say("item")]}, {"quote": say("quote"), "cite": say("cite")},
        {"image": picture("image")}, {"gallery": [picture("gallery")]},
        {"video": {"src": "media/a.svg", "captions": "media/a.svg", "width": 3, "height": 2, "caption": say("caption-video")}},
        {"table": {"caption": say("caption-table"), "head": [say("head")], "rows": [[say("cell")]]}},
        {"attachment": {"href": "media/a.svg", "name": say("name"), "bytes": 6}},
    ]);
    article["cover"] = "media/a.svg".into();
}

#[test]
fn no_control_reaches_a_page_a_feed_or_what_machines_read() {
    let made = Made::new();
    let odd = |text: &str| format!("\u{3}甲{text}\u{b}乙\u{fffe}丙\u{85}\u{1ffff}丁\u{7f}");
    made.site(|site| {
        for name in ["name", "latin_name", "slogan", "copyright"] {
            site[name] = odd(name).into();
        }
        site["sections"][1]["name"] = odd("section").into();
        site["regions"][0]["name"] = odd("region").into();
        site["zones"][0]["name"] = odd("zone").into();
        site["zones"][0]["about"] = odd("about").into();
        site["zones"][0]["industries"] = json!([odd("industry")]);
        site["records"] = json!([{"name": odd("record"), "href": "https://beian.example/"}]);
    });
    made.write("in/media/a.svg", "<svg/>");
    let id = made.article(95, |article| {
        said_everywhere(article, odd);
        article["section"] = "policy".into();
    });
    assert!(!made.build().diagnostics.iter().any(Diagnostic::is_problem));
    let mut parsed = 0;
    for (path, bytes) in made.served() {
        if path.starts_with("articles/") || path.ends_with(".png") || path.ends_with(".bin") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        assert!(!text.contains(is_control), "{path}");
        if [".xml", ".atom", ".rss"].iter().any(|ending| path.ends_with(ending)) {
            assert_well_formed(&path, &text);
            parsed += 1;
        }
        if path.ends_with(".json") || path.ends_with(".webmanifest") {
            assert_without_controls(&path, &serde_json::from_str(&text).expect("it is JSON"));
        }
        for value in structured(&text) {
            assert_without_controls(&path, &value);
        }
    }
    assert!(parsed >= 2 * 4 + 4, "{parsed} documents were parsed");
    let html = made.text(&format!("article/{id}/index.html"));
    for name in [
        "title",
        "source",
        "author",
        "keyword",
        "rests-on",
        "strong",
        "link",
        "heading",
        "item",
        "cite",
        "alt-image",
        "caption-gallery",
        "caption-video",
        "caption-table",
        "head",
        "cell",
        "name",
        "copyright",
        "record",
    ] {
        assert!(html.contains(&format!("甲{name}乙丙丁")), "{name} is not in {html}");
    }
    let authored = format!("articles/2022/{}/{id}.json", &id[4..6]);
    let input = fs::read(made.folder.path().join("in").join(&authored)).expect("it was written");
    assert!(input.windows(6).any(|bytes| bytes == b"\\u000b") && made.served()[&authored] == input);
}

/// A feed's own texts, and the title and the summary of each of its entries, as they are read.
fn read_back(path: &str, feed: &Feed) -> Vec<String> {
    // A reader of RSS shows a title and a description as HTML.
    let shown = |text: &str| match path.ends_with(".rss") {
        true => unescape(text).expect("it is HTML").into_owned(),
        false => text.to_owned(),
    };
    let own = [&feed.title, &feed.description].into_iter();
    let entries = feed.entries.iter().flat_map(|entry| [&entry.title, &entry.summary]);
    own.chain(entries).flatten().map(|text| shown(&text.content)).collect()
}

#[test]
fn all_three_feeds_are_read_back_with_the_texts_that_were_written() {
    let made = Made::new();
    let texts = [
        "执行<GB 50016>标准",
        "AT&amp;T 与 R&D",
        "\"a\" 'b' ]]> <![CDATA[x]]>",
        "&#60;b> &lt;i>",
        "<script>alert(1)</script>",
    ];
    made.site(|site| {
        site["name"] = "<投促> &amp; 中国".into();
        site["slogan"] = "一<二 & 三>二".into();
    });
    for (at, text) in (90..).zip(texts) {
        made.article(at, |article| {
            article["title"] = (*text).into();
            article["summary"] = format!("概要：{text}").into();
            article["body"] = json!([format!("正文：{text}")]);
        });
    }
    made.build();
    let mut expected = vec!["<投促> &amp; 中国".to_owned(), "一<二 & 三>二".to_owned()];
    for text in texts.iter().rev() {
        expected.extend([(*text).to_owned(), format!("概要：{text}")]);
    }
    for path in ["feeds/all.json", "feeds/all.atom", "feeds/all.rss"] {
        let mut feed = feed_rs::parser::parse(made.text(path).as_bytes()).expect(path);
        feed.entries.truncate(texts.len());
        assert_eq!(read_back(path, &feed), expected, "{path}");
        let bodies = feed.entries.iter().filter_map(|entry| entry.content.as_ref()?.body.clone());
        let bodies: Vec<String> = bodies.collect();
        if path != "feeds/all.rss" {
            let written: Vec<String> =
                texts.iter().rev().map(|text| format!("正文：{text}")).collect();
            assert_eq!(bodies, written, "{path}");
        }
    }
}

#[test]
fn pasted_breaks_and_indents_are_shown_as_they_were_meant() {
    let made = Made::new();
    made.write("in/media/a.svg", "<svg/>");
    let pasted = |name: &str| {
        format!("\u{3000}\u{3000}{name}前\r\n\u{a0} {name}后\u{2028}\tthe\tend\nof {name}\n")
    };
    let in_line = |name: &str| format!("{name}前{name}后the end of {name}");
    let in_body = |name: &str| format!("{name}前\n{name}后\nthe\tend\nof {name}");
    let id = made.article(95, |article| said_everywhere(article, pasted));
    made.build();
    let html = made.text(&format!("article/{id}/index.html"));
    let check = |parts: &[&str], text: &str| {
        let [before, behind] = parts else { panic!("two parts") };
        let part = format!("{before}{text}{behind}");
        assert!(html.contains(&part), "{part} is not in {html}");
    };
    check(&["<h1 tabindex=\"-1\"><span>", "</span></h1>"], &in_line("title"));
    check(&["<dd>", "</dd>"], &in_line("source"));
    check(&["<meta name=\"description\" content=\"", "\""], &in_line("summary"));
    check(&["<meta name=\"Keywords\" content=\"", "\""], &in_line("keyword"));
    check(&[" alt=\"", "\""], &in_line("alt-gallery"));
    check(&[" aria-label=\"", "\""], &in_line("caption-table"));
    check(&["<p>", "</p>"], &in_body("paragraph"));
    check(&["<h2>", "</h2>"], &in_body("heading"));
    check(&["<li>", "</li>"], &in_body("item"));
    check(&["<blockquote><p>", "</p>"], &in_body("quote"));
    check(&["<cite>", "</cite>"], &in_body("cite"));
    check(&["<figcaption>", "</figcaption>"], &in_body("caption-video"));
    check(&["<caption>", "</caption>"], &in_body("caption-table"));
    check(&["<td>", "</td>"], &in_body("cell"));
    // The break at the end of a span stands before what follows it.
    check(&["<p>", "\n<strong>"], &in_body("span"));
    for path in ["feeds/all.json", "feeds/all.atom", "feeds/all.rss"] {
        let feed = feed_rs::parser::parse(made.text(path).as_bytes()).expect(path);
        let told = read_back(path, &feed);
        assert!(
            told.contains(&in_line("title")) && told.contains(&in_line("summary")),
            "{path}: {told:?}"
        );
    }
    let home = made.text("index.html");
    assert!(home.contains(&in_line("title")) && home.contains(&in_line("summary")));
    assert!(!made.text("all/index.html").contains("title前\n"));
}

#[test]
fn a_description_without_a_summary_is_the_first_paragraph_that_says_something() {
    let made = Made::new();
    let id = made.article(95, |article| {
        article["body"] = json!(["\u{3000}\u{3000}", "\u{3000}\u{3000}一、\n招商"]);
    });
    made.build();
    let html = made.text(&format!("article/{id}/index.html"));
    assert!(html.contains("<meta name=\"description\" content=\"一、招商\""), "{html}");
    let rss = feed_rs::parser::parse(made.text("feeds/all.rss").as_bytes()).expect("it is a feed");
    assert_eq!(rss.entries[0].summary.as_ref().map(|text| text.content.as_str()), Some("一、招商"));
}

#[test]
fn a_search_finds_and_marks_across_breaks_and_controls() {
    let made = Made::new();
    let id = made.article(95, |article| {
        article["title"] = "各区\n联动".into();
        article["body"] = json!([
            "\u{3000}\u{3000}开头\r\n\u{3000}\u{3000}全力推进招\u{b}商\r\n\u{3000}\u{3000}引资工作",
            ["\u{3000}free\n", {"strong": " trade"}, {"link": {"href": "/about/", "text": " zone"}}],
        ]);
    });
    made.build();
    let id = article::ArticleId::parse(&id).expect("it is an id");
    let reader = Reader::new(Folder(made.out()));
    let text = made.text(&id.path());
    let paragraphs = article::read_text(&text).article.expect("it is sound").paragraphs();
    let check = |words: &str, row: usize, marked: &str, excerpt: &str| {
        let query = Query::default().saying(words);
        let found = reader.search(&query, 5).now_or_never().expect("at once").expect("it is found");
        assert_eq!(found.hits.len(), 1, "{words}");
        let told: String = found.hits[0].excerpt.iter().map(|piece| piece.text.as_str()).collect();
        assert!(told.contains(excerpt) && !told.contains('\n'), "{words}: {told:?}");
        let marks =
            reader.marks(&id, &query).now_or_never().expect("at once").expect("it is there");
        let [range] = &marks[row][..] else { panic!("{words}: {marks:?}") };
        let drawn: String =
            paragraphs[row - 1].chars().skip(range.start).take(range.len()).collect();
        assert_eq!(drawn, marked, "{words}");
    };
    check("招商引资", 1, "招商\n引资", "全力推进招商引资工作");
    check("推进招商", 1, "推进招商", "开头全力推进招商");
    check("\"free trade zone\"", 2, "free\ntrade zone", "free trade zone");
}

#[test]
fn texts_stand_on_a_page_in_the_order_in_which_they_are_searched_and_marked() {
    let picture = |name: &str| json!({"src": "media/a.svg", "alt": "", "width": 3, "height": 2, "caption": format!("【{name}】")});
    let mut clip = picture("video");
    clip["captions"] = "media/a.vtt".into();
    let body = json!([
        "【paragraph】", ["【span", {"strong": "strong"}, {"link": {"href": "/about/", "text": "link】"}}],
        {"heading": "【heading 2】"}, {"heading": "【heading 3】", "level": 3}, {"heading": "【heading 4】", "level": 4},
        {"list": ["【item 1】", ["【item 2】"]]}, {"list": ["【step 1】", "【step 2】"], "ordered": true},
        {"quote": ["【quote】"], "cite": "【cite】"},
        {"image": picture("image")}, {"gallery": [picture("first"), picture("second")]}, {"video": clip},
        {"table": {"caption": "【table】", "head": ["【head 1】", "【head 2】"], "rows": [["【a1】", "【a2】"], ["【b1】", "【b2】"]]}},
        {"attachment": {"href": "media/a.pdf", "name": "【file】", "bytes": 6}},
    ]);
    let value = json!({
        "id": "20220519-a", "title": "题", "published": "2022-05-19", "source": "s", "section": "policy",
        "kind": "text", "body": body,
    });
    let article = Arc::new(article::read(&value).article.expect("it can be read"));
    let searched = Texts::decode(&value).expect("it can be read").paragraphs;
    assert_eq!(searched, article.paragraphs());
    let site = json!({"name": "名", "language": "zh-CN", "base_url": "https://www.example.com/"});
    let site = Arc::new(Site::saying(Phrases::of("zh-CN"), &site).expect("it is a site"));
    let route = Route::Article(article.id.clone());
    let page = Page { site: Arc::clone(&site), route, content: Content::from(article) };
    let printed = PageToPrint { site, page: Ok(page), neighbours: None };
    let html = print::page_html(printed, Base::default());
    let (_, html) = html.split_once("class=\"prose\"").expect("it has a body");
    let shown: String =
        html.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect();
    // What a page adds stands outside of the brackets.
    let shown: Vec<&str> =
        shown.split('【').skip(1).filter_map(|text| text.split('】').next()).collect();
    let searched: Vec<&str> = searched.iter().map(|text| text.trim_matches(['【', '】'])).collect();
    assert_eq!(shown, searched);
}

#[test]
fn what_came_past_the_press_shows_its_text_without_a_link() {
    let made = Made::new();
    made.site(|site| {
        site["records"] = json!([{"name": "备案", "href": "https://beian.example/"}]);
    });
    let built = |change: &dyn Fn(&mut Value)| {
        let text =
            fs::read_to_string(made.folder.path().join("in/site.json")).expect("it is there");
        let mut value: Value = serde_json::from_str(&text).expect("it is JSON");
        change(&mut value);
        let site = Arc::new(Site::saying(Phrases::of("zh-CN"), &value).expect("it is a site"));
        let page = Page { site: Arc::clone(&site), route: Route::About, content: Content::About };
        print::page_html(PageToPrint { site, page: Ok(page), neighbours: None }, Base::default())
    };
    let html = built(&|_| {});
    assert!(
        values(&html, "href").contains(&"https://beian.example/")
            && html.contains("mailto:a@example.com")
    );
    let html = built(&|site| {
        site["records"][0]["href"] = "\u{1}javascript:alert(1)".into();
        site["contact"] = json!({"phone": "未定", "fax": "", "mail": "a@b?bcc=c@d"});
    });
    for text in ["<li>备案</li>", "<dd>未定</dd>", "<dd>a@b?bcc=c@d</dd>"] {
        assert!(html.contains(text), "{text} is not in {html}");
    }
    assert!(values(&html, "href").iter().all(|href| href.starts_with(['/', '#'])), "{html}");
}
