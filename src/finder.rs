//! The finder: searching beside the page, in a program of its own that is loaded with the first
//! search. The page asks in text, and is answered in JSON; this is both sides of that.

use serde_json::Value;

use crate::archive::{Answer, Failure, Found, Hit, Instead, Marks, Reader, Source, Total};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::json::{self, Fault, Writer};
use crate::domain::query::{Dimension, Query, Sort};
use crate::domain::time::Date;
use crate::domain::words::Piece;

/// What a finder says first, once it hears questions.
pub const LISTENING: &str = "listening";

/// How many rows an answer has: fewer than a list, for each is an article that is fetched.
const ROWS: usize = 10;

/// What the page asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// To be ready: a reader is about to search.
    Ready,
    /// What a query's words find.
    Search(Query),
    /// Where a query's words stand in an article.
    Marks(ArticleId, Query),
}

impl Question {
    /// As text, for [`Self::parse`].
    pub fn text(&self) -> String {
        match self {
            Question::Ready => "ready".into(),
            Question::Search(query) => ["search\n", &lines(query)].concat(),
            Question::Marks(id, query) => ["marks ", id.as_str(), "\n", &lines(query)].concat(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (asked, query) = text.split_once('\n').unwrap_or((text, ""));
        match asked.split_once(' ').unwrap_or((asked, "")) {
            ("ready", _) => Some(Question::Ready),
            ("search", _) => Some(Question::Search(of_lines(query)?)),
            ("marks", id) => Some(Question::Marks(ArticleId::parse(id)?, of_lines(query)?)),
            _ => None,
        }
    }
}

/// A query as a line of filters, its sort and its cursor, and the words behind that: an address
/// would have to be taken apart again.
fn lines(query: &Query) -> String {
    let mut lines = String::new();
    for (dimension, value) in query.filters() {
        lines.extend([dimension.id(), "=", value, " "]);
    }
    if query.sort == Sort::Relevance {
        lines.push_str("sort=relevance ");
    }
    if let Some(before) = &query.before {
        lines.extend(["before=", before.as_str(), " "]);
    }
    lines.push('\n');
    lines.push_str(&query.words);
    lines
}

/// Reads what [`lines`] writes.
fn of_lines(lines: &str) -> Option<Query> {
    let (parts, words) = lines.split_once('\n')?;
    let mut query = Query::default().saying(words);
    for part in parts.split(' ') {
        let (name, value) = part.split_once('=').unwrap_or_default();
        match (name, Dimension::parse(name)) {
            (_, Some(dimension)) => query = query.with(dimension, value),
            ("sort", _) => query.sort = Sort::Relevance,
            ("before", _) => query.before = ArticleId::parse(value),
            _ => {}
        }
    }
    Some(query)
}

/// Answers a question over an archive, as JSON.
pub async fn answer<S: Source>(reader: &Reader<S>, question: Question) -> String {
    let reply = reader.across_editions(|| reply_to(reader, &question), Reply::has_gaps).await;
    reply.unwrap_or_else(Reply::Failure).text()
}

async fn reply_to<S: Source>(reader: &Reader<S>, question: &Question) -> Result<Reply, Failure> {
    match question {
        Question::Ready => reader.ready_to_search().await.map(|()| Reply::Ready),
        Question::Search(query) => search(reader, query).await.map(Box::new).map(Reply::Answer),
        Question::Marks(id, query) => reader.marks(id, query).await.map(Reply::Marks),
    }
}

async fn search<S: Source>(reader: &Reader<S>, query: &Query) -> Result<Answer, Failure> {
    let found = reader.search(query, ROWS).await?;
    let is_none = found.hits.is_empty() && found.next.is_none() && query.before.is_none();
    let instead = if is_none { reader.instead(query).await? } else { Instead::default() };
    Ok(Answer { found, instead })
}

/// What is told of a question.
enum Reply {
    Ready,
    Answer(Box<Answer>),
    Marks(Marks),
    Failure(Failure),
}

impl Reply {
    fn has_gaps(&self) -> bool {
        let has_gaps =
            |answer: &Answer| !answer.found.gaps.is_empty() || !answer.instead.gaps.is_empty();
        matches!(self, Reply::Answer(answer) if has_gaps(answer))
    }

    fn text(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|fields| match self {
            Reply::Ready => {}
            Reply::Answer(answer) => {
                let Answer { found, instead } = &**answer;
                fields.name("hits").list(&found.hits, |out, hit| {
                    out.object(|fields| {
                        hit.headline.write(fields.name("headline"));
                        write_pieces(&hit.title, fields.name("title"));
                        write_pieces(&hit.excerpt, fields.name("excerpt"));
                    });
                });
                write_total(found.total, fields.name("total"));
                fields.name("next").optional_text(found.next.as_ref().map(ArticleId::as_str));
                let reach = found.reach.map(Date::iso);
                fields.name("reach").optional_text(reach.as_deref());
                // To a reader it is the same gap.
                let gaps = found.gaps.iter().chain(&instead.gaps);
                fields.name("gaps").list(gaps, |out, gap| out.text(gap));
                fields.name("searched").number(found.searched.into());
                fields.name("signs").text(&found.signs);
                if let Some((_, total)) = &instead.unfiltered {
                    write_total(*total, fields.name("unfiltered"));
                }
                let part = instead.part.as_ref().map(|query| query.words.as_str());
                fields.name("part").optional_text(part);
            }
            Reply::Marks(marks) => fields.name("marks").list(marks, |out, ranges| {
                let ends = ranges.iter().flat_map(|range| [range.start, range.end]);
                out.list(ends, write_count);
            }),
            Reply::Failure(failure) => {
                let (name, place) = match failure {
                    Failure::Missing => ("missing", ""),
                    Failure::Offline | Failure::Foreign => ("offline", ""),
                    Failure::Lost(path) => ("lost", path.as_str()),
                    Failure::TooNew => ("too-new", ""),
                    Failure::Malformed(place) => ("malformed", place.as_str()),
                };
                fields.name("failure").text(name);
                fields.name("place").text(place);
            }
        });
        writer.end()
    }
}

/// Pieces as texts that are in turn not marked and marked.
fn write_pieces(pieces: &[Piece], to: &mut Writer) {
    let mut marked = false;
    to.list(pieces, |out, piece| {
        if piece.marked != marked {
            out.text("");
        }
        out.text(&piece.text);
        marked = !piece.marked;
    });
}

fn write_total(total: Total, to: &mut Writer) {
    to.list([total.at_least, total.at_most], write_count);
}

fn write_count(to: &mut Writer, count: usize) {
    to.number(i64::try_from(count).unwrap_or(i64::MAX));
}

fn pieces(value: &Value, name: &str) -> Result<Vec<Piece>, Fault> {
    let texts = json::texts(value, name)?.into_iter().enumerate();
    let pieces = texts.map(|(at, text)| Piece { text, marked: at % 2 == 1 });
    Ok(pieces.filter(|piece| !piece.text.is_empty()).collect())
}

fn total(value: &Value, name: &str) -> Result<Total, Fault> {
    match json::list(value, name, |n| json::count(n).ok_or_else(|| "is no count".into()))?[..] {
        [at_least, at_most] => Ok(Total { at_least: at_least as usize, at_most: at_most as usize }),
        _ => Err([name, ": is no range"].concat()),
    }
}

impl Answer {
    /// Reads what [`answer`] tells of a search for a query.
    pub fn decode(value: &Value, query: &Query) -> Result<Self, Failure> {
        refused(value)?;
        Self::read(value, query).map_err(Failure::Malformed)
    }

    fn read(value: &Value, query: &Query) -> Result<Self, Fault> {
        let plain = Query::default();
        let unfiltered = match value.get("unfiltered") {
            None | Some(Value::Null) => None,
            Some(_) => Some((plain.clone().saying(&query.words), total(value, "unfiltered")?)),
        };
        let part = json::optional_text(value, "part")?.map(|words| plain.saying(words));
        let found = Found {
            query: query.clone(),
            hits: json::list(value, "hits", |hit| {
                Ok(Hit {
                    headline: Headline::decode(json::field(hit, "headline")?)?,
                    title: pieces(hit, "title")?,
                    excerpt: pieces(hit, "excerpt")?,
                })
            })?,
            total: total(value, "total")?,
            next: json::optional_text(value, "next")?.and_then(|id| ArticleId::parse(&id)),
            reach: json::optional_text(value, "reach")?.and_then(|date| Date::parse(&date)),
            gaps: json::texts(value, "gaps")?,
            searched: json::number(value, "searched")? != 0,
            signs: json::text(value, "signs")?,
        };
        let instead = Instead { unfiltered, part, gaps: Vec::new() };
        Ok(Self { found, instead })
    }
}

/// Reads what [`answer`] tells of marks.
pub fn marks(value: &Value) -> Result<Marks, Failure> {
    refused(value)?;
    let marks = json::list(value, "marks", |row| {
        let ends = row.as_array().map(Vec::as_slice).unwrap_or_default();
        let ends: Vec<usize> =
            ends.iter().filter_map(json::count).map(|end| end as usize).collect();
        Ok(ends
            .chunks_exact(2)
            .filter_map(|pair| match pair {
                [start, end] if start < end => Some(*start..*end),
                _ => None,
            })
            .collect())
    });
    marks.map_err(Failure::Malformed)
}

/// The failure that was told in place of an answer.
fn refused(value: &Value) -> Result<(), Failure> {
    let place = || value.get("place").and_then(Value::as_str).unwrap_or_default().to_owned();
    match value.get("failure").and_then(Value::as_str) {
        None if value.is_object() => Ok(()),
        Some("missing") => Err(Failure::Missing),
        Some("offline") => Err(Failure::Offline),
        Some("lost") => Err(Failure::Lost(place())),
        Some("too-new") => Err(Failure::TooNew),
        _ => Err(Failure::Malformed(place())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(words: &str) -> Query {
        Query::default().saying(words).with(Dimension::Region, "taizhou")
    }

    fn told(reply: &Reply) -> Value {
        serde_json::from_str(&reply.text()).expect("it is JSON")
    }

    #[test]
    fn a_question_is_read_as_it_was_asked() {
        let check = |question: Question| {
            assert_eq!(Question::parse(&question.text()), Some(question));
        };
        check(Question::Ready);
        check(Question::Search(query("开发区 \"整 句\" -不要 100%25&\n=二行")));
        let mut sorted = query("新");
        sorted.sort = Sort::Relevance;
        check(Question::Search(sorted));
        let id = ArticleId::parse("20220519-a").expect("an id");
        check(Question::Search(query("新").from_cursor(Some(id.clone()))));
        check(Question::Marks(id, query("新")));
        for foreign in ["", "search", "marks", "marks\n\na", "marks x\n\na", "else", "else\n\na"] {
            assert_eq!(Question::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn an_answer_is_read_as_it_was_told() {
        let text = r#"{"id":"20220519-a","title":"题中有词","published":"2022-05-19","source":"源",
            "section":"policy","kind":"text","body":["段"]}"#;
        let article = crate::domain::article::read_text(text).article.expect("it is valid");
        let site = crate::domain::taxonomy::tests::site();
        let piece = |text: &str, marked| Piece { text: text.into(), marked };
        let hit = Hit {
            headline: article.headline(&site, "0123456789ab".into()),
            title: vec![piece("题中有", false), piece("词", true)],
            excerpt: vec![piece("词", true), piece("在前", false), piece("词", true)],
        };
        let found = Found {
            query: query("词"),
            hits: vec![hit],
            total: Total { at_least: 1, at_most: 7 },
            next: ArticleId::parse("20200101-b"),
            reach: Date::new(2020, 1, 1),
            gaps: vec!["archive/index-0/all.bin".into()],
            searched: true,
            signs: "+%".into(),
        };
        let instead = Instead {
            unfiltered: Some((Query::default().saying("词"), Total { at_least: 2, at_most: 2 })),
            part: Some(Query::default().saying("\"词\"")),
            gaps: Vec::new(),
        };
        let answer = Answer { found, instead };
        let value = told(&Reply::Answer(Box::new(answer.clone())));
        assert_eq!(Answer::decode(&value, &query("词")), Ok(answer));
    }

    #[test]
    fn marks_and_failures_are_read_as_they_were_told() {
        let found: Marks = vec![vec![0..2, 5..6], vec![], vec![3..9]];
        assert_eq!(marks(&told(&Reply::Marks(found.clone()))), Ok(found));
        let check = |failure: Failure| {
            let value = told(&Reply::Failure(failure.clone()));
            assert_eq!(marks(&value), Err(failure.clone()));
            assert_eq!(Answer::decode(&value, &query("词")), Err(failure));
        };
        check(Failure::Missing);
        check(Failure::Offline);
        check(Failure::Lost("archive/fold-0.bin".into()));
        check(Failure::TooNew);
        check(Failure::Malformed("archive/fold-0.bin: is cut off".into()));
    }

    #[test]
    fn what_is_no_answer_is_malformed() {
        let check = |text: &str| {
            let value = serde_json::from_str(text).expect("it is JSON");
            let answer = Answer::decode(&value, &query("词"));
            assert!(matches!(answer, Err(Failure::Malformed(_))), "{text}");
        };
        check("null");
        check("{}");
        check(r#"{"total":[1]}"#);
        check(r#"{"total":[1,2],"hits":[{}]}"#);
        check(r#"{"total":[1,2],"gaps":[1]}"#);
        check(r#"{"failure":"else"}"#);
    }
}
