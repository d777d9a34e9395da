//! Every decoder over what is not what it should be: any JSON, and sound files that were damaged.
//! None may panic; the programs in tests/fuzz look longer for the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::LazyLock;

use crate::tree::places;
use assert_cmd::Command;
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use investchn::archive::index::{Index, Names};
use investchn::archive::{Digest, Failure, Front, Manifest, Reader, Source, Volume};
use investchn::domain::article::{self, ArticleId, Headline, Texts};
use investchn::domain::query::{Dimension, Query};
use investchn::domain::taxonomy::{Site, Tree};
use proptest::prelude::*;
use proptest::sample::Index as Place;
use serde_json::{Map, Value, json};

/// The JSON files of a small archive, by path, and an article.
static SOUND: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).expect("it is a text");
    let json = SOUND_BYTES.iter().filter(|(path, _)| path.ends_with(".json"));
    let one = json.clone().find(|(path, _)| path.starts_with("articles/"));
    json.filter(|(path, _)| !path.starts_with("articles/"))
        .chain(one)
        .map(|(path, bytes)| (path.clone(), text(bytes)))
        .collect()
});

/// The index's binary files, by path.
static SOUND_INDEX: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let binary = SOUND_BYTES.iter().filter(|(path, _)| path.ends_with(".bin"));
    binary.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
});

/// The path of the article that is among the former.
static ARTICLE: LazyLock<String> = LazyLock::new(|| article_of(&SOUND).path());

/// Both, and all articles.
static SOUND_BYTES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let press = || Command::cargo_bin("press").expect("the press is built");
    let size = ["--articles", "90", "--seed", "5", "--characters", "30"];
    press().arg("synth").arg(&input).args(size).assert().success();
    press().arg("build").arg(&input).arg(&out).assert().success();
    let mut files = BTreeMap::new();
    let mut take = |file: &Path| {
        let path = file.strip_prefix(&out).expect("it is in there").to_string_lossy().into_owned();
        files.insert(path, fs::read(file).expect("it can be read"));
    };
    for entry in fs::read_dir(out.join("archive")).expect("it can be read").flatten() {
        if entry.path().is_file() {
            take(&entry.path());
            continue;
        }
        for file in fs::read_dir(entry.path()).expect("it can be read").flatten() {
            take(&file.path());
        }
    }
    let mut folders = vec![out.join("articles")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be read").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { take(&entry.path()) }
        }
    }
    files
});

/// Any JSON tree, with the words of the format among its names and texts.
fn any_tree() -> impl Strategy<Value = Value> {
    let word = || {
        prop_oneof![
            "id|title|published|source|section|region|zone|kind|cover|hash|summary",
            "format|site|front|digest|digests|volumes|len|first|last|sections|cells|newest",
            "days|filings|values|years|roll|lens|hashes|lead|headline|headlines|pictures|body|link|href|text|strong",
            "image|src|alt|width|height|table|head|rows|video|contact|phone|regions|cities|zones",
            "20220519-a|2022-05-19|text|photo|policy|AAAA|0123456789ab|[a-z中/:.-]{0,6}",
        ]
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..70_000i64).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 80, 8, move |inner| {
        let named = prop::collection::vec((word(), inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..8).prop_map(Value::from),
            named.prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// What happens to a file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Place),
    Missing,
    /// One value replaced by another.
    Replaced(Place, Value),
    /// One value taken out.
    TakenOut(Place),
    /// Two values changed places.
    Swapped(Place, Place),
    /// One character of the text is another.
    Changed(Place, char),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let character = prop_oneof![prop::char::range('0', '9'), prop::char::range('!', '~')];
    prop_oneof![
        any::<Place>().prop_map(Damage::Cut),
        Just(Damage::Missing),
        (any::<Place>(), any_tree()).prop_map(|(at, value)| Damage::Replaced(at, value)),
        any::<Place>().prop_map(Damage::TakenOut),
        (any::<Place>(), any::<Place>()).prop_map(|(one, other)| Damage::Swapped(one, other)),
        (any::<Place>(), character).prop_map(|(at, character)| Damage::Changed(at, character)),
    ]
}

impl Damage {
    /// The damaged text; `None` where there is no file any more.
    fn done_to(&self, text: &str) -> Option<String> {
        let characters = || text.chars().collect::<Vec<char>>();
        let mut tree: Value = serde_json::from_str(text).expect("a sound file is JSON");
        let mut all = Vec::new();
        places(&tree, "", &mut all);
        match self {
            Self::Missing => return None,
            Self::Cut(at) => {
                let characters = characters();
                return Some(characters[..at.index(characters.len())].iter().collect());
            }
            Self::Changed(at, character) => {
                let mut characters = characters();
                let at = at.index(characters.len());
                characters[at] = *character;
                return Some(characters.into_iter().collect());
            }
            Self::Replaced(at, value) => {
                let at: &String = at.get(&all);
                *tree.pointer_mut(at).expect("it is there") = value.clone();
            }
            Self::TakenOut(at) => {
                let at: &String = at.get(&all);
                if let Some((parent, name)) = at.rsplit_once('/') {
                    match tree.pointer_mut(parent).expect("it is there") {
                        Value::Array(values) => {
                            drop(values.remove(name.parse().expect("a number")))
                        }
                        parent => {
                            parent.as_object_mut().and_then(|fields| fields.remove(name));
                        }
                    }
                }
            }
            Self::Swapped(one, other) => {
                let (one, other): (&String, &String) = (one.get(&all), other.get(&all));
                let value = |at: &String| tree.pointer(at).expect("it is there").clone();
                let (first, second) = (value(one), value(other));
                *tree.pointer_mut(one).expect("it is there") = second;
                // It may be gone with what held it.
                if let Some(place) = tree.pointer_mut(other) {
                    *place = first;
                }
            }
        }
        Some(tree.to_string())
    }

    /// Whether the file can no longer be taken for a file of the archive.
    fn is_plain(&self) -> bool {
        matches!(self, Self::Cut(_) | Self::Missing)
    }
}

/// An archive in memory, of texts that may be no JSON.
#[derive(Clone)]
struct Memory(Rc<BTreeMap<String, String>>, Rc<BTreeMap<String, Vec<u8>>>);

impl Memory {
    fn new(files: &BTreeMap<String, String>) -> Self {
        Self(Rc::new(files.clone()), Rc::new(SOUND_INDEX.clone()))
    }
}

impl Source for Memory {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        let path = path.split('?').next().unwrap_or_default();
        // All but one of the articles are always sound.
        let other = || SOUND_BYTES.get(path).filter(|_| *path != **ARTICLE);
        let other = other().filter(|_| path.starts_with("articles/"));
        let bytes = self.0.get(path).map(String::as_bytes).or(other.map(Vec::as_slice));
        let value = bytes.ok_or(Failure::Missing).and_then(|bytes| {
            serde_json::from_slice(bytes).map_err(|error| Failure::Malformed(error.to_string()))
        });
        futures::future::ready(value).boxed_local()
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        futures::future::ready(self.1.get(&path).cloned().ok_or(Failure::Missing)).boxed_local()
    }
}

/// The answers to everything that a page asks for, each printed, or `None` where it failed.
fn answers(files: &BTreeMap<String, String>, id: &ArticleId) -> Vec<Option<String>> {
    let memory = Memory::new(files);
    let site = SOUND.iter().find(|(path, _)| path.starts_with("archive/site-"));
    let site: Value = serde_json::from_str(site.expect("a site").1).expect("it is JSON");
    let named = |list: &str| site[list][0]["id"].as_str().expect("an id").to_owned();
    let with = |dimension, value: &str| Query::default().with(dimension, value);
    let section = with(Dimension::Section, &named("sections"));
    let date = id.date().expect("an id has a date");
    let queries = [
        Query::default(),
        section.clone(),
        section.clone().with(Dimension::Kind, "text").with(Dimension::Kind, "photo"),
        with(Dimension::Region, &named("regions")),
        with(Dimension::Zone, &named("zones")),
        with(Dimension::Year, &date.year.to_string()),
        with(Dimension::Month, &format!("{}-{:02}", date.year, date.month)),
        Query::default().from_cursor(Some(id.clone())),
    ];
    let mut told = Vec::new();
    fn tell<T: std::fmt::Debug>(
        told: &mut Vec<Option<String>>,
        answer: Option<Result<T, Failure>>,
    ) {
        let answer = answer.expect("memory answers at once");
        told.push(answer.ok().map(|answer| format!("{answer:?}")));
    }
    for query in &queries {
        for page in [None, Some(1), Some(2)] {
            let reader = Reader::new(memory.clone());
            tell(&mut told, reader.list(query, page).now_or_never());
        }
        let reader = Reader::new(memory.clone());
        tell(&mut told, reader.neighbours(id, query).now_or_never());
        tell(&mut told, reader.news(query).now_or_never());
    }
    let reader = Reader::new(memory.clone());
    tell(&mut told, reader.front().now_or_never());
    tell(&mut told, reader.zone_counts().now_or_never());
    tell(&mut told, reader.article(id).now_or_never());
    for query in searches(id) {
        let reader = Reader::new(memory.clone());
        let found = reader.search(&query, 10).now_or_never().expect("memory answers at once");
        // An answer that names what is missing is as good as a failure.
        let whole = found.ok().filter(|found| found.gaps.is_empty());
        told.push(whole.map(|found| format!("{found:?}")));
        let instead = reader.instead(&query).now_or_never().expect("memory answers at once");
        let whole = instead.ok().filter(|instead| instead.gaps.is_empty());
        told.push(whole.map(|instead| format!("{instead:?}")));
    }
    told
}

/// Searches for what an article's title begins with.
fn searches(id: &ArticleId) -> Vec<Query> {
    let article: Value = serde_json::from_str(&SOUND[&id.path()]).expect("it is JSON");
    let title: Vec<char> = article["title"].as_str().expect("a text").chars().collect();
    let text = |len: usize| title[..len].iter().collect::<String>();
    let words = [text(1), text(2), text(4), format!("{} {}", text(2), text(1)), "没有 的".into()];
    let mut searches: Vec<Query> =
        words.into_iter().map(|words| Query::default().saying(words)).collect();
    searches.push(searches[1].clone().with(Dimension::Kind, "text"));
    searches
}

fn article_of(files: &BTreeMap<String, String>) -> ArticleId {
    let path = files.keys().find(|path| path.starts_with("articles/")).expect("an article");
    let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
    name.and_then(ArticleId::parse).expect("an id")
}

static ANSWERS: LazyLock<Vec<Option<String>>> =
    LazyLock::new(|| answers(&SOUND, &article_of(&SOUND)));

/// Gives a tree to every decoder; what a volume decodes to is asked, too.
fn decode_all(tree: &Value) {
    let _ = Manifest::decode(tree);
    let _ = Digest::decode(tree);
    let _ = Front::decode(tree);
    let _ = Headline::decode(tree);
    let _ = Index::decode(tree).map(|index| index.over(&[]));
    let _ = Names::decode(tree);
    let texts = Texts::decode(tree);
    let reading = article::read_text(&tree.to_string());
    assert!(reading.article.is_some() || !reading.problems.is_empty());
    if reading.problems.is_empty() {
        // What the press lets through, a search reads as everybody does.
        let paragraphs = reading.article.map(|article| article.paragraphs());
        assert_eq!(texts.ok().map(|texts| texts.paragraphs), paragraphs);
    }
    if let Ok(site) = Site::read(tree) {
        assert!(Tree::decode(tree).is_ok());
        let written = serde_json::to_value(&site).expect("what was read is written");
        assert_eq!(Site::read(&written), Ok(site));
    }
    if let Ok(volume) = Volume::decode(tree) {
        let site = SOUND.iter().find(|(path, _)| path.starts_with("archive/site-"));
        let site = Site::read(&serde_json::from_str(site.expect("a site").1).expect("it is JSON"));
        let site = site.expect("a sound site");
        for query in [Query::default(), Query::default().with(Dimension::Kind, "text")] {
            if let Ok(rows) = volume.find(&query, &site, 0..u32::MAX) {
                assert!(rows.iter().all(|row| *row < volume.len()));
            }
            let _ = volume.roll.find(0);
        }
    }
}

#[test]
fn a_sound_archive_answers_everything() {
    assert_eq!(ANSWERS.iter().filter(|answer| answer.is_none()).count(), 0);
    assert!(ANSWERS.len() > 40 && SOUND.len() > 7);
}

#[test]
fn counts_that_no_archive_has_are_no_panic_and_no_endless_work() {
    let mut files = SOUND.clone();
    for (_, text) in files.iter_mut().filter(|(path, _)| path.starts_with("archive/digest-")) {
        let mut digest: Value = serde_json::from_str(text).expect("it is JSON");
        for cell in digest["cells"].as_array_mut().expect("a list") {
            let row = cell.as_array_mut().expect("a row");
            row.truncate(5);
            row.extend([u32::MAX, u32::MAX, u32::MAX].map(Value::from));
        }
        *text = digest.to_string();
    }
    let reader = Reader::new(Memory::new(&files));
    for page in [None, Some(1), Some(u32::MAX)] {
        let _ =
            reader.list(&Query::default(), page).now_or_never().expect("memory answers at once");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_tree_is_decoded_or_refused(tree in any_tree()) {
        decode_all(&tree);
    }

    #[test]
    fn any_tree_in_the_place_of_a_list_is_decoded_or_refused(
        days in any_tree(), rows in prop::collection::vec(any_tree(), 0..4), text in "[A-Za-z0-9_-]{0,20}",
        count in 0u32..90_000, len in 0i64..70_000,
    ) {
        let filing = json!(["", "", "policy", "text", count, text]);
        decode_all(&json!({"days": days, "filings": rows, "cells": rows, "newest": rows, "roll": {"lens": [], "hashes": ""}}));
        decode_all(&json!({
            "days": [18_000, len], "filings": [filing], "cells": [filing],
            "roll": {"lens": [len], "hashes": "0123456789ab"}, "values": [[""], [""], [""], [""]],
        }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_decoded_or_refused(of in any::<Place>(), damage in any_damage()) {
        let texts: Vec<&String> = SOUND.values().collect();
        if let Some(text) = damage.done_to(texts[of.index(texts.len())]) {
            let _ = article::read_text(&text);
            if let Ok(tree) = serde_json::from_str(&text) {
                decode_all(&tree);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A file that is cut off or gone gives a failure, or is not needed for the answer.
    #[test]
    fn over_a_damaged_archive_every_answer_is_a_failure_or_right(of in any::<Place>(), damage in any_damage()) {
        let mut files = SOUND.clone();
        let paths: Vec<&String> = SOUND.keys().collect();
        let path = paths[of.index(paths.len())];
        match damage.done_to(&SOUND[path]) {
            Some(text) => drop(files.insert(path.clone(), text)),
            None => drop(files.remove(path)),
        }
        let damaged = answers(&files, &article_of(&SOUND));
        if damage.is_plain() {
            for (damaged, sound) in damaged.iter().zip(&*ANSWERS) {
                prop_assert!(damaged.is_none() || damaged == sound, "{}", path);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A file of the index tells itself when it is not what it was, whatever bytes it has become.
    #[test]
    fn over_a_damaged_index_every_answer_is_right_or_says_what_is_missing(
        of in any::<Place>(), at in any::<Place>(), change in prop_oneof![Just(None), (1u8..).prop_map(Some)],
    ) {
        let mut files = SOUND_INDEX.clone();
        let (path, bytes) = files.iter_mut().nth(of.index(SOUND_INDEX.len())).expect("there is one");
        let at = at.index(bytes.len());
        match change {
            Some(bits) => bytes[at] ^= bits,
            None => bytes.truncate(at),
        }
        let path = path.clone();
        let (sound, damaged) = (Rc::new(SOUND.clone()), Rc::new(files));
        for query in searches(&article_of(&SOUND)) {
            let ask = |index: &Rc<BTreeMap<String, Vec<u8>>>| {
                let reader = Reader::new(Memory(Rc::clone(&sound), Rc::clone(index)));
                reader.search(&query, 10).now_or_never().expect("memory answers at once")
            };
            let right = ask(&Rc::new(SOUND_INDEX.clone()));
            match ask(&damaged) {
                Ok(found) if found.gaps.contains(&path) => {}
                Ok(found) => prop_assert_eq!(Ok(found), right),
                Err(failure) => prop_assert!(path.contains("fold-"), "{:?}", failure),
            }
        }
    }
}
