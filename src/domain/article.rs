//! An article: its headline facts and its body of typed blocks and spans. Content is never HTML.

mod parse;
mod texts;

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::domain::dimension::Dimension;
use crate::domain::json::{self, Fault};
use crate::domain::kind::Kind;
use crate::domain::taxonomy::Site;
use crate::domain::text;
use crate::domain::time::{Date, Moment};

pub use parse::{Problem, Reading, read, read_text};
pub use texts::Texts;

/// `YYYYMMDD-slug`: tells the date, and with it the file `articles/YYYY/MM/ID.json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ArticleId(String);

/// One news item, as its authored file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    pub id: ArticleId,
    pub title: String,
    pub published: Moment,
    pub updated: Option<Moment>,
    pub source: String,
    pub author: Option<String>,
    pub editor: Option<String>,
    /// Where the source published it.
    pub link: Option<String>,
    pub section: String,
    pub region: Option<String>,
    pub zone: Option<String>,
    pub kind: Kind,
    pub summary: Option<String>,
    pub keywords: Vec<String>,
    /// A picture's address from the site's root.
    pub cover: Option<String>,
    /// Whether it tells of an event afterwards: then it is published as of the day of the event.
    pub retrospective: bool,
    pub body: Vec<Block>,
    /// What it rests on, in the order of weight.
    pub sources: Vec<Reference>,
}

/// A document or a report that an article rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Who published what.
    pub name: String,
    /// Where it can be read, if it is known.
    pub href: Option<String>,
}

/// What a list shows of an article; a type of its own, so that a list cannot need a body.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Headline {
    pub id: ArticleId,
    pub title: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub published: i64,
    pub source: String,
    pub section: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<String>,
    /// The short hash of the article's file: lists fetch `ID.json?v=HASH`, which never changes.
    pub hash: String,
}

/// A piece of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(Vec<Span>),
    Heading { text: String, level: u8 },
    List { items: Vec<Vec<Span>>, ordered: bool },
    Quote { text: Vec<Span>, cite: Option<String> },
    Image(Image),
    Gallery(Vec<Image>),
    Video(Video),
    Table(Table),
    Attachment(Attachment),
}

/// A run of text within a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    Text(String),
    Strong(String),
    Link { href: String, text: String },
}

/// A picture; sizes in CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub src: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub caption: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Video {
    pub src: String,
    pub poster: Option<String>,
    pub width: u32,
    pub height: u32,
    pub caption: Option<String>,
    /// A WebVTT file.
    pub captions: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub caption: Option<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    pub href: String,
    pub name: String,
    pub bytes: u64,
}

impl ArticleId {
    /// Eight digits that are a date, a hyphen, and a slug.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, slug) = text.split_once('-')?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let slug_is_plain = slug.split('-').all(|part| !part.is_empty() && part.bytes().all(plain));
        let fits = text.len() <= 100 && slug_is_plain && date_of(date).is_some();
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date its first digits tell, in Beijing.
    pub fn date(&self) -> Option<Date> {
        date_of(self.0.split('-').next()?)
    }

    /// Its file, from the site's root and without a slash before it: `articles/2022/05/ID.json`.
    pub fn path(&self) -> String {
        // An id begins with its date, in digits.
        let digits = |range| self.0.get(range).unwrap_or_default();
        ["articles/", digits(0..4), "/", digits(4..6), "/", &self.0, ".json"].concat()
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn date_of(digits: &str) -> Option<Date> {
    let all_digits = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = all_digits.then(|| digits.parse().ok()).flatten()?;
    Date::new(number / 10_000, number / 100 % 100, number % 100)
}

impl Article {
    /// The section it is filed under, by the id that it has now.
    pub fn section_in<'a>(&'a self, site: &'a Site) -> &'a str {
        site.canonical(Dimension::Section, &self.section).unwrap_or(&self.section)
    }

    /// The region it is filed under, by the id that it has now: its own, or the one its zone lies in.
    pub fn region_in<'a>(&'a self, site: &'a Site) -> Option<&'a str> {
        let implied = || Some(site.zone(self.zone.as_deref()?)?.region.as_str());
        let region = self.region.as_deref().or_else(implied)?;
        Some(site.canonical(Dimension::Region, region).unwrap_or(region))
    }

    /// The zone it is filed under, by the id that it has now.
    pub fn zone_in<'a>(&'a self, site: &'a Site) -> Option<&'a str> {
        let zone = self.zone.as_deref()?;
        Some(site.canonical(Dimension::Zone, zone).unwrap_or(zone))
    }

    /// What it says in short, in one line: its summary, or else the first paragraph that says something.
    pub fn description(&self) -> Option<String> {
        self.summary.clone().or_else(|| {
            let first = self.paragraphs().into_iter().find(|text| !text.is_empty());
            first.as_deref().map(text::line)
        })
    }

    /// The texts that a reader sees below the title, one for each paragraph, heading, item or cell. A
    /// line break in one is `\n`; see [`text::lines`].
    pub fn paragraphs(&self) -> Vec<String> {
        self.body.iter().flat_map(Block::texts).collect()
    }

    /// The files of this site that it shows and offers, from the site's root.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.cover.as_deref().into_iter().chain(self.body.iter().flat_map(Block::files))
    }

    /// Its headline, given the short hash of its file.
    pub fn headline(&self, site: &Site, hash: String) -> Headline {
        Headline {
            id: self.id.clone(),
            title: self.title.clone(),
            published: self.published.seconds(),
            source: self.source.clone(),
            section: self.section_in(site).to_owned(),
            region: self.region_in(site).map(str::to_owned),
            zone: self.zone_in(site).map(str::to_owned),
            kind: self.kind,
            cover: self.cover.clone(),
            hash,
        }
    }
}

impl Block {
    /// The files that it shows and offers.
    fn files(&self) -> Vec<&str> {
        match self {
            Block::Image(image) => vec![&image.src],
            Block::Gallery(images) => images.iter().map(|image| image.src.as_str()).collect(),
            Block::Video(video) => {
                let others = [video.poster.as_deref(), video.captions.as_deref()];
                others.into_iter().flatten().chain([video.src.as_str()]).collect()
            }
            Block::Attachment(file) => vec![&file.href],
            Block::Paragraph(_) | Block::Heading { .. } | Block::List { .. } => Vec::new(),
            Block::Quote { .. } | Block::Table(_) => Vec::new(),
        }
    }

    /// The texts that a reader sees of it.
    fn texts(&self) -> Vec<String> {
        let captions = |images: &[Image]| -> Vec<String> {
            images.iter().filter_map(|image| image.caption.clone()).collect()
        };
        match self {
            Block::Paragraph(spans) => vec![text_of(spans)],
            Block::Heading { text, .. } => vec![text.clone()],
            Block::List { items, .. } => items.iter().map(|item| text_of(item)).collect(),
            Block::Quote { text, cite } => {
                [text_of(text)].into_iter().chain(cite.clone()).collect()
            }
            Block::Image(image) => captions(std::slice::from_ref(image)),
            Block::Gallery(images) => captions(images),
            Block::Video(video) => video.caption.clone().into_iter().collect(),
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                table.caption.iter().chain(cells).cloned().collect()
            }
            Block::Attachment(file) => vec![file.name.clone()],
        }
    }
}

impl Span {
    fn text(&self) -> &str {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Link { text, .. } => text,
        }
    }

    fn text_mut(&mut self) -> &mut String {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Link { text, .. } => text,
        }
    }
}

fn text_of(spans: &[Span]) -> String {
    spans.iter().map(Span::text).collect()
}

impl Headline {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = json::Record::of(value);
        let id = ArticleId::parse(&fields.text("id")).ok_or("id: is not an article id")?;
        let kind = Kind::parse(&fields.text("kind")).ok_or("kind: is no kind")?;
        let headline = Self {
            id,
            title: fields.text("title"),
            published: fields.number("published"),
            source: fields.text("source"),
            section: fields.text("section"),
            region: fields.optional_text("region"),
            zone: fields.optional_text("zone"),
            kind,
            cover: fields.optional_text("cover"),
            hash: fields.text("hash"),
        };
        fields.end(headline)
    }

    /// As [`Serialize`] writes it.
    pub fn write(&self, to: &mut json::Writer) {
        to.object(|fields| {
            fields.name("id").text(self.id.as_str());
            fields.name("title").text(&self.title);
            fields.name("published").number(self.published);
            fields.name("source").text(&self.source);
            fields.name("section").text(&self.section);
            fields.name("region").optional_text(self.region.as_deref());
            fields.name("zone").optional_text(self.zone.as_deref());
            fields.name("kind").text(self.kind.id());
            fields.name("cover").optional_text(self.cover.as_deref());
            fields.name("hash").text(&self.hash);
        });
    }

    pub fn moment(&self) -> Moment {
        Moment::from_seconds(self.published)
    }

    /// The order of the archive: by instant, then by id.
    pub fn place(&self) -> (i64, &ArticleId) {
        (self.published, &self.id)
    }

    /// Where a list fetches the article from: kept for ever, since the hash is in the address.
    pub fn path(&self) -> String {
        [&self.id.path(), "?v=", &self.hash].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_date_and_file() {
        let id = ArticleId::parse("20220519-jiangyan-assessment").expect("it is an id");
        assert_eq!(id.path(), "articles/2022/05/20220519-jiangyan-assessment.json");
        assert_eq!(id.date().map(|date| date.to_string()).as_deref(), Some("2022-05-19"));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "20220519",
            "20220519-",
            "20221319-a",
            "20220519-A",
            "2022051-a",
            "20220519-a--b",
            "20220519-../x",
            "２０２２0519-a",
            "20220519-中",
        ] {
            assert_eq!(ArticleId::parse(text), None, "{text}");
        }
    }
}
