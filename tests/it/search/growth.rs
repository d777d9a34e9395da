//! What a search costs over a large archive.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;

use investchn::archive::Reader;
use investchn::domain::fold::{BOUNDARY, Class};
use serde_json::{Value, json};

use super::ids;
use super::slow::Slow;
use super::truth::{Dice, Plain, Question, plain_articles, questions};

/// Which articles have a pair of characters, by their places, newest first.
struct Places {
    articles: u32,
    first: u32,
    last: u32,
}

/// Pairs of characters that at most five articles have, all of one old volume of the largest size.
fn rare_terms(articles: &[Plain], of_each: usize) -> Vec<Question> {
    let mut pairs: HashMap<[char; 2], Places> = HashMap::new();
    for (place, plain) in (0..).zip(articles) {
        for text in &plain.texts {
            let mut before = BOUNDARY;
            for character in text.chars() {
                let pair = [before, character];
                before = character;
                if pair.iter().any(|own| Class::of(*own) != Class::Han) {
                    continue;
                }
                let new = Places { articles: 0, first: place, last: u32::MAX };
                let own = pairs.entry(pair).or_insert(new);
                own.articles += u32::from(own.last != place);
                own.last = place;
            }
        }
    }
    let volume = |place: u32| (articles.len() - 1 - place as usize) / 65_536;
    let is_old = |own: &Places| own.first as usize >= articles.len() / 2;
    let is_rare = |own: &Places| own.articles <= 5 && volume(own.first) == volume(own.last);
    let rare = pairs.iter().filter(|(_, own)| is_old(own) && is_rare(own));
    let mut rare: Vec<&[char; 2]> = rare.map(|(pair, _)| pair).collect();
    rare.sort_unstable();
    let mut dice = Dice(17);
    let taken = (0..of_each.min(rare.len())).map(|_| rare.swap_remove(dice.below(rare.len())));
    taken.map(|pair| Question::new("rare term", &[pair.iter().collect()])).collect()
}

/// Questions that ten of the newest 900 articles answer, and such as only few of the older half do.
fn of_an_age(articles: &[Plain], of_each: usize) -> Vec<Question> {
    let mut dice = Dice(13);
    let mut all: BTreeMap<&str, Vec<Question>> = BTreeMap::new();
    for trial in 0..of_each * 40 {
        let new = trial % 2 == 0;
        let within =
            if new { 0..articles.len().min(900) } else { articles.len() / 2..articles.len() };
        let plain = &articles[within.start + dice.below(within.len())];
        let text: Vec<char> = plain.texts[dice.below(plain.texts.len())].chars().collect();
        let len = if new { 2 + trial / 2 % 3 } else { 3 + trial / 2 % 2 };
        let at = dice.below(text.len());
        let Some(piece) = text.get(at..at + len) else { continue };
        if piece.iter().any(|character| Class::of(*character) != Class::Han) {
            continue;
        }
        let kind = match (new, len) {
            (true, 2) => "new, 2",
            (true, _) => "new, 3 and 4",
            (false, _) => "rare phrase",
        };
        if all.get(kind).is_some_and(|own| own.len() >= of_each) {
            continue;
        }
        let question = Question::new(kind, &[piece.iter().collect()]);
        let of = |some: &[Plain]| some.iter().filter(|plain| question.admits(plain)).count();
        let is_wanted = if new {
            of(&articles[within]) >= 10
        } else {
            of(&articles[..within.start]) == 0 && of(&articles[within]) <= 5
        };
        if is_wanted {
            all.entry(kind).or_default().push(question);
        }
    }
    let rare = rare_terms(articles, of_each);
    // Two of the rare ones put together: parts that few have, a whole that none has.
    let absent = rare.iter().zip(rare.iter().rev());
    let absent = absent.map(|(one, other)| [one.words.as_str(), other.words.as_str()].concat());
    let absent = absent.map(|words| Question::new("absent, of rare parts", &[words]));
    let absent: Vec<Question> =
        absent.filter(|question| !articles.iter().any(|plain| question.admits(plain))).collect();
    all.into_values().flatten().chain(rare).chain(absent).collect()
}

/// What one question costs a reader.
#[derive(Default)]
struct Costs {
    /// Binary files, as they are sent.
    index: Vec<u64>,
    /// JSON, before a host compresses it.
    lists: Vec<u64>,
    requests: Vec<usize>,
    trips: Vec<usize>,
    articles: Vec<u64>,
}

/// The tenth parts of some figures: the 50th and the 90th of a hundred.
fn percentiles<T: Ord + Copy + std::fmt::Display>(mut figures: Vec<T>) -> String {
    figures.sort_unstable();
    let at = |share: usize| figures[(figures.len() - 1) * share / 100];
    format!("{:>7} {:>7}", at(50), at(90))
}

/// Prints what a reader who comes for the first time fetches beyond the app, whose manifest and
/// site it has; articles apart.
#[test]
#[ignore = "measures a large archive, which SEARCH_INPUT and SEARCH_ARCHIVE name"]
fn what_a_search_costs_over_a_large_archive() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let input = folder("SEARCH_INPUT").expect("SEARCH_INPUT is an authored folder");
    let out = folder("SEARCH_ARCHIVE").expect("SEARCH_ARCHIVE is what was built of it");
    let of_each = std::env::var("SEARCH_QUERIES").ok().and_then(|text| text.parse().ok());
    let articles = plain_articles(&input);
    let mut costs: BTreeMap<&str, Costs> = BTreeMap::new();
    let (mut listed, mut right, mut wanted, mut exact, mut all) = (0, 0, 0, 0, 0);
    let of_each = of_each.unwrap_or(20);
    // Where these are named, the questions of an age alone, and what each fetched: for scripts/bench.
    let told = std::env::var_os("SEARCH_JSON").map(PathBuf::from);
    let mut asked = match told {
        None => questions(&articles, of_each, &mut Dice(11)),
        Some(_) => Vec::new(),
    };
    asked.extend(of_an_age(&articles, of_each));
    let mut lines = Vec::new();
    for question in asked {
        let source = Slow::new(&out);
        let reader = Reader::new(source.clone());
        source.run(reader.edition()).0.expect("the archive is sound");
        source.asked.borrow_mut().clear();
        let (found, trips) = source.run(reader.search(&question.query(), 10));
        let found = found.expect("the archive is sound");
        let asked = source.asked.borrow();
        let (of_articles, other): (Vec<_>, Vec<_>) =
            asked.iter().partition(|(path, _)| path.starts_with("articles/"));
        let files: Vec<&String> = other.iter().map(|(path, _)| *path).collect();
        lines.push(json!({
            "kind": question.kind, "trips": trips, "files": files,
            "articles": of_articles.iter().map(|(path, _)| *path).collect::<Vec<_>>(),
        }));
        let cost = costs.entry(question.kind).or_default();
        let sum = |binary: bool| -> u64 {
            let own = other.iter().filter(|(path, _)| path.ends_with(".bin") == binary);
            own.map(|(_, bytes)| **bytes).sum()
        };
        cost.index.push(sum(true));
        cost.lists.push(sum(false));
        cost.requests.push(other.len());
        cost.trips.push(trips);
        cost.articles.push(of_articles.iter().map(|(_, bytes)| **bytes).sum());
        let truth = articles.iter().filter(|plain| question.admits(plain));
        let truth: Vec<String> = truth.map(|plain| plain.article.id.to_string()).collect();
        let total = found.total;
        assert!(
            total.at_least <= truth.len() && truth.len() <= total.at_most,
            "{question:?} {total:?} {}",
            truth.len()
        );
        let ids = ids(&found);
        let expected = &truth[..truth.len().min(10)];
        let complete = found.next.is_none() || ids.len() == 10;
        if complete {
            assert_eq!(ids, expected, "{question:?}");
        }
        listed += ids.len();
        right += ids.iter().filter(|id| truth.contains(id)).count();
        wanted += if complete { expected.len() } else { ids.len() };
        exact += usize::from(total.exact().is_some());
        all += 1;
    }
    if let Some(file) = told {
        fs::write(file, Value::from(lines).to_string()).expect("it is written");
    }
    println!(
        "p50 and p90 of    | index bytes     | JSON bytes      | requests        | round trips     | article bytes"
    );
    for (kind, cost) in costs {
        let Costs { index, lists, requests, trips, articles } = cost;
        println!(
            "{kind:<17} | {} | {} | {} | {} | {}",
            percentiles(index),
            percentiles(lists),
            percentiles(requests),
            percentiles(trips),
            percentiles(articles)
        );
    }
    println!(
        "{listed} listed, {right} right, {wanted} wanted at 10; {exact} of {all} totals exact"
    );
}
