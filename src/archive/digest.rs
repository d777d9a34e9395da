//! A digest: how many articles are filed how in which year, and the newest headlines. Its size
//! grows with the category tree and the years, not with the archive, so every total and every
//! count is exact without looking into a volume.
//!
//! A small archive has one digest, which counts everything. A larger one has a digest a section,
//! and one for all of them that does not tell sections apart, so that a list fetches little.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::filing::{self, Filing};
use super::list::PAGE_ROWS;
use crate::article::Headline;
use crate::json::{self, Fault};

/// An archive with more cells than this has a digest a section.
const CELLS_IN_ONE: usize = 500;

/// What a list's newest page can need.
const NEWEST: usize = 2 * PAGE_ROWS - 1;

/// Counts and newest headlines: of one section, or of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Digest {
    /// How many articles each section has.
    #[serde(serialize_with = "json::named")]
    pub sections: Vec<(String, u32)>,
    pub cells: Vec<Cell>,
    /// Newest first.
    pub newest: Vec<Headline>,
}

/// How many articles are filed the same way, by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// In the digest of all sections of a larger archive, the section is empty.
    pub filing: Filing,
    /// Ascending, without zeros.
    pub years: Vec<(u16, u32)>,
}

impl Serialize for Cell {
    /// The first year, then the counts from there on.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = self.years.first().map_or(0, |(year, _)| *year);
        let mut counts = Vec::new();
        for (year, count) in &self.years {
            counts.resize(usize::from(year - first), 0);
            counts.push(*count);
        }
        filing::row(serializer, &self.filing, u32::from(first), &counts)
    }
}

impl Cell {
    fn decode(row: &Value) -> Result<Self, Fault> {
        let first = row.get(4).and_then(Value::as_u64).and_then(|year| u16::try_from(year).ok());
        let (Some(first), Some(Value::Array(counts))) = (first, row.get(5)) else {
            return Err("does not end with a year and counts".into());
        };
        let mut years = Vec::new();
        for (count, year) in counts.iter().zip(first..=9_999) {
            match json::count(count).ok_or("has a count that is none")? {
                0 => {}
                count => years.push((year, count)),
            }
        }
        Ok(Self { filing: Filing::decode(row)?, years })
    }
}

impl Digest {
    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Fault> {
        Ok(Self {
            sections: json::fields(value, "sections", json::count)?,
            cells: json::list(value, "cells", Cell::decode)?,
            newest: json::list(value, "newest", Headline::decode)?,
        })
    }
}

/// Gathers digests out of headlines.
#[derive(Debug, Default)]
pub struct Digester {
    cells: BTreeMap<Filing, BTreeMap<u16, u32>>,
    /// By section, and of all under the empty name; oldest first.
    newest: BTreeMap<String, Vec<Headline>>,
}

impl Digester {
    /// Counts a headline; they come oldest first.
    pub fn add(&mut self, headline: &Headline) {
        let year = headline.moment().date().year;
        *self.cells.entry(Filing::of(headline)).or_default().entry(year).or_default() += 1;
        for name in ["", headline.section.as_str()] {
            let newest = self.newest.entry(name.to_owned()).or_default();
            newest.push(headline.clone());
            // Twice as many are held, so that the old ones go in bulk.
            if newest.len() > 2 * NEWEST {
                newest.drain(..newest.len() - NEWEST);
            }
        }
    }

    /// The digest of all, and those of the sections with their ids; none where the one tells all.
    pub fn finish(self) -> (Digest, Vec<(String, Digest)>) {
        self.finish_with(CELLS_IN_ONE)
    }

    /// With another limit of cells in one digest.
    pub(super) fn finish_with(self, most: usize) -> (Digest, Vec<(String, Digest)>) {
        let split = self.cells.values().map(BTreeMap::len).sum::<usize>() > most;
        let mut totals: BTreeMap<String, u32> = BTreeMap::new();
        for (filing, years) in &self.cells {
            *totals.entry(filing.section.clone()).or_default() += years.values().sum::<u32>();
        }
        let sections: Vec<(String, u32)> = totals.into_iter().collect();
        let newest = |name: &str| -> Vec<Headline> {
            let newest = self.newest.get(name).map(Vec::as_slice).unwrap_or_default();
            newest.iter().rev().take(NEWEST).cloned().collect()
        };
        let cell = |(filing, years): (&Filing, &BTreeMap<u16, u32>)| Cell {
            filing: filing.clone(),
            years: years.iter().map(|(year, count)| (*year, *count)).collect(),
        };
        if !split {
            let cells = self.cells.iter().map(cell).collect();
            return (Digest { sections, cells, newest: newest("") }, Vec::new());
        }
        let digests = sections.iter().map(|(id, total)| {
            let own = self.cells.iter().filter(|(filing, _)| filing.section == *id);
            let digest = Digest {
                sections: vec![(id.clone(), *total)],
                cells: own.map(cell).collect(),
                newest: newest(id),
            };
            (id.clone(), digest)
        });
        let digests = digests.collect();
        let mut merged: BTreeMap<Filing, BTreeMap<u16, u32>> = BTreeMap::new();
        for (filing, years) in &self.cells {
            let filing = Filing { section: String::new(), ..filing.clone() };
            let sums = merged.entry(filing).or_default();
            years.iter().for_each(|(year, count)| *sums.entry(*year).or_default() += count);
        }
        let cells = merged.iter().map(cell).collect();
        (Digest { sections, cells, newest: newest("") }, digests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::volume::tests::any_headlines;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("it is JSON")
    }

    proptest! {
        #[test]
        fn every_digest_round_trips_and_counts_each_article_once(headlines in any_headlines(120), most in 0usize..3) {
            let mut digester = Digester::default();
            headlines.iter().for_each(|headline| digester.add(headline));
            let (digest, sections) = digester.finish_with(most * 5_000);
            let count = |digest: &Digest| -> u32 {
                digest.cells.iter().flat_map(|cell| &cell.years).map(|(_, count)| count).sum()
            };
            prop_assert_eq!(count(&digest) as usize, headlines.len());
            if !sections.is_empty() {
                prop_assert_eq!(sections.iter().map(|(_, digest)| count(digest)).sum::<u32>() as usize, headlines.len());
            }
            for digest in sections.iter().map(|(_, digest)| digest).chain([&digest]) {
                let text = digest.encode().expect("it serialises");
                prop_assert_eq!(Digest::decode(&parsed(&text)), Ok(digest.clone()));
            }
        }
    }

    #[test]
    fn a_broken_digest_is_a_fault() {
        let check = |text: &str| assert!(Digest::decode(&parsed(text)).is_err(), "{text}");
        check(r#"{"cells":[["","","policy","text",2020]]}"#);
        check(r#"{"cells":[["","","policy","text",2020,[-1]]]}"#);
        check(r#"{"cells":[["","","policy","audio",2020,[1]]]}"#);
        check(r#"{"cells":[["","","policy","text",70000,[1]]]}"#);
        check(r#"{"sections":{"policy":"1"}}"#);
        check(r#"{"newest":[{}]}"#);
    }
}
