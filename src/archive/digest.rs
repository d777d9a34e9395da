//! A digest: how many articles are filed how in which year, and the newest headlines. Its size
//! grows with the category tree and the years, not with the archive, so every total and every
//! count is exact without looking into a volume.
//!
//! There is a digest for each section, one for all of them, and one for each year, which counts its
//! months. That of all does not tell sections apart where an archive is large, so that a list of all
//! fetches little.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::PAGE_ROWS;
use super::filing::{self, Filing};
use super::roll::Roll;
use crate::domain::article::Headline;
use crate::domain::json::{self, Fault};
use crate::domain::query::{Dimension, Query};
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::Categories;

/// With more cells than this, the digest of all does not tell sections apart.
const CELLS_IN_ONE: usize = 500;

/// What a list's newest page can need.
const NEWEST: usize = 2 * PAGE_ROWS - 1;

/// Counts and newest headlines: of one section, or of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Digest {
    /// How many articles each section has.
    #[serde(serialize_with = "json::named")]
    pub sections: Vec<(String, u32)>,
    /// The values of each of [`Filing::DIMENSIONS`]; an empty one stands for none. In the digest of
    /// all, the only section may be the empty one: sections are then not told apart.
    pub values: [Vec<String>; 4],
    pub cells: Vec<Cell>,
    /// Newest first; the first page of a list waits for nothing else.
    pub newest: Vec<Headline>,
    /// The files of all its headlines; none in the digest of a year.
    pub roll: Roll,
}

/// How many articles are filed the same way, by year; or, in the digest of a year, by month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The places of its values among the digest's.
    pub filing: [u16; 4],
    /// By year or month, ascending, without zeros.
    pub times: Vec<(u16, u32)>,
}

/// What is counted of a filing, by year or month.
type Counted = (Filing, Vec<(u16, u32)>);

/// The digests of an archive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digests {
    /// Of all sections.
    pub all: Digest,
    /// Whether that tells sections apart.
    pub whole: bool,
    /// Of each section, by id.
    pub sections: Vec<(String, Digest)>,
    /// Of each year, by four digits.
    pub years: Vec<(String, Digest)>,
}

impl Serialize for Cell {
    /// The filing, the first year or month, then the counts from there on.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = self.times.first().map_or(0, |(time, _)| *time);
        let mut row: Vec<u32> = self.filing.iter().map(|value| u32::from(*value)).collect();
        row.push(u32::from(first));
        for (time, count) in &self.times {
            row.resize(self.filing.len() + 1 + usize::from(time - first), 0);
            row.push(*count);
        }
        serializer.collect_seq(row)
    }
}

impl Cell {
    /// The count of all times.
    pub fn total(&self) -> u32 {
        sum(&self.times)
    }

    /// The places of the dimensions that it fails, as [`Digest::passes`] tells.
    pub(super) fn failed(&self, passes: &[Vec<bool>; 4]) -> impl Iterator<Item = usize> {
        let told = self.filing.into_iter().zip(passes).enumerate();
        told.filter(|(_, (value, passes))| passes.get(usize::from(*value)) != Some(&true))
            .map(|(at, _)| at)
    }

    fn decode(row: &Value) -> Result<Self, Fault> {
        let numbers = row.as_array().map(Vec::as_slice).unwrap_or_default();
        let [section, region, zone, kind, first, counts @ ..] = numbers else {
            return Err("does not begin with a filing and a time".into());
        };
        let small = |number: &Value| {
            let number = json::count(number).and_then(|number| u16::try_from(number).ok());
            number.ok_or_else(|| Fault::from("has a place or time that is none"))
        };
        let mut times = Vec::with_capacity(counts.len());
        for (count, time) in counts.iter().zip(small(first)?..=9_999) {
            match json::count(count).ok_or("has a count that is none")? {
                0 => {}
                count => times.push((time, count)),
            }
        }
        Ok(Self { filing: [small(section)?, small(region)?, small(zone)?, small(kind)?], times })
    }
}

impl Digest {
    fn new(sections: Vec<(String, u32)>, counted: Vec<Counted>, newest: Vec<Headline>) -> Self {
        let mut digest = Self { sections, newest, ..Self::default() };
        for (filing, times) in counted {
            let mut places = [0; 4];
            let dimensions = Filing::DIMENSIONS.into_iter().zip(&mut digest.values);
            for ((dimension, values), place) in dimensions.zip(&mut places) {
                let value = filing.value(dimension);
                let at = values.iter().position(|held| held == value).unwrap_or_else(|| {
                    values.push(value.to_owned());
                    values.len() - 1
                });
                *place = u16::try_from(at).unwrap_or(u16::MAX);
            }
            digest.cells.push(Cell { filing: places, times });
        }
        digest
    }

    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let values = json::list(value, "values", |values| {
            let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
            json::elements_of(values, "", |value| {
                value.as_str().map(str::to_owned).ok_or_else(|| "is not a text".into())
            })
        })?;
        let digest = Self {
            sections: json::fields(value, "sections", json::count)?,
            values: values.try_into().map_err(|_| "values: are not of four dimensions")?,
            cells: json::list(value, "cells", Cell::decode)?,
            newest: json::list(value, "newest", Headline::decode)?,
            roll: Roll::decode(json::field(value, "roll")?)
                .map_err(|fault| format!("roll.{fault}"))?,
        };
        let is_known = |(place, values): (u16, &Vec<String>)| usize::from(place) < values.len();
        if digest.cells.iter().all(|cell| cell.filing.into_iter().zip(&digest.values).all(is_known))
        {
            Ok(digest)
        } else {
            Err("cells: a place among the values is none".into())
        }
    }

    /// Whether each of the values is among what a query chose in its dimension.
    pub(super) fn passes(&self, query: &Query, site: &dyn Categories) -> [Vec<bool>; 4] {
        let mut dimensions = Filing::DIMENSIONS.into_iter();
        self.values.each_ref().map(|values| {
            let Some(dimension) = dimensions.next() else { return Vec::new() };
            values.iter().map(|value| filing::passes(value, dimension, query, site)).collect()
        })
    }

    /// How many articles each zone has.
    pub fn zones(&self) -> SortedMap<u32> {
        let [_, _, zones, _] = &self.values;
        let mut counts = SortedMap::default();
        for cell in &self.cells {
            let [_, _, zone, _] = cell.filing;
            if let Some(zone) = zones.get(usize::from(zone)).filter(|zone| !zone.is_empty()) {
                let sum = counts.get(zone).copied().unwrap_or(0);
                counts.insert(zone, cell.total().saturating_add(sum));
            }
        }
        counts
    }
}

impl Digests {
    /// Of headlines, oldest first.
    pub fn new(headlines: &[&Headline]) -> Self {
        Self::with(headlines, CELLS_IN_ONE)
    }

    /// With another limit of cells in one digest.
    pub(super) fn with(headlines: &[&Headline], most: usize) -> Self {
        let (counted, years) = count(headlines);
        let mut totals: BTreeMap<String, u32> = BTreeMap::new();
        for (filing, times) in &counted {
            *totals.entry(filing.section.clone()).or_default() += sum(times);
        }
        let totals: Vec<(String, u32)> = totals.into_iter().collect();
        let newest = |of: &dyn Fn(&Headline) -> bool| -> Vec<Headline> {
            let newest_first = headlines.iter().rev().copied();
            newest_first.filter(|headline| of(headline)).take(NEWEST).cloned().collect()
        };
        let newest_of_all = newest(&|_| true);
        let digest = |(id, total): &(String, u32)| {
            let own = counted.iter().filter(|(filing, _)| filing.section == *id).cloned();
            let newest = newest(&|headline| headline.section == *id);
            (id.clone(), Digest::new(vec![(id.clone(), *total)], own.collect(), newest))
        };
        let sections = totals.iter().map(digest).collect();
        let whole = counted.iter().map(|(_, times)| times.len()).sum::<usize>() <= most;
        let counted = if whole { counted } else { without_sections(&counted) };
        Self { all: Digest::new(totals, counted, newest_of_all), whole, sections, years }
    }
}

/// Which digests count what a query finds, months aside: of all, or of its section, or of each.
pub(super) fn digests_that_count<'d, D>(
    query: &Query,
    all: &'d D,
    whole: bool,
    sections: &'d [(String, D)],
) -> Vec<&'d D> {
    let every = sections.iter().map(|(_, digest)| digest);
    match query.single(Dimension::Section) {
        Some(own) => {
            sections.iter().filter(|(id, _)| id == own).map(|(_, digest)| digest).collect()
        }
        None if whole || query.filters().is_empty() => vec![all],
        None => every.collect(),
    }
}

/// What is counted of headlines by year, in the order of their filings, and each year's by month.
fn count(headlines: &[&Headline]) -> (Vec<Counted>, Vec<(String, Digest)>) {
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
    let mut by_year: BTreeMap<u16, Vec<Counted>> = BTreeMap::new();
    for (((region, zone), section, kind), years) in counts {
        let filing = Filing::new(region, zone, section, kind);
        let mut times = Vec::new();
        for (year, months) in years {
            times.push((year, months.iter().sum()));
            let months = (1..).zip(months).filter(|(_, count)| *count > 0).collect();
            by_year.entry(year).or_default().push((filing.clone(), months));
        }
        all.push((filing, times));
    }
    let digest =
        |(year, counted)| (format!("{year:04}"), Digest::new(Vec::new(), counted, Vec::new()));
    (all, by_year.into_iter().map(digest).collect())
}

/// The sums over all sections.
fn without_sections(counted: &[Counted]) -> Vec<Counted> {
    let mut sums: BTreeMap<Filing, BTreeMap<u16, u32>> = BTreeMap::new();
    for (filing, times) in counted {
        let years = sums.entry(Filing { section: String::new(), ..filing.clone() }).or_default();
        times.iter().for_each(|(year, count)| *years.entry(*year).or_default() += count);
    }
    sums.into_iter().map(|(filing, years)| (filing, years.into_iter().collect())).collect()
}

fn sum(times: &[(u16, u32)]) -> u32 {
    times.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
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
            let total = |digests: &[(String, Digest)]| digests.iter().map(|(_, digest)| count(digest)).sum::<u32>();
            prop_assert_eq!(count(&digests.all) as usize, headlines.len());
            prop_assert_eq!(total(&digests.years) as usize, headlines.len());
            prop_assert_eq!(total(&digests.sections) as usize, headlines.len());
            for (_, digest) in digests.sections.into_iter().chain(digests.years).chain([(String::new(), digests.all)]) {
                let text = digest.encode().expect("it serialises");
                prop_assert_eq!(Digest::decode(&parsed(&text)), Ok(digest));
            }
        }
    }

    #[test]
    fn a_broken_digest_is_a_fault() {
        let values = r#""values":[["policy"],[""],[""],["text"]]"#;
        let check = |text: &str| {
            let text = text.replace("VALUES", values);
            assert!(Digest::decode(&parsed(&text)).is_err(), "{text}");
        };
        check(r#"{"cells":[[0,0,0,0,2020,1]]}"#);
        check(r#"{VALUES,"cells":[[0,0,0,2020]]}"#);
        check(r#"{VALUES,"cells":[[0,0,0,0,2020,-1]]}"#);
        check(r#"{VALUES,"cells":[[0,0,1,0,2020,1]]}"#);
        check(r#"{VALUES,"cells":[[0,0,0,0,70000,1]]}"#);
        check(r#"{VALUES,"cells":["0"]}"#);
        check(r#"{VALUES,"sections":{"policy":"1"}}"#);
        check(r#"{VALUES,"newest":[{}]}"#);
        check(r#"{"values":[["policy"],[""],[""],[0]]}"#);
    }
}
