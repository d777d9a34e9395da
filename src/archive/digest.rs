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
    /// The count of all years.
    pub fn total(&self) -> u32 {
        self.years.iter().map(|(_, count)| count).sum()
    }

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

/// The digest of all headlines, oldest first, and those of the sections with their ids; none where
/// the one tells all.
pub fn digests(headlines: &[&Headline]) -> (Digest, Vec<(String, Digest)>) {
    digests_with(headlines, CELLS_IN_ONE)
}

/// With another limit of cells in one digest.
pub(super) fn digests_with(
    headlines: &[&Headline],
    most: usize,
) -> (Digest, Vec<(String, Digest)>) {
    let cells = count(headlines);
    let mut totals: BTreeMap<String, u32> = BTreeMap::new();
    for cell in &cells {
        *totals.entry(cell.filing.section.clone()).or_default() += cell.total();
    }
    let sections: Vec<(String, u32)> = totals.into_iter().collect();
    let newest = |of: &dyn Fn(&Headline) -> bool| -> Vec<Headline> {
        let newest_first = headlines.iter().rev().copied();
        newest_first.filter(|headline| of(headline)).take(NEWEST).cloned().collect()
    };
    let newest_of_all = newest(&|_| true);
    if cells.iter().map(|cell| cell.years.len()).sum::<usize>() <= most {
        return (Digest { sections, cells, newest: newest_of_all }, Vec::new());
    }
    let digest = |(id, total): &(String, u32)| {
        let own = cells.iter().filter(|cell| cell.filing.section == *id);
        let digest = Digest {
            sections: vec![(id.clone(), *total)],
            cells: own.cloned().collect(),
            newest: newest(&|headline| headline.section == *id),
        };
        (id.clone(), digest)
    };
    let digests = sections.iter().map(digest).collect();
    let all = Digest { cells: without_sections(&cells), newest: newest_of_all, sections };
    (all, digests)
}

/// The cells of headlines, in the order of their filings.
fn count(headlines: &[&Headline]) -> Vec<Cell> {
    // By what is borrowed, for a large archive has many headlines and few filings.
    let mut counts: BTreeMap<_, BTreeMap<u16, u32>> = BTreeMap::new();
    for headline in headlines {
        let place = (headline.region.as_deref(), headline.zone.as_deref());
        let years = counts.entry((place, headline.section.as_str(), headline.kind)).or_default();
        *years.entry(headline.moment().date().year).or_default() += 1;
    }
    let cell = |(((region, zone), section, kind), years): ((_, &str, _), BTreeMap<_, _>)| Cell {
        filing: Filing::new(region, zone, section, kind),
        years: years.into_iter().collect(),
    };
    counts.into_iter().map(cell).collect()
}

/// The sums over all sections.
fn without_sections(cells: &[Cell]) -> Vec<Cell> {
    let mut sums: BTreeMap<Filing, BTreeMap<u16, u32>> = BTreeMap::new();
    for cell in cells {
        let filing = Filing { section: String::new(), ..cell.filing.clone() };
        let years = sums.entry(filing).or_default();
        cell.years.iter().for_each(|(year, count)| *years.entry(*year).or_default() += count);
    }
    let cell =
        |(filing, years): (_, BTreeMap<_, _>)| Cell { filing, years: years.into_iter().collect() };
    sums.into_iter().map(cell).collect()
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
            let rows: Vec<&Headline> = headlines.iter().collect();
            let (digest, sections) = digests_with(&rows, most * 5_000);
            let count = |digest: &Digest| digest.cells.iter().map(Cell::total).sum::<u32>();
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
