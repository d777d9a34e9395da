//! An open tab, and a host whose files become those of other editions.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures::FutureExt;
use futures::future::{LocalBoxFuture, join, join3};
use proptest::strategy::{Strategy, ValueTree};
use serde_json::Value;

use super::*;
use crate::archive::reader::tests::edition;
use crate::archive::volume::tests::any_headlines;
use crate::archive::{Front, List};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::query::{Dimension, Query};

/// A host that holds the files of an edition and of the one before it. Each answer takes a turn.
#[derive(Clone)]
struct Host(Rc<RefCell<Served>>);

struct Served {
    files: BTreeMap<String, String>,
    newest: BTreeMap<String, String>,
    /// What is answered for a file that is not there.
    gone: Failure,
    /// What is answered for the manifest in its place.
    no_manifest: Option<Failure>,
    /// The paths, in order; behind one that was asked for past the caches stands a mark.
    asked: Vec<String>,
}

/// The manifest, asked for past the caches.
const ANEW: &str = "archive/manifest.json anew";

impl Host {
    fn new(articles: usize) -> Self {
        let host = Self(Rc::new(RefCell::new(Served {
            files: BTreeMap::new(),
            newest: BTreeMap::new(),
            gone: Failure::Missing,
            no_manifest: None,
            asked: Vec::new(),
        })));
        host.publish(articles);
        host
    }

    /// Puts an edition of so many articles in place.
    fn publish(&self, articles: usize) {
        let newest = edition(&headlines()[..articles], 20, 0, articles * 100_000);
        let served = &mut *self.0.borrow_mut();
        served.files = std::mem::replace(&mut served.newest, newest.clone());
        served.files.extend(newest);
    }

    /// Puts an edition in place after which nothing of the first is left.
    fn replace(&self, articles: usize) {
        self.publish(articles - 1);
        self.publish(articles);
    }

    fn lose(&self, part: &str) {
        self.0.borrow_mut().files.retain(|path, _| !path.contains(part));
    }

    fn put(&self, path: &str, text: &str) {
        self.0.borrow_mut().files.insert(path.to_owned(), text.to_owned());
    }

    /// How often a part has been asked for.
    fn asked(&self, part: &str) -> usize {
        self.0.borrow().asked.iter().filter(|path| path.contains(part)).count()
    }

    fn answer(&self, path: &str) -> Result<Value, Failure> {
        let served = self.0.borrow();
        match &served.no_manifest {
            Some(failure) if path == MANIFEST => return Err(failure.clone()),
            _ => {}
        }
        let text = served.files.get(path).ok_or_else(|| served.gone.clone())?;
        serde_json::from_str(text).map_err(|error| Failure::Malformed(error.to_string()))
    }

    fn later(&self, path: String, mark: &str) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        self.0.borrow_mut().asked.push(path.clone() + mark);
        let (host, has_waited) = (self.clone(), Cell::new(false));
        std::future::poll_fn(move |context| {
            if has_waited.replace(true) {
                return Poll::Ready(host.answer(&path));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .boxed_local()
    }
}

impl Source for Host {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        self.later(path, "")
    }

    fn anew(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        self.later(path, " anew")
    }

    fn bytes(&self, _: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        futures::future::ready(Err(Failure::Missing)).boxed_local()
    }
}

fn run<T>(answer: impl Future<Output = T>) -> T {
    let mut answer = pin!(answer);
    for _ in 0..1_000 {
        if let Poll::Ready(answer) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return answer;
        }
    }
    panic!("the host answers in time")
}

/// The same at every call.
fn headlines() -> Vec<Headline> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let enough = any_headlines(200).prop_filter("enough", |rows| rows.len() > 120);
    enough.new_tree(&mut runner).expect("headlines").current()
}

fn policies() -> Query {
    Query::default().with(Dimension::Section, "policy")
}

async fn front(reader: &Reader<Host>) -> Result<Front, Failure> {
    let ask = async || reader.front().await.map(|front| (*front).clone());
    reader.across_editions(ask, |_| false).await
}

async fn list(reader: &Reader<Host>, query: &Query) -> Result<List, Failure> {
    reader.across_editions(async || reader.list(query, None).await, |_| false).await
}

/// A tab that has shown a list of the edition of 60 articles, and the host after that is gone.
fn tab() -> (Host, Reader<Host>) {
    let host = Host::new(60);
    let reader = Reader::new(host.clone());
    run(list(&reader, &policies())).expect("it is sound");
    host.replace(62);
    (host, reader)
}

#[test]
fn where_a_file_is_gone_the_newest_edition_answers() {
    for gone in [Failure::Missing, Failure::Foreign] {
        let (host, reader) = tab();
        host.0.borrow_mut().gone = gone;
        let newest = run(front(&Reader::new(host.clone()))).expect("it is sound");
        assert_eq!(run(front(&reader)), Ok(newest));
        assert_eq!(host.asked(ANEW), 1);
        let kind = Query::default().with(Dimension::Kind, "photo");
        let newest = run(list(&Reader::new(host.clone()), &kind)).expect("it is sound");
        assert_eq!(run(list(&reader, &kind)).map(|list| list.total), Ok(newest.total));
        assert_eq!(host.asked(ANEW), 1, "the new edition stands");
    }
}

#[test]
fn a_file_that_is_gone_from_the_newest_edition_is_lost_and_named() {
    for gone in [Failure::Missing, Failure::Foreign] {
        let host = Host::new(60);
        host.0.borrow_mut().gone = gone;
        let reader = Reader::new(host.clone());
        host.lose("front-");
        let Err(Failure::Lost(path)) = run(front(&reader)) else { panic!("it is lost") };
        assert!(path.starts_with("archive/front-"), "{path}");
        assert_eq!((host.asked(ANEW), host.asked("front-")), (1, 1));
    }
}

#[test]
fn a_new_edition_that_lacks_a_file_too_is_asked_once() {
    let (host, reader) = tab();
    host.lose("front-");
    assert!(matches!(run(front(&reader)), Err(Failure::Lost(_))));
    assert_eq!((host.asked(ANEW), host.asked("front-")), (1, 2));
}

#[test]
fn where_the_manifest_cannot_be_reached_neither_can_the_page() {
    for failure in [Failure::Offline, Failure::Foreign] {
        let (host, reader) = tab();
        host.0.borrow_mut().no_manifest = Some(failure);
        assert_eq!(run(front(&reader)), Err(Failure::Offline));
        host.0.borrow_mut().no_manifest = None;
        assert!(run(front(&reader)).is_ok(), "what failed is asked for again");
    }
}

#[test]
fn a_manifest_that_is_gone_is_named_and_not_asked_for_twice() {
    let host = Host::new(60);
    host.lose("manifest");
    let reader = Reader::new(host.clone());
    assert_eq!(run(front(&reader)), Err(Failure::Lost(MANIFEST.into())));
    assert_eq!(host.asked("manifest"), 1);
}

#[test]
fn a_new_edition_of_a_newer_press_is_told() {
    let (host, reader) = tab();
    host.put(MANIFEST, r#"{"format":99}"#);
    assert_eq!(run(front(&reader)), Err(Failure::TooNew));
}

#[test]
fn what_was_lost_and_is_there_again_is_shown() {
    let host = Host::new(60);
    let reader = Reader::new(host.clone());
    let files = host.0.borrow().files.clone();
    host.lose("volume-");
    let query = Query::default().with(Dimension::Region, "jiangsu");
    assert!(matches!(run(list(&reader, &query)), Err(Failure::Lost(_))));
    // Several were begun at once, and only the first was waited for.
    assert!(host.asked("volume-") > 1);
    host.0.borrow_mut().files = files;
    assert!(run(list(&reader, &query)).is_ok());
}

#[test]
fn two_questions_at_once_ask_for_one_manifest() {
    let (host, reader) = tab();
    let kind = Query::default().with(Dimension::Kind, "video");
    let zones = async || reader.zone_counts().await.map(drop);
    let answers = run(async {
        let zones = reader.across_editions(zones, |()| false);
        join3(front(&reader), list(&reader, &kind), zones).await
    });
    assert!(answers.0.is_ok() && answers.1.is_ok() && answers.2.is_ok(), "{answers:?}");
    assert_eq!(host.asked(ANEW), 1);
}

#[test]
fn a_question_that_another_took_up_the_edition_for_asks_again_at_once() {
    let (host, reader) = tab();
    let asked = Cell::new(0);
    let ask = async || {
        asked.set(asked.get() + 1);
        if asked.get() == 1 {
            // Meanwhile another question is answered by the newest edition.
            front(&reader).await?;
            return Err(Failure::Lost("archive/digest-0.json".into()));
        }
        Ok(())
    };
    assert_eq!(run(reader.across_editions(ask, |()| false)), Ok(()));
    assert_eq!((asked.get(), host.asked(ANEW)), (2, 1));
}

#[test]
fn an_answer_with_gaps_asks_again_only_where_a_file_was_gone() {
    let check = |failure: Failure, renewals: usize| {
        let (host, reader) = tab();
        host.0.borrow_mut().gone = failure;
        // The front page of the tab's edition does not come, and that is told in the answer.
        let ask = async || Ok(reader.front().await.is_err());
        let told = run(reader.across_editions(ask, |has_gap| *has_gap));
        assert_eq!((told, host.asked(ANEW)), (Ok(renewals == 0), renewals));
    };
    check(Failure::Missing, 1);
    check(Failure::Foreign, 1);
    check(Failure::Offline, 0);
}

#[test]
fn an_answer_with_gaps_stays_where_there_is_no_other_edition() {
    for manifest in [None, Some(Failure::Offline)] {
        let host = Host::new(60);
        let reader = Reader::new(host.clone());
        run(reader.edition()).expect("it is sound");
        host.lose("front-");
        host.0.borrow_mut().no_manifest = manifest;
        let ask = async || Ok(reader.front().await.is_err());
        assert_eq!(run(reader.across_editions(ask, |has_gap| *has_gap)), Ok(true));
        assert_eq!((host.asked(ANEW), host.asked("front-")), (1, 1));
    }
}

#[test]
fn neighbours_are_never_those_of_a_list_of_an_edition_before() {
    let host = Host::new(60);
    let reader = Reader::new(host.clone());
    let shown = run(list(&reader, &policies())).expect("it is sound");
    let newest = shown.headlines[0].id.clone();
    let ask = async || reader.neighbours(&newest, &policies()).await;
    let beside = || run(reader.across_editions(ask, |_| false)).expect("it is sound");
    assert_eq!(beside().newer, None);
    let rows = headlines();
    let is_policy = |row: &&Headline| row.section == "policy";
    let next = rows.iter().skip(60).find(is_policy).expect("there is a newer one");
    let at = rows.iter().position(|row| row.id == next.id).expect("it is there");
    host.replace(at + 1);
    run(front(&reader)).expect("the newest edition answers");
    assert_eq!(beside().newer.map(|newer| newer.id), Some(next.id.clone()));
}

/// A tab that knows an article by a hash.
fn tab_with_article() -> (Host, Reader<Host>, ArticleId) {
    let host = Host::new(60);
    let reader = Reader::new(host.clone());
    let known = Headline { hash: "0123456789ab".into(), ..headlines()[0].clone() };
    reader.remember([&known].into_iter());
    (host, reader, known.id)
}

fn text_of(id: &ArticleId) -> String {
    let date = id.date().expect("an id has a date").iso();
    let id = id.as_str();
    format!(
        r#"{{"id":"{id}","title":"题","published":"{date}","source":"源","section":"policy","kind":"text","body":["段"]}}"#
    )
}

#[test]
fn an_article_whose_hash_leads_nowhere_is_asked_for_by_its_bare_address() {
    let (host, reader, id) = tab_with_article();
    host.put(&id.path(), &text_of(&id));
    let both = run(join(reader.article(&id), reader.article(&id)));
    assert_eq!(both.0.map(|article| article.id.clone()), Ok(id.clone()));
    assert_eq!(both.1.map(|article| article.id.clone()), Ok(id.clone()));
    assert_eq!((host.asked("?v="), host.asked("articles/")), (1, 2));
    run(reader.article(&id)).expect("it is there");
    assert_eq!(host.asked("articles/"), 2);
}

#[test]
fn an_article_that_is_nowhere_is_missing() {
    let (host, reader, id) = tab_with_article();
    assert_eq!(run(reader.article(&id)).err(), Some(Failure::Missing));
    assert_eq!((host.asked("?v="), host.asked("articles/")), (1, 2));
    assert_eq!(host.asked(ANEW), 0, "its bare address is in every edition");
}

#[test]
fn a_page_in_place_of_an_article_tells_of_the_network() {
    let (host, reader, id) = tab_with_article();
    host.0.borrow_mut().gone = Failure::Foreign;
    assert_eq!(run(reader.article(&id)).err(), Some(Failure::Offline));
    host.put(&[&id.path(), "?v=0123456789ab"].concat(), &text_of(&id));
    assert!(run(reader.article(&id)).is_ok(), "its hash was kept");
}

/// A question, answered in print.
async fn answered(reader: &Reader<Host>, number: usize) -> Result<String, Failure> {
    let with = |dimension, value| Query::default().with(dimension, value);
    let told = async || {
        Ok(match number % 8 {
            0 => format!("{:?}", reader.front().await?),
            1 => format!("{:?}", reader.list(&policies(), None).await?),
            2 => format!("{:?}", reader.list(&with(Dimension::Kind, "photo"), None).await?),
            3 => format!("{:?}", reader.news(&with(Dimension::Zone, "jiangyan")).await?),
            4 => format!("{:?}", reader.zone_counts().await?),
            5 => format!("{:?}", reader.list(&Query::default(), Some(1)).await?),
            6 => format!("{:?}", reader.list(&with(Dimension::Year, "2020"), None).await?),
            _ => format!("{:?}", reader.neighbours(&headlines()[30].id, &policies()).await?),
        })
    };
    reader.across_editions(told, |_| false).await
}

#[test]
fn twenty_editions_under_an_open_tab_do_not_show() {
    for gone in [Failure::Missing, Failure::Foreign] {
        let host = Host::new(60);
        host.0.borrow_mut().gone = gone;
        let reader = Reader::new(host.clone());
        let mut editions = Vec::new();
        for number in 0..20 {
            host.publish(61 + number);
            let newest = Reader::new(host.clone());
            editions.push((0..8).map(|number| run(answered(&newest, number))).collect::<Vec<_>>());
            let before = host.asked(ANEW);
            // One question after an edition, as a reader goes from page to page; at last all of them.
            for question in if number < 19 { number..number + 1 } else { 0..8 } {
                let answer = run(answered(&reader, question));
                assert!(answer.is_ok(), "edition {number}, question {question}: {answer:?}");
                let of_one = |edition: &Vec<_>| edition[question % 8] == answer;
                assert!(editions.iter().any(of_one), "edition {number}, question {question}");
            }
            assert!(host.asked(ANEW) <= before + 1, "edition {number}");
        }
        assert!(host.asked(ANEW) > 2, "the tab has come to later editions");
    }
}
