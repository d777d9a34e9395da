//! What the home page shows: the newest of each section, a lead story and a strip of pictures.

use serde::Serialize;
use serde_json::Value;

use crate::domain::article::Headline;
use crate::domain::json::{self, Fault};
use crate::domain::taxonomy::{Kind, Site};

const PER_SECTION: usize = 6;
const PICTURES: usize = 6;

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Front {
    /// The newest story with a picture.
    pub lead: Option<Lead>,
    pub sections: Vec<SectionBlock>,
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
pub struct SectionBlock {
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
                Ok(SectionBlock {
                    section: json::text(shelf, "section")?,
                    headlines: json::list(shelf, "headlines", Headline::decode)?,
                })
            })?,
            pictures: json::list(value, "pictures", Headline::decode)?,
        })
    }

    /// Chooses from all headlines, oldest first. `summary` tells an article's.
    pub fn choose(
        site: &Site,
        headlines: &[&Headline],
        summary: impl Fn(&Headline) -> Option<String>,
    ) -> Self {
        let newest = || headlines.iter().rev().copied();
        let lead = newest().find(|headline| headline.cover.is_some());
        let others = || newest().filter(|headline| Some(*headline) != lead);
        let newest_of = |section: &str| {
            let own = others().filter(|headline| headline.section == section);
            own.take(PER_SECTION).cloned().collect()
        };
        let sections = site.sections.iter().map(|section| SectionBlock {
            section: section.id.clone(),
            headlines: newest_of(&section.id),
        });
        let is_picture =
            |headline: &&Headline| headline.kind != Kind::Text && headline.cover.is_some();
        Self {
            sections: sections.collect(),
            pictures: others().filter(is_picture).take(PICTURES).cloned().collect(),
            lead: lead.map(|lead| Lead { headline: lead.clone(), summary: summary(lead) }),
        }
    }

    pub fn headlines(&self) -> impl Iterator<Item = &Headline> {
        let lead = self.lead.iter().map(|lead| &lead.headline);
        lead.chain(self.sections.iter().flat_map(|block| &block.headlines)).chain(&self.pictures)
    }
}
