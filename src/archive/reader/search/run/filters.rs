//! Which rows of a search its filters admit. Registers tell it, which are fetched for the volumes that
//! candidates lie in.

use std::ops::Range;

use super::SearchRun;
use crate::archive::Source;
use crate::archive::reader::rows::{Request, Row};
use crate::domain::query::Dimension;

impl<S: Source> SearchRun<'_, S> {
    /// Begins to fetch what tells which of the newest admitted volume's rows the filters admit.
    pub(super) fn begin_register(&self, run: Option<&Range<usize>>) {
        if !self.has_filters() {
            return;
        }
        let mut volumes = run.cloned().unwrap_or_default().rev();
        let newest = volumes.find(|at| self.is_below(*at) && self.is_admitted(*at));
        self.reader.begin_volumes(self.request, newest.as_slice());
    }

    pub(super) fn is_admitted(&self, volume: usize) -> bool {
        self.admitted.as_ref().is_none_or(|admitted| admitted.contains(&volume))
    }

    pub fn has_filters(&self) -> bool {
        !self.request.query.filters().is_empty()
    }

    /// Begins to fetch what tells whether the filters admit some rows.
    pub fn begin_filters(&self, rows: &[Row]) {
        if self.has_filters() {
            let mut volumes: Vec<usize> = rows.iter().map(|(at, _)| *at).collect();
            volumes.dedup();
            self.reader.begin_volumes(self.request, &volumes);
        }
    }

    /// Whether the filters admit a row; not so where what tells it does not come.
    pub async fn admits(&mut self, row: Row) -> bool {
        if !self.has_filters() {
            return true;
        }
        if self.filtered.iter().all(|(at, _)| *at != row.0) {
            let found = self.reader.find(self.request, row.0, None).await.ok();
            if found.is_none() {
                self.gap_of_volume(row.0);
            }
            // Newest first.
            let ascending = |mut rows: Vec<u32>| {
                rows.reverse();
                rows
            };
            self.filtered.push((row.0, found.map(ascending)));
        }
        self.is_known_to_admit(row) == Some(true)
    }

    /// Whether the filters may admit a row, as far as is known.
    pub fn may_admit(&self, row: Row) -> bool {
        self.is_known_to_admit(row) != Some(false)
    }

    pub fn is_known_to_admit(&self, (at, ordinal): Row) -> Option<bool> {
        if !self.has_filters() {
            return Some(true);
        }
        if !self.is_admitted(at) {
            return Some(false);
        }
        let own = self.filtered.iter().find(|(volume, _)| *volume == at);
        let rows = own.and_then(|(_, rows)| rows.as_ref())?;
        Some(rows.binary_search(&ordinal).is_ok())
    }
}

/// The volumes that may have something of a query's times.
pub(super) fn admitted(request: &Request<'_>) -> Option<Vec<usize>> {
    let mut years = Vec::new();
    for (dimension, time) in request.query.filters() {
        if matches!(dimension, Dimension::Year | Dimension::Month)
            && let Some(year) = time.get(..4).and_then(|year| year.parse().ok())
        {
            years.push(year);
        }
    }
    let mut admitted = Vec::new();
    for year in &years {
        admitted.extend(request.volumes_of(*year));
    }
    (!years.is_empty()).then_some(admitted)
}
