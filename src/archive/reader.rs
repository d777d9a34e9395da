//! The reader's side of the archive: asks a [`Source`] for files and answers queries over them. The
//! browser and the press use the same one.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use futures::future::{FutureExt, LocalBoxFuture, Shared, join, join_all};
use serde_json::Value;

use super::list::{self, List, Tally};
use super::{Digest, Failure, Front, MANIFEST, Manifest, Part, Source, Volume};
use crate::article::{self, Article, ArticleId, Headline};
use crate::json;
use crate::query::{Dimension, Query};
use crate::taxonomy::Site;
use crate::time::Date;

type Parsed = Arc<dyn Any + Send + Sync>;
type Fetch = Shared<LocalBoxFuture<'static, Result<Parsed, Failure>>>;

/// Answers queries over an archive. Cloning it shares what has been fetched.
#[derive(Clone, Debug)]
pub struct Reader<S> {
    source: S,
    /// By path: what was asked for once is not asked for again, even while it is under way.
    fetched: Rc<RefCell<BTreeMap<String, Fetch>>>,
    /// The hashes of the articles whose headlines were seen.
    hashes: Rc<RefCell<BTreeMap<String, String>>>,
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
        Self { source, fetched: Rc::default(), hashes: Rc::default() }
    }

    /// Forgets what every edition has of its own, so that the next question sees the newest.
    pub fn refresh(&self) {
        self.fetched.borrow_mut().remove(MANIFEST);
    }

    pub async fn edition(&self) -> Result<Edition, Failure> {
        let manifest = self.fetch(MANIFEST.to_owned(), Manifest::decode).await?;
        let site = self.fetch(Part::Site.path(&manifest.site), |value| {
            Site::decode(value).map_err(Failure::Malformed)
        });
        Ok(Edition { site: site.await?, manifest })
    }

    pub async fn front(&self) -> Result<Arc<Front>, Failure> {
        let edition = self.edition().await?;
        let path = Part::Front.path(&edition.manifest.front);
        let front = self.fetch(path, |value| Front::decode(value).map_err(Failure::Malformed));
        let front = front.await?;
        self.remember(front.headlines());
        Ok(front)
    }

    /// An article; by its hash, where its headline was seen, and else by its bare address.
    pub async fn article(&self, id: &ArticleId) -> Result<Arc<Article>, Failure> {
        let hash = self.hashes.borrow().get(id.as_str()).cloned();
        let path = match hash {
            Some(hash) => format!("{}?v={hash}", id.path()),
            None => id.path(),
        };
        let id = id.clone();
        self.fetch(path, move |value| {
            let reading = article::read(value);
            let told = reading.problems.into_iter().next().map(|problem| problem.message);
            let article = reading.article.filter(|article| article.id == id);
            article
                .ok_or_else(|| Failure::Malformed(told.unwrap_or_else(|| "another article".into())))
        })
        .await
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
            list::numbered_pager(query, &window)
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
        let digest = self.digest(&edition.manifest.digest).await?;
        let tally = tally_of(&[digest], query, &edition.site);
        let headlines = self.window(&edition, query, &tally, 0..list::PAGE_ROWS).await?;
        Ok(News { total: tally.total(), headlines })
    }

    /// How many articles each zone has.
    pub async fn zone_counts(&self) -> Result<BTreeMap<String, u32>, Failure> {
        let edition = self.edition().await?;
        let digest = self.digest(&edition.manifest.digest).await?;
        let mut counts = BTreeMap::new();
        for cell in digest.cells.iter().filter(|cell| !cell.filing.zone.is_empty()) {
            let count: u32 = cell.years.iter().map(|(_, count)| count).sum();
            *counts.entry(cell.filing.zone.clone()).or_default() += count;
        }
        Ok(counts)
    }

    /// The articles above and below one in the list of a query.
    pub async fn neighbours(&self, id: &ArticleId, query: &Query) -> Result<Neighbours, Failure> {
        let edition = self.edition().await?;
        let (row, tally) = join(self.row(&edition, id), self.tally(&edition, query)).await;
        let (Some(row), tally) = (row?, tally?) else { return Ok(Neighbours::default()) };
        let above = self.rows_from(&edition, query, &tally, row, id).await?;
        // The article itself may be among them, or not.
        let near = self.rows(&edition, query, &tally, above.saturating_sub(2)..above + 1).await?;
        let newer = near.iter().rev().find(|other| **other > row).copied();
        let older = near.iter().find(|other| **other < row).copied();
        let wanted: Vec<Row> = newer.into_iter().chain(older).collect();
        let mut found = self.headlines(&edition, &wanted).await?.into_iter();
        Ok(Neighbours {
            newer: newer.and_then(|_| found.next()),
            older: older.and_then(|_| found.next()),
        })
    }

    /// What a query finds, counted.
    async fn tally(&self, edition: &Edition, query: &Query) -> Result<Tally, Failure> {
        if query.chosen(Dimension::Month).next().is_some() {
            return self.tally_of_months(edition, query).await;
        }
        let manifest = &edition.manifest;
        let section = query.single(Dimension::Section).map(|id| manifest.digests.get(id));
        let hashes: Vec<&String> = match section {
            _ if manifest.digests.is_empty() || query.filters().is_empty() => {
                vec![&manifest.digest]
            }
            Some(own) => own.into_iter().collect(),
            None => manifest.digests.values().collect(),
        };
        // Most lists begin in the newest volume, which need not wait for the counts.
        let ahead = async {
            let newest = manifest.volumes.len().checked_sub(1);
            if let Some(at) = newest.filter(|_| digest_of_newest(manifest, query).is_none()) {
                // What fails is asked for again, and told, where it is needed.
                let _ = self.volume(edition, at).await;
            }
        };
        let digests = join_all(hashes.into_iter().map(|hash| self.digest(hash)));
        let (digests, ()) = join(digests, ahead).await;
        let digests: Vec<Arc<Digest>> = digests.into_iter().collect::<Result<_, _>>()?;
        Ok(tally_of(&digests, query, &edition.site))
    }

    /// The digests tell years only; the volumes of the chosen months tell the rest.
    async fn tally_of_months(&self, edition: &Edition, query: &Query) -> Result<Tally, Failure> {
        let mut places = BTreeSet::new();
        for month in query.chosen(Dimension::Month) {
            // No month is longer, and a volume too many does no harm.
            let (first, last) = (format!("{month}-01"), format!("{month}-28"));
            if let (Some(first), Some(last)) = (Date::parse(&first), Date::parse(&last)) {
                let end = Date::from_day_number(last.day_number() + 3);
                places.extend(edition.manifest.volumes_between(first, end));
            }
        }
        let volumes = join_all(places.into_iter().map(|at| self.volume(edition, at))).await;
        let mut tally = Tally::default();
        let any_year = query.clone().without(Dimension::Year);
        for volume in volumes {
            volume?.count(&any_year, |filing, year, count| {
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
            let digest = self.digest(hash).await?;
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
        let mut fetches = Vec::new();
        for (year, matches) in tally.years() {
            let start = window.start.saturating_sub(newer).min(matches);
            let end = window.end.saturating_sub(newer).min(matches);
            newer += matches;
            if start < end {
                fetches.push(self.rows_of_year(edition, query, year, matches, start..end));
            }
        }
        let years: Vec<Vec<Row>> = join_all(fetches).await.into_iter().collect::<Result<_, _>>()?;
        Ok(years.concat())
    }

    /// Some of the rows of a year, which has so many matches. Its volumes are fetched newest first,
    /// one, then two, then four, until there are enough rows; all at once where all are needed.
    async fn rows_of_year(
        &self,
        edition: &Edition,
        query: &Query,
        year: u16,
        matches: usize,
        window: Range<usize>,
    ) -> Result<Vec<Row>, Failure> {
        let places = volumes_of(&edition.manifest, year);
        let mut rest = places.as_slice();
        let mut step = if window.end == matches { rest.len() } else { 1 };
        let mut rows = Vec::new();
        while rows.len() < window.end && !rest.is_empty() {
            let (these, later) = rest.split_at(step.min(rest.len()));
            let volumes = join_all(these.iter().map(|at| self.volume(edition, *at))).await;
            for (at, volume) in these.iter().zip(volumes) {
                let volume = volume?;
                let found = volume.find(query, &edition.site, volume.year(year))?;
                rows.extend(found.into_iter().map(|ordinal| (*at, ordinal)));
            }
            rest = later;
            step *= 2;
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
        let volumes = join_all(places.iter().map(|at| self.volume(edition, *at))).await;
        let mut rows = later;
        for (at, volume) in places.into_iter().zip(volumes) {
            let volume = volume?;
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
        self.fetch(Part::Volume.path(&entry.hash), Volume::decode).await
    }

    async fn digest(&self, hash: &str) -> Result<Arc<Digest>, Failure> {
        let path = Part::Digest.path(hash);
        let digest =
            self.fetch(path, |value| Digest::decode(value).map_err(Failure::Malformed)).await?;
        self.remember(digest.newest.iter());
        Ok(digest)
    }

    /// The headlines of rows, in their order.
    async fn headlines(&self, edition: &Edition, rows: &[Row]) -> Result<Vec<Headline>, Failure> {
        let mut pages: Vec<(usize, usize)> = Vec::new();
        let page_of = |row: &Row| (row.0, row.1 as usize / super::HEADLINES_PER_FILE);
        for row in rows {
            if !pages.contains(&page_of(row)) {
                pages.push(page_of(row));
            }
        }
        let missing = || Failure::Malformed("a file of headlines is too short".into());
        let fetches = pages.iter().map(|(at, page)| async move {
            let volume = self.volume(edition, *at).await?;
            let hash = volume.pages().get(*page).ok_or_else(missing)?;
            self.page(hash).await
        });
        let files: Vec<Arc<Vec<Headline>>> =
            join_all(fetches).await.into_iter().collect::<Result<_, _>>()?;
        let headline = |row: &Row| {
            let at = pages.iter().position(|page| *page == page_of(row))?;
            files.get(at)?.get(row.1 as usize % super::HEADLINES_PER_FILE).cloned()
        };
        rows.iter().map(|row| headline(row).ok_or_else(missing)).collect()
    }

    async fn page(&self, hash: &str) -> Result<Arc<Vec<Headline>>, Failure> {
        let page = self.fetch(Part::Headlines.path(hash), |value| {
            let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
            json::elements_of(rows, "", Headline::decode).map_err(Failure::Malformed)
        });
        let page = page.await?;
        self.remember(page.iter());
        Ok(page)
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

    fn remember<'a>(&self, headlines: impl Iterator<Item = &'a Headline>) {
        let mut hashes = self.hashes.borrow_mut();
        for headline in headlines {
            hashes.insert(headline.id.to_string(), headline.hash.clone());
        }
    }

    /// Fetches and parses a file once. What failed is asked for again the next time.
    async fn fetch<T: Send + Sync + 'static>(
        &self,
        path: String,
        decode: impl FnOnce(&Value) -> Result<T, Failure> + 'static,
    ) -> Result<Arc<T>, Failure> {
        let known = self.fetched.borrow().get(&path).cloned();
        let fetch = known.unwrap_or_else(|| {
            let value = self.source.get(path.clone());
            let named = path.clone();
            let parsed = async move {
                let value = decode(&value.await?).map_err(|failure| match failure {
                    Failure::Malformed(what) => Failure::Malformed(format!("{named}: {what}")),
                    other => other,
                })?;
                Ok(Arc::new(value) as Parsed)
            };
            let fetch = parsed.boxed_local().shared();
            self.fetched.borrow_mut().insert(path.clone(), fetch.clone());
            fetch
        });
        let parsed = fetch.await.inspect_err(|_| {
            self.fetched.borrow_mut().remove(&path);
        })?;
        parsed.downcast::<T>().map_err(|_| Failure::Malformed(path))
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
        [(Dimension::Section, id)] => manifest.digests.get(id),
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
