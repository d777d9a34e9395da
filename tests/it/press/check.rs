//! What the press says of authored articles.

use std::fs;

use serde_json::{Value, json};

use super::{Site, told};

#[test]
fn a_folder_without_a_fault_passes() {
    let output = Site::new().press("check");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
}

#[test]
fn every_fault_is_told_with_file_line_and_cure() {
    let check = |change: fn(&mut Value), expected: &str| {
        let site = Site::new();
        let path = site.article("20220301-c", change);
        let output = site.press("check");
        assert_eq!(output.status.code(), Some(1), "{expected}");
        let told = told(&output);
        assert!(told.starts_with(&format!("{path}:")) && told.contains(expected), "{told}");
    };
    check(
        |a| a["zone"] = json!("jiangyn"),
        ": zone: \"jiangyn\" is not in site.json (did you mean \"jiangyan\"?)",
    );
    check(|a| a["section"] = json!("polcy"), "did you mean \"policy\"?");
    check(|a| a["region"] = json!("beijing"), "is not where zone \"jiangyan\" lies");
    check(|a| a["cover"] = json!("/media/none.svg"), "cover: there is no file media/none.svg");
    check(|a| a["published"] = json!("2022-03-02"), "begins with another date");
    check(
        |a| a["body"] = json!([[{"link": {"href": "/article/20220301-none/", "text": "x"}}]]),
        "leads nowhere",
    );
    check(
        |a| a["sources"] = json!([{"name": "x", "href": "/article/20220301-none/"}]),
        "sources[0].href: \"/article/20220301-none/\" leads nowhere",
    );
    check(
        |a| a["sources"] = json!([{"name": "x", "href": "javascript:alert(1)"}]),
        "sources[0].href: \"javascript:alert(1)\" is not a link to follow: use https",
    );
    check(|a| a["id"] = json!("20220301-d"), "belongs to articles/2022/03/20220301-d.json");
}

#[test]
fn the_line_of_a_fault_is_the_line_of_its_field() {
    let site = Site::new();
    let path = site.article("20220301-c", |article| article["zone"] = json!("nowhere"));
    let text = fs::read_to_string(site.input().join(&path)).expect("it can be read");
    let line = text.lines().position(|line| line.contains("\"zone\"")).expect("it is there") + 1;
    let told = told(&site.press("check"));
    assert!(told.starts_with(&format!("{path}:{line}: zone: ")), "{told}");
}

#[test]
fn broken_json_foreign_encodings_and_doubles_are_told() {
    let site = Site::new();
    site.write("articles/2022/03/20220301-c.json", "{\n\"id\": oops\n}");
    fs::write(site.input().join("articles/2022/03/20220302-d.json"), [0xb9, 0xfa])
        .expect("written");
    site.article("20220102-copy", |article| article["title"] = json!("标题 20220102-a"));
    let told = told(&site.press("check"));
    for expected in [
        "20220301-c.json:2: not valid JSON",
        "20220302-d.json: is not UTF-8",
        "the same title and body stand in",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}
