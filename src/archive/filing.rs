//! How an article is filed: all it carries of the dimensions that are not time.

use serde::ser::{Serialize, SerializeTuple, Serializer};
use serde_json::Value;

use crate::domain::article::Headline;
use crate::domain::json::Fault;
use crate::domain::query::{Dimension, Query};
use crate::domain::taxonomy::{Categories, Kind};

/// Section, region, zone and kind of an article. An archive of any size has a few thousand
/// different ones at most. A region or zone that is empty stands for none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filing {
    pub region: String,
    pub zone: String,
    pub section: String,
    pub kind: Kind,
}

impl Filing {
    /// The dimensions that a filing has a value of.
    pub const DIMENSIONS: [Dimension; 4] =
        [Dimension::Section, Dimension::Region, Dimension::Zone, Dimension::Kind];

    pub fn new(region: Option<&str>, zone: Option<&str>, section: &str, kind: Kind) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self { region: text(region), zone: text(zone), section: section.to_owned(), kind }
    }

    pub fn of(headline: &Headline) -> Self {
        let (region, zone) = (headline.region.as_deref(), headline.zone.as_deref());
        Self::new(region, zone, &headline.section, headline.kind)
    }

    /// Reads the first four elements of a row.
    pub(super) fn decode(row: &Value) -> Result<Self, Fault> {
        let text = |at: usize| row.get(at).and_then(Value::as_str);
        let parts = (text(0), text(1), text(2), text(3).and_then(Kind::parse));
        let (Some(region), Some(zone), Some(section), Some(kind)) = parts else {
            return Err("does not begin with region, zone, section and kind".into());
        };
        Ok(Self { region: region.into(), zone: zone.into(), section: section.into(), kind })
    }

    /// Its value of a dimension; empty where it has none.
    pub fn value(&self, dimension: Dimension) -> &str {
        match dimension {
            Dimension::Section => &self.section,
            Dimension::Region => &self.region,
            Dimension::Zone => &self.zone,
            Dimension::Kind => self.kind.id(),
            Dimension::Year | Dimension::Month => "",
        }
    }

    pub fn passes_all(&self, query: &Query, site: &dyn Categories) -> bool {
        let passes = |dimension| passes(self.value(dimension), dimension, query, site);
        Self::DIMENSIONS.into_iter().all(passes)
    }
}

/// Whether a value is among what a query chose in its dimension; a province includes its cities.
pub(super) fn passes(
    value: &str,
    dimension: Dimension,
    query: &Query,
    site: &dyn Categories,
) -> bool {
    let mut chosen = query.chosen(dimension).peekable();
    chosen.peek().is_none()
        || chosen.any(|wish| match dimension {
            Dimension::Region => !value.is_empty() && site.lies_in(value, wish),
            _ => value == wish,
        })
}

/// A filing and what is told of the articles that are filed so, as one row.
pub(super) fn row<S: Serializer, T: Serialize>(
    serializer: S,
    filing: &Filing,
    count: u32,
    more: &T,
) -> Result<S::Ok, S::Error> {
    let mut row = serializer.serialize_tuple(6)?;
    for dimension in [Dimension::Region, Dimension::Zone, Dimension::Section, Dimension::Kind] {
        row.serialize_element(filing.value(dimension))?;
    }
    row.serialize_element(&count)?;
    row.serialize_element(more)?;
    row.end()
}
