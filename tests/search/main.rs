//! Searching against brute force: every query finds what stands in the folded texts, in the order of
//! time, and nothing else.
//!
//! `cargo test --release --features press --test search -- --ignored --nocapture` does the same over
//! a large archive and prints what a reader would have fetched; SEARCH_INPUT is the authored folder,
//! SEARCH_ARCHIVE what was built of it, SEARCH_QUERIES how many queries of each kind.
#![cfg(feature = "press")]
// A test may fail by a panic.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

#[path = "../files/mod.rs"]
mod files;
mod growth;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use assert_cmd::Command;
use files::files_below;
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use investchn::archive::{Failure, Found, Reader, Source};
use investchn::article::{self, Article, ArticleId};
use investchn::fold::{BOUNDARY, Class, Fold};
use investchn::press::Folder;
use investchn::query::{Dimension, Query, Sort};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Pseudo-random numbers. Source: Steele and others, "SplitMix", 2014.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ z >> 31) * end as u128) >> 64) as usize
    }

    /// The lower, the likelier.
    fn low(&mut self, end: usize) -> usize {
        let within = self.below(end) + 1;
        self.below(within)
    }
}

/// A folder that answers all requests of one moment together, and counts the moments.
#[derive(Clone)]
struct Slow {
    folder: Folder,
    moment: Rc<Cell<usize>>,
    waiting: Rc<RefCell<Vec<Waker>>>,
    /// By path, the bytes.
    asked: Rc<RefCell<BTreeMap<String, u64>>>,
    /// What does not come.
    lost: Rc<RefCell<Option<String>>>,
}

impl Slow {
    fn new(folder: &Path) -> Self {
        let folder = Folder(folder.to_owned());
        Self {
            folder,
            moment: Rc::default(),
            waiting: Rc::default(),
            asked: Rc::default(),
            lost: Rc::default(),
        }
    }

    fn later<T: 'static>(
        &self,
        path: &str,
        answer: impl FnOnce() -> Result<T, Failure>,
    ) -> LocalBoxFuture<'static, Result<T, Failure>> {
        let file = path.split('?').next().expect("a path");
        let bytes = fs::metadata(self.folder.0.join(file)).map_or(0, |file| file.len());
        self.asked.borrow_mut().insert(file.to_owned(), bytes);
        let lost = self.lost.borrow().as_ref().is_some_and(|lost| file.contains(lost.as_str()));
        let mut answer = Some(if lost { Err(Failure::Offline) } else { answer() });
        let (moment, waiting) = (Rc::clone(&self.moment), Rc::clone(&self.waiting));
        let begun = moment.get();
        std::future::poll_fn(move |context| {
            if moment.get() > begun {
                return Poll::Ready(answer.take().expect("polled once when it is there"));
            }
            waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }

    /// Waits for an answer; returns it with the number of round trips.
    fn run<T>(&self, answer: impl Future<Output = T>) -> (T, usize) {
        let begun = self.moment.get();
        let mut answer = pin!(answer);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(answer) = answer.as_mut().poll(&mut context) {
                return (answer, self.moment.get() - begun);
            }
            self.moment.set(self.moment.get() + 1);
            let waiting: Vec<Waker> = self.waiting.borrow_mut().drain(..).collect();
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

impl Source for Slow {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        // Their hashes are checked elsewhere; large folders take long.
        self.later(&path, || {
            let file = path.split('?').next().unwrap_or_default();
            let bytes = fs::read(self.folder.0.join(file)).map_err(|_| Failure::Missing)?;
            serde_json::from_slice(&bytes).map_err(|error| Failure::Malformed(error.to_string()))
        })
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        self.later(&path, || {
            self.folder.bytes(path.clone()).now_or_never().expect("a folder answers at once")
        })
    }
}

fn fold() -> Fold {
    Fold::decode(include_bytes!("../../src/press/fold.bin")).expect("a table")
}

/// An article for brute force: its texts as folded.
struct Plain {
    article: Article,
    texts: Vec<String>,
}

/// All articles, newest first.
fn plain_articles(input: &Path) -> Vec<Plain> {
    let fold = fold();
    let mut all = Vec::new();
    for file in files_below(&input.join("articles")) {
        let text = fs::read_to_string(file).expect("it can be read");
        let article = article::read_text(&text).article.expect("it is sound");
        let texts = [article.title.clone()].into_iter().chain(article.paragraphs());
        let texts = texts.map(|text| fold.text(&text).characters.iter().collect()).collect();
        all.push(Plain { article, texts });
    }
    all.sort_by(|one, other| {
        let place = |plain: &Plain| (plain.article.published.seconds(), plain.article.id.clone());
        place(other).cmp(&place(one))
    });
    all
}

/// What is asked, in words and as a plain list of phrases.
#[derive(Clone, Debug)]
struct Question {
    kind: &'static str,
    words: String,
    required: Vec<String>,
    excluded: Vec<String>,
    filters: Vec<(Dimension, String)>,
}

impl Question {
    fn new(kind: &'static str, required: &[String]) -> Self {
        let words = required.join(" ");
        let fold = fold();
        let required = required.iter().map(|word| fold.phrase(word).iter().collect()).collect();
        Self { kind, words, required, excluded: Vec::new(), filters: Vec::new() }
    }

    fn without(mut self, word: &str) -> Self {
        self.words = format!("{} -{word}", self.words);
        self.excluded.push(fold().phrase(word).iter().collect());
        self
    }

    fn with(mut self, dimension: Dimension, value: &str) -> Self {
        self.filters.push((dimension, value.to_owned()));
        self
    }

    fn query(&self) -> Query {
        let query = Query::default().saying(&self.words);
        self.filters.iter().fold(query, |query, (of, value)| query.with(*of, value))
    }

    fn admits(&self, plain: &Plain) -> bool {
        let stands = |phrase: &String, open: bool| {
            plain.texts.iter().any(|text| stands_in(text, phrase, open))
        };
        let last = self.required.len() - 1;
        let open = |at: usize| at == last && self.excluded.is_empty();
        let article = &plain.article;
        let date = article.published.date().to_string();
        self.required.iter().enumerate().all(|(at, phrase)| stands(phrase, open(at)))
            && !self.excluded.iter().any(|phrase| stands(phrase, false))
            && self.filters.iter().all(|(of, value)| match of {
                Dimension::Section => article.section == *value,
                Dimension::Kind => article.kind.id() == value,
                Dimension::Zone => article.zone.as_ref() == Some(value),
                _ => date.starts_with(value.as_str()),
            })
    }
}

/// Whether a folded phrase stands in a folded text.
fn stands_in(text: &str, phrase: &str, open: bool) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| Class::of(c) == Class::Word);
    let run: Vec<char> = phrase.chars().rev().take_while(|c| is_word(Some(*c))).collect();
    let is_number = run.last().is_some_and(char::is_ascii_digit);
    let mut from = 0;
    while let Some(at) = text[from..].find(phrase) {
        let (start, end) = (from + at, from + at + phrase.len());
        let begins = !is_word(phrase.chars().next()) || !is_word(text[..start].chars().next_back());
        let ends = !is_word(phrase.chars().next_back())
            || (open && run.len() >= if is_number { 4 } else { 2 })
            || !is_word(text[end..].chars().next());
        if begins && ends {
            return true;
        }
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Questions of every kind, from what the articles say.
fn questions(articles: &[Plain], of_each: usize, dice: &mut Dice) -> Vec<Question> {
    let mut all = Vec::new();
    // A piece of a text that holds no boundary, or one where it is wished.
    let piece = |dice: &mut Dice, len: usize, wish: &dyn Fn(&[char]) -> bool| -> Option<String> {
        for _ in 0..2_000 {
            let plain = &articles[dice.below(articles.len())];
            let text: Vec<char> = plain.texts[dice.below(plain.texts.len())].chars().collect();
            if text.len() <= len {
                continue;
            }
            let at = dice.below(text.len() - len);
            if wish(&text[at..at + len]) {
                return Some(text[at..at + len].iter().collect());
            }
        }
        None
    };
    let is = |class: Class| move |text: &[char]| text.iter().all(|c| Class::of(*c) == class);
    let han = is(Class::Han);
    let run = |dice: &mut Dice, wish: &dyn Fn(&str) -> bool| -> Option<String> {
        for _ in 0..2_000 {
            let plain = &articles[dice.below(articles.len())];
            let text = &plain.texts[dice.below(plain.texts.len())];
            let words = text.split(|c| Class::of(c) != Class::Word).filter(|word| wish(word));
            let words: Vec<&str> = words.collect();
            if !words.is_empty() {
                return Some(words[dice.below(words.len())].to_owned());
            }
        }
        None
    };
    for _ in 0..of_each {
        let mut ask = |kind, words: &[Option<String>]| {
            let words: Option<Vec<String>> = words.iter().cloned().collect();
            all.extend(words.map(|words| Question::new(kind, &words)));
        };
        ask("1", &[piece(dice, 1, &han)]);
        for (kind, len) in [("2", 2), ("3", 3), ("4", 4), ("6", 6), ("9", 9)] {
            ask(kind, &[piece(dice, len, &han)]);
        }
        let two = piece(dice, 2, &han);
        ask("the same twice", &[two.as_ref().map(|two| two.repeat(2))]);
        ask("the same thrice", &[piece(dice, 1, &han).map(|one| one.repeat(3))]);
        ask("2+2", &[two.clone(), piece(dice, 2, &han)]);
        // From one article, so that both are in one.
        let long = piece(dice, 12, &|text| han(&text[..2]) && han(&text[10..]));
        let ends = long.map(|long| {
            let long: Vec<char> = long.chars().collect();
            (long[..2].iter().collect::<String>(), long[10..].iter().collect::<String>())
        });
        let (left, right) = ends.unzip();
        ask("2+2 together", &[left.clone(), right.clone()]);
        let bounded = |text: &[char]| text[2] == BOUNDARY && han(&text[..2]) && han(&text[3..]);
        let across = piece(dice, 5, &bounded);
        ask("across a boundary", &[across.map(|text| text.replace(BOUNDARY, "，"))]);
        // The neighbours of other words: parts that exist, a whole that hardly does.
        let (one, other) = (piece(dice, 2, &han), piece(dice, 2, &han));
        ask("absent", &[one.zip(other).map(|(one, other)| one + &other)]);
        let latin = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let digits = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_digit());
        ask("latin", &[run(dice, &latin)]);
        ask("digits", &[run(dice, &digits)]);
        let beginning = run(dice, &|word| latin(word) && word.len() > 3);
        ask("beginning", &[beginning.map(|word| word[..3].to_owned())]);
        let mixed = |text: &[char]| {
            Class::of(text[0]) == Class::Han
                && Class::of(text[5]) == Class::Han
                && text.iter().any(|c| Class::of(*c) == Class::Word)
                && !text.contains(&BOUNDARY)
        };
        ask("mixed", &[piece(dice, 6, &mixed)]);
        if let (Some(two), Some(right), Some(left)) = (two, right, left) {
            let of = |words: &[&String]| -> Question {
                Question::new(
                    "excluded",
                    &words.iter().map(|word| (*word).clone()).collect::<Vec<_>>(),
                )
            };
            all.push(of(&[&left]).without(&two));
            all.push(of(&[&left, &two]).without(&right));
            let three = piece(dice, 3, &han).unwrap_or_else(|| "没有的".to_owned());
            all.push(of(&[&two]).without(&three));
        }
        let filtered = |words: Option<String>| {
            Question::new("filtered", &[words.unwrap_or_else(|| "没有".into())])
        };
        let article = &articles[dice.below(articles.len())].article;
        let year = article.published.date().to_string();
        all.push(filtered(piece(dice, 2, &han)).with(Dimension::Section, &article.section));
        all.push(filtered(piece(dice, 3, &han)).with(Dimension::Kind, article.kind.id()));
        all.push(filtered(piece(dice, 1, &han)).with(Dimension::Year, &year[..4]));
        all.push(
            filtered(piece(dice, 4, &han))
                .with(Dimension::Section, &article.section)
                .with(Dimension::Month, &year[..7]),
        );
        if let Some(zone) = &article.zone {
            all.push(filtered(piece(dice, 2, &han)).with(Dimension::Zone, zone));
        }
    }
    all
}

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
    let site: Value = serde_json::from_str(include_str!("../../public/site.json")).expect("JSON");
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
    let (_folder, input, out) = small(13_000);
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
    assert_eq!(lengths, [8_192, 4_096, 712]);
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
