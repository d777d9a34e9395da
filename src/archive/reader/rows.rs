//! Finding the rows of a query, and their headlines.

use std::ops::Range;
use std::sync::Arc;

use super::Reader;
use crate::archive::postings::Ordinals;
use crate::archive::tally::Tally;
use crate::archive::{Failure, Manifest, Roll, Source, Volume, VolumeEntry, registers_for};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::taxonomy::Categories;
use crate::domain::time::{Date, year_digits};

/// A row of the archive: the volume, counted from the oldest, and the ordinal in it.
pub(super) type Row = (usize, u32);

/// A query that is asked of an edition.
pub(super) struct Request<'a> {
    pub manifest: &'a Manifest,
    pub site: &'a dyn Categories,
    pub query: &'a Query,
    /// The registers that tell its rows.
    registers: Vec<String>,
}

impl<'a> Request<'a> {
    pub fn new(manifest: &'a Manifest, site: &'a dyn Categories, query: &'a Query) -> Self {
        Self { manifest, site, query, registers: registers_for(query, site) }
    }

    pub fn volumes(&self) -> &[VolumeEntry] {
        &self.manifest.volumes
    }

    /// The places of the volumes that hold something of a year that the query admits, newest first.
    pub fn volumes_of(&self, year: u16) -> Vec<usize> {
        let of_year = year_digits(year);
        let mut months: Vec<&str> = self.query.chosen(Dimension::Month).collect();
        months.retain(|month| month.starts_with(&of_year));
        if months.is_empty() {
            months.push(&of_year);
        }
        let numbered = self.volumes().iter().enumerate().rev();
        let overlaps = |volume: &VolumeEntry| {
            // Dates and their beginnings compare as texts do.
            let begins = |date: &str, month: &&str| date.get(..month.len()) <= Some(*month);
            let ends = |date: &str, month: &&str| date.get(..month.len()) >= Some(*month);
            months.iter().any(|month| begins(&volume.first, month) && ends(&volume.last, month))
        };
        numbered.filter(|(_, volume)| overlaps(volume)).map(|(at, _)| at).collect()
    }

    /// How many volumes to ask first for `wanted` of `matches` rows: as many as will do even if the
    /// rows lie only half as dense as on average.
    fn first_step(&self, places: &[usize], matches: usize, wanted: usize) -> usize {
        let len = |at: &usize| self.volumes().get(*at).map_or(0, |volume| volume.len as usize);
        let all: usize = places.iter().map(len).sum();
        let mut asked = 0;
        let is_short = |at: &&usize| {
            let short = asked * matches < wanted * 2 * all;
            asked += len(at);
            short
        };
        places.iter().take_while(is_short).count().max(1)
    }
}

impl<S: Source> Reader<S> {
    /// Begins to fetch what a list most likely needs next, so that it need not wait for the counts:
    /// the registers of its cursor's volume, or of the newest volume that its times admit.
    pub(super) fn begin_first(&self, request: &Request<'_>) {
        let query = request.query;
        if let Some(date) = query.before.as_ref().and_then(ArticleId::date) {
            let places = request.manifest.volumes_between(date, date);
            return self.begin_volumes(request, &places);
        }
        if digest_of_newest(request).is_some() {
            return;
        }
        let years = query.chosen(Dimension::Year).chain(query.chosen(Dimension::Month));
        let newest = years.max().and_then(|time| time.get(..4)).and_then(|year| year.parse().ok());
        let place = match newest {
            Some(year) => request.volumes_of(year).first().copied(),
            None => request.volumes().len().checked_sub(1),
        };
        self.begin_volumes(request, place.as_slice());
    }

    /// The headlines of a query from one row to another, newest first.
    pub(super) async fn window(
        &self,
        request: &Request<'_>,
        tally: &Tally,
        window: Range<usize>,
    ) -> Result<Vec<Headline>, Failure> {
        let window = window.start..window.end.min(tally.total());
        if let Some(hash) = digest_of_newest(request) {
            let digest = self.files.digest(hash).await?;
            return match digest.newest.get(window.clone()) {
                Some(newest) => Ok(newest.to_vec()),
                None => self.rolled(&digest.roll, window).await,
            };
        }
        let rows = self.rows(request, tally, window).await?;
        self.headlines(request, &rows).await
    }

    /// The headlines of a roll from one row to another, newest first.
    async fn rolled(&self, roll: &Roll, window: Range<usize>) -> Result<Vec<Headline>, Failure> {
        let len = roll.len();
        let rows = window.filter_map(|newer| roll.find(len.checked_sub(newer + 1)?)).collect();
        self.headlines_in(rows).await
    }

    /// The rows of a query from one to another, newest first. The counts tell in which years they
    /// lie, and no other year's volumes are asked for.
    async fn rows(
        &self,
        request: &Request<'_>,
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
                let places = request.volumes_of(year);
                let step = request.first_step(&places, matches, end);
                self.begin_volumes(request, places.get(..step).unwrap_or_default());
                years.push((year, start..end, places, step));
            }
        }
        let mut rows = Vec::new();
        for (year, window, places, step) in years {
            rows.extend(self.rows_of_year(request, year, window, &places, step).await?);
        }
        Ok(rows)
    }

    /// Some of the rows of a year, newest first. Its volumes are fetched `step` at first, and then
    /// ever more at once, until there are enough rows.
    async fn rows_of_year(
        &self,
        request: &Request<'_>,
        year: u16,
        window: Range<usize>,
        mut places: &[usize],
        mut step: usize,
    ) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        while rows.len() < window.end && !places.is_empty() {
            let (these, later) = places.split_at(step.min(places.len()));
            self.begin_volumes(request, these);
            for at in these {
                let found = self.find(request, *at, Some(year)).await?;
                rows.extend(found.into_iter().map(|ordinal| (*at, ordinal)));
            }
            (places, step) = (later, step * 2);
        }
        rows.truncate(window.end);
        Ok(rows.split_off(window.start.min(rows.len())))
    }

    /// How many rows of a query are `place`, which is the article's, or newer.
    pub(super) async fn rows_from(
        &self,
        request: &Request<'_>,
        tally: &Tally,
        place: Row,
        article: &ArticleId,
    ) -> Result<usize, Failure> {
        let Some(date) = article.date() else { return Ok(0) };
        let later = tally.years().filter(|(year, _)| *year > date.year);
        let later: usize = later.map(|(_, matches)| matches).sum();
        let places = request.volumes_of(date.year).into_iter();
        let places: Vec<usize> = places.filter(|at| *at >= place.0).collect();
        let mut rows = later;
        self.begin_volumes(request, &places);
        for at in places {
            let found = self.find(request, at, Some(date.year)).await?;
            let from = if at == place.0 { place.1 } else { 0 };
            rows += found.partition_point(|ordinal| *ordinal >= from);
        }
        Ok(rows)
    }

    /// The rows of a query in one volume, of one year or of all, newest first.
    pub(super) async fn find(
        &self,
        request: &Request<'_>,
        at: usize,
        year: Option<u16>,
    ) -> Result<Vec<u32>, Failure> {
        let mut rows = Vec::new();
        for register in &request.registers {
            let volume = self.files.volume(entry(request, at)?, register).await?;
            let within = year.map_or(0..volume.len(), |year| volume.year(year));
            let found = volume.find(request.query, request.site, within)?;
            if rows.is_empty() {
                rows = found;
            } else {
                // A set brings the rows of several registers in order.
                let mut all = Ordinals::none(volume.len());
                rows.into_iter().chain(found).for_each(|row| all.insert(row));
                rows = all.newest_first(0..volume.len());
            }
        }
        Ok(rows)
    }

    /// A volume's days and headlines, which all registers tell: from one that the query needs too.
    pub(super) async fn volume(
        &self,
        request: &Request<'_>,
        at: usize,
    ) -> Result<Arc<Volume>, Failure> {
        let register = request.registers.first().map_or("all", String::as_str);
        self.files.volume(entry(request, at)?, register).await
    }

    pub(super) fn begin_volumes(&self, request: &Request<'_>, places: &[usize]) {
        for entry in places.iter().filter_map(|at| request.volumes().get(*at)) {
            for register in &request.registers {
                self.files.begin_volume(entry, register);
            }
        }
    }

    /// The headlines of rows, in their order.
    pub(super) async fn headlines(
        &self,
        request: &Request<'_>,
        rows: &[Row],
    ) -> Result<Vec<Headline>, Failure> {
        // One after the other: rows come from few volumes, which are there by now.
        let mut found = Vec::with_capacity(rows.len());
        for (at, ordinal) in rows {
            let volume = self.volume(request, *at).await?;
            found.push(volume.roll.find(*ordinal as usize).unwrap_or_default());
        }
        self.headlines_in(found).await
    }

    /// Headlines by the file and the place in it.
    async fn headlines_in(&self, rows: Vec<(String, usize)>) -> Result<Vec<Headline>, Failure> {
        rows.iter().for_each(|(path, _)| drop(self.files.begin_headlines(path)));
        let mut headlines = Vec::with_capacity(rows.len());
        for (path, at) in rows {
            let rows = self.files.headlines(&path).await?;
            let missing = || Failure::Malformed([&path, ": is too short"].concat());
            headlines.push(rows.get(at).ok_or_else(missing)?.clone());
        }
        Ok(headlines)
    }

    /// The row of an article, or `None` where the archive does not hold it.
    pub(super) async fn row(
        &self,
        request: &Request<'_>,
        id: &ArticleId,
    ) -> Result<Option<Row>, Failure> {
        let Some(date) = id.date() else { return Ok(None) };
        let rows = self.rows_of_day(request, date).await?;
        let headlines = self.headlines(request, &rows).await?;
        let found = rows.into_iter().zip(headlines).find(|(_, headline)| headline.id == *id);
        Ok(found.map(|(row, _)| row))
    }

    /// A row such that all rows below it are older than an article, be it in the archive or not.
    pub(super) async fn place_behind(
        &self,
        request: &Request<'_>,
        id: &ArticleId,
    ) -> Result<Row, Failure> {
        if let Some(row) = self.row(request, id).await? {
            return Ok(row);
        }
        match id.date() {
            Some(date) => self.behind_day(request, date).await,
            None => Ok((0, 0)),
        }
    }

    /// The rows of a day.
    pub(super) async fn rows_of_day(
        &self,
        request: &Request<'_>,
        date: Date,
    ) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        for at in request.manifest.volumes_between(date, date) {
            let day = self.volume(request, at).await?.day(date);
            rows.extend(day.map(|ordinal| (at, ordinal)));
        }
        Ok(rows)
    }

    /// A row such that all rows below it are older than a day.
    pub(super) async fn behind_day(
        &self,
        request: &Request<'_>,
        date: Date,
    ) -> Result<Row, Failure> {
        let day = date.iso();
        // What is of the same day counts as older.
        let volumes = request.volumes();
        let at = volumes.partition_point(|volume| volume.last <= day);
        if at == volumes.len() {
            return Ok((at, 0));
        }
        Ok((at, self.volume(request, at).await?.day(date).end))
    }
}

fn entry<'a>(request: &Request<'a>, at: usize) -> Result<&'a VolumeEntry, Failure> {
    let entry = request.manifest.volumes.get(at);
    entry.ok_or_else(|| Failure::Malformed("there is no such volume".into()))
}

/// The hash of the digest that holds the newest of a query, if one does.
fn digest_of_newest<'a>(request: &Request<'a>) -> Option<&'a String> {
    let manifest = request.manifest;
    match request.query.filters() {
        [] => Some(&manifest.digest),
        [(Dimension::Section, id)] => manifest.digest_of(id),
        _ => None,
    }
}
