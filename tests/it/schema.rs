//! The JSON Schemas of the authored files against the press's own reading of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tree::places;
use assert_cmd::Command;
use investchn::domain::article;
use investchn::domain::slug::RESERVED;
use investchn::press::judge;
use investchn::press::schema::{Authored, schema};
use jsonschema::Validator;
use serde_json::{Value, json};

fn tree(of: Authored) -> Value {
    serde_json::from_str(schema(of)).expect("a schema is JSON")
}

fn validator(of: Authored) -> Validator {
    jsonschema::draft202012::new(&tree(of)).expect("it is a schema")
}

fn public(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public").join(path)
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).expect("it is there")).expect("it is JSON")
}

/// What the press has to say of an article by itself.
fn faults(article: &Value) -> Vec<String> {
    let problems = article::read_text(&article.to_string()).problems;
    problems.into_iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
}

/// An article in which every field and every block stands.
fn whole_article() -> Value {
    let image =
        json!({"src": "/media/a.svg", "alt": "图", "width": 3, "height": 2, "caption": "说明"});
    let link = json!({"link": {"href": "https://example.com/", "text": "链接"}});
    json!({
        "id": "20220519-a-b", "title": "题", "published": "2022-05-19T09:30:00+08:00",
        "updated": "2022-05-20", "source": "本站编辑", "author": "甲", "editor": "乙",
        "link": "https://example.com/a", "section": "policy", "region": "suzhou",
        "zone": "suzhou-park", "kind": "photo", "summary": "摘要", "keywords": ["词"],
        "cover": "/media/a.svg", "retrospective": true,
        "sources": [{"name": "公报", "href": "https://example.com/b"}, {"name": "史料"}],
        "body": [
            "段", ["段", {"strong": "重"}, link],
            {"heading": "小标题", "level": 3},
            {"list": ["项", ["项", {"strong": "重"}]], "ordered": true},
            {"quote": "引", "cite": "丙"}, {"quote": ["引", link]},
            {"image": image}, {"gallery": [image, image]},
            {"video": {"src": "/v.mp4", "poster": "/v.jpg", "width": 3, "height": 2, "caption": "说明", "captions": "/v.vtt"}},
            {"table": {"caption": "表", "head": ["甲", "乙"], "rows": [["一", 2], ["三", "四"]]}},
            {"attachment": {"href": "/f.csv", "name": "文件", "bytes": 3}}
        ]
    })
}

/// A site in which every field stands.
fn whole_site() -> Value {
    json!({
        "name": "投促中国", "latin_name": "InvestCHN", "slogan": "s", "language": "zh-CN",
        "base_url": "https://www.example.com/", "copyright": "©",
        "contact": {"phone": "+86-1", "fax": "+86-2", "mail": "a@example.com"},
        "records": [{"name": "备", "href": "https://example.com/"}],
        "sections": [{"id": "zone-news", "name": "新闻"}, {"id": "policy", "name": "政策", "was": ["rules"]}],
        "regions": [{"id": "beijing", "name": "北京"}, {"id": "jiangsu", "name": "江苏", "cities": [{"id": "suzhou", "name": "苏州", "was": ["gusu", "x"]}]}],
        "zones": [{
            "id": "suzhou-park", "name": "园区", "region": "suzhou", "was": ["sip"], "level": "国家级", "founded": 1994,
            "industries": ["生物医药"], "website": "https://example.com/", "about": "一句话",
            "publishers": ["园区报"]
        }]
    })
}

/// What a value is replaced by: every type, and texts that some rule may refuse.
fn replacements() -> Vec<Value> {
    let image = json!({"src": "/a", "alt": "b", "width": 1, "height": 1});
    let values = json!([
        null, true, false, 0, 1, 3, -1, 2.5, 4_294_967_296_u64, 18_446_744_073_709_551_615_u64,
        [], [[]], [null], ["x"], [7], [{}], [image], {}, {"x": 1}, image, {"heading": "x"},
        {"strong": "x"}, {"strong": 1}, {"link": {"href": "/a", "text": "b"}}, {"link": null},
        {"image": image}, {"image": image, "heading": "x"}, {"list": null}, {"quote": 1},
        "", " ", "x", "中", "p7", "all", "a_b", "-a", "policy", "suzhou", "text", "audio",
        "20220519-a", "20220519-A", "20221319-a", "20220532-a", "20220519-", "00000519-a",
        "2022-05-19", "2022-05-20", "2022-05-19T24:00", "2022-05-19 09:30", "2022-05-19T09:30:00.5Z",
        "2022-05-19T09:30:00.x", "2022-05-19T09:30:00.", "2022-05-19T09:30z", "2022-13-19",
        "0000-05-19", "2022-05-19T09:30+24:00", "2022-05-19T09:30+8",
        "http://x/", "HTTPS://x/", "mailto:a@b", "tel:1", "javascript:x", "data:x", "//x/", "/a/../b",
        "../a", "a..b", "..", "a\\b", "/media/a.svg", "media/a.svg", "a/..", ":", "https",
        "https:x", "http://", "http:///x", "mailto:", " //x/", " javascript:x", "http://x\\y", "./a", "a/./b", "a/10:30.svg",
        "图#1 50%.svg", "a:b", "a\u{1}b", "\u{3}", "\u{feff}\u{200b}\u{fffe} "
    ]);
    values.as_array().expect("a list").clone()
}

/// Every change of one place in a sound tree, with its name: taken out, replaced, one field more.
fn mutants(sound: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    places(sound, "", &mut all);
    let mut mutants = Vec::new();
    for at in all {
        for other in replacements() {
            let mut mutant = sound.clone();
            let name = format!("{at} = {other}");
            *mutant.pointer_mut(&at).expect("it is there") = other;
            mutants.push((name, mutant));
        }
        if sound.pointer(&at).is_some_and(Value::is_object) {
            let mut mutant = sound.clone();
            mutant.pointer_mut(&at).expect("it is there")["foreign"] = json!("x");
            mutants.push((format!("{at} + foreign"), mutant));
        }
        if let Some((parent, name)) = at.rsplit_once('/') {
            let mut mutant = sound.clone();
            match mutant.pointer_mut(parent).expect("it is there") {
                Value::Object(fields) => drop(fields.remove(name)),
                Value::Array(values) => drop(values.remove(name.parse().expect("a number"))),
                _ => unreachable!("only these hold others"),
            }
            mutants.push((format!("- {at}"), mutant));
        }
    }
    mutants
}

/// Holds a schema's verdict against the press's, which tells faults. Faults that hold one of `rules`
/// compare fields with each other, and the schema need not see them. Each rule must have been met.
fn agree(of: Authored, sound: &Value, faults: impl Fn(&Value) -> Vec<String>, rules: &[&str]) {
    let validator = validator(of);
    assert_eq!(faults(sound), [] as [&str; 0]);
    assert!(validator.is_valid(sound));
    let mut met: BTreeSet<&str> = BTreeSet::new();
    let (mut good, mut bad) = (0, 0);
    let mut disagreements = Vec::new();
    for (name, mutant) in mutants(sound) {
        let told = faults(&mutant);
        let rule_of = |fault: &String| rules.iter().copied().find(|rule| fault.contains(rule));
        met.extend(told.iter().filter_map(rule_of));
        if !told.is_empty() && told.iter().all(|fault| rule_of(fault).is_some()) {
            continue;
        }
        let sound = told.is_empty();
        (good, bad) = (good + usize::from(sound), bad + usize::from(!sound));
        if validator.is_valid(&mutant) != sound {
            disagreements.push(format!("{name}: the press says {told:?}"));
        }
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    assert!(good > 200 && bad > 1_000, "{good} are sound and {bad} are not");
    assert_eq!(met.len(), rules.len(), "only {met:?} were met");
}

#[test]
fn the_articles_and_the_site_of_this_repository_are_valid() {
    let check = |of, file: &Path| {
        let errors: Vec<String> =
            validator(of).iter_errors(&read(file)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.display());
    };
    check(Authored::Site, &public("site.json"));
    let mut folders = vec![public("articles")];
    let mut articles = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be read").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                articles += 1;
                check(Authored::Article, &entry.path());
            }
        }
    }
    assert!(articles >= 40);
}

#[test]
fn of_every_changed_article_the_schema_says_what_the_press_says() {
    let rules = ["begins with another date than published", " cells where the head has "];
    agree(Authored::Article, &whole_article(), faults, &rules);
}

#[test]
fn of_every_changed_site_the_schema_says_what_the_press_says() {
    let faults = |site: &Value| {
        let problems = judge(site).problems.into_iter();
        problems.map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
    };
    let rules = ["stands twice", "is not among the regions", "is what \"suzhou\" was"];
    agree(Authored::Site, &whole_site(), faults, &rules);
}

#[test]
fn a_day_that_its_month_does_not_have_is_for_the_press_to_tell() {
    let validator = validator(Authored::Article);
    for (field, value) in
        [("id", "20220230-a"), ("published", "2022-02-30"), ("updated", "2023-02-29")]
    {
        let mut article = whole_article();
        article[field] = json!(value);
        assert!(validator.is_valid(&article), "{value}");
        assert!(!faults(&article).is_empty(), "{value}");
    }
}

#[test]
fn no_word_of_the_addresses_is_an_id_to_the_schema() {
    let validator = validator(Authored::Site);
    for word in RESERVED {
        let mut site = whole_site();
        site["sections"][0]["id"] = json!(word);
        assert!(!validator.is_valid(&site) && !judge(&site).problems.is_empty(), "{word}");
    }
}

/// Every name of a property in a schema.
fn properties(value: &Value, names: &mut BTreeSet<String>) {
    if let Some(Value::Object(fields)) = value.get("properties") {
        names.extend(fields.keys().cloned());
    }
    match value {
        Value::Object(fields) => fields.values().for_each(|value| properties(value, names)),
        Value::Array(values) => values.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

#[test]
fn the_changed_files_hold_every_field_that_a_schema_knows() {
    for (of, whole) in [(Authored::Article, whole_article()), (Authored::Site, whole_site())] {
        let mut known = BTreeSet::new();
        properties(&tree(of), &mut known);
        let mut held = Vec::new();
        places(&whole, "", &mut held);
        let held: BTreeSet<String> =
            held.iter().filter_map(|at| at.rsplit('/').next()).map(str::to_owned).collect();
        let missing: Vec<&String> = known.difference(&held).collect();
        assert!(missing.is_empty() && known.len() > 15, "{missing:?}");
    }
}

#[test]
fn the_press_prints_the_schemas() {
    for (name, of) in [("article", Authored::Article), ("site", Authored::Site)] {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        let output = press.args(["schema", name]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        let printed: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(printed, tree(of));
        assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}
