//! What the home page shows: the newest of each section, a lead story and a strip of pictures.

use serde::Serialize;
use serde_json::Value;

use crate::article::{Article, Headline};
use crate::json::{self, Fault};
use crate::taxonomy::{Kind, Site};

const PER_SECTION: usize = 6;
const PICTURES: usize = 6;

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Front {
    /// The newest story with a picture.
    pub lead: Option<Lead>,
    pub sections: Vec<Shelf>,
    /// Newest photo and video stories, the lead not among them.
    pub pictures: Vec<Headline>,
}

/// A headline with the sentence that sums it up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lead {
    pub headline: Headline,
    pub summary: Option<String>,
}

/// The newest headlines of a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shelf {
    pub section: String,
    pub headlines: Vec<Headline>,
}

impl Front {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let lead = match value.get("lead") {
            None | Some(Value::Null) => None,
            Some(lead) => Some(Lead {
                headline: Headline::decode(json::field(lead, "headline")?)?,
                summary: json::optional_text(lead, "summary")?,
            }),
        };
        Ok(Self {
            lead,
            sections: json::list(value, "sections", |shelf| {
                Ok(Shelf {
                    section: json::text(shelf, "section")?,
                    headlines: json::list(shelf, "headlines", Headline::decode)?,
                })
            })?,
            pictures: json::list(value, "pictures", Headline::decode)?,
        })
    }

    /// Chooses from all articles, oldest first.
    pub fn choose(site: &Site, articles: &[(Article, Headline)]) -> Self {
        let newest = || articles.iter().rev();
        let lead =
            newest().find(|(_, headline)| headline.cover.is_some()).map(|(article, headline)| {
                Lead { headline: headline.clone(), summary: article.summary.clone() }
            });
        let is_lead =
            |headline: &Headline| lead.as_ref().is_some_and(|lead| lead.headline == *headline);
        let headlines =
            || newest().map(|(_, headline)| headline).filter(|headline| !is_lead(headline));
        let shelf = |section: &str| {
            headlines()
                .filter(|headline| headline.section == section)
                .take(PER_SECTION)
                .cloned()
                .collect()
        };
        let sections = site
            .sections
            .iter()
            .map(|section| Shelf { section: section.id.clone(), headlines: shelf(&section.id) });
        let is_picture =
            |headline: &&Headline| headline.kind != Kind::Text && headline.cover.is_some();
        Self {
            sections: sections.collect(),
            pictures: headlines().filter(is_picture).take(PICTURES).cloned().collect(),
            lead,
        }
    }

    pub fn headlines(&self) -> impl Iterator<Item = &Headline> {
        let lead = self.lead.iter().map(|lead| &lead.headline);
        lead.chain(self.sections.iter().flat_map(|shelf| &shelf.headlines)).chain(&self.pictures)
    }
}
