//! What the press says of `site.json`, and what it may never do to a site.

use std::fs;

use serde_json::{Value, json};

use super::{Site, told};

impl Site {
    /// Changes `site.json` as told; returns its text.
    fn site(&self, change: impl FnOnce(&mut Value)) -> String {
        let text = fs::read_to_string(self.input().join("site.json")).expect("it was written");
        let mut site = serde_json::from_str(&text).expect("it is JSON");
        change(&mut site);
        let text = serde_json::to_string_pretty(&site).expect("it serialises");
        self.write("site.json", &text);
        text
    }

    /// The archive's own file of the site.
    fn archived(&self) -> Value {
        let hash = self.manifest()["site"].as_str().expect("a hash").to_owned();
        let file = self.out().join(format!("archive/site-{hash}.json"));
        serde_json::from_slice(&fs::read(file).expect("it is there")).expect("it is JSON")
    }
}

#[test]
fn twenty_mistakes_in_a_site_file_give_twenty_lines_in_one_run() {
    let site = Site::new();
    let text = r#"{
  "name": "",
  "slogan": 7,
  "language": "klingon!!",
  "base_url": "https://www.example.com/a b/",
  "contact": {
    "phone": "+86-1",
    "fax": 12
  },
  "copyright": [],
  "records": [
    {"name": "备案"}
  ],
  "sections": [
    {"id": "Policy", "name": "政策"},
    {"id": "zone-news", "name": "新闻", "was": ["events", "archive"]},
    {"id": "events"},
    "展会"
  ],
  "regions": [
    {"id": "beijing", "name": "北京"},
    {"id": "jiangsu", "name": "江苏", "was": "su", "cities": [
      {"id": "beijing", "name": "泰州"},
      {"id": "suzhou", "name": null, "was": ["gusu"]}
    ]}
  ],
  "zones": [
    {"id": "park", "name": "园区", "region": "beijng"},
    {"id": "other-park", "name": "园区", "region": "gusu"},
    {"id": "late-park", "name": "园区", "region": "suzhou", "founded": "1994"},
    {"id": "full-park", "name": "园区", "region": "suzhou", "industries": ["医药", 3]},
    {"name": "园区"}
  ]
}"#;
    site.write("site.json", text);
    let expected = [
        "2: name: is empty",
        "3: slogan: is not a text",
        "4: language: \"klingon!!\" is no language tag",
        "5: base_url: \"https://www.example.com/a b/\" holds a blank",
        "8: contact.fax: is not a text",
        "10: copyright: is not a text",
        "12: records[0].href: is missing",
        "15: sections[0].id: \"Policy\" is not a slug",
        "16: sections[1].was[0]: \"events\" stands twice, also at sections[2].id",
        "16: sections[1].was[1]: \"archive\" is not a slug",
        "17: sections[2].name: is missing",
        "18: sections[3]: is no object",
        "22: regions[1].was: is not a list",
        "23: regions[1].cities[0].id: \"beijing\" stands twice, also at regions[0].id",
        "24: regions[1].cities[1].name: is missing",
        "28: zones[0].region: \"beijng\" is not among the regions (did you mean \"beijing\"?)",
        "29: zones[1].region: \"gusu\" is what \"suzhou\" was: write \"suzhou\"",
        "30: zones[2].founded: is no year",
        "31: zones[3].industries[1]: is not a text",
        "32: zones[4].id: is missing",
        "32: zones[4].region: is missing",
    ];
    for command in ["check", "build"] {
        let output = site.press(command);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let told = told(&output);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{told}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.starts_with(&format!("site.json:{expected}")), "{line}\n{expected}");
        }
    }
    assert!(site.served().is_empty(), "nothing is written");
}

#[test]
fn a_site_file_that_cannot_be_read_is_told_with_its_line_and_its_cure() {
    let check = |bytes: Option<&[u8]>, expected: &str| {
        let site = Site::new();
        let file = site.input().join("site.json");
        match bytes {
            Some(bytes) => fs::write(file, bytes).expect("it is written"),
            None => fs::remove_file(file).expect("it was there"),
        }
        let output = site.press("check");
        assert_eq!(output.status.code(), Some(2), "{expected}");
        let told = told(&output);
        assert!(told.starts_with(&format!("site.json:{expected}")), "{told}");
    };
    check(None, " is missing: every authored folder has one");
    check(Some(b"{\n  \"name\": \"\xb9\xfa\"\n}"), " is not UTF-8: save it");
    check(Some(b"{\n  \"name\": \"a\"\n  \"slogan\": \"b\"\n}"), "3: not valid JSON: expected `,`");
    check(Some(b"[]"), " is no object");
}

#[test]
fn fields_that_nobody_knows_are_warned_of_at_any_depth_each_time_and_stop_nothing() {
    let site = Site::new();
    let text = site.site(|site| {
        site["slogn"] = json!("s");
        site["contact"]["telephone"] = json!("1");
        site["regions"][1]["cities"][0]["nam"] = json!("泰州");
        site["zones"][0]["websit"] = json!("https://example.com/");
    });
    let line = |key: &str| 1 + text.lines().position(|line| line.contains(key)).expect(key);
    let expected = [
        ("slogn", "slogn", " (did you mean \"slogan\"?)"),
        ("telephone", "contact.telephone", ""),
        ("nam\"", "regions[1].cities[0].nam", " (did you mean \"name\"?)"),
        ("websit", "zones[0].websit", " (did you mean \"website\"?)"),
    ]
    .map(|(key, field, meant)| {
        let line = line(&format!("\"{key}"));
        format!(
            "warning: site.json:{line}: {field}: is no field of this file, and is ignored{meant}"
        )
    });
    for command in ["check", "build", "build"] {
        let output = site.press(command);
        assert_eq!(output.status.code(), Some(0), "{command}");
        let told = told(&output);
        assert_eq!(told.lines().count(), expected.len(), "{told}");
        for expected in &expected {
            assert!(told.lines().any(|line| line == expected), "{expected}\n{told}");
        }
    }
}

#[test]
fn an_address_that_no_site_can_live_at_is_told_in_the_file_and_on_the_command_line() {
    let site = Site::new();
    for url in [
        "",
        "www.example.cn",
        "https:example.cn/",
        "ftp://example.cn/",
        "https://",
        "https://a@example.cn/",
        "https://example.cn/?a",
        "https://example.cn/#a",
        "https://exam ple.cn/",
        "https://example.cn/a//b/",
        "https://example.cn/../a/",
        "https://example.cn/新闻/",
        "https://example.cn:x/",
    ] {
        site.site(|site| site["base_url"] = json!(url));
        let output = site.press("check");
        assert_eq!(output.status.code(), Some(2), "{url}");
        let told_of_file = told(&output);
        assert!(told_of_file.contains(": base_url: "), "{told_of_file}");
        let output = site.press_with("build", &["--url", url]);
        assert_eq!(output.status.code(), Some(2), "{url}");
        let told_of_command = told(&output);
        let cure = "write it like https://www.example.cn/";
        assert!(told_of_command.contains(cure) && told_of_command.contains("--url"), "{url}");
    }
}

#[test]
fn the_last_slash_of_an_address_is_added() {
    let site = Site::new();
    site.site(|site| site["base_url"] = json!("https://example.cn/news"));
    assert_eq!(site.press("build").status.code(), Some(0));
    assert_eq!(site.archived()["base_url"], "https://example.cn/news/");
    let output = site.press_with("build", &["--url", "https://example.cn:8443"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(site.archived()["base_url"], "https://example.cn:8443/");
}

#[test]
fn a_language_is_any_well_formed_tag_and_nothing_else() {
    let check = |tag: &str, code| {
        let site = Site::new();
        site.site(|site| site["language"] = json!(tag));
        assert_eq!(site.press("check").status.code(), Some(code), "{tag}");
    };
    for tag in ["en", "zh-Hant-TW", "de-CH-1996", "x-house"] {
        check(tag, 0);
    }
    for tag in ["中文", "zh_CN", "z", "en-", "chinesesimplified"] {
        check(tag, 2);
    }
}

#[test]
fn articles_filed_under_an_id_that_a_category_had_stay_and_are_filed_under_the_one_it_has() {
    let site = Site::new();
    site.article("20220301-c", |article| {
        article["section"] = json!("policy");
        article["region"] = json!("taizhou");
        article["zone"] = json!(null);
    });
    assert_eq!(site.press("build").status.code(), Some(0));
    let before = site.served();
    site.site(|site| {
        site["sections"][0]["id"] = json!("local");
        site["sections"][0]["was"] = json!(["news", "zone-news"]);
        site["regions"][1]["cities"][0]["id"] = json!("tai");
        site["regions"][1]["cities"][0]["was"] = json!(["taizhou"]);
        site["zones"][0]["region"] = json!("tai");
        site["zones"][0]["id"] = json!("jiangyan-zone");
        site["zones"][0]["was"] = json!(["jiangyan"]);
    });
    let output = site.press("build");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
    let after = site.served();
    let articles = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let articles = files.iter().filter(|(path, _)| path.starts_with("articles/"));
        articles.map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Vec<_>>()
    };
    assert_eq!(articles(&before).len(), 41);
    assert_eq!(articles(&before), articles(&after), "each is served as its author wrote it");
    let count = |words: &[&str]| {
        let output = site.find(&[words, &["--json"]].concat());
        let found: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        found["total"].as_u64()
    };
    assert_eq!(count(&["--section", "local"]), Some(40));
    assert_eq!(count(&["--section", "zone-news"]), Some(40), "an old id means the same");
    assert_eq!(count(&["--region", "tai"]), Some(41));
    assert_eq!(count(&["--region", "jiangsu"]), Some(41));
    assert_eq!(count(&["--zone", "jiangyan-zone"]), Some(40));
    assert_eq!(count(&["--section", "policy", "--region", "taizhou"]), Some(1));
}

#[test]
fn an_article_in_a_region_by_its_old_id_agrees_with_a_zone_there() {
    let site = Site::new();
    site.site(|site| {
        site["regions"][1]["cities"][0]["was"] = json!(["tai"]);
        site["zones"][0]["was"] = json!(["jiangyan-old"]);
    });
    site.article("20220301-c", |article| {
        article["region"] = json!("tai");
        article["zone"] = json!("jiangyan-old");
        article["body"] = json!([[{"link": {"href": "/zones/jiangyan-old/", "text": "园区"}}]]);
    });
    let output = site.press("check");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
    let path = site.article("20220301-c", |article| article["region"] = json!("beijing"));
    let told = told(&site.press("check"));
    assert!(told.starts_with(&path) && told.contains("is not where zone"), "{told}");
}
