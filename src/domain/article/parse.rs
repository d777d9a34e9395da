//! Reading an authored article. It is read generously and judged strictly: what cannot be
//! understood is shown as plain text where that is possible, and every fault is reported.

mod fields;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::fields::FieldReader;
use super::{Article, ArticleId, Attachment, Block, Image, Name, Reference, Span, Table, Video};
use crate::domain::json;
use crate::domain::kind::Kind;
use crate::domain::text;
use crate::domain::time::Moment;

/// What is wrong with an article, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field, as in `body[3].image.alt`; empty for the file as a whole.
    pub field: String,
    /// The line, where the fault is in the JSON itself.
    pub line: Option<usize>,
    /// What is wrong and how to cure it, in a sentence. In the browser, the field alone.
    pub message: String,
}

/// An article as far as it could be read, and all that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// `None` where something is missing that no page can do without.
    pub article: Option<Article>,
    pub problems: Vec<Problem>,
}

/// Reads an article out of its JSON tree.
pub fn read(value: &Value) -> Reading {
    let mut reader = FieldReader::default();
    let article = match value {
        Value::Object(fields) => reader.article(fields),
        _ => reader.fault("", || "an article is a JSON object: begin the file with {".into()),
    };
    Reading { article, problems: reader.problems }
}

/// Reads an article's file. Faults of the JSON itself have their line.
pub fn read_text(text: &str) -> Reading {
    match json::from_text(text) {
        Ok(value) => read(&value),
        Err(error) => {
            let told = error.to_string();
            let message = match told.strip_prefix("recursion limit exceeded") {
                Some(place) => {
                    format!("is nested too deeply{place}: no article needs as many brackets")
                }
                None => format!("not valid JSON: {told}"),
            };
            let line = Some(error.line());
            let problem = Problem { field: String::new(), line, message };
            Reading { article: None, problems: vec![problem] }
        }
    }
}

type Fields = Map<String, Value>;

const ARTICLE_FIELDS: [&str; 18] = [
    "id",
    "title",
    "published",
    "updated",
    "source",
    "author",
    "editor",
    "link",
    "section",
    "region",
    "zone",
    "kind",
    "summary",
    "keywords",
    "cover",
    "retrospective",
    "body",
    "sources",
];

const MOMENT: &str = "like 2022-05-19T09:30:00+08:00, or a bare date";

impl FieldReader {
    fn article(&mut self, fields: &Fields) -> Option<Article> {
        self.known("", fields, &ARTICLE_FIELDS);
        let id = self.parsed(fields, "id", ArticleId::parse, "like 20220519-jiangyan-assessment");
        let title = self.required(fields, "", "title").as_deref().map(text::line);
        let published = self.parsed(fields, "published", Moment::parse, MOMENT);
        let updated = self.optional(fields, "", "updated").and_then(|text| {
            let moment = Moment::parse(&text);
            moment.or_else(|| self.fault("updated", || format!("is not a time: write it {MOMENT}")))
        });
        let source = self.required(fields, "", "source").as_deref().map(text::line);
        let section = self.required(fields, "", "section");
        let kind = self.parsed(fields, "kind", Kind::parse, "as text, photo or video");
        let author = self.line(fields, "", "author");
        let editor = self.line(fields, "", "editor");
        let link = self.optional(fields, "", "link").and_then(|href| self.href("link", &href));
        let region = self.optional(fields, "", "region");
        let zone = self.optional(fields, "", "zone");
        let summary = self.line(fields, "", "summary");
        let keywords = self.list(fields, "keywords", |reader, at, word| {
            let word = reader.text(at, word).as_deref().map(text::line);
            word.filter(|word| !word.is_empty())
        });
        let cover = self.optional(fields, "", "cover").and_then(|src| self.src("cover", &src));
        let retrospective = self.flag(fields, "", "retrospective");
        let sources = self.list(fields, "sources", Self::reference);
        let body = match fields.get("body") {
            Some(Value::Array(blocks)) if !blocks.is_empty() => self.body(blocks),
            _ => {
                let told = || "is missing or empty: write a list of paragraphs".into();
                return self.fault("body", told);
            }
        };
        let (id, title, published) = (id?, title?, published?);
        let (source, section, kind) = (source?, section?, kind?);
        if id.date() != Some(published.date()) {
            self.fault::<()>("id", || {
                let date = published.date();
                format!("begins with another date than published ({date}, Beijing time): make them agree")
            });
        }
        Some(Article {
            id,
            title,
            published,
            updated,
            source,
            author,
            editor,
            link,
            section,
            region,
            zone,
            kind,
            summary,
            keywords,
            cover,
            retrospective,
            body,
            sources,
        })
    }

    fn body(&mut self, blocks: &[Value]) -> Vec<Block> {
        let numbered = blocks.iter().enumerate();
        numbered.filter_map(|(i, block)| self.block(&format!("body[{i}]"), block)).collect()
    }

    fn block(&mut self, at: &str, value: &Value) -> Option<Block> {
        let Value::Object(fields) = value else {
            return self.spans(at, value).map(Block::Paragraph);
        };
        let block = self.named_block(at, fields);
        // A block that could not be read is shown as the text it holds: nothing is lost.
        block.or_else(|| plain_text(value).map(|text| Block::Paragraph(vec![Span::Text(text)])))
    }

    /// A block by its first known name; `None` is one that could not be read.
    fn named_block(&mut self, at: &str, fields: &Fields) -> Option<Block> {
        let Some((name, value)) = Name::of(fields) else {
            return self.fault(at, || {
                let names = Name::ALL.map(Name::id).join(", ");
                format!("is no known block: use a text, spans, or one of {names}")
            });
        };
        let known: Vec<&str> = [name.id()].into_iter().chain(name.beside()).collect();
        self.known(at, fields, &known);
        let inner = join(at, name.id());
        match name {
            Name::Heading => {
                let level = self.level(fields, at);
                let text = self.required(fields, at, name.id()).map(text::paragraph)?;
                Some(Block::Heading { text, level })
            }
            Name::List => {
                let ordered = self.flag(fields, at, "ordered");
                Some(Block::List { items: self.each(&inner, value, Self::spans), ordered })
            }
            Name::Quote => {
                let cite = self.paragraph(fields, at, "cite");
                self.spans(&inner, value).map(|text| Block::Quote { text, cite })
            }
            Name::Image => self.image(&inner, value).map(Block::Image),
            Name::Gallery => Some(Block::Gallery(self.each(&inner, value, Self::image))),
            Name::Video => self.video(&inner, value).map(Block::Video),
            Name::Table => self.table(&inner, value).map(Block::Table),
            Name::Attachment => self.attachment(&inner, value).map(Block::Attachment),
        }
    }

    /// A text, or a list of spans: together a paragraph.
    fn spans(&mut self, at: &str, value: &Value) -> Option<Vec<Span>> {
        let mut spans: Vec<Span> = match value {
            Value::String(text) => vec![Span::Text(text.clone())],
            Value::Array(spans) => {
                let numbered = spans.iter().enumerate();
                let spans = numbered.filter_map(|(i, span)| self.span(&format!("{at}[{i}]"), span));
                spans.collect()
            }
            other => {
                self.fault::<()>(at, || "is neither a text nor a list of spans".into());
                vec![Span::Text(plain_text(other)?)]
            }
        };
        text::lines(&mut spans.iter_mut().map(Span::text_mut).collect::<Vec<_>>());
        Some(spans)
    }

    fn span(&mut self, at: &str, value: &Value) -> Option<Span> {
        if let Value::String(text) = value {
            return Some(Span::Text(text.clone()));
        }
        if let Value::Object(fields) = value {
            if let Some(Value::String(text)) = fields.get("strong") {
                self.known(at, fields, &["strong"]);
                return Some(Span::Strong(text.clone()));
            }
            if let Some(Value::Object(link)) = fields.get("link") {
                self.known(at, fields, &["link"]);
                return self.link(&join(at, "link"), link);
            }
        }
        self.fault::<()>(at, || "is no known span: use a text, strong or link".into());
        plain_text(value).map(Span::Text)
    }

    /// A link; its text alone, where it does not lead anywhere.
    fn link(&mut self, at: &str, link: &Fields) -> Option<Span> {
        self.known(at, link, &["href", "text"]);
        let text = self.required(link, at, "text");
        let href = self.required(link, at, "href");
        let href = href.and_then(|href| self.href(&join(at, "href"), &href));
        match (href, text?) {
            (Some(href), text) => Some(Span::Link { href, text }),
            (None, text) => Some(Span::Text(text)),
        }
    }

    /// What an article rests on; its name alone, where its address is none to follow.
    fn reference(&mut self, at: &str, value: &Value) -> Option<Reference> {
        let fields = self.object(at, value, &["name", "href"])?;
        let href = self.optional(fields, at, "href");
        let href = href.and_then(|href| self.href(&join(at, "href"), &href));
        let name = self.required(fields, at, "name").as_deref().map(text::line)?;
        Some(Reference { name, href })
    }

    fn image(&mut self, at: &str, value: &Value) -> Option<Image> {
        let fields = self.object(at, value, &["src", "alt", "width", "height", "caption"])?;
        let src = self.media(fields, at, "src");
        let alt = self.line(fields, at, "alt").or_else(|| {
            let told = || "is missing: say in a sentence what the picture shows".into();
            self.fault(&join(at, "alt"), told)
        });
        let (width, height) = self.size(fields, at);
        let caption = self.paragraph(fields, at, "caption");
        Some(Image { src: src?, alt: alt.unwrap_or_default(), width, height, caption })
    }

    fn video(&mut self, at: &str, value: &Value) -> Option<Video> {
        let known = ["src", "poster", "width", "height", "caption", "captions"];
        let fields = self.object(at, value, &known)?;
        let src = self.media(fields, at, "src");
        let poster = self.optional(fields, at, "poster");
        let poster = poster.and_then(|src| self.src(&join(at, "poster"), &src));
        let captions = self.media(fields, at, "captions");
        let (width, height) = self.size(fields, at);
        let caption = self.paragraph(fields, at, "caption");
        Some(Video { src: src?, poster, width, height, caption, captions })
    }

    fn table(&mut self, at: &str, value: &Value) -> Option<Table> {
        let fields = self.object(at, value, &["caption", "head", "rows"])?;
        let caption = self.paragraph(fields, at, "caption");
        let part = |name| fields.get(name).unwrap_or(&Value::Null);
        let head_at = join(at, "head");
        let head: Vec<String> = self.each(&head_at, part("head"), Self::cell);
        if part("head").as_array().is_some_and(Vec::is_empty) {
            self.fault::<()>(&head_at, || "is empty: name each column".into());
        }
        let rows = self.each(&join(at, "rows"), part("rows"), |reader, at, row| {
            let row = reader.each(at, row, Self::cell);
            if row.len() != head.len() {
                reader.fault::<()>(at, || {
                    format!("has {} cells where the head has {}", row.len(), head.len())
                });
            }
            Some(row)
        });
        Some(Table { caption, head, rows })
    }

    fn attachment(&mut self, at: &str, value: &Value) -> Option<Attachment> {
        let fields = self.object(at, value, &["href", "name", "bytes"])?;
        let bytes = fields.get("bytes").and_then(Value::as_u64).or_else(|| {
            self.fault(&join(at, "bytes"), || "is missing: give the size of the file".into())
        });
        let name = self.paragraph(fields, at, "name");
        let href = self.media(fields, at, "href")?;
        let name = name.unwrap_or_else(|| text::paragraph(href.clone()));
        Some(Attachment { href, name, bytes: bytes.unwrap_or(0) })
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { [at, ".", name].concat() }
}

/// All the text a value holds, for what is shown though it is not understood.
fn plain_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_i64()?.to_string(),
        Value::Array(values) => values.iter().filter_map(plain_text).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            fields.values().filter_map(plain_text).collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(_) => return None,
    };
    Some(text::paragraph(text)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
