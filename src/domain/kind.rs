//! The kinds of news, which are fixed.

use serde::{Deserialize, Serialize};

/// What an article mainly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
