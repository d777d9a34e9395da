//! What articles are filed by and lists narrowed by: the four categories, and time.

use crate::domain::kind::Kind;
use crate::domain::slug::is_slug;
use crate::domain::time::Date;

/// A dimension that a list can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    Section,
    Region,
    Zone,
    Kind,
    Year,
    Month,
}

impl Dimension {
    pub const ALL: [Dimension; 6] = [
        Dimension::Section,
        Dimension::Region,
        Dimension::Zone,
        Dimension::Kind,
        Dimension::Year,
        Dimension::Month,
    ];

    /// Its name in an address.
    pub fn id(self) -> &'static str {
        match self {
            Dimension::Section => "section",
            Dimension::Region => "region",
            Dimension::Zone => "zone",
            Dimension::Kind => "kind",
            Dimension::Year => "year",
            Dimension::Month => "month",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.id() == id)
    }

    /// Whether a value could be one of this dimension; whether the site knows it is asked later.
    pub fn admits(self, value: &str) -> bool {
        match self {
            Dimension::Section | Dimension::Region | Dimension::Zone => is_slug(value),
            Dimension::Kind => Kind::parse(value).is_some(),
            Dimension::Year => {
                value.len() == 4 && Date::parse(&[value, "-01-01"].concat()).is_some()
            }
            Dimension::Month => Date::parse(&[value, "-01"].concat()).is_some(),
        }
    }
}
