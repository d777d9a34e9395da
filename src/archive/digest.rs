//! A digest: how many articles are filed how in which year, and the newest headlines. Its size
//! grows with the category tree and the years, not with the archive, so every total and every
//! count is exact without looking into a volume.
//!
//! A small archive has one digest, which counts everything. A larger one has a digest a section,
//! and one for all of them that does not tell sections apart, so that a list fetches little. Each
//! year has a digest of its own, which counts its months.

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

/// How many articles are filed the same way, by year; or, in the digest of a year, by month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// In the digest of all sections of a larger archive, the section is empty.
    pub filing: Filing,
    /// By year or month, ascending, without zeros.
    pub times: Vec<(u16, u32)>,
}

/// The digests of an archive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digests {
    /// Of all sections.
    pub all: Digest,
    /// Of each section, by id; none where the one tells all.
    pub sections: Vec<(String, Digest)>,
    /// Of each year, by four digits.
    pub years: Vec<(String, Digest)>,
}

impl Serialize for Cell {
    /// The first year or month, then the counts from there on.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = self.times.first().map_or(0, |(time, _)| *time);
        let mut counts = Vec::new();
        for (time, count) in &self.times {
            counts.resize(usize::from(time - first), 0);
            counts.push(*count);
        }
        filing::row(serializer, &self.filing, u32::from(first), &counts)
    }
}

impl Cell {
    /// The count of all times.
    pub fn total(&self) -> u32 {
        self.times.iter().map(|(_, count)| count).sum()
    }

    fn decode(row: &Value) -> Result<Self, Fault> {
        let first = row.get(4).and_then(Value::as_u64).and_then(|time| u16::try_from(time).ok());
        let (Some(first), Some(Value::Array(counts))) = (first, row.get(5)) else {
            return Err("does not end with a time and counts".into());
        };
        let mut times = Vec::new();
        for (count, time) in counts.iter().zip(first..=9_999) {
            match json::count(count).ok_or("has a count that is none")? {
                0 => {}
                count => times.push((time, count)),
            }
        }
        Ok(Self { filing: Filing::decode(row)?, times })
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

impl Digests {
    /// Of headlines, oldest first.
    pub fn new(headlines: &[&Headline]) -> Self {
        Self::with(headlines, CELLS_IN_ONE)
    }

    /// With another limit of cells in one digest.
    pub(super) fn with(headlines: &[&Headline], most: usize) -> Self {
        let (cells, years) = count(headlines);
        let mut totals: BTreeMap<String, u32> = BTreeMap::new();
        for cell in &cells {
            *totals.entry(cell.filing.section.clone()).or_default() += cell.total();
        }
        let totals: Vec<(String, u32)> = totals.into_iter().collect();
        let newest = |of: &dyn Fn(&Headline) -> bool| -> Vec<Headline> {
            let newest_first = headlines.iter().rev().copied();
            newest_first.filter(|headline| of(headline)).take(NEWEST).cloned().collect()
        };
        let newest_of_all = newest(&|_| true);
        if cells.iter().map(|cell| cell.times.len()).sum::<usize>() <= most {
            let all = Digest { sections: totals, cells, newest: newest_of_all };
            return Self { all, sections: Vec::new(), years };
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
        let sections = totals.iter().map(digest).collect();
        let cells = without_sections(&cells);
        Self { all: Digest { sections: totals, cells, newest: newest_of_all }, sections, years }
    }
}

/// The cells of headlines by year, in the order of their filings, and each year's by month.
fn count(headlines: &[&Headline]) -> (Vec<Cell>, Vec<(String, Digest)>) {
    // By what is borrowed, for a large archive has many headlines and few filings.
    let mut counts: BTreeMap<_, BTreeMap<u16, [u32; 12]>> = BTreeMap::new();
    for headline in headlines {
        let place = (headline.region.as_deref(), headline.zone.as_deref());
        let years = counts.entry((place, headline.section.as_str(), headline.kind)).or_default();
        let date = headline.moment().date();
        let months = years.entry(date.year).or_default();
        if let Some(month) = months.get_mut(usize::from(date.month) - 1) {
            *month += 1;
        }
    }
    let mut all = Vec::new();
    let mut by_year: BTreeMap<u16, Vec<Cell>> = BTreeMap::new();
    for (((region, zone), section, kind), years) in counts {
        let filing = Filing::new(region, zone, section, kind);
        let mut times = Vec::new();
        for (year, months) in years {
            times.push((year, months.iter().sum()));
            let months = (1..).zip(months).filter(|(_, count)| *count > 0).collect();
            let cell = Cell { filing: filing.clone(), times: months };
            by_year.entry(year).or_default().push(cell);
        }
        all.push(Cell { filing, times });
    }
    let digest = |(year, cells)| (format!("{year:04}"), Digest { cells, ..Digest::default() });
    (all, by_year.into_iter().map(digest).collect())
}

/// The sums over all sections.
fn without_sections(cells: &[Cell]) -> Vec<Cell> {
    let mut sums: BTreeMap<Filing, BTreeMap<u16, u32>> = BTreeMap::new();
    for cell in cells {
        let filing = Filing { section: String::new(), ..cell.filing.clone() };
        let years = sums.entry(filing).or_default();
        cell.times.iter().for_each(|(year, count)| *years.entry(*year).or_default() += count);
    }
    let cell =
        |(filing, years): (_, BTreeMap<_, _>)| Cell { filing, times: years.into_iter().collect() };
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
            let digests = Digests::with(&rows, most * 5_000);
            let count = |digest: &Digest| digest.cells.iter().map(Cell::total).sum::<u32>();
            let sum = |digests: &[(String, Digest)]| digests.iter().map(|(_, digest)| count(digest)).sum::<u32>();
            prop_assert_eq!(count(&digests.all) as usize, headlines.len());
            prop_assert_eq!(sum(&digests.years) as usize, headlines.len());
            if !digests.sections.is_empty() {
                prop_assert_eq!(sum(&digests.sections) as usize, headlines.len());
            }
            for (_, digest) in digests.sections.into_iter().chain(digests.years).chain([(String::new(), digests.all)]) {
                let text = digest.encode().expect("it serialises");
                prop_assert_eq!(Digest::decode(&parsed(&text)), Ok(digest));
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
