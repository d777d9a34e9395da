//! A volume: articles next to each other in date order. It tells which articles are filed how, how
//! many there are of each day, and the files that hold the headlines.

use std::ops::Range;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::filing::{self, Filing};
use super::postings::{self, Ordinals};
use super::source::Failure;
use crate::article::Headline;
use crate::json::{self, Fault};
use crate::query::{Dimension, Query};
use crate::taxonomy::Site;
use crate::time::Date;

/// Rows in a file of headlines; the last file of a volume may have fewer.
pub const HEADLINES_PER_FILE: usize = 32;

/// A volume without its headlines. Rows are counted by ordinal, 0 = oldest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Volume {
    #[serde(serialize_with = "days_as_gaps")]
    days: Vec<Day>,
    filings: Vec<Filed>,
    /// The hashes of the files of headlines.
    #[serde(serialize_with = "joined")]
    pages: Vec<String>,
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

fn joined<S: Serializer>(pages: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&pages.concat())
}

impl Volume {
    /// The volume of headlines in date order, whose files have these hashes.
    pub fn new(headlines: &[&Headline], pages: Vec<String>) -> Self {
        let mut days: Vec<Day> = Vec::new();
        let mut filed: std::collections::BTreeMap<Filing, Vec<u32>> = Default::default();
        for (row, headline) in (0..).zip(headlines) {
            let number = headline.moment().date().day_number();
            match days.last_mut().filter(|day| day.number == number) {
                Some(day) => day.rows.end += 1,
                None => days.push(Day { number, rows: row..row + 1 }),
            }
            filed.entry(Filing::of(headline)).or_default().push(row);
        }
        let len = days.last().map_or(0, |day| day.rows.end);
        let filings = filed.into_iter().map(|(filing, rows)| Filed {
            filing,
            count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            postings: postings::encode(rows.iter().copied(), len),
        });
        Self { days, filings: filings.collect(), pages }
    }

    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Failure> {
        let volume = Self::read(value).map_err(Failure::Malformed)?;
        let filed: u64 = volume.filings.iter().map(|filed| u64::from(filed.count)).sum();
        if filed != u64::from(volume.len()) {
            return Err(Failure::Malformed("the days and filings of a volume do not agree".into()));
        }
        if volume.pages.len() != (volume.len() as usize).div_ceil(HEADLINES_PER_FILE) {
            return Err(Failure::Malformed("a volume has too few or too many pages".into()));
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
        let pages = json::text(value, "pages")?;
        if !pages.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("pages: holds something that is no hash".into());
        }
        let pages = pages
            .as_bytes()
            .chunks(super::HASH_DIGITS)
            .map(|hash| String::from_utf8_lossy(hash).into());
        Ok(Self { days: days_of(&days)?, filings, pages: pages.collect() })
    }

    /// How many articles it holds.
    pub fn len(&self) -> u32 {
        self.days.last().map_or(0, |day| day.rows.end)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hash of the file that holds an ordinal's headline.
    pub fn page_of(&self, ordinal: u32) -> Option<&str> {
        self.pages.get(ordinal as usize / HEADLINES_PER_FILE).map(String::as_str)
    }

    pub fn pages(&self) -> &[String] {
        &self.pages
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

    /// The ordinals within a range that a query's filters admit, newest first.
    pub fn find(
        &self,
        query: &Query,
        site: &Site,
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
        for day in self.days.iter().rev().filter(|day| admits(query, day.number)) {
            let rows = day.rows.start.max(within.start)..day.rows.end.min(within.end);
            match &admitted {
                _ if rows.is_empty() => {}
                Some(admitted) => found.extend(admitted.newest_first(rows)),
                None => found.extend(rows.rev()),
            }
        }
        Ok(found)
    }

    /// Tells how many articles of the days that a query admits are filed how, by year.
    pub fn count(
        &self,
        query: &Query,
        mut tell: impl FnMut(&Filing, u16, u32),
    ) -> Result<(), Failure> {
        let mut years: Vec<(u16, Range<u32>)> = Vec::new();
        for day in self.days.iter().filter(|day| admits(query, day.number)) {
            years.push((Date::from_day_number(day.number).year, day.rows.clone()));
        }
        for filed in &self.filings {
            let rows = filed.rows(self.len())?;
            for (year, day) in &years {
                let from = rows.partition_point(|row| *row < day.start);
                let to = rows.partition_point(|row| *row < day.end);
                if to > from {
                    tell(&filed.filing, *year, u32::try_from(to - from).unwrap_or(u32::MAX));
                }
            }
        }
        Ok(())
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
    let date = Date::from_day_number(day).to_string();
    [Dimension::Year, Dimension::Month].into_iter().all(|dimension| {
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
            return Err(format!("days: number {} is out of order", 2 * at + 1));
        };
        days.push(Day { number: next, rows: row..end });
        (number, row) = (next, end);
    }
    Ok(days)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::taxonomy::{Kind, tests::site};
    use crate::time::Moment;
    use proptest::prelude::*;

    fn headline(
        i: usize,
        section: &str,
        region: &str,
        zone: &str,
        kind: Kind,
        day: i64,
    ) -> Headline {
        let moment = Moment::from_seconds(day * 86_400);
        let date = moment.date().to_string().replace('-', "");
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Headline {
            id: ArticleId::parse(&format!("{date}-n{i:03}")).expect("an id"),
            title: format!("第{i}条"),
            published: moment.seconds(),
            source: "本站".into(),
            section: section.into(),
            region: some(region),
            zone: some(zone),
            kind,
            cover: None,
            hash: String::new(),
        }
    }

    pub(crate) fn any_headlines(most: usize) -> impl Strategy<Value = Vec<Headline>> {
        let row = (
            prop_oneof!["zone-news", "policy"],
            prop_oneof![
                Just(("", "")),
                Just(("beijing", "")),
                Just(("taizhou", "jiangyan")),
                Just(("suzhou", "suzhou-park")),
                Just(("jiangsu", ""))
            ],
            prop_oneof![Just(Kind::Text), Just(Kind::Photo), Just(Kind::Video)],
            18_000i64..19_200,
        );
        prop::collection::vec(row, 0..=most).prop_map(|mut rows| {
            rows.sort_by_key(|row| row.3);
            let rows = rows.iter().enumerate();
            rows.map(|(i, (section, (region, zone), kind, day))| {
                headline(i, section, region, zone, *kind, *day)
            })
            .collect()
        })
    }

    pub(crate) fn any_query() -> impl Strategy<Value = Query> {
        let filter = prop_oneof![
            prop_oneof!["zone-news", "policy"].prop_map(|v| (Dimension::Section, v)),
            prop_oneof!["beijing", "jiangsu", "taizhou", "suzhou"]
                .prop_map(|v| (Dimension::Region, v)),
            prop_oneof!["jiangyan", "suzhou-park"].prop_map(|v| (Dimension::Zone, v)),
            prop_oneof!["text", "photo", "video"].prop_map(|v| (Dimension::Kind, v)),
            prop_oneof!["2019", "2020", "2021"].prop_map(|v| (Dimension::Year, v)),
            prop_oneof!["2020-03", "2021-11"].prop_map(|v| (Dimension::Month, v)),
        ];
        prop::collection::vec(filter, 0..5).prop_map(|filters| {
            filters.iter().fold(Query::default(), |query, (of, value)| query.with(*of, value))
        })
    }

    /// The rule, told naively: any of the values of a dimension, all of the dimensions.
    pub(crate) fn naive(
        site: &Site,
        query: &Query,
        headline: &Headline,
        but: Option<Dimension>,
    ) -> bool {
        Dimension::ALL.into_iter().filter(|dimension| Some(*dimension) != but).all(|dimension| {
            let mut chosen = query.chosen(dimension).peekable();
            chosen.peek().is_none()
                || chosen.any(|wish| {
                    let date = headline.moment().date().to_string();
                    match dimension {
                        Dimension::Section => headline.section == wish,
                        Dimension::Region => {
                            headline.region.as_deref().is_some_and(|r| site.lies_in(r, wish))
                        }
                        Dimension::Zone => headline.zone.as_deref() == Some(wish),
                        Dimension::Kind => headline.kind.id() == wish,
                        Dimension::Year | Dimension::Month => date.starts_with(wish),
                    }
                })
        })
    }

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("it is JSON")
    }

    fn volume(headlines: &[Headline]) -> Volume {
        let rows: Vec<&Headline> = headlines.iter().collect();
        let pages =
            headlines.chunks(HEADLINES_PER_FILE).map(|_| "0123456789ab".to_owned()).collect();
        Volume::new(&rows, pages)
    }

    proptest! {
        #[test]
        fn a_query_finds_and_counts_what_a_naive_filter_does(headlines in any_headlines(50), query in any_query()) {
            let site = site();
            let volume = volume(&headlines);
            let expected: Vec<u32> = (0..volume.len()).rev()
                .filter(|row| naive(&site, &query, &headlines[*row as usize], None)).collect();
            prop_assert_eq!(volume.find(&query, &site, 0..volume.len()), Ok(expected.clone()));
            let year = volume.year(2020);
            let expected = expected.into_iter().filter(|row| year.contains(row)).collect();
            prop_assert_eq!(volume.find(&query, &site, year), Ok(expected));
        }

        #[test]
        fn a_volume_round_trips(headlines in any_headlines(50)) {
            let volume = volume(&headlines);
            let text = volume.encode().expect("it serialises");
            prop_assert_eq!(Volume::decode(&parsed(&text)), Ok(volume));
        }
    }

    #[test]
    fn a_volume_that_is_cut_off_or_foreign_is_malformed() {
        let good = volume(&[headline(1, "policy", "", "", Kind::Text, 18_500)]);
        let text = good.encode().expect("it serialises");
        for (from, to) in [
            ("18500,1", "18500"),
            ("18500,1", "18500,2"),
            ("18500,1", "18500,-1"),
            ("18500,1", "18500,1,0,1"),
            ("18500,1", "9223372036854775807,1"),
            (r#","text",1,"#, r#","text",7,"#),
            (r#","text",1,"#, r#","audio",1,"#),
            (r#","text",1,"#, r#","text","1","#),
            ("0123456789ab", ""),
            ("0123456789ab", "../../secret"),
            (r#""pages":"#, r#""page":"#),
        ] {
            let broken = text.replacen(from, to, 1);
            assert!(
                matches!(Volume::decode(&parsed(&broken)), Err(Failure::Malformed(_))),
                "{broken}"
            );
        }
    }
}
