//! The site and its category tree: sections, regions, zones and kinds.

mod meant;
mod tree;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::domain::dimension::Dimension;
use crate::domain::json::{self, Fault};
use crate::domain::phrases::{Phrases, fill};

pub use crate::domain::kind::Kind;
pub use tree::{Categories, Tree};

/// What `site.json` says: who publishes, and the categories articles are filed under. What a site need
/// not say is empty where it does not, and is then shown nowhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// The name in Chinese, 投促中国.
    pub name: String,
    /// The name in Latin letters, InvestCHN; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub latin_name: String,
    /// May be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub slogan: String,
    /// A BCP 47 tag, `zh-CN`.
    pub language: String,
    /// Where the site lives, with a slash at the end.
    pub base_url: String,
    pub contact: Contact,
    /// May be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub copyright: String,
    /// Registration records for the footer, as Chinese sites owe them.
    pub records: Vec<Record>,
    pub sections: Vec<Section>,
    /// Provinces, in the order they are listed.
    pub regions: Vec<Province>,
    pub zones: Vec<Zone>,
    /// What its pages say, in its language.
    pub phrases: Phrases,
}

/// How to reach the publisher; each may be empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contact {
    /// As shown; see [`Contact::dial`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fax: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mail: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    pub name: String,
    pub href: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    pub id: String,
    pub name: String,
    /// The ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Province {
    pub id: String,
    pub name: String,
    /// The ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    pub cities: Vec<City>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct City {
    pub id: String,
    pub name: String,
    /// The ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
}

/// A development zone and its short profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zone {
    pub id: String,
    pub name: String,
    /// The id of the city, or of the province, it lies in.
    pub region: String,
    /// The ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Who publishes for it besides itself: sources, as articles name them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub publishers: Vec<String>,
}

impl Contact {
    /// A number as a telephone dials it: the trunk zero after the country code is left out
    /// (`+86-0512-53660867` dials `+8651253660867`).
    pub fn dial(number: &str) -> String {
        let mut dialled = String::new();
        for (i, part) in number.split('-').enumerate() {
            let part =
                if i == 1 && number.starts_with('+') { part.trim_start_matches('0') } else { part };
            dialled.extend(part.chars().filter(|c| c.is_ascii_digit() || *c == '+'));
        }
        dialled
    }
}

impl Zone {
    fn read(value: &Value) -> Result<Self, Fault> {
        let mut record = json::Record::of(value);
        let zone = Self {
            id: record.text("id"),
            name: record.text("name"),
            region: record.text("region"),
            was: record.texts("was"),
            level: record.optional_text("level"),
            founded: record.optional("founded", |year| {
                let year = year.as_i64().and_then(|year| u16::try_from(year).ok());
                let year = year.filter(|year| (1..=9_999).contains(year));
                year.ok_or_else(|| "founded: is no year".into())
            }),
            industries: record.texts("industries"),
            website: record.optional_text("website"),
            about: record.optional_text("about"),
            publishers: record.texts("publishers"),
        };
        record.end(zone)
    }

    /// Whether what a source tells is published by the zone: the source begins with its name, as its
    /// administration's does, or is told to publish for it.
    pub fn publishes(&self, source: &str) -> bool {
        source.starts_with(&self.name) || self.publishers.iter().any(|own| own == source)
    }
}

impl Site {
    /// Reads what [`Serialize`] writes.
    ///
    /// # Errors
    /// What is wrong first, and where.
    pub fn read(value: &Value) -> Result<Self, Fault> {
        let phrases = Phrases::read(value.get("phrases").unwrap_or(&Value::Null));
        Self::saying(phrases.map_err(|fault| ["phrases.", &fault].concat())?, value)
    }

    /// Reads every `site.json` that the press finds no fault with. Its pages say what they are given to say.
    /// Whether ids agree is for the press to judge.
    ///
    /// # Errors
    /// What is wrong first, and where.
    pub fn saying(phrases: Phrases, value: &Value) -> Result<Self, Fault> {
        let value = &*shown(value);
        let mut fields = json::Record::of(value);
        let mut contact = json::Record::of(value.get("contact").unwrap_or(&Value::Null));
        // An id, a name, and the ids before that one.
        let named = |value: &Value| {
            let mut fields = json::Record::of(value);
            let named = (fields.text("id"), fields.text("name"), fields.texts("was"));
            fields.end(named)
        };
        let site = Self {
            name: fields.text("name"),
            latin_name: fields.any_text("latin_name"),
            slogan: fields.any_text("slogan"),
            language: fields.text("language"),
            base_url: fields.text("base_url"),
            contact: Contact {
                phone: contact.any_text("phone"),
                fax: contact.any_text("fax"),
                mail: contact.any_text("mail"),
            },
            copyright: fields.any_text("copyright"),
            records: fields.list("records", |value| {
                let mut fields = json::Record::of(value);
                let record = Record { name: fields.text("name"), href: fields.text("href") };
                fields.end(record)
            }),
            sections: fields.list("sections", |value| {
                named(value).map(|(id, name, was)| Section { id, name, was })
            }),
            regions: fields.list("regions", |value| {
                let (id, name, was) = named(value)?;
                let cities = json::list(value, "cities", |city| {
                    named(city).map(|(id, name, was)| City { id, name, was })
                })?;
                Ok(Province { id, name, was, cities })
            }),
            zones: fields.list("zones", Zone::read),
            phrases,
        };
        contact.end(())?;
        fields.end(site)
    }

    /// Its name, and behind it the one in Latin letters where it has one.
    pub fn full_name(&self) -> String {
        [&*self.name, " ", &*self.latin_name].concat().trim_end().to_owned()
    }

    /// The slogan as a sentence: what stands apart in it is a clause. Empty where there is none.
    pub fn slogan_sentence(&self) -> String {
        let mut sentence = String::new();
        for clause in self.slogan.split_whitespace() {
            if !sentence.is_empty() {
                sentence.push_str(self.phrases.comma);
            }
            sentence.push_str(clause);
        }
        if !sentence.is_empty() && !sentence.ends_with(['。', '！', '？', '.', '!', '?']) {
            sentence.push_str(self.phrases.full_stop);
        }
        sentence
    }

    /// What it says of itself where something must be said: its slogan, or else its name.
    pub fn tagline(&self) -> &str {
        if self.slogan.is_empty() { &self.name } else { &self.slogan }
    }

    /// The whole address of a path from the site's root; one with a scheme stays as it is.
    pub fn absolute(&self, path: &str) -> String {
        match path.strip_prefix('/') {
            Some(path) => format!("{}{path}", self.base_url),
            None => path.to_owned(),
        }
    }

    /// The host's name.
    pub fn domain(&self) -> &str {
        self.host_and_path().0
    }

    /// The path it lives under, without a slash at the end; empty at a host's root.
    pub fn base(&self) -> &str {
        self.host_and_path().1.trim_end_matches('/')
    }

    fn host_and_path(&self) -> (&str, &str) {
        let url = &self.base_url;
        let behind = url.strip_prefix("https://").or(url.strip_prefix("http://")).unwrap_or(url);
        let end = behind.find('/').unwrap_or(behind.len());
        behind.split_at_checked(end).unwrap_or((behind, ""))
    }

    /// The name of a filter's value, or `None` where the site does not know it.
    pub fn value_name(&self, dimension: Dimension, value: &str) -> Option<String> {
        match dimension {
            Dimension::Section => self.section(value).map(|section| section.name.clone()),
            Dimension::Region => self.region(value).map(str::to_owned),
            Dimension::Zone => self.zone(value).map(|zone| zone.name.clone()),
            Dimension::Kind => Kind::parse(value).map(|kind| self.phrases.of_kind(kind).to_owned()),
            Dimension::Year => Some(fill(self.phrases.year_name, &[value])),
            Dimension::Month => {
                let (year, month) = value.split_once('-')?;
                Some(fill(self.phrases.month_name, &[year, month.trim_start_matches('0')]))
            }
        }
    }
}

/// The fields of a site's file that are ids and addresses: they are taken as they were written.
const TAKEN: [&str; 7] = ["id", "was", "region", "language", "base_url", "href", "website"];

/// The fields with each text as it is shown: all of them stand in one line. What the browser reads, the
/// press has read so.
fn shown(value: &Value) -> Cow<'_, Value> {
    fn line(value: &mut Value) {
        match value {
            Value::String(text) => *text = crate::domain::text::line(text),
            Value::Array(values) => values.iter_mut().for_each(line),
            Value::Object(fields) => {
                let shown = fields.iter_mut().filter(|(name, _)| !TAKEN.contains(&name.as_str()));
                shown.for_each(|(_, value)| line(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    if cfg!(target_arch = "wasm32") {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    line(&mut value);
    Cow::Owned(value)
}

/// ` (did you mean "x"?)`, or nothing where no id is near.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    crate::domain::text::nearest(word, candidates)
        .map(|near| format!(" (did you mean \"{near}\"?)"))
        .unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("it is JSON")
    }

    /// A small site for tests.
    pub(crate) fn site() -> Site {
        let text = r#"{
            "name": "投促中国", "latin_name": "InvestCHN", "slogan": "打造网上国际投资促进平台",
            "language": "zh-CN", "base_url": "https://www.example.com/",
            "contact": {"phone": "+86-0512-53660867", "fax": "+86-0512-53660867", "mail": "a@example.com"},
            "copyright": "©",
            "sections": [{"id": "zone-news", "name": "开发区新闻"}, {"id": "policy", "name": "政策法规"}],
            "regions": [
                {"id": "beijing", "name": "北京"},
                {"id": "jiangsu", "name": "江苏", "cities": [{"id": "taizhou", "name": "泰州"}, {"id": "suzhou", "name": "苏州"}]}
            ],
            "zones": [
                {"id": "jiangyan", "name": "江苏姜堰经济开发区", "region": "taizhou"},
                {"id": "suzhou-park", "name": "苏州工业园区", "region": "suzhou", "founded": 1994}
            ]
        }"#;
        Site::saying(Phrases::of("zh-CN"), &parsed(text)).expect("the site of the tests is valid")
    }

    #[test]
    fn a_slogan_becomes_a_sentence() {
        let mut site = site();
        let mut check = |slogan: &str, sentence: &str| {
            site.slogan = slogan.into();
            assert_eq!(site.slogan_sentence(), sentence);
        };
        check("打造平台 致力于事业", "打造平台，致力于事业。");
        check("一句话！", "一句话！");
        check("", "");
    }

    #[test]
    fn a_zone_publishes_under_its_own_name_and_by_those_it_names() {
        let mut zone = site().zone("suzhou-park").cloned().expect("it is there");
        zone.publishers = vec!["园区报".into()];
        let check =
            |source: &str, publishes| assert_eq!(zone.publishes(source), publishes, "{source}");
        check("苏州工业园区", true);
        check("苏州工业园区管委会", true);
        check("园区报", true);
        check("本站编辑", false);
        check("苏州日报", false);
        check("园区报社论", false);
        check("中新苏州工业园区开发集团", false);
    }

    #[test]
    fn the_link_of_a_number_dials_it_without_the_trunk_zero() {
        let check = |shown: &str, dialled: &str| assert_eq!(Contact::dial(shown), dialled);
        check("+86-0512-53660867", "+8651253660867");
        check("+86-10-12345678", "+861012345678");
        check("0512-53660867", "051253660867");
    }
}
