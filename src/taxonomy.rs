//! The site and its category tree: sections, regions, zones and kinds, and the trail through them.

mod tree;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::json::{self, Fault};
use crate::query::{Dimension, Query};
use crate::route::{self, Route};

pub use tree::{Categories, Tree};

/// What `site.json` says: who publishes, and the categories articles are filed under.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// The name in Chinese, 投促中国.
    pub name: String,
    /// The name in Latin letters, InvestCHN.
    pub latin_name: String,
    pub slogan: String,
    /// A BCP 47 tag, `zh-CN`.
    pub language: String,
    /// Where the site lives, with a slash at the end.
    pub base_url: String,
    pub contact: Contact,
    pub copyright: String,
    /// Registration records for the footer, as Chinese sites owe them.
    pub records: Vec<Record>,
    pub sections: Vec<Section>,
    /// Provinces, in the order they are listed.
    pub regions: Vec<Province>,
    pub zones: Vec<Zone>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contact {
    /// As shown; see [`Contact::dial`].
    pub phone: String,
    pub fax: String,
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
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Province {
    pub id: String,
    pub name: String,
    pub cities: Vec<City>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct City {
    pub id: String,
    pub name: String,
}

/// A development zone and its short profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zone {
    pub id: String,
    pub name: String,
    /// The id of the city, or of the province, it lies in.
    pub region: String,
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
}

/// What an article mainly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Text,
    Photo,
    Video,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Text, Kind::Photo, Kind::Video];

    pub fn id(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Photo => "photo",
            Kind::Video => "video",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "文字新闻",
            Kind::Photo => "图片新闻",
            Kind::Video => "视频新闻",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
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
            level: record.optional_text("level"),
            founded: record.optional("founded", |year| {
                let year = year.as_i64().and_then(|year| u16::try_from(year).ok());
                let year = year.filter(|year| (1..=9_999).contains(year));
                year.ok_or_else(|| "founded: is no year".into())
            }),
            industries: record.texts("industries"),
            website: record.optional_text("website"),
            about: record.optional_text("about"),
        };
        record.end(zone)
    }
}

/// A step of a trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Crumb {
    pub name: String,
    pub route: Route,
}

impl Site {
    /// Reads `site.json`. Ids that repeat or are reserved, and zones in no region, are faults.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let site = Self::read(value)?;
        match site.problems().into_iter().next() {
            None => Ok(site),
            Some(problem) => Err(problem),
        }
    }

    /// Reads the fields alone; see [`Site::problems`] for what they must be.
    pub fn read(value: &Value) -> Result<Self, Fault> {
        let value = &*shown(value);
        let mut fields = json::Record::of(value);
        let mut contact = json::Record::of(json::field(value, "contact")?);
        let two = |value: &Value, other: &str| {
            let mut fields = json::Record::of(value);
            let two = (fields.text(other), fields.text("name"));
            fields.end(two)
        };
        let site = Self {
            name: fields.text("name"),
            latin_name: fields.text("latin_name"),
            slogan: fields.text("slogan"),
            language: fields.text("language"),
            base_url: fields.text("base_url"),
            contact: Contact {
                phone: contact.text("phone"),
                fax: contact.text("fax"),
                mail: contact.text("mail"),
            },
            copyright: fields.text("copyright"),
            records: fields.list("records", |value| {
                two(value, "href").map(|(href, name)| Record { name, href })
            }),
            sections: fields
                .list("sections", |value| two(value, "id").map(|(id, name)| Section { id, name })),
            regions: fields.list("regions", |value| {
                let (id, name) = two(value, "id")?;
                let cities = json::list(value, "cities", |city| {
                    two(city, "id").map(|(id, name)| City { id, name })
                })?;
                Ok(Province { id, name, cities })
            }),
            zones: fields.list("zones", Zone::read),
        };
        contact.end(())?;
        fields.end(site)
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
        let (_, behind) = self.base_url.split_once("://").unwrap_or(("", &self.base_url));
        behind.split_at(behind.find('/').unwrap_or(behind.len()))
    }

    /// Everything that is wrong with the tree, each in a sentence with its cure.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for id in self.ids() {
            if !route::is_slug(id) {
                problems.push(format!(
                    "id \"{id}\" is not a slug: use lower-case ASCII letters, digits and hyphens, and none of {}",
                    route::RESERVED.join(", ")
                ));
            }
            if !seen.insert(id) {
                problems.push(format!("id \"{id}\" stands twice: choose another for one of them"));
            }
        }
        for zone in &self.zones {
            if self.region(&zone.region).is_none() {
                problems.push(format!(
                    "zone \"{}\": region \"{}\" is not among the regions{}",
                    zone.id,
                    zone.region,
                    did_you_mean(&zone.region, self.region_ids())
                ));
            }
        }
        problems
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        let sections = self.sections.iter().map(|section| section.id.as_str());
        let zones = self.zones.iter().map(|zone| zone.id.as_str());
        sections.chain(self.region_ids()).chain(zones)
    }

    pub fn region_ids(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().flat_map(|province| {
            let cities = province.cities.iter().map(|city| city.id.as_str());
            std::iter::once(province.id.as_str()).chain(cities)
        })
    }

    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == id)
    }

    /// The name of a province or city.
    pub fn region(&self, id: &str) -> Option<&str> {
        self.regions.iter().find_map(|province| {
            if province.id == id {
                return Some(province.name.as_str());
            }
            let city = province.cities.iter().find(|city| city.id == id)?;
            Some(city.name.as_str())
        })
    }

    /// The province that a region is or lies in.
    pub fn province(&self, region: &str) -> Option<&Province> {
        self.regions.iter().find(|province| {
            province.id == region || province.cities.iter().any(|city| city.id == region)
        })
    }

    /// The name of a filter's value, or `None` where the site does not know it.
    pub fn value_name(&self, dimension: Dimension, value: &str) -> Option<String> {
        match dimension {
            Dimension::Section => self.section(value).map(|section| section.name.clone()),
            Dimension::Region => self.region(value).map(str::to_owned),
            Dimension::Zone => self.zone(value).map(|zone| zone.name.clone()),
            Dimension::Kind => Kind::parse(value).map(|kind| kind.name().to_owned()),
            Dimension::Year => Some(format!("{value}年")),
            Dimension::Month => {
                let (year, month) = value.split_once('-')?;
                Some(format!("{year}年{}月", month.trim_start_matches('0')))
            }
        }
    }

    /// The trail of a list: home, then section, region and kind as far as each is a single choice.
    pub fn trail(&self, query: &Query) -> Vec<Crumb> {
        let mut trail = vec![Crumb { name: "首页".into(), route: Route::Home }];
        let mut so_far = Query::default();
        for dimension in [Dimension::Section, Dimension::Region, Dimension::Kind] {
            let Some(value) = query.single(dimension) else { continue };
            let Some(name) = self.value_name(dimension, value) else { continue };
            so_far = so_far.with(dimension, value);
            trail.push(Crumb { name, route: Route::list(so_far.clone()) });
        }
        if trail.len() == 1 {
            trail.push(Crumb { name: "全部新闻".into(), route: Route::list(Query::default()) });
        }
        trail
    }
}

/// The fields of a site's file that are ids and addresses: they are taken as they were written.
const TAKEN: [&str; 7] = ["id", "was", "region", "language", "base_url", "href", "website"];

/// The fields with each text as it is shown: all of them stand in one line. What the browser reads, the
/// press has read so.
fn shown(value: &Value) -> Cow<'_, Value> {
    fn line(value: &mut Value) {
        match value {
            Value::String(text) => *text = crate::text::line(text),
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
    crate::text::nearest(word, candidates)
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
        Site::decode(&parsed(text)).expect("the site of the tests is valid")
    }

    #[test]
    fn the_link_of_a_number_dials_it_without_the_trunk_zero() {
        let check = |shown: &str, dialled: &str| assert_eq!(Contact::dial(shown), dialled);
        check("+86-0512-53660867", "+8651253660867");
        check("+86-10-12345678", "+861012345678");
        check("0512-53660867", "051253660867");
    }

    #[test]
    fn a_trail_leads_from_home_through_section_region_and_kind() {
        let names = |query: &Query| {
            let trail = site().trail(query);
            trail.into_iter().map(|crumb| crumb.name).collect::<Vec<_>>().join(" > ")
        };
        let query = Query::default()
            .with(Dimension::Section, "zone-news")
            .with(Dimension::Region, "taizhou")
            .with(Dimension::Kind, "text");
        assert_eq!(names(&query), "首页 > 开发区新闻 > 泰州 > 文字新闻");
        let two = Query::default().with(Dimension::Kind, "text").with(Dimension::Kind, "photo");
        assert_eq!(names(&two), "首页 > 全部新闻");
        assert_eq!(names(&Query::default().with(Dimension::Region, "suzhou")), "首页 > 苏州");
    }

    #[test]
    fn a_site_with_a_reserved_or_repeated_id_or_a_zone_nowhere_is_refused() {
        let text = serde_json::to_string(&site()).expect("a site serialises");
        let check = |from: &str, to: &str, expected: &str| {
            let error = Site::decode(&parsed(&text.replace(from, to))).expect_err(to);
            assert!(error.contains(expected), "{error}");
        };
        check(r#""id":"policy""#, r#""id":"article""#, "not a slug");
        check(r#""id":"suzhou""#, r#""id":"taizhou""#, "stands twice");
        check(r#""region":"taizhou""#, r#""region":"taizhuo""#, "did you mean \"taizhou\"?");
    }
}
