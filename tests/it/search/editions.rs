//! A tab that stays open, and a folder in which the press puts later editions in place.

use std::fs;
use std::path::{Path, PathBuf};

use investchn::archive::{Answer, Reader};
use investchn::domain::article::ArticleId;
use investchn::domain::query::{Dimension, Query, Sort};
use investchn::domain::route::Route;
use investchn::finder::{Question, answer};
use investchn::site::open;
use investchn::site::page::Content;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::files::files_below;
use crate::search::slow::Slow;
use crate::search::{press, small};

/// The site of some articles, and the number of its edition.
struct Published {
    _folder: TempDir,
    input: PathBuf,
    out: PathBuf,
    number: usize,
}

impl Published {
    fn new() -> Self {
        let (_folder, input, out) = small(200);
        Self { _folder, input, out, number: 0 }
    }

    fn build(&self) {
        press(&["build", self.input.to_str().expect("text"), self.out.to_str().expect("text")]);
    }

    /// Publishes an article more.
    fn publish(&mut self) {
        self.number += 1;
        let day = self.number;
        let id = format!("202208{day:02}-new");
        let article = json!({
            "id": id, "title": format!("新的投资开发区第{day}条"), "published": format!("2022-08-{day:02}"),
            "source": "合成", "section": "policy", "kind": "text", "body": ["港湾投资，经济发展。"],
        });
        let path = self.input.join(format!("articles/2022/08/{id}.json"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, article.to_string()).expect("written");
        self.build();
    }

    fn withdraw(&self, id: &ArticleId) {
        fs::remove_file(self.input.join(id.path())).expect("it was there");
        self.build();
    }

    /// Puts other words in the place of an article's.
    fn correct(&self, id: &ArticleId) {
        let path = self.input.join(id.path());
        let text = fs::read_to_string(&path).expect("it is there");
        let mut article: Value = serde_json::from_str(&text).expect("JSON");
        article["title"] = format!("别的{id}").into();
        article["body"] = vec!["别的"].into();
        fs::write(&path, article.to_string()).expect("written");
        self.build();
    }
}

/// What a tab holds.
struct Tab {
    source: Slow,
    reader: Reader<Slow>,
}

impl Tab {
    fn new(out: &Path) -> Self {
        let source = Slow::new(out);
        Self { reader: Reader::new(source.clone()), source }
    }

    fn ask(&self, question: &Question) -> String {
        self.source.run(answer(&self.reader, question.clone())).0
    }

    fn search(&self, query: &Query) -> Answer {
        let told = self.ask(&Question::Search(query.clone()));
        Answer::decode(&serde_json::from_str(&told).expect("JSON"), query).expect("an answer")
    }

    fn hits(&self, query: &Query) -> Vec<ArticleId> {
        self.search(query).found.hits.into_iter().map(|hit| hit.headline.id).collect()
    }

    fn renewed(&self) -> usize {
        self.source.renewed.get()
    }
}

fn saying(words: &str) -> Query {
    Query::default().saying(words)
}

#[test]
fn the_finder_answers_by_the_newest_edition_where_files_of_its_own_are_gone() {
    let mut published = Published::new();
    let investing = saying("投资");
    let id = Tab::new(&published.out).hits(&investing).remove(0);
    let mut by_relevance = saying("开发 投资");
    by_relevance.sort = Sort::Relevance;
    let questions = [
        Question::Search(investing.clone()),
        Question::Search(investing.clone().with(Dimension::Kind, "photo")),
        Question::Search(by_relevance),
        Question::Search(investing.clone().from_cursor(Some(id.clone()))),
        Question::Search(saying("火星投资")),
        Question::Marks(id, investing),
        Question::Ready,
    ];
    // A tab that knows no more than the manifest, and one that was ready to search.
    let knowing_little: Vec<Tab> = questions.iter().map(|_| Tab::new(&published.out)).collect();
    for tab in &knowing_little {
        tab.source.run(tab.reader.edition()).0.expect("it is sound");
    }
    let ready: Vec<Tab> = questions.iter().map(|_| Tab::new(&published.out)).collect();
    ready.iter().for_each(|tab| drop(tab.ask(&Question::Ready)));
    published.publish();
    published.publish();
    for (number, question) in questions.iter().enumerate() {
        let newest = Tab::new(&published.out).ask(question);
        assert!(!newest.contains("failure"), "{newest}");
        assert_eq!(knowing_little[number].ask(question), newest, "{question:?}");
        assert_eq!(knowing_little[number].renewed(), 1, "{question:?}");
        assert_eq!(ready[number].ask(question), newest, "{question:?}");
        let is_search = matches!(question, Question::Search(_));
        assert_eq!(ready[number].renewed(), usize::from(is_search), "{question:?}");
    }
}

#[test]
fn a_gap_of_the_newest_edition_stays_told() {
    let published = Published::new();
    let tab = Tab::new(&published.out);
    tab.ask(&Question::Ready);
    for file in files_below(&published.out.join("archive")) {
        if file.to_string_lossy().contains("/index-") {
            fs::remove_file(file).expect("it was there");
        }
    }
    let Answer { found, .. } = tab.search(&saying("投资"));
    assert!(found.hits.is_empty() && found.gaps[0].contains("index-"), "{found:?}");
    assert_eq!(tab.renewed(), 1);
}

#[test]
fn a_file_that_is_gone_from_the_newest_edition_is_told_as_lost() {
    let published = Published::new();
    let tab = Tab::new(&published.out);
    tab.source.run(tab.reader.edition()).0.expect("it is sound");
    for file in files_below(&published.out.join("archive")) {
        if file.to_string_lossy().contains("/search-") {
            fs::remove_file(file).expect("it was there");
        }
    }
    for question in [Question::Search(saying("投资")), Question::Ready] {
        let told: Value = serde_json::from_str(&tab.ask(&question)).expect("JSON");
        assert_eq!(told["failure"], "lost", "{question:?}");
        assert!(told["place"].as_str().is_some_and(|place| place.starts_with("archive/search-")));
    }
}

#[test]
fn an_article_that_was_withdrawn_or_corrected_leaves_no_gap() {
    let change: [fn(&Published, &ArticleId); 2] = [Published::withdraw, Published::correct];
    for change in change {
        let published = Published::new();
        let tab = Tab::new(&published.out);
        let shown = tab.hits(&saying("港湾"));
        let investing = saying("投资");
        let hits = Tab::new(&published.out).hits(&investing);
        let changed = hits.iter().find(|id| !shown.contains(id)).expect("there is one");
        change(&published, changed);
        let told = tab.search(&investing);
        assert_eq!(told.found.gaps, Vec::<String>::new());
        assert_eq!(told, Tab::new(&published.out).search(&investing));
        assert_eq!(tab.renewed(), 1);
    }
}

#[test]
fn twenty_editions_under_an_open_tab_do_not_show_to_a_reader() {
    let mut published = Published::new();
    // The page and the finder beside it have each a reader of their own.
    let (page, finder) = (Tab::new(&published.out), Tab::new(&published.out));
    let addresses = [
        "/",
        "/policy/",
        "/all/?kind=photo",
        "/zones/",
        "/zone-news/all/text/",
        "/all/?year=2021",
        "/about/",
        "/all/p2/",
        "/all/?region=jiangsu",
        "/policy/all/text/p1/",
        "/all/?month=2022-03",
    ];
    let words = ["投资", "开发", "国", "州", "港", "经", "市 -贸易", "技"];
    let open = |tab: &Tab, route: Route| tab.source.run(open::open(&tab.reader, &(), route)).0;
    for edition in 0..20 {
        published.publish();
        let newest = Tab::new(&published.out);
        let query = saying(words[edition % words.len()]);
        let hits = newest.hits(&query);
        match edition % 5 {
            1 => published.withdraw(hits.last().expect("there are some")),
            3 => published.correct(hits.last().expect("there are some")),
            _ => {}
        }
        let address = addresses[edition % addresses.len()];
        let shown = open(&page, Route::parse(address));
        assert!(shown.is_ok(), "edition {edition}, {address}: {shown:?}");
        let renewed = finder.renewed();
        let told = finder.search(&query);
        assert_eq!(told.found.gaps, Vec::<String>::new(), "edition {edition}, {query:?}");
        assert!(finder.renewed() <= renewed + 1, "edition {edition}");
        // A hit is opened, and what stands beside it is found.
        let hit = told.found.hits.first().expect("there are some").headline.id.clone();
        let shown = open(&page, Route::Article(hit)).expect("it is there");
        let Content::Article(shown) = shown.content else { panic!("it is an article") };
        let beside =
            page.source.run(open::neighbours(&page.reader, &shown.article, Some("/all/"))).0;
        assert!(beside.is_ok(), "edition {edition}: {beside:?}");
    }
    let renewed = [page.renewed(), finder.renewed()];
    assert!(
        renewed.iter().all(|times| *times > 1),
        "both have come to later editions: {renewed:?}"
    );
}
