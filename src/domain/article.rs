//! An article: its headline facts and its body of typed blocks and spans. Content is never HTML.

mod blocks;
mod headline;
mod parse;
mod texts;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::dimension::Dimension;
use crate::domain::kind::Kind;
use crate::domain::taxonomy::Site;
use crate::domain::text;
use crate::domain::time::{Date, Moment};

pub use blocks::{Attachment, Block, Image, Name, Passage, Shape, Span, Table, Video};
pub use headline::Headline;
pub use parse::{Problem, Reading, read, read_text};
pub use texts::Texts;

/// `YYYYMMDD-slug`: tells the date, and with it the file `articles/YYYY/MM/ID.json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
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

impl TryFrom<String> for ArticleId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("is not an article id")
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
        let mut texts = Vec::new();
        for block in &self.body {
            block.shape(&mut |passage| {
                texts.push(passage.text());
                texts.len()
            });
        }
        texts
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
