//! A volume: articles next to each other in date order. Its registers tell which articles are filed
//! how, how many there are of each day, and the files that hold the headlines.
//!
//! There is a register for each section, by section and kind; one for each province, by the whole
//! filing; and one that tells the days alone. A query reads the few that it needs.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::filing::{self, Filing};
use super::postings::{self, Ordinals};
use super::roll::Roll;
use super::source::Failure;
use crate::domain::article::Headline;
use crate::domain::json::{self, Fault};
use crate::domain::query::{Dimension, Query};
use crate::domain::taxonomy::{Categories, Site};
use crate::domain::text::decimal;
use crate::domain::time::Date;

/// The register that tells of no filing.
const ALL: &str = "all";

/// A volume without its headlines, as one of its registers tells it. Rows are counted by ordinal,
/// 0 = oldest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Volume {
    #[serde(serialize_with = "days_as_gaps")]
    days: Vec<Day>,
    /// Empty in the register of all.
    filings: Vec<Filed>,
    /// The files that hold the headlines.
    pub roll: Roll,
}

/// The rows of a day on which something was published.
#[derive(Clone, Debug, PartialEq)]
struct Day {
    /// Days since 1970-01-01, in Beijing.
    number: i64,
    rows: Range<u32>,
}

/// The rows that are filed the same way.
#[derive(Clone, Debug, PartialEq)]
struct Filed {
    filing: Filing,
    count: u32,
    /// See [`postings`].
    postings: String,
}

impl Serialize for Filed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        filing::row(serializer, &self.filing, self.count, &self.postings)
    }
}

/// The first day, its rows, then for each day the days since the one before, and its rows.
fn days_as_gaps<S: Serializer>(days: &[Day], serializer: S) -> Result<S::Ok, S::Error> {
    let mut before = 0;
    serializer.collect_seq(days.iter().flat_map(|day| {
        let gap = day.number - before;
        before = day.number;
        [gap, i64::try_from(day.rows.len()).unwrap_or(i64::MAX)]
    }))
}

/// The name of a section's register.
fn section_register(id: &str) -> String {
    ["section-", id].concat()
}

/// The name of a province's register.
fn region_register(id: &str) -> String {
    ["region-", id].concat()
}

/// The registers that tell which articles a query's filters admit, by name. Each article stands in
/// one of them at most. Who chooses a place reads the registers of its province and no other.
pub fn registers_for(query: &Query, site: &dyn Categories) -> Vec<String> {
    let chosen = |dimension| query.chosen(dimension).next().is_some();
    let mut names = Vec::new();
    let mut name = |register: String| {
        if !names.contains(&register) {
            names.push(register);
        }
    };
    if chosen(Dimension::Zone) {
        let regions = query.chosen(Dimension::Zone).filter_map(|id| site.region_of(id));
        regions
            .filter_map(|region| site.province_of(region))
            .for_each(|province| name(region_register(province)));
    } else if chosen(Dimension::Region) {
        let provinces = query.chosen(Dimension::Region).filter_map(|id| site.province_of(id));
        provinces.for_each(|province| name(region_register(province)));
    } else if chosen(Dimension::Section) || chosen(Dimension::Kind) {
        // A kind alone is told by the registers of all sections.
        let all = !chosen(Dimension::Section);
        let sections = site.sections().into_iter();
        sections
            .filter(|id| all || query.has(Dimension::Section, id))
            .for_each(|id| name(section_register(id)));
    } else {
        name(ALL.to_owned());
    }
    names
}

/// The registers of a volume by name. The volume holds these headlines, in date order, and the files
/// of `roll` hold them.
pub fn registers(site: &Site, rows: &[&Headline], roll: &Roll) -> Vec<(String, Volume)> {
    let mut days: Vec<Day> = Vec::new();
    let mut filed: BTreeMap<Filing, Vec<u32>> = BTreeMap::new();
    for (row, headline) in (0..).zip(rows) {
        let number = headline.moment().date().day_number();
        match days.last_mut().filter(|day| day.number == number) {
            Some(day) => day.rows.end += 1,
            None => days.push(Day { number, rows: row..row + 1 }),
        }
        filed.entry(Filing::of(headline)).or_default().push(row);
    }
    let len = days.last().map_or(0, |day| day.rows.end);
    // Every section and province has a register, so that no reader asks for one that is not there.
    let mut registers: BTreeMap<String, BTreeMap<Filing, Vec<u32>>> = BTreeMap::new();
    registers.insert(ALL.to_owned(), BTreeMap::new());
    for section in &site.sections {
        registers.insert(section_register(&section.id), BTreeMap::new());
    }
    for province in &site.regions {
        registers.insert(region_register(&province.id), BTreeMap::new());
    }
    for (filing, rows) in filed {
        let section = registers.entry(section_register(&filing.section)).or_default();
        let bare = Filing::new(None, None, &filing.section, filing.kind);
        section.entry(bare).or_default().extend(&rows);
        if let Some(province) = site.province(&filing.region) {
            registers.entry(region_register(&province.id)).or_default().insert(filing, rows);
        }
    }
    let volume = |filings: BTreeMap<Filing, Vec<u32>>| {
        let filings = filings.into_iter().map(|(filing, mut rows)| {
            rows.sort_unstable();
            Filed {
                filing,
                count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                postings: postings::encode(rows.iter().copied(), len),
            }
        });
        Volume { days: days.clone(), filings: filings.collect(), roll: roll.clone() }
    };
    registers.into_iter().map(|(name, filings)| (name, volume(filings))).collect()
}

impl Volume {
    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Failure> {
        let volume = Self::read(value).map_err(Failure::Malformed)?;
        let filed: u64 = volume.filings.iter().map(|filed| u64::from(filed.count)).sum();
        if filed > u64::from(volume.len()) {
            return Err(Failure::Malformed("the days and filings of a volume do not agree".into()));
        }
        if volume.roll.len() != volume.len() as usize {
            return Err(Failure::Malformed("the days and files of a volume do not agree".into()));
        }
        Ok(volume)
    }

    fn read(value: &Value) -> Result<Self, Fault> {
        let days = json::list(value, "days", |number| {
            number.as_i64().ok_or_else(|| "is not a whole number".into())
        })?;
        let filings = json::list(value, "filings", |row| {
            let count = row.get(4).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
            let postings = row.get(5).and_then(Value::as_str);
            let (Some(count), Some(postings)) = (count, postings) else {
                return Err("does not end with a count and postings".into());
            };
            Ok(Filed { filing: Filing::decode(row)?, count, postings: postings.to_owned() })
        })?;
        let roll = Roll::decode(json::field(value, "roll")?);
        let roll = roll.map_err(|fault| ["roll.", &fault].concat())?;
        Ok(Self { days: days_of(&days)?, filings, roll })
    }

    /// How many articles it holds.
    pub fn len(&self) -> u32 {
        self.days.last().map_or(0, |day| day.rows.end)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ordinals of a day; those of none lie where they would be.
    pub fn day(&self, date: Date) -> Range<u32> {
        let number = date.day_number();
        let start = self.first_of(number);
        start..self.first_of(number + 1)
    }

    /// The ordinals of a year.
    pub fn year(&self, year: u16) -> Range<u32> {
        let first = |year: u16| {
            Date::new(u32::from(year), 1, 1).map_or(self.len(), |d| self.first_of(d.day_number()))
        };
        first(year)..first(year.saturating_add(1))
    }

    /// The first ordinal that is not before a day.
    fn first_of(&self, number: i64) -> u32 {
        let at = self.days.partition_point(|day| day.number < number);
        self.days.get(at).map_or(self.len(), |day| day.rows.start)
    }

    /// The ordinals within a range that a query's filters admit, newest first, as far as this
    /// register tells: see [`registers_for`].
    pub fn find(
        &self,
        query: &Query,
        site: &dyn Categories,
        within: Range<u32>,
    ) -> Result<Vec<u32>, Failure> {
        let narrowed = Filing::DIMENSIONS
            .into_iter()
            .any(|dimension| query.chosen(dimension).next().is_some());
        let admitted = if narrowed {
            let mut admitted = Ordinals::none(self.len());
            for filed in self.filings.iter().filter(|filed| filed.filing.passes_all(query, site)) {
                filed.rows(self.len())?.into_iter().for_each(|row| admitted.insert(row));
            }
            Some(admitted)
        } else {
            None
        };
        let mut found = Vec::new();
        for days in self.admitted_days(query).into_iter().rev() {
            let rows = days.start.max(within.start)..days.end.min(within.end);
            match &admitted {
                _ if rows.is_empty() => {}
                Some(admitted) => found.extend(admitted.newest_first(rows)),
                None => found.extend(rows.rev()),
            }
        }
        Ok(found)
    }

    /// The rows of the days that a query's years and months admit, in as few runs as there can be.
    fn admitted_days(&self, query: &Query) -> Vec<Range<u32>> {
        let mut runs: Vec<Range<u32>> = Vec::new();
        for day in self.days.iter().filter(|day| admits(query, day.number)) {
            match runs.last_mut().filter(|run| run.end == day.rows.start) {
                Some(run) => run.end = day.rows.end,
                None => runs.push(day.rows.clone()),
            }
        }
        runs
    }
}

impl Filed {
    fn rows(&self, len: u32) -> Result<Vec<u32>, Failure> {
        let rows = postings::decode(&self.postings, self.count, len);
        rows.ok_or_else(|| Failure::Malformed("a volume's postings are cut off".into()))
    }
}

/// Whether a query's years and months admit a day.
fn admits(query: &Query, day: i64) -> bool {
    let times = [Dimension::Year, Dimension::Month];
    if times.into_iter().all(|dimension| query.chosen(dimension).next().is_none()) {
        return true;
    }
    let date = Date::from_day_number(day).iso();
    times.into_iter().all(|dimension| {
        let mut chosen = query.chosen(dimension).peekable();
        chosen.peek().is_none() || chosen.any(|wish| date.starts_with(wish))
    })
}

/// Reads what [`days_as_gaps`] writes.
fn days_of(numbers: &[i64]) -> Result<Vec<Day>, Fault> {
    let mut days = Vec::with_capacity(numbers.len() / 2);
    let (mut number, mut row) = (0i64, 0u32);
    for (at, pair) in numbers.chunks(2).enumerate() {
        let [gap, rows] = pair else { return Err("days: is cut off".into()) };
        let rows = u32::try_from(*rows).ok().and_then(|rows| row.checked_add(rows));
        let next = number.checked_add(*gap).filter(|_| at == 0 || *gap > 0);
        let known = next.filter(|number| (-719_162..=2_932_896).contains(number)).zip(rows);
        let Some((next, end)) = known.filter(|(_, end)| *end > row && *end <= 65_536) else {
            return Err(["days: number ", &decimal(2 * at as i64 + 1), " is out of order"].concat());
        };
        days.push(Day { number: next, rows: row..end });
        (number, row) = (next, end);
    }
    Ok(days)
}

#[cfg(test)]
pub(super) mod tests;
