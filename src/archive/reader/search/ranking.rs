//! Ranking: relevance of what the index found, from what it tells alone.
//!
//! An article's score is 4 T + R. T is the share of the terms that stand in its title, each by its
//! weight log2(1 + N / n), where n of N articles have it: the rarer, the more. R tells how near in
//! time it is: 1 for the newest article's day, 1/2 a year before, 1/3 two years before. What scores
//! the same is listed newest first. All is counted in whole numbers, so that every machine finds the
//! same order.

use super::query_terms::QueryTerm;
use super::run::SearchRun;
use crate::archive::Source;
use crate::archive::reader::rows::Row;
use crate::domain::time::Date;

/// What stands for 1.
const ONE: u64 = 1_000_000;

impl<S: Source> SearchRun<'_, S> {
    /// Rows by relevance, those behind `cursor` alone.
    pub fn ranked(&self, rows: Vec<Row>, cursor: Option<Row>) -> Vec<Row> {
        let newest = self.request.volumes().last().and_then(|volume| Date::parse(&volume.last));
        let newest = newest.map_or(0, Date::day_number);
        let all: u64 = self.request.volumes().iter().map(|volume| u64::from(volume.len)).sum();
        let weights: Vec<u64> =
            self.query_terms.iter().map(|query_term| weight(query_term, all)).collect();
        let titles: Vec<Vec<Vec<u32>>> = self.titles();
        let score = |row: Row| -> (u64, Row) {
            let own =
                self.answer_of(row).and_then(|(at, ordinal)| Some((titles.get(at)?, ordinal)));
            let in_title = own.map_or(0, |(titles, ordinal)| {
                let has = titles.iter().map(|titles| titles.binary_search(&ordinal).is_ok());
                let has = has.zip(&weights).filter(|(has, _)| *has);
                has.map(|(_, weight)| weight).sum()
            });
            let sum = weights.iter().sum::<u64>().max(1);
            let age = u64::try_from(newest - self.day_of(row)).unwrap_or(0);
            (4 * ONE * in_title / sum + ONE * 365 / (365 + age), row)
        };
        let mut scored: Vec<(u64, Row)> = rows.into_iter().map(score).collect();
        scored.sort_unstable_by(|one, other| other.cmp(one));
        let after = cursor.map(score);
        let behind = |own: &(u64, Row)| after.is_none_or(|after| *own < after);
        scored.into_iter().filter(behind).map(|(_, row)| row).collect()
    }

    /// About the day of a row, since 1970-01-01: as if a volume's articles were evenly spread.
    fn day_of(&self, (at, ordinal): Row) -> i64 {
        let Some(volume) = self.request.volumes().get(at) else { return 0 };
        let day = |date: &str| Date::parse(date).map_or(0, Date::day_number);
        let (first, last) = (day(&volume.first), day(&volume.last));
        first + (last - first) * i64::from(ordinal) / i64::from(volume.len.max(1))
    }
}

/// log2(1 + N / n), to a quarter.
fn weight(query_term: &QueryTerm, all: u64) -> u64 {
    if query_term.excluded || query_term.spare {
        return 0;
    }
    let ratio = 1 + all / (query_term.articles() as u64).max(1);
    // log2 of the fourth power is four times as much.
    u64::from(u128::from(ratio).pow(4).ilog2())
}
