//! The reader's side of the archive: asks a [`Source`] for files and answers queries over them. The
//! browser and the press use the same one.

mod editions;
mod rows;
mod search;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use self::rows::{Request, Row};
pub use self::search::{Answer, Found, Hit, Instead, Marks, Total};
use super::digest;
use super::files::Files;
use super::list::{self, List};
use super::tally::Tally;
use super::{Failure, Front, Manifest, PAGE_ROWS, Source};
use crate::domain::article::{Article, ArticleId, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::Site;

/// Answers queries over an archive. Cloning it shares what has been fetched.
#[derive(Clone, Debug)]
pub struct Reader<S> {
    files: Files<S>,
    shown: Rc<RefCell<Shown>>,
}

/// The page of a list that was asked for last.
#[derive(Debug, Default)]
struct Shown {
    /// The number of its edition: another's rows are others.
    edition: u32,
    /// Without a cursor.
    query: Query,
    total: usize,
    /// The place of the first row, newest first.
    start: usize,
    headlines: Vec<Headline>,
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

impl<S: Source> Reader<S> {
    pub fn new(source: S) -> Self {
        Self { files: Files::new(source), shown: Rc::default() }
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

    /// Takes note of headlines that came by another way: their articles are then fetched by their hashes.
    pub fn remember<'a>(&self, headlines: impl Iterator<Item = &'a Headline>) {
        self.files.remember(headlines);
    }

    /// A page of a list: numbered from the oldest, or behind the query's cursor.
    pub async fn list(&self, query: &Query, page: Option<u32>) -> Result<List, Failure> {
        let number = self.files.edition();
        let edition = self.edition().await?;
        let request = Request::new(&edition.manifest, &*edition.site, query);
        let tally = self.tally(&request).await?;
        let total = tally.total();
        let window = match &query.before {
            Some(cursor) => {
                let place = self.place_behind(&request, cursor).await?;
                let above = self.rows_from(&request, &tally, place, cursor).await?;
                list::from_row(total, above)
            }
            None if query.is_trail() => list::numbered(total, page),
            None => list::from_row(total, 0),
        };
        let headlines = self.window(&request, &tally, window.rows.clone()).await?;
        let pager = if query.is_trail() {
            list::numbered_pager(query, &window, &tally)
        } else {
            // The screen before begins a page's length earlier, behind the row above that.
            let above = window.rows.start.checked_sub(PAGE_ROWS + 1);
            let above = above.map_or(0..0, |at| at..at + 1);
            let above = self.window(&request, &tally, above).await?;
            let newer = above.into_iter().next().map(|headline| headline.id);
            let last = headlines.last().map(|headline| &headline.id);
            list::cursor_pager(query, &window, total, newer, last)
        };
        let facets = tally.facets(query, &edition.site);
        *self.shown.borrow_mut() = Shown {
            edition: number,
            query: query.clone().from_cursor(None),
            total,
            start: window.rows.start,
            headlines: headlines.clone(),
        };
        Ok(List { query: query.clone(), total: Some(total), headlines, facets, pager })
    }

    /// The newest of a query that chooses no section, without facets, which would cost more.
    pub async fn news(&self, query: &Query) -> Result<News, Failure> {
        let edition = self.edition().await?;
        let digest = self.files.digest(&edition.manifest.digest).await?;
        let mut tally = Tally::default();
        tally.add(&digest, "", query, &*edition.site);
        let request = Request::new(&edition.manifest, &*edition.site, query);
        let headlines = self.window(&request, &tally, 0..PAGE_ROWS).await?;
        Ok(News { total: tally.total(), headlines })
    }

    /// How many articles each zone has.
    pub async fn zone_counts(&self) -> Result<SortedMap<u32>, Failure> {
        let edition = self.edition().await?;
        let digest = self.files.digest(&edition.manifest.digest).await?;
        Ok(digest.zones())
    }

    /// The articles above and below one in the list of a query.
    pub async fn neighbours(&self, id: &ArticleId, query: &Query) -> Result<Neighbours, Failure> {
        let shown = self.shown.borrow().neighbours(id, query, self.files.edition());
        if let Some(neighbours) = shown {
            return Ok(neighbours);
        }
        let edition = self.edition().await?;
        let request = Request::new(&edition.manifest, &*edition.site, query);
        let Some(row) = self.row(&request, id).await? else { return Ok(Neighbours::default()) };
        let own = self.find(&request, row.0, None).await?;
        // Newest first: the row itself may not be among them.
        let above = own.partition_point(|ordinal| *ordinal > row.1);
        let below = own.partition_point(|ordinal| *ordinal >= row.1);
        let mut newer = above.checked_sub(1).and_then(|at| own.get(at)).map(|at| (row.0, *at));
        let mut older = own.get(below).map(|at| (row.0, *at));
        if newer.is_none() || older.is_none() {
            // Elsewhere only volumes of years that have matches are asked.
            let tally = self.tally(&request).await?;
            // Newest first, as the years are.
            let mut places: Vec<usize> = Vec::new();
            for (year, _) in tally.years() {
                places.extend(request.volumes_of(year));
            }
            for at in places.iter().rev().filter(|at| **at > row.0) {
                if newer.is_some() {
                    break;
                }
                let rows = self.find(&request, *at, None).await?;
                newer = rows.last().map(|ordinal| (*at, *ordinal));
            }
            for at in places.iter().filter(|at| **at < row.0) {
                if older.is_some() {
                    break;
                }
                let rows = self.find(&request, *at, None).await?;
                older = rows.first().map(|ordinal| (*at, *ordinal));
            }
        }
        let wanted: Vec<Row> = newer.into_iter().chain(older).collect();
        let mut found = self.headlines(&request, &wanted).await?.into_iter();
        Ok(Neighbours {
            newer: newer.and_then(|_| found.next()),
            older: older.and_then(|_| found.next()),
        })
    }

    /// What a query finds, counted.
    async fn tally(&self, request: &Request<'_>) -> Result<Tally, Failure> {
        let Request { manifest, site, query, .. } = request;
        let of_months = query.chosen(Dimension::Month).next().is_some();
        // The digests to ask, and the year of those that count its months.
        let mut wanted: Vec<(&String, &str)> = Vec::new();
        if !of_months {
            let told = digest::digests_that_count(
                query,
                &manifest.digest,
                manifest.whole,
                &manifest.digests,
            );
            wanted.extend(told.into_iter().map(|hash| (hash, "")));
        }
        for (year, hash) in &manifest.years {
            let in_year = |month: &str| month.starts_with(year.as_str());
            if query.single_year() == Some(year) || query.chosen(Dimension::Month).any(in_year) {
                wanted.push((hash, year));
            }
        }
        for (hash, _) in &wanted {
            self.files.begin_digest(hash);
        }
        self.begin_first(request);
        let mut tally = Tally::default();
        for (hash, year) in wanted {
            let digest = self.files.digest(hash).await?;
            tally.add(&digest, year, query, *site);
        }
        Ok(tally)
    }
}

impl Shown {
    /// The rows above and below an article, if it is a row of this page and they are known.
    fn neighbours(&self, id: &ArticleId, query: &Query, edition: u32) -> Option<Neighbours> {
        let at = self.headlines.iter().position(|row| row.id == *id)?;
        let newer = at.checked_sub(1).and_then(|at| self.headlines.get(at));
        let older = self.headlines.get(at + 1);
        let is_first = self.start + at == 0;
        let is_last = self.start + at + 1 == self.total;
        let known = (newer.is_some() || is_first) && (older.is_some() || is_last);
        (known && self.query == *query && self.edition == edition)
            .then(|| Neighbours { newer: newer.cloned(), older: older.cloned() })
    }
}

#[cfg(test)]
mod tests;
