//! Naming: which article a row is, so that it can be fetched.

use super::run::SearchRun;
use crate::archive::reader::rows::Row;
use crate::archive::{Failure, Source};
use crate::domain::article::ArticleId;

impl<S: Source> SearchRun<'_, S> {
    /// The file that names a row's article, and the place in it.
    fn place_of_name(&self, row: Row) -> Option<(String, u32)> {
        let (segment, ordinal) = self.in_segment(row)?;
        self.index.segments.get(segment)?.shelves.name_of(ordinal)
    }

    /// Begins to fetch the names of the newest articles, which are most likely found.
    pub fn begin_newest_names(&self) {
        let newest = self.index.segments.last();
        let name = newest.and_then(|own| own.shelves.name_of(own.len.saturating_sub(1)));
        if let Some((path, _)) = name {
            self.reader.files.begin_names(&path);
        }
    }

    /// Begins to fetch what names some rows' articles.
    pub fn begin_names(&self, rows: &[Row]) {
        for (path, _) in rows.iter().filter_map(|row| self.place_of_name(*row)) {
            self.reader.files.begin_names(&path);
        }
    }

    /// A row's article; none where the file that names it does not come.
    pub async fn name(&self, row: Row) -> Option<ArticleId> {
        let (path, place) = self.place_of_name(row)?;
        let names = self.reader.files.names(&path).await.ok();
        let Some((id, version)) = names.as_ref().and_then(|names| names.get(place)) else {
            self.gap(path);
            return None;
        };
        self.reader.files.note(id, version);
        Some(id.clone())
    }

    /// A row such that all rows below it are older than an article, be it in the archive or not.
    ///
    /// # Errors
    /// Where what tells it does not come.
    pub async fn place_behind(&self, id: &ArticleId) -> Result<Row, Failure> {
        let Some(date) = id.date() else { return Ok((0, 0)) };
        let rows = self.reader.rows_of_day(self.request, date).await?;
        self.begin_names(&rows);
        for row in &rows {
            let (path, place) = self.place_of_name(*row).unwrap_or_default();
            let names = self.reader.files.names(&path).await?;
            if names.get(place).is_some_and(|(own, _)| own == id) {
                return Ok(*row);
            }
        }
        self.reader.behind_day(self.request, date).await
    }
}
