//! The articles that the press makes up, and those of this site.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::{collect, told};

#[test]
fn a_synthetic_folder_is_the_same_each_time_and_without_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let synth = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        let arguments = ["--articles", "60", "--seed", seed];
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg("synth").arg(&out).args(arguments).assert().success();
        let mut files = BTreeMap::new();
        collect(&out, "", &mut files);
        files
    };
    let (one, other) = (synth("one", "7"), synth("other", "7"));
    assert_eq!(one.keys().filter(|path| path.starts_with("articles/")).count(), 60);
    assert_eq!(one, other);
    assert_ne!(one, synth("third", "8"));
    let mut press = Command::cargo_bin("press").expect("the press is built");
    press.arg("check").arg(folder.path().join("one")).assert().success();
}

/// Every piece of text in a body.
fn text_of(value: &Value, text: &mut String) {
    match value {
        Value::String(piece) => text.push_str(piece),
        Value::Array(values) => values.iter().for_each(|value| text_of(value, text)),
        Value::Object(fields) => {
            let shown = [
                "heading", "list", "quote", "cite", "table", "head", "rows", "strong", "link",
                "text",
            ];
            for (name, value) in fields {
                if shown.contains(&name.as_str()) {
                    text_of(value, text);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_sites_own_articles_are_without_a_fault_and_as_many_as_promised() {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let output =
        Command::cargo_bin("press").expect("the press is built").arg("check").arg(&public).output();
    let output = output.expect("it runs");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));

    let mut files = BTreeMap::new();
    collect(&public, "", &mut files);
    let site: Value = serde_json::from_slice(&files["site.json"]).expect("it is JSON");
    let articles: Vec<Value> = files
        .iter()
        .filter(|(path, _)| path.starts_with("articles/"))
        .map(|(_, bytes)| serde_json::from_slice(bytes).expect("it is JSON"))
        .collect();
    assert!(articles.len() >= 40 && site["zones"].as_array().map_or(0, Vec::len) >= 30);
    let distinct = |of: &dyn Fn(&Value) -> Option<String>| {
        articles.iter().filter_map(of).collect::<std::collections::BTreeSet<_>>().len()
    };
    let text = |article: &Value, name: &str| article[name].as_str().map(str::to_owned);
    assert_eq!(distinct(&|article| text(article, "section")), 5);
    assert!(distinct(&|article| text(article, "published").map(|time| time[..4].to_owned())) >= 25);
    let kind = |kind: &str| articles.iter().filter(|article| article["kind"] == kind).count();
    assert!(kind("photo") >= 8 && kind("video") >= 2);
    let provinces = site["regions"].as_array().expect("a list");
    let province = |article: &Value| {
        let id = article["region"].as_str()?;
        provinces.iter().find_map(|province| {
            let cities = province["cities"].as_array().map(Vec::as_slice).unwrap_or_default();
            let here = province["id"] == id || cities.iter().any(|city| city["id"] == id);
            here.then(|| province["id"].to_string())
        })
    };
    assert!(distinct(&province) >= 12);
    let mut all = String::new();
    for article in &articles {
        let mut body = String::new();
        text_of(&article["body"], &mut body);
        let length = body.chars().count();
        assert!((150..=900).contains(&length), "{} has {length} characters", article["id"]);
        all.push_str(&article["body"].to_string());
    }
    for block in [
        "heading",
        "list",
        "quote",
        "image",
        "gallery",
        "video",
        "table",
        "attachment",
        "strong",
        "link",
    ] {
        assert!(all.contains(&format!("\"{block}\":")), "{block} is used somewhere");
    }
}
