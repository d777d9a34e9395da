//! The reader's side of the archive: asks a [`Source`] for files and answers queries over them. The
//! browser and the press use the same one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::files::Files;
use super::list::{self, List, Tally};
use super::{Digest, Failure, Front, Manifest, Source, Volume};
use crate::article::{Article, ArticleId, Headline};
use crate::query::{Dimension, Query};
use crate::taxonomy::Site;
use crate::time::Date;

/// Answers queries over an archive. Cloning it shares what has been fetched.
#[derive(Clone, Debug)]
pub struct Reader<S> {
    files: Files<S>,
}

/// What every page needs.
#[derive(Clone, Debug)]
pub struct Edition {
    pub manifest: Arc<Manifest>,
    pub site: Arc<Site>,
}

/// The articles beside one, in a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbours {
    pub newer: Option<Headline>,
    pub older: Option<Headline>,
}

/// The newest of a list, without its facets.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    pub total: usize,
    /// A page of them.
    pub headlines: Vec<Headline>,
}

/// A row of the archive: the volume, counted from the oldest, and the ordinal in it.
type Row = (usize, u32);

impl<S: Source> Reader<S> {
    pub fn new(source: S) -> Self {
        Self { files: Files::new(source) }
    }

    /// Forgets what every edition has of its own, so that the next question sees the newest.
    pub fn refresh(&self) {
        self.files.refresh();
    }

    pub async fn edition(&self) -> Result<Edition, Failure> {
        let manifest = self.files.manifest().await?;
        let site = self.files.site(&manifest).await?;
        Ok(Edition { site, manifest })
    }

    pub async fn front(&self) -> Result<Arc<Front>, Failure> {
        let manifest = self.files.manifest().await?;
        self.files.front(&manifest).await
    }

    pub async fn article(&self, id: &ArticleId) -> Result<Arc<Article>, Failure> {
        self.files.article(id).await
    }

    /// A page of a list: numbered from the oldest, or behind the query's cursor.
    pub async fn list(&self, query: &Query, page: Option<u32>) -> Result<List, Failure> {
        let edition = self.edition().await?;
        let tally = self.tally(&edition, query).await?;
        let total = tally.total();
        let window = match &query.before {
            Some(cursor) => {
                let place = self.place_behind(&edition, cursor).await?;
                let above = self.rows_from(&edition, query, &tally, place, cursor).await?;
                list::from_row(total, above)
            }
            None if query.is_trail() => list::numbered(total, page),
            None => list::from_row(total, 0),
        };
        let headlines = self.window(&edition, query, &tally, window.rows.clone()).await?;
        let pager = if query.is_trail() {
            list::numbered_pager(query, &window, &tally)
        } else {
            // The screen before begins a page's length earlier, behind the row above that.
            let above = window.rows.start.checked_sub(list::PAGE_ROWS + 1);
            let above = above.map_or(0..0, |at| at..at + 1);
            let above = self.window(&edition, query, &tally, above).await?;
            let newer = above.into_iter().next().map(|headline| headline.id);
            let last = headlines.last().map(|headline| &headline.id);
            list::cursor_pager(query, &window, total, newer, last)
        };
        let facets = tally.facets(query, &edition.site);
        Ok(List { query: query.clone(), total, headlines, facets, pager })
    }

    /// The newest of a query that chooses no section, without facets, which would cost more.
    pub async fn news(&self, query: &Query) -> Result<News, Failure> {
        let edition = self.edition().await?;
        let digest = self.files.digest(&edition.manifest.digest).await?;
        let tally = tally_of(&[digest], query, &edition.site);
        let headlines = self.window(&edition, query, &tally, 0..list::PAGE_ROWS).await?;
        Ok(News { total: tally.total(), headlines })
    }

    /// How many articles each zone has.
    pub async fn zone_counts(&self) -> Result<BTreeMap<String, u32>, Failure> {
        let edition = self.edition().await?;
        let digest = self.files.digest(&edition.manifest.digest).await?;
        let mut counts = BTreeMap::new();
        for cell in digest.cells.iter().filter(|cell| !cell.filing.zone.is_empty()) {
            *counts.entry(cell.filing.zone.clone()).or_default() += cell.total();
        }
        Ok(counts)
    }

    /// The articles above and below one in the list of a query.
    pub async fn neighbours(&self, id: &ArticleId, query: &Query) -> Result<Neighbours, Failure> {
        let edition = self.edition().await?;
        let Some(row) = self.row(&edition, id).await? else { return Ok(Neighbours::default()) };
        let volume = self.volume(&edition, row.0).await?;
        let above = volume.find(query, &edition.site, row.1 + 1..volume.len())?;
        let below = volume.find(query, &edition.site, 0..row.1)?;
        let mut newer = above.last().map(|ordinal| (row.0, *ordinal));
        let mut older = below.first().map(|ordinal| (row.0, *ordinal));
        if newer.is_none() || older.is_none() {
            // Elsewhere only volumes of years that have matches are asked.
            let tally = self.tally(&edition, query).await?;
            let years = tally.years().flat_map(|(year, _)| volumes_of(&edition.manifest, year));
            let mut places: Vec<usize> = years.collect();
            places.sort_unstable();
            for at in places.iter().filter(|at| **at > row.0) {
                if newer.is_some() {
                    break;
                }
                let rows = self.find(&edition, query, *at).await?;
                newer = rows.last().map(|ordinal| (*at, *ordinal));
            }
            for at in places.iter().rev().filter(|at| **at < row.0) {
                if older.is_some() {
                    break;
                }
                let rows = self.find(&edition, query, *at).await?;
                older = rows.first().map(|ordinal| (*at, *ordinal));
            }
        }
        let wanted: Vec<Row> = newer.into_iter().chain(older).collect();
        let mut found = self.headlines(&edition, &wanted).await?.into_iter();
        Ok(Neighbours {
            newer: newer.and_then(|_| found.next()),
            older: older.and_then(|_| found.next()),
        })
    }

    /// All rows of a query in one volume, newest first.
    async fn find(&self, edition: &Edition, query: &Query, at: usize) -> Result<Vec<u32>, Failure> {
        let volume = self.volume(edition, at).await?;
        volume.find(query, &edition.site, 0..volume.len())
    }

    /// What a query finds, counted.
    async fn tally(&self, edition: &Edition, query: &Query) -> Result<Tally, Failure> {
        if query.chosen(Dimension::Month).next().is_some() {
            return self.tally_of_months(edition, query).await;
        }
        let manifest = &edition.manifest;
        let section = query.single(Dimension::Section).map(|id| manifest.digest_of(id));
        let hashes: Vec<&String> = match section {
            _ if manifest.digests.is_empty() || query.filters().is_empty() => {
                vec![&manifest.digest]
            }
            Some(own) => own.into_iter().collect(),
            None => manifest.digests.iter().map(|(_, hash)| hash).collect(),
        };
        for hash in &hashes {
            self.files.begin_digest(hash);
        }
        // Most lists begin in the newest volume, which need not wait for the counts.
        let elsewhere = digest_of_newest(manifest, query).is_some()
            || query.before.is_some()
            || query.chosen(Dimension::Year).next().is_some();
        if let Some(newest) = manifest.volumes.last().filter(|_| !elsewhere) {
            self.files.begin_volume(newest);
        }
        let mut digests = Vec::new();
        for hash in hashes {
            digests.push(self.files.digest(hash).await?);
        }
        Ok(tally_of(&digests, query, &edition.site))
    }

    /// The digests tell years only; the volumes of the chosen months tell the rest.
    async fn tally_of_months(&self, edition: &Edition, query: &Query) -> Result<Tally, Failure> {
        let mut places: Vec<usize> = Vec::new();
        for month in query.chosen(Dimension::Month) {
            // No month is longer, and a volume too many does no harm.
            let (first, last) = (format!("{month}-01"), format!("{month}-28"));
            if let (Some(first), Some(last)) = (Date::parse(&first), Date::parse(&last)) {
                let end = Date::from_day_number(last.day_number() + 3);
                for at in edition.manifest.volumes_between(first, end) {
                    if !places.contains(&at) {
                        places.push(at);
                    }
                }
            }
        }
        let mut tally = Tally::default();
        let any_year = query.clone().without(Dimension::Year);
        for volume in self.volumes(edition, &places).await? {
            volume.count(&any_year, |filing, year, count| {
                tally.add(query, &edition.site, filing, &[(year, count)]);
            })?;
        }
        Ok(tally)
    }

    /// The headlines of a query from one row to another, newest first.
    async fn window(
        &self,
        edition: &Edition,
        query: &Query,
        tally: &Tally,
        window: Range<usize>,
    ) -> Result<Vec<Headline>, Failure> {
        let window = window.start..window.end.min(tally.total());
        if let Some(hash) = digest_of_newest(&edition.manifest, query) {
            let digest = self.files.digest(hash).await?;
            if let Some(newest) = digest.newest.get(window.clone()) {
                return Ok(newest.to_vec());
            }
        }
        let rows = self.rows(edition, query, tally, window).await?;
        self.headlines(edition, &rows).await
    }

    /// The rows of a query from one to another, newest first. The counts tell in which years they
    /// lie, and no other year's volumes are asked for.
    async fn rows(
        &self,
        edition: &Edition,
        query: &Query,
        tally: &Tally,
        window: Range<usize>,
    ) -> Result<Vec<Row>, Failure> {
        let mut newer = 0;
        let mut years = Vec::new();
        for (year, matches) in tally.years() {
            let start = window.start.saturating_sub(newer).min(matches);
            let end = window.end.saturating_sub(newer).min(matches);
            newer += matches;
            if start < end {
                let places = volumes_of(&edition.manifest, year);
                // All volumes of a year are needed that is wanted to its last match.
                let step = if end == matches { places.len() } else { 1 };
                self.begin_volumes(edition, places.get(..step).unwrap_or_default());
                years.push((year, start..end, places, step));
            }
        }
        let mut rows = Vec::new();
        for (year, window, places, step) in years {
            rows.extend(self.rows_of_year(edition, query, year, window, &places, step).await?);
        }
        Ok(rows)
    }

    /// Some of the rows of a year, newest first. Its volumes are fetched `step` at first, and then
    /// ever more at once, until there are enough rows.
    async fn rows_of_year(
        &self,
        edition: &Edition,
        query: &Query,
        year: u16,
        window: Range<usize>,
        mut places: &[usize],
        mut step: usize,
    ) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        while rows.len() < window.end && !places.is_empty() {
            let (these, later) = places.split_at(step.min(places.len()));
            for (at, volume) in these.iter().zip(self.volumes(edition, these).await?) {
                let found = volume.find(query, &edition.site, volume.year(year))?;
                rows.extend(found.into_iter().map(|ordinal| (*at, ordinal)));
            }
            (places, step) = (later, step * 2);
        }
        rows.truncate(window.end);
        Ok(rows.split_off(window.start.min(rows.len())))
    }

    /// How many rows of a query are `place`, which is the article's, or newer.
    async fn rows_from(
        &self,
        edition: &Edition,
        query: &Query,
        tally: &Tally,
        place: Row,
        article: &ArticleId,
    ) -> Result<usize, Failure> {
        let Some(date) = article.date() else { return Ok(0) };
        let later = tally.years().filter(|(year, _)| *year > date.year);
        let later: usize = later.map(|(_, matches)| matches).sum();
        let places = volumes_of(&edition.manifest, date.year).into_iter();
        let places: Vec<usize> = places.filter(|at| *at >= place.0).collect();
        let mut rows = later;
        let volumes = self.volumes(edition, &places).await?;
        for (at, volume) in places.into_iter().zip(volumes) {
            let mut within = volume.year(date.year);
            if at == place.0 {
                within.start = within.start.max(place.1);
            }
            rows += volume.find(query, &edition.site, within)?.len();
        }
        Ok(rows)
    }

    async fn volume(&self, edition: &Edition, at: usize) -> Result<Arc<Volume>, Failure> {
        let entry = edition.manifest.volumes.get(at);
        let entry = entry.ok_or_else(|| Failure::Malformed("there is no such volume".into()))?;
        self.files.volume(entry).await
    }

    /// Volumes by their places, fetched all at once.
    async fn volumes(
        &self,
        edition: &Edition,
        places: &[usize],
    ) -> Result<Vec<Arc<Volume>>, Failure> {
        self.begin_volumes(edition, places);
        let mut volumes = Vec::with_capacity(places.len());
        for at in places {
            volumes.push(self.volume(edition, *at).await?);
        }
        Ok(volumes)
    }

    fn begin_volumes(&self, edition: &Edition, places: &[usize]) {
        for entry in places.iter().filter_map(|at| edition.manifest.volumes.get(*at)) {
            self.files.begin_volume(entry);
        }
    }

    /// The headlines of rows, in their order.
    async fn headlines(&self, edition: &Edition, rows: &[Row]) -> Result<Vec<Headline>, Failure> {
        // One after the other: rows come from few volumes, which are there by now.
        let mut hashes = Vec::new();
        for (at, ordinal) in rows {
            let volume = self.volume(edition, *at).await?;
            let hash = volume.page_of(*ordinal).unwrap_or_default().to_owned();
            if hashes.last() != Some(&hash) {
                self.files.begin_page(&hash);
            }
            hashes.push(hash);
        }
        let mut headlines = Vec::with_capacity(rows.len());
        for ((_, ordinal), hash) in rows.iter().zip(hashes) {
            let page = self.files.page(&hash).await?;
            let headline = page.get(*ordinal as usize % super::HEADLINES_PER_FILE);
            let missing = || Failure::Malformed("a file of headlines is too short".into());
            headlines.push(headline.ok_or_else(missing)?.clone());
        }
        Ok(headlines)
    }

    /// The row of an article, or `None` where the archive does not hold it.
    async fn row(&self, edition: &Edition, id: &ArticleId) -> Result<Option<Row>, Failure> {
        let Some(date) = id.date() else { return Ok(None) };
        let mut rows: Vec<Row> = Vec::new();
        for at in edition.manifest.volumes_between(date, date) {
            let day = self.volume(edition, at).await?.day(date);
            rows.extend(day.map(|ordinal| (at, ordinal)));
        }
        let headlines = self.headlines(edition, &rows).await?;
        let found = rows.into_iter().zip(headlines).find(|(_, headline)| headline.id == *id);
        Ok(found.map(|(row, _)| row))
    }

    /// A row such that all rows below it are older than an article, be it in the archive or not.
    async fn place_behind(&self, edition: &Edition, id: &ArticleId) -> Result<Row, Failure> {
        if let Some(row) = self.row(edition, id).await? {
            return Ok(row);
        }
        let Some(date) = id.date() else { return Ok((0, 0)) };
        let day = date.to_string();
        // What is of the same day counts as older.
        let volumes = &edition.manifest.volumes;
        let at = volumes.partition_point(|volume| volume.last <= day);
        if at == volumes.len() {
            return Ok((at, 0));
        }
        Ok((at, self.volume(edition, at).await?.day(date).end))
    }
}

fn tally_of(digests: &[Arc<Digest>], query: &Query, site: &Site) -> Tally {
    let mut tally = Tally::default();
    for digest in digests {
        for cell in &digest.cells {
            tally.add(query, site, &cell.filing, &cell.years);
        }
        // The digest of all sections of a larger archive tells them here alone.
        if digest.cells.iter().all(|cell| cell.filing.section.is_empty()) {
            for (section, count) in &digest.sections {
                tally.count_more(Dimension::Section, section, *count);
            }
        }
    }
    tally
}

/// The hash of the digest that holds the newest of a query, if one does.
fn digest_of_newest<'a>(manifest: &'a Manifest, query: &Query) -> Option<&'a String> {
    match query.filters() {
        [] => Some(&manifest.digest),
        [(Dimension::Section, id)] => manifest.digest_of(id),
        _ => None,
    }
}

/// The places of the volumes that hold something of a year, newest first.
fn volumes_of(manifest: &Manifest, year: u16) -> Vec<usize> {
    let day = |month, day| Date::new(u32::from(year), month, day);
    let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else { return Vec::new() };
    manifest.volumes_between(first, last)
}

#[cfg(test)]
mod tests;
