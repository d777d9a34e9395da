//! Searching against brute force: every query finds what stands in the folded texts, in the order of
//! time, and nothing else.
//!
//! `cargo test --release --features press --test it search:: -- --ignored --nocapture` does the same over
//! a large archive and prints what a reader would have fetched; SEARCH_INPUT is the authored folder,
//! SEARCH_ARCHIVE what was built of it, SEARCH_QUERIES how many queries of each kind.

mod editions;
mod growth;
mod slow;
mod truth;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use investchn::archive::{Failure, Found, Reader};
use investchn::domain::article::ArticleId;
use investchn::domain::query::{Dimension, Query, Sort};
use serde_json::{Value, json};
use tempfile::TempDir;

use self::slow::Slow;
use self::truth::{Dice, Plain, Question, plain_articles, questions};
use crate::files::files_below;

fn ids(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.headline.id.to_string()).collect()
}

/// From one question, cursors are followed until there are more rows than these.
const FOLLOWED: usize = 160;

/// What a query finds, as its cursors lead on for some rows; each page's total is held against the
/// truth.
fn all_of(source: &Slow, reader: &Reader<Slow>, mut query: Query, truth: usize) -> Vec<String> {
    let mut all = Vec::new();
    for page in 0.. {
        let (found, _) = source.run(reader.search(&query, 20));
        let found = found.expect("the archive is sound");
        assert_eq!(found.gaps, Vec::<String>::new());
        let total = found.total;
        assert!(
            total.at_least <= truth && truth <= total.at_most,
            "{query:?}, page {page}: {total:?} where there are {truth}"
        );
        all.extend(ids(&found));
        match found.next {
            Some(next) if query.before.as_ref() != Some(&next) => query.before = Some(next),
            Some(next) => panic!("{query:?} stays at {next}"),
            None => return all,
        }
        if all.len() > FOLLOWED {
            return all;
        }
    }
    all
}

fn press(arguments: &[&str]) {
    Command::cargo_bin("press").expect("the press is built").args(arguments).assert().success();
}

/// An authored folder of short articles over few characters, so that words meet by chance, and what
/// was built of it.
fn small(articles: usize) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let site: Value =
        serde_json::from_str(include_str!("../../../public/site.json")).expect("JSON");
    fs::create_dir_all(&input).expect("a folder");
    fs::write(input.join("site.json"), site.to_string()).expect("written");
    let zones: Vec<&str> = site["zones"]
        .as_array()
        .expect("a list")
        .iter()
        .take(5)
        .map(|z| z["id"].as_str().expect("an id"))
        .collect();
    let characters: Vec<char> =
        "的一国中投资开发区经济发展苏州园臺灣項目建設外商企业政策法规技术龍年月日市场新贸易港湾罕见词语组".chars().collect();
    let latin =
        ["GDP", "gdps", "Export", "export", "exports", "AI", "5G", "café", "ＡＰＥＣ", "trade"];
    let mut dice = Dice(articles as u64);
    for number in 0..articles {
        let day = number * 900 / articles;
        let (year, month, day) = (2020 + day / 360, day / 30 % 12 + 1, day % 28 + 1);
        let mut text = || -> String {
            let mut text = String::new();
            for _ in 0..dice.below(30) + 4 {
                match dice.below(30) {
                    0..23 => text.push(characters[dice.low(characters.len())]),
                    23..25 => text.push(['，', '。', '（', '—'][dice.below(4)]),
                    25 => text.push(' '),
                    26 => text.push_str(latin[dice.below(latin.len())]),
                    27 => text += &format!("{}", 1990 + dice.low(300)),
                    28 => text += &format!(" {} ", latin[dice.low(latin.len())]),
                    _ => text.push_str("投资"),
                }
            }
            text
        };
        let kinds = ["text", "photo"];
        let id = format!("{year}{month:02}{day:02}-n{number}");
        let (title, body) = (format!("{}（{number}）", text()), [text() + "。", text() + "末"]);
        let article = json!({
            "id": id, "title": title, "published": format!("{year}-{month:02}-{day:02}T{:02}:00:00+08:00", number % 24),
            "source": "合成", "section": site["sections"][number % 3]["id"],
            "zone": zones[number % zones.len()], "kind": kinds[number % 2], "body": body,
        });
        let path = input.join(format!("articles/{year}/{month:02}/{id}.json"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, article.to_string()).expect("written");
    }
    press(&["build", input.to_str().expect("text"), out.to_str().expect("text")]);
    (folder, input, out)
}

/// Asks questions of every kind; by both sorts, the whole of what is found is the truth.
fn check(input: &Path, out: &Path, of_each: usize) {
    let articles = plain_articles(input);
    let source = Slow::new(out);
    let reader = Reader::new(source.clone());
    let mut dice = Dice(7);
    let (mut found, mut asked) = (0, BTreeMap::new());
    for question in questions(&articles, of_each, &mut dice) {
        let truth: Vec<String> = articles
            .iter()
            .filter(|plain| question.admits(plain))
            .map(|plain| plain.article.id.to_string())
            .collect();
        let answer = all_of(&source, &reader, question.query(), truth.len());
        let shown = answer.len();
        assert_eq!(answer, truth[..shown], "{question:?}");
        assert!(shown == truth.len() || shown > FOLLOWED, "{question:?}");
        if shown < truth.len() {
            // From somewhere in the rest, to its end.
            let from = truth.len() - 30;
            let mut query = question.query();
            query.before = ArticleId::parse(&truth[from]);
            let rest = all_of(&source, &reader, query, truth.len());
            assert_eq!(rest, truth[from + 1..], "{question:?}");
        }
        let mut by_relevance = question.query();
        by_relevance.sort = Sort::Relevance;
        let mut ranked = all_of(&source, &reader, by_relevance, truth.len());
        ranked.sort();
        ranked.dedup();
        let complete = ranked.len() == truth.len();
        assert!(complete || ranked.len() > FOLLOWED, "by relevance: {question:?}");
        assert!(ranked.iter().all(|id| truth.contains(id)), "by relevance: {question:?}");
        found += truth.len();
        *asked.entry(question.kind).or_insert(0) += 1;
    }
    assert!(found > 100 && asked.len() > 14, "{found} found, {asked:?}");
}

#[test]
fn a_small_archive_finds_what_brute_force_finds() {
    let (_folder, input, out) = small(300);
    check(&input, &out, 12);
}

#[test]
fn an_archive_of_many_volumes_finds_what_brute_force_finds() {
    let (_folder, input, out) = small(14_000);
    let index = files_below(&out.join("archive"))
        .into_iter()
        .find(|file| file.to_string_lossy().contains("/search-"));
    let index: Value =
        serde_json::from_slice(&fs::read(index.expect("there is one")).expect("read"))
            .expect("JSON");
    let lengths: Vec<u64> = index["segments"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|s| s["len"].as_u64().expect("a number"))
        .collect();
    assert_eq!(lengths, [8_192, 4_096, 1_712]);
    assert!(index["guide"].is_object());
    check(&input, &out, 1);
}

#[test]
fn a_file_that_does_not_come_is_named_and_the_rest_is_shown() {
    let (_folder, input, out) = small(300);
    let articles = plain_articles(&input);
    let ask = |words: &str, lost: Option<&str>| {
        let source = Slow::new(&out);
        *source.lost.borrow_mut() = lost.map(str::to_owned);
        let reader = Reader::new(source.clone());
        source.run(reader.search(&Query::default().saying(words), 20)).0
    };
    let sound = ask("投资", None).expect("it is sound");
    assert!(sound.hits.len() == 20 && sound.gaps.is_empty());
    assert!(
        sound.hits.iter().all(|hit| hit.excerpt.iter().chain(&hit.title).any(|piece| piece.marked))
    );
    // An article that is lost is left out, and counted where the index tells of it.
    let lost = &sound.hits[3].headline.id;
    let found = ask("投资", Some(lost.as_str())).expect("the rest is sound");
    let mut others = ids(&sound);
    others.remove(3);
    assert_eq!(ids(&found)[..others.len()], others);
    assert_eq!(found.gaps, [lost.path()]);
    assert_eq!(found.total, sound.total);
    let question = Question::new("3", &["投资开".to_owned()]);
    let truth: Vec<&Plain> = articles.iter().filter(|plain| question.admits(plain)).collect();
    let proven = ask("投资开", Some(truth[0].article.id.as_str())).expect("the rest is sound");
    let rest: Vec<String> = truth[1..].iter().map(|plain| plain.article.id.to_string()).collect();
    assert!(!rest.is_empty() && ids(&proven) == rest[..rest.len().min(20)]);
    assert_eq!(proven.gaps.len(), 1);
    assert_eq!(proven.total.exact(), None);
    // Without the index of the only segment there is nothing but the gap.
    let nothing = ask("投资", Some("archive/index-")).expect("the gap is told");
    assert!(nothing.hits.is_empty() && nothing.gaps.len() == 1, "{:?}", nothing.gaps);
    assert_eq!(nothing.total.at_most, 300);
    // What a search begins with is needed.
    for needed in ["archive/fold-", "archive/search-", "archive/manifest"] {
        assert_eq!(ask("投资", Some(needed)).err(), Some(Failure::Offline), "{needed}");
    }
}

#[test]
fn an_article_that_is_not_what_was_indexed_is_left_out_and_named() {
    let (_folder, _input, out) = small(300);
    let ask = || {
        let source = Slow::new(&out);
        let reader = Reader::new(source.clone());
        source.run(reader.search(&Query::default().saying("投资"), 20)).0.expect("it is sound")
    };
    let before = ask();
    let changed = &before.hits[3].headline.id;
    let path = out.join(changed.path());
    let text = fs::read_to_string(&path).expect("it was served");
    let mut article: Value = serde_json::from_str(&text).expect("JSON");
    article["title"] = "别的".into();
    article["body"] = vec!["别的"].into();
    fs::write(&path, article.to_string()).expect("written");
    let after = ask();
    assert!(!ids(&after).contains(&changed.to_string()) && ids(&after)[..3] == ids(&before)[..3]);
    assert_eq!(after.gaps, [changed.path()]);
}

#[test]
fn where_nothing_is_found_something_else_is_offered() {
    let (_folder, _input, out) = small(300);
    let source = Slow::new(&out);
    let reader = Reader::new(source.clone());
    let instead =
        |query: &Query| source.run(reader.instead(query)).0.expect("the archive is sound");
    let filtered = Query::default().saying("投资").with(Dimension::Year, "1999");
    let offer = instead(&filtered).unfiltered.expect("there are some");
    assert_eq!(offer.0, Query::default().saying("投资"));
    assert!(offer.1.exact().is_some_and(|total| total > 20));
    let part = instead(&Query::default().saying("火星投资")).part.expect("a part exists");
    assert_eq!(part.words, "\"投资\"");
    let part = instead(&Query::default().saying("投资 火星")).part.expect("a part exists");
    assert_eq!(part.words, "\"投资\"");
    let part =
        instead(&Query::default().saying("在遥远的火星上发现投资开")).part.expect("a part exists");
    assert_eq!(part.words, "\"投资开\"");
    assert_eq!(instead(&Query::default().saying("火星")), Default::default());
}
