//! A volume: articles next to each other in date order. Its columns say which article carries
//! which value, and its pages hold the headlines.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use super::source::Failure;
use crate::article::Headline;
use crate::json::{self, Fault};
use crate::query::{Dimension, Query};
use crate::taxonomy::Site;

/// Rows in a file of headlines; the last file of a volume may have fewer.
pub const HEADLINES_PER_FILE: usize = 32;

/// A volume's columns, one row an ordinal (0 = oldest), and the hashes of its headline files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Volume {
    section: Column,
    region: Column,
    zone: Column,
    kind: Column,
    /// `YYYY-MM`, ascending, since a volume is in date order.
    month: Column,
    pages: Vec<String>,
}

/// One value a row, as an index into the values that occur. An empty value stands for none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Column {
    values: Vec<String>,
    rows: Vec<u16>,
}

/// How often a dimension's values occur.
pub type Counts = Vec<(String, u32)>;

/// What a query finds in one volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Ordinals, newest first.
    pub ordinals: Vec<u32>,
    /// By dimension, in the order of [`Dimension::ALL`]; the counts of a dimension ignore what is
    /// chosen in it.
    pub counts: [Counts; 6],
}

impl Column {
    fn decode(value: &Value) -> Result<Self, Fault> {
        let row = |code: &Value| {
            let code = code.as_u64().and_then(|code| u16::try_from(code).ok());
            code.ok_or_else(|| Fault::from("is no index"))
        };
        Ok(Self { values: json::texts(value, "values")?, rows: json::list(value, "rows", row)? })
    }

    fn of<'a>(rows: impl Iterator<Item = &'a str>) -> Self {
        let mut column = Self::default();
        for value in rows {
            let known = column.values.iter().position(|known| known == value);
            let code = known.unwrap_or_else(|| {
                column.values.push(value.to_owned());
                column.values.len() - 1
            });
            // At most 65,536 rows, so at most as many values.
            column.rows.push(u16::try_from(code).unwrap_or(u16::MAX));
        }
        column
    }

    fn value(&self, row: usize) -> Option<&str> {
        self.values.get(usize::from(*self.rows.get(row)?)).map(String::as_str)
    }

    /// Which of the values a predicate accepts, as a table by code.
    fn accepted(&self, accepts: impl Fn(&str) -> bool) -> Vec<bool> {
        self.values.iter().map(|value| accepts(value)).collect()
    }
}

impl Volume {
    /// The columns of headlines in date order, whose files have these hashes.
    pub fn new(headlines: &[&Headline], pages: Vec<String>) -> Self {
        let column = |value: &dyn Fn(&Headline) -> String| {
            let values: Vec<String> = headlines.iter().map(|headline| value(headline)).collect();
            Column::of(values.iter().map(String::as_str))
        };
        Self {
            section: column(&|headline| headline.section.clone()),
            region: column(&|headline| headline.region.clone().unwrap_or_default()),
            zone: column(&|headline| headline.zone.clone().unwrap_or_default()),
            kind: column(&|headline| headline.kind.id().to_owned()),
            month: column(&|headline| {
                let date = headline.moment().date();
                format!("{:04}-{:02}", date.year, date.month)
            }),
            pages,
        }
    }

    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Failure> {
        let volume = Self::read(value).map_err(Failure::Malformed)?;
        let columns = [&volume.section, &volume.region, &volume.zone, &volume.kind, &volume.month];
        let sound = |column: &&Column| {
            let known = |code: &u16| usize::from(*code) < column.values.len();
            column.rows.len() == volume.len() && column.rows.iter().all(known)
        };
        if !columns.iter().all(sound) {
            return Err(Failure::Malformed("the columns of a volume do not agree".into()));
        }
        if volume.pages.len() != volume.len().div_ceil(HEADLINES_PER_FILE) {
            return Err(Failure::Malformed("a volume has too few or too many pages".into()));
        }
        Ok(volume)
    }

    fn read(value: &Value) -> Result<Self, Fault> {
        let column = |name| Column::decode(json::field(value, name)?);
        Ok(Self {
            section: column("section")?,
            region: column("region")?,
            zone: column("zone")?,
            kind: column("kind")?,
            month: column("month")?,
            pages: json::texts(value, "pages")?,
        })
    }

    /// How many articles it holds.
    pub fn len(&self) -> usize {
        self.kind.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hash of the file that holds an ordinal's headline.
    pub fn page_of(&self, ordinal: usize) -> Option<&str> {
        self.pages.get(ordinal / HEADLINES_PER_FILE).map(String::as_str)
    }

    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// The ordinals of a month, `YYYY-MM`.
    pub fn month(&self, month: &str) -> Range<usize> {
        let of_month = |row: &usize| self.month.value(*row) == Some(month);
        let first = (0..self.len()).find(of_month).unwrap_or(self.len());
        let end = (first..self.len()).find(|row| !of_month(row)).unwrap_or(self.len());
        first..end
    }

    /// The first ordinal that is later than a month, if any is.
    pub fn first_after(&self, month: &str) -> Option<usize> {
        (0..self.len()).find(|row| self.month.value(*row).is_some_and(|other| other > month))
    }

    fn column(&self, dimension: Dimension) -> &Column {
        match dimension {
            Dimension::Section => &self.section,
            Dimension::Region => &self.region,
            Dimension::Zone => &self.zone,
            Dimension::Kind => &self.kind,
            Dimension::Year | Dimension::Month => &self.month,
        }
    }

    /// Answers a query's filters in one pass: a row that fails no dimension is found and counts
    /// everywhere; one that fails a single dimension counts in that dimension alone.
    pub fn find(&self, query: &Query, site: &Site) -> Found {
        let accepted = Dimension::ALL.map(|dimension| {
            let chosen: Vec<&str> = query.chosen(dimension).collect();
            self.column(dimension).accepted(|value| {
                chosen.is_empty() || chosen.iter().any(|wish| matches(site, dimension, value, wish))
            })
        });
        let mut tallies =
            Dimension::ALL.map(|dimension| vec![0u32; self.column(dimension).values.len()]);
        let mut ordinals = Vec::new();
        for row in (0..self.len()).rev() {
            let codes = Dimension::ALL.map(|dimension| {
                self.column(dimension).rows.get(row).map_or(0, |code| usize::from(*code))
            });
            let mut failed =
                accepted.iter().zip(codes).enumerate().filter_map(|(i, (table, code))| {
                    (!table.get(code).copied().unwrap_or(false)).then_some(i)
                });
            let (first, second) = (failed.next(), failed.next());
            if first.is_none() {
                ordinals.push(u32::try_from(row).unwrap_or(u32::MAX));
            }
            for (i, (tally, code)) in tallies.iter_mut().zip(codes).enumerate() {
                let counts = second.is_none() && first.is_none_or(|failed| failed == i);
                if let Some(count) = tally.get_mut(code).filter(|_| counts) {
                    *count += 1;
                }
            }
        }
        let mut tallies = tallies.into_iter();
        let counts = Dimension::ALL.map(|dimension| {
            let values = self.column(dimension).values.iter();
            let named = values.zip(tallies.next().unwrap_or_default());
            named
                .filter(|(value, count)| !value.is_empty() && *count > 0)
                .map(|(value, count)| (shown_as(dimension, value).to_owned(), count))
                .collect()
        });
        Found { ordinals, counts }
    }
}

/// Whether a row's value is what was wished for: a province includes its cities, a year its months.
fn matches(site: &Site, dimension: Dimension, value: &str, wish: &str) -> bool {
    match dimension {
        Dimension::Region => !value.is_empty() && site.lies_in(value, wish),
        Dimension::Year => shown_as(Dimension::Year, value) == wish,
        _ => value == wish,
    }
}

/// The value of a column as a dimension shows it: of a month, the year.
fn shown_as(dimension: Dimension, value: &str) -> &str {
    match dimension {
        Dimension::Year => value.split('-').next().unwrap_or_default(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
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
            id: ArticleId::parse(&format!("{date}-n{i}")).expect("an id"),
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

    fn any_headlines() -> impl Strategy<Value = Vec<Headline>> {
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
        prop::collection::vec(row, 0..50).prop_map(|mut rows| {
            rows.sort_by_key(|row| row.3);
            let rows = rows.iter().enumerate();
            rows.map(|(i, (section, (region, zone), kind, day))| {
                headline(i, section, region, zone, *kind, *day)
            })
            .collect()
        })
    }

    fn any_query() -> impl Strategy<Value = Query> {
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
    fn naive(site: &Site, query: &Query, headline: &Headline, but: Option<Dimension>) -> bool {
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
        let pages = headlines.chunks(HEADLINES_PER_FILE).map(|_| "hash".to_owned()).collect();
        Volume::new(&rows, pages)
    }

    proptest! {
        #[test]
        fn a_query_finds_and_counts_what_a_naive_filter_does(headlines in any_headlines(), query in any_query()) {
            let site = site();
            let found = volume(&headlines).find(&query, &site);
            let expected: Vec<u32> = (0..headlines.len() as u32).rev()
                .filter(|row| naive(&site, &query, &headlines[*row as usize], None)).collect();
            prop_assert_eq!(found.ordinals, expected);
            for (dimension, counts) in Dimension::ALL.into_iter().zip(found.counts) {
                let total: u32 = counts.iter().map(|(_, count)| count).sum();
                let carries = |headline: &&Headline| match dimension {
                    Dimension::Region => headline.region.is_some(),
                    Dimension::Zone => headline.zone.is_some(),
                    _ => true,
                };
                let expected = headlines.iter().filter(carries)
                    .filter(|headline| naive(&site, &query, headline, Some(dimension))).count();
                prop_assert_eq!(total as usize, expected, "{:?}", dimension);
            }
        }

        #[test]
        fn a_volume_round_trips(headlines in any_headlines()) {
            let volume = volume(&headlines);
            let text = volume.encode().expect("it serialises");
            prop_assert_eq!(Volume::decode(&parsed(&text)), Ok(volume));
        }
    }

    #[test]
    fn columns_that_do_not_agree_are_malformed() {
        let good = volume(&[headline(1, "policy", "", "", Kind::Text, 18_500)]);
        let text = good.encode().expect("it serialises");
        for (from, to) in [
            (r#""rows":[0]"#, r#""rows":[7]"#),
            (r#""rows":[0]"#, r#""rows":[]"#),
            (r#"["hash"]"#, "[]"),
            (r#""rows":[0]"#, r#""rows":["0"]"#),
            (r#""kind":"#, r#""kin":"#),
        ] {
            let broken = text.replacen(from, to, 1);
            assert!(
                matches!(Volume::decode(&parsed(&broken)), Err(Failure::Malformed(_))),
                "{broken}"
            );
        }
    }
}
