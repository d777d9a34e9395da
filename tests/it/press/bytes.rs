//! What an article's file may hold: marks, slips, doubles, and bytes of somebody who means harm.

use std::fs;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::{Value, json};

use super::input::{costs_itself_alone, lines_of};
use super::{Site, told};

#[test]
fn a_byte_order_mark_is_skipped_and_not_served() {
    let site = Site::new();
    let path = site.article("20220301-c", |_| {});
    let plain = fs::read(site.input().join(&path)).expect("it is there");
    let tree = fs::read_to_string(site.input().join("site.json")).expect("it is there");
    site.write(&path, &format!("\u{feff}{}", String::from_utf8_lossy(&plain)));
    site.write("site.json", &format!("\u{feff}{tree}"));
    let output = site.press("build");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
    assert_eq!(site.served()[&path], plain);
    let marked = site.served();
    site.write(&path, &String::from_utf8_lossy(&plain));
    site.write("site.json", &tree);
    assert_eq!(site.press("build").status.code(), Some(0));
    assert_eq!(site.served(), marked, "a mark changes nothing that is served");
}

#[test]
fn what_parsers_pass_over_is_a_warning_of_every_build() {
    let site = Site::new();
    let path = "articles/2022/03/20220301-c.json";
    let text = r#"{
"id": "20220301-c", "title": "一\u000b二", "published": "2022-03-01",
"source": "本站", "source": "编辑", "section": "policy", "kind": "text",
"body": ["甲",
  {"quote": "乙￿", "cite": "\ud83d"},
  [{"link": {"href": "/about/", "text": "丙",
     "text": "丁"}}]]
}"#;
    site.write(path, text);
    for command in ["check", "build", "build"] {
        let output = site.press(command);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let expected = [
            ":2: title: holds U+000B, which is shown as nothing",
            ":3: source: stands twice, and the last counts",
            ":5: body[1].quote: holds U+FFFF",
            ":5: body[1].cite: holds half a character",
            ":7: body[2][0].link.text: stands twice",
        ];
        let told = told(&output);
        assert_eq!(told.lines().count(), expected.len(), "{told}");
        for (line, expected) in told.lines().zip(expected) {
            assert!(line.starts_with(&format!("warning: {path}{expected}")), "{line}");
        }
    }
    assert_eq!(site.served()[path], text.as_bytes());
    assert_eq!(site.manifest()["volumes"][0]["len"], 41);
    let tree = fs::read_to_string(site.input().join("site.json")).expect("it is there");
    site.write("site.json", &tree.replacen("\"beijing\"", "\"beijing\",\n\"name\":\"\"", 1));
    let told = told(&site.press("build"));
    assert!(told.starts_with("warning: site.json:2: regions[0].name: stands twice"), "{told}");
}

#[test]
fn an_article_that_is_too_large_or_too_deep_is_told() {
    let site = Site::new();
    let path =
        site.article("20220301-c", |article| article["body"] = json!(["长".repeat(1_400_000)]));
    costs_itself_alone(&site, &path, 1, "and above 4 MB none is read: cut it down");
    let deep = ["[".repeat(5_000), "]".repeat(5_000)].concat();
    site.write(&path, &format!("{{\"body\":\n{deep}}}"));
    costs_itself_alone(&site, &path, 1, ":2: is nested too deeply");
}

#[test]
fn equal_titles_are_a_warning_and_equal_articles_a_problem() {
    let site = Site::new();
    let title = |id: &str, title: &str, body: &str| {
        site.article(id, |article| {
            article["title"] = json!(title);
            article["body"] = json!([body]);
        })
    };
    title("20220301-a", "进口+5%", "甲");
    title("20220301-b", "进口-5%", "甲");
    title("20220302-a", "中标公告", "甲园");
    let path = title("20220302-b", "中标 公告", "乙园");
    title("20220303-a", "中标公告", "甲园");
    costs_with(
        &site,
        &path,
        0,
        "the same title stands in articles/2022/03/20220302-a.json, of the same day",
        45,
    );
    // Nothing of these is read again.
    costs_with(&site, &path, 0, ":10: title: the same title stands in", 45);
    let third = title("20220302-c", "中标公告", "乙园");
    let output = site.press("build");
    assert_eq!(output.status.code(), Some(1));
    let lines = lines_of(&output, &third);
    let expected =
        "the same title and body stand in articles/2022/03/20220302-b.json, of the same day";
    assert!(lines.len() == 1 && lines[0].contains(expected), "{lines:?}");
    assert!(!lines[0].starts_with("warning"), "{lines:?}");
    assert_eq!(site.manifest()["volumes"][0]["len"], 45);
}

fn costs_with(site: &Site, path: &str, code: i32, expected: &str, articles: usize) {
    let output = site.press("build");
    assert_eq!(output.status.code(), Some(code), "{}", told(&output));
    let lines = lines_of(&output, path);
    assert!(lines.len() == 1 && lines[0].contains(expected), "{}", told(&output));
    assert_eq!(site.manifest()["volumes"][0]["len"], articles);
}

#[test]
fn nothing_that_steers_a_terminal_is_printed() {
    let site = Site::new();
    site.write("media/\u{1b}]0;x\u{7}.svg.br", "x");
    site.write("media/\u{1b}]0;x\u{7}.svg", "x");
    site.write("articles/2022/03/\u{202e}a\nb.txt", "x");
    site.article("20220301-c", |article| {
        article["zone"] = json!("\u{9b}2Jjiangyan\u{2028}");
        article["\u{1b}[31m"] = json!(1);
    });
    site.article("20220302-d", |article| article["title"] = json!("标题\u{202e}倒\u{1b}[2J"));
    let steers = |text: &str| {
        text.chars().any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{202e}'))
    };
    for command in ["check", "build"] {
        let told = told(&site.press(command));
        assert!(!steers(&told) && told.contains("\\u{1b}") && told.contains("\\u{202e}"), "{told}");
        assert_eq!(told.lines().count(), 7, "{told}");
    }
    let mut press = Command::cargo_bin("press").expect("the press is built");
    let found = press.arg("find").arg(site.out()).arg("倒").output().expect("it runs");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.contains("标题\\u{202e}倒[2J") && !steers(&found), "{found}");
}

/// Numbers that look like chance, from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Something that may lie where an article should.
fn hostile(number: usize, sound: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = |article: Value| article.to_string().into_bytes();
    let repeated = |piece: &str, times: u64| piece.repeat(times as usize).into_bytes();
    match number % 10 {
        0 => (0..dice.roll(400)).map(|_| dice.roll(256) as u8).collect(),
        1 => sound[..dice.roll(sound.len() as u64) as usize].to_vec(),
        2 => {
            let mut bytes = sound.to_vec();
            let at = dice.roll(bytes.len() as u64) as usize;
            bytes[at] = dice.roll(256) as u8;
            bytes
        }
        3 => repeated(["[", "{\"a\":", "\"", "[[],"][dice.roll(4) as usize], dice.roll(20_000)),
        4 => {
            let digits = "9".repeat(dice.roll(2_000) as usize);
            let number = ["1e999", "-0.1e-99999", &digits, "1E+308"][dice.roll(4) as usize];
            format!("{{\"id\": {number}, \"body\": [{number}]}}").into_bytes()
        }
        5 => repeated("\u{feff}\u{0}", dice.roll(9)),
        6 => (0..dice.roll(80)).map(|_| b"[]{}\",:\\u\n 0e-"[dice.roll(14) as usize]).collect(),
        7 => text(
            json!({"body": vec![json!({"image": {"src": "媒".repeat(90)}}); 40], "a\u{1b}": 1}),
        ),
        8 => text(
            json!({"\u{202e}".repeat(dice.roll(3_000) as usize): [], "title": "\u{0}".repeat(99)}),
        ),
        _ => {
            let names = (0..dice.roll(3_000)).map(|_| format!("\"k{}\":0", dice.roll(50)));
            format!("{{{}}}", names.collect::<Vec<_>>().join(",")).into_bytes()
        }
    }
}

#[test]
fn a_thousand_hostile_files_are_told_one_by_one_and_nothing_panics_or_hangs() {
    let site = Site::new();
    let sound =
        fs::read(site.input().join("articles/2022/01/20220105-a.json")).expect("it is there");
    let mut dice = Dice(20_261_126);
    let paths: Vec<String> = (0..1_000)
        .map(|number| {
            let path = format!(
                "articles/2021/{:02}/2021{:02}03-h{number}.json",
                number % 12 + 1,
                number % 12 + 1
            );
            site.write(&path, "");
            fs::write(site.input().join(&path), hostile(number, &sound, &mut dice))
                .expect("written");
            path
        })
        .collect();
    // A fault in every few bytes.
    let worst = [
        format!("[{}]", vec!["0"; 300_000].join(",")),
        format!("{{\"body\": [{}]}}", vec!["0"; 300_000].join(",")),
        format!("{{{}}}", vec!["\"\":0"; 200_000].join(",")),
        format!("{{\"body\": [\"{}\"]}}", "\\u0000".repeat(200_000)),
        format!("{{\"body\": [\"{}\"]}}", "\\ud800".repeat(200_000)),
        json!({"cover": "a".repeat(1_000_000)}).to_string(),
    ];
    for (number, text) in worst.iter().enumerate() {
        site.write(&format!("articles/2020/01/20200103-w{number}.json"), text);
    }
    for command in ["check", "build"] {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg(command).arg(site.input()).timeout(Duration::from_secs(120));
        if command == "build" {
            press.arg(site.out());
        }
        let output = press.output().expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        let told = told(&output);
        for path in &paths {
            let named = told.lines().any(|line| line.starts_with(path.as_str()));
            assert!(named, "{path} is told");
        }
        assert!(!told.contains("panicked"), "{told}");
        let shown = |line: &str| line.chars().count() < 9_000;
        assert!(told.lines().all(shown), "no line floods a terminal");
        let of_one = told.lines().filter(|line| line.contains("20200103-w1.json")).count();
        assert_eq!(of_one, 101, "of very many faults some are told, and how many there are");
    }
    assert_eq!(site.manifest()["volumes"][0]["len"], 40);
}
