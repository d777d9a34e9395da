//! Naming: which article a row is, so that it can be fetched.

use super::asking::Asking;
use crate::archive::index::NAMES;
use crate::archive::reader::rows::Row;
use crate::archive::{Failure, Source};
use crate::article::ArticleId;

impl<S: Source> Asking<'_, S> {
    /// The file that names a row's article, and the place in it.
    fn place_of_name(&self, row: Row) -> Option<(String, usize)> {
        let (segment, ordinal) = self.in_segment(row)?;
        let shelves = &self.index.segments.get(segment)?.shelves;
        Some((shelves.names_path(ordinal), (ordinal % NAMES) as usize))
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
        let name = names.and_then(|names| names.get(place).cloned());
        let Some((id, hash)) = name else {
            self.gap(path);
            return None;
        };
        self.reader.files.note(&id, &hash);
        Some(id)
    }

    /// A row such that all rows below it are older than an article, be it in the archive or not.
    ///
    /// # Errors
    /// Where what tells it does not come.
    pub async fn place_behind(&self, id: &ArticleId) -> Result<Row, Failure> {
        let Some(date) = id.date() else { return Ok((0, 0)) };
        let rows = self.reader.rows_of_day(self.asked, date).await?;
        self.begin_names(&rows);
        for row in &rows {
            let (path, place) = self.place_of_name(*row).unwrap_or_default();
            let names = self.reader.files.names(&path).await?;
            if names.get(place).is_some_and(|(own, _)| own == id) {
                return Ok(*row);
            }
        }
        self.reader.behind_day(self.asked, date).await
    }
}
