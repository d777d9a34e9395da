//! The reader against a naive filter over all articles, over archives of many small volumes.

use super::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde_json::Value;

use crate::archive::digest::{Digest, Digests};
use crate::archive::roll::tests::rolled;
use crate::archive::volume::tests::{any_headlines, any_query, naive};
use crate::archive::{FORMAT, MANIFEST, Part, Roll, VolumeEntry, registers};
use crate::domain::route::Route;
use crate::domain::taxonomy::tests::site;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde::Serialize;

/// An archive in memory, which counts what is asked of it.
#[derive(Clone)]
struct Memory {
    files: Rc<BTreeMap<String, String>>,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Source for Memory {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        let text = self.files.get(&path).ok_or(Failure::Missing);
        let value = text.map(|text| serde_json::from_str(text).expect("it is JSON"));
        self.asked.borrow_mut().push(path);
        futures::future::ready(value).boxed_local()
    }

    fn bytes(&self, _: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        futures::future::ready(Err(Failure::Missing)).boxed_local()
    }
}

#[derive(Default)]
struct Files {
    /// By path.
    texts: BTreeMap<String, String>,
    /// The number that stands for the first hash.
    first: usize,
}

impl Files {
    fn number(&self) -> usize {
        self.first + self.texts.len()
    }

    /// Puts a part under a name of its own; returns what stands for its hash.
    fn put(&mut self, part: Part, content: &impl Serialize) -> String {
        let hash = format!("{:012x}", self.number());
        self.put_at(part.path(&hash), content);
        hash
    }

    fn put_at(&mut self, path: String, content: &impl Serialize) {
        self.texts.insert(path, serde_json::to_string(content).expect("it serialises"));
    }

    fn put_all(&mut self, digests: Vec<(String, Digest)>) -> Vec<(String, String)> {
        digests.into_iter().map(|(id, digest)| (id, self.put(Part::Digest, &digest))).collect()
    }

    /// Puts the files of a roll.
    fn roll(&mut self, rows: &[Headline], is_open: bool) -> Roll {
        let (roll, files) = rolled(rows, is_open, self.number());
        files.into_iter().for_each(|(path, rows)| self.put_at(path, &rows));
        roll
    }

    fn volume(&mut self, rows: &[Headline], is_open: bool, digests: &mut Digests) -> VolumeEntry {
        let roll = self.roll(rows, is_open);
        digests.all.roll.append(&roll);
        for (id, digest) in &mut digests.sections {
            let own = rows.iter().filter(|row| row.section == *id).cloned();
            digest.roll.append(&self.roll(&own.collect::<Vec<_>>(), is_open));
        }
        let hash = format!("{:012x}", self.number());
        let all: Vec<&Headline> = rows.iter().collect();
        for (register, volume) in registers(&site(), &all, &roll) {
            self.put_at(format!("{}/{register}.json", Part::Volume.folder(&hash)), &volume);
        }
        VolumeEntry {
            hash,
            len: rows.len() as u32,
            first: rows[0].moment().date().to_string(),
            last: rows[rows.len() - 1].moment().date().to_string(),
        }
    }
}

/// The archive of headlines in date order, in volumes of `len` rows. `cells` is the most that one
/// digest holds.
fn archive(headlines: &[Headline], len: usize, cells: usize) -> Reader<Memory> {
    let files = Rc::new(edition(headlines, len, cells, 0));
    Reader::new(Memory { files, asked: Rc::default() })
}

/// The files of that archive, by path. Hashes are numbers from `first` on.
pub(super) fn edition(
    headlines: &[Headline],
    len: usize,
    cells: usize,
    first: usize,
) -> BTreeMap<String, String> {
    let mut files = Files { first, ..Files::default() };
    let rows: Vec<&Headline> = headlines.iter().collect();
    let mut digests = Digests::with(&rows, cells);
    let volumes = headlines.chunks(len);
    let is_open = |at: usize| (at + 1) * len >= headlines.len();
    let volumes =
        volumes.enumerate().map(|(at, rows)| files.volume(rows, is_open(at), &mut digests));
    let volumes = volumes.collect();
    let manifest = Manifest {
        format: FORMAT,
        site: files.put(Part::Site, &site()),
        front: files.put(Part::Front, &Front::choose(&site(), &rows, |_| None)),
        digest: files.put(Part::Digest, &digests.all),
        whole: digests.whole,
        digests: files.put_all(digests.sections),
        years: files.put_all(digests.years),
        volumes,
        search: None,
    };
    files.texts.insert(MANIFEST.to_owned(), manifest.encode().expect("it serialises"));
    files.texts
}

fn now<T>(answer: impl Future<Output = Result<T, Failure>>) -> T {
    answer.now_or_never().expect("memory answers at once").expect("the archive is sound")
}

fn ids(headlines: &[Headline]) -> Vec<String> {
    headlines.iter().map(|headline| headline.id.to_string()).collect()
}

/// What a naive filter finds, newest first.
fn expected(headlines: &[Headline], query: &Query, but: Option<Dimension>) -> Vec<Headline> {
    let site = site();
    headlines.iter().rev().filter(|row| naive(&site, query, row, but)).cloned().collect()
}

/// Every page of a list, as the pager leads through it.
fn pages(reader: &Reader<Memory>, query: &Query) -> Vec<List> {
    let mut pages = vec![now(reader.list(query, None))];
    while let Some(Route::List { query, page }) = pages[pages.len() - 1].pager.older.clone() {
        pages.push(now(reader.list(&query, page)));
        assert!(pages.len() < 100, "the pages come to an end");
    }
    pages
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn pages_totals_and_counts_are_those_of_a_naive_filter(
        headlines in any_headlines(150), query in any_query(), len in 1usize..60, cells in prop_oneof![Just(0usize), Just(9_999)],
    ) {
        let reader = archive(&headlines, len, cells);
        let all = expected(&headlines, &query, None);
        let pages = pages(&reader, &query);
        let shown: Vec<Headline> = pages.iter().flat_map(|page| page.headlines.clone()).collect();
        prop_assert_eq!(ids(&shown), ids(&all));
        for page in &pages {
            prop_assert_eq!(page.total, Some(all.len()));
        }
        for facet in &pages[0].facets {
            let rows = expected(&headlines, &query, Some(facet.dimension));
            for value in facet.values.iter().flat_map(|value| [value].into_iter().chain(&value.within)) {
                let carries = |row: &&Headline| {
                    naive(&site(), &Query::default().with(facet.dimension, &value.id), row, None)
                };
                let count = rows.iter().filter(carries).count();
                // Of one section, no other's count is asked for.
                let own = query.single(Dimension::Section).filter(|_| facet.dimension == Dimension::Section);
                let told = own.is_none_or(|own| own == value.id).then_some(count);
                prop_assert_eq!(value.count.map(|count| count as usize), told, "{:?} {}", facet.dimension, value.id);
            }
        }
    }

    #[test]
    fn a_page_before_leads_back_to_the_same_rows(
        headlines in any_headlines(150), query in any_query(), len in 1usize..60,
    ) {
        let reader = archive(&headlines, len, 0);
        let pages = pages(&reader, &query);
        for pair in pages.windows(2) {
            let Some(Route::List { query, page }) = pair[1].pager.newer.clone() else {
                panic!("an older page leads back");
            };
            prop_assert_eq!(ids(&now(reader.list(&query, page)).headlines), ids(&pair[0].headlines));
        }
    }

    #[test]
    fn neighbours_are_the_rows_above_and_below(
        headlines in any_headlines(60), query in any_query(), len in 1usize..30, of in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!headlines.is_empty());
        let reader = archive(&headlines, len, 0);
        let article = of.get(&headlines);
        let rows = expected(&headlines, &query, None);
        let id = |row: Option<&Headline>| row.map(|row| row.id.clone());
        let newer = rows.iter().rev().find(|row| row.place() > article.place());
        let older = rows.iter().find(|row| row.place() < article.place());
        let found = now(reader.neighbours(&article.id, &query));
        prop_assert_eq!((id(found.newer.as_ref()), id(found.older.as_ref())), (id(newer), id(older)));
    }

    #[test]
    fn a_cursor_of_an_article_that_is_gone_keeps_its_place(headlines in any_headlines(60), len in 1usize..30) {
        let reader = archive(&headlines, len, 9_999);
        let gone = ArticleId::parse("20200301-gone").expect("an id");
        let older = |row: &&Headline| row.moment().date().to_string().as_str() <= "2020-03-01";
        let expected: Vec<Headline> = headlines.iter().rev().filter(older).take(20).cloned().collect();
        let list = now(reader.list(&Query::default().from_cursor(Some(gone)), None));
        prop_assert_eq!(ids(&list.headlines), ids(&expected));
    }
}

#[test]
fn a_page_of_all_or_of_a_section_is_a_digest_and_two_files() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let headlines = any_headlines(400).new_tree(&mut runner).expect("headlines").current();
    let check = |query: Query, page: Option<u32>, most: usize, cells: usize| {
        let reader = archive(&headlines, 200, cells);
        now(reader.list(&query, page));
        // Besides the manifest and the site.
        let asked = reader.files.source.asked.borrow();
        assert!(asked.len() <= most + 2, "{asked:?}");
        assert!(!asked.iter().any(|path| path.contains("volume")), "{asked:?}");
    };
    for query in [Query::default(), Query::default().with(Dimension::Section, "policy")] {
        for cells in [0, 9_999] {
            check(query.clone(), None, 1, cells);
            check(query.clone(), Some(2), 3, cells);
        }
    }
}

#[test]
fn rows_of_a_chapter_and_behind_it_are_found() {
    // One filing, so that every row is a match; more rows than a chapter has.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let one = any_headlines(1).prop_filter("one", |rows| rows.len() == 1);
    let one = one.new_tree(&mut runner).expect("a headline").current().remove(0);
    let rows = 4_096 + 65;
    let headline = |row: usize| {
        let id = format!("{}-n{row:05}", one.id.as_str().split('-').next().expect("a date"));
        Headline { id: ArticleId::parse(&id).expect("an id"), ..one.clone() }
    };
    let headlines: Vec<Headline> = (0..rows).map(headline).collect();
    let reader = archive(&headlines, 4_096, 9_999);
    let query = Query::default().with(Dimension::Kind, one.kind.id());
    for (page, newest) in [(None, rows), (Some(206), 4_120), (Some(205), 4_100), (Some(1), 20)] {
        let shown = now(reader.list(&query, page));
        let last = shown.headlines.len();
        let expected: Vec<String> =
            headlines[newest - last..newest].iter().rev().map(|row| row.id.to_string()).collect();
        assert_eq!(ids(&shown.headlines), expected, "page {page:?}");
    }
}

#[test]
fn neighbours_in_the_list_that_was_shown_need_nothing_more() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let headlines = any_headlines(150).new_tree(&mut runner).expect("headlines").current();
    let reader = archive(&headlines, 20, 0);
    let query = Query::default().with(Dimension::Kind, "text");
    let list = now(reader.list(&query, None));
    let asked = reader.files.source.asked.borrow().len();
    for rows in list.headlines.windows(3) {
        let found = now(reader.neighbours(&rows[1].id, &query));
        let expected = Neighbours { newer: Some(rows[0].clone()), older: Some(rows[2].clone()) };
        assert_eq!(found, expected);
    }
    let first = now(reader.neighbours(&list.headlines[0].id, &query));
    assert_eq!(first, Neighbours { newer: None, older: Some(list.headlines[1].clone()) });
    assert!(list.headlines.len() > 3, "{}", list.headlines.len());
    assert_eq!(reader.files.source.asked.borrow().len(), asked);
}
