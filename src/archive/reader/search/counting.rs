//! Counting: how many articles a search finds in all, as far as its lists and the guide tell.

use super::query_terms::QueryTerm;
use super::run::SearchRun;
use super::{Progress, Total};
use crate::archive::Source;

impl<S: Source> SearchRun<'_, S> {
    /// How many articles there are, as far as is known.
    pub fn total(&self, answer: &Progress) -> Total {
        let (mut certain, mut possible) = (0, 0);
        for own in &self.answered {
            possible += own.lost;
            for row in self.rows_of(own) {
                let admitted = self.is_known_to_admit(row);
                possible += usize::from(admitted != Some(false));
                certain += usize::from(own.sure && admitted == Some(true));
            }
        }
        let unasked = self.unasked();
        let single = self.decided && self.query_terms.len() == 1 && !self.has_filters();
        let is_counted =
            |query_term: &QueryTerm| query_term.share.as_ref().is_some_and(|share| share.exact);
        if single && self.query_terms.iter().all(is_counted) {
            certain += unasked;
        }
        let at_least = certain + answer.proven;
        Total {
            at_least,
            at_most: (possible + unasked).saturating_sub(answer.refuted).max(at_least),
        }
    }

    /// How many articles the segments that were not asked may have.
    fn unasked(&self) -> usize {
        if self.to_ask.is_empty() && self.cursor.is_none() {
            return 0;
        }
        let was_asked = |segment: &usize| self.answered.iter().any(|own| own.segment == *segment);
        let all = (0..self.runs.len()).filter(|segment| !was_asked(segment));
        let all: usize =
            all.filter_map(|at| self.index.segments.get(at)).map(|own| own.len as usize).sum();
        let of_term = |(at, query_term): (usize, &QueryTerm)| {
            let share = query_term.share.as_ref().filter(|_| !query_term.excluded)?;
            // The first answer is that of the newest, which the guide does not tell of.
            let older = self.answered.iter().skip(1);
            let listed = older.filter_map(|own| own.lists.get(at)?.as_ref());
            let listed: usize = listed.map(|list| list.ordinals.len()).sum();
            Some(share.articles.saturating_sub(if share.exact { listed } else { 0 }))
        };
        self.query_terms.iter().enumerate().filter_map(of_term).min().unwrap_or(all).min(all)
    }
}
