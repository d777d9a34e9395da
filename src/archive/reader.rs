//! The reader's side of the archive: asks a [`Source`] for files and answers queries over them. The
//! browser and the press use the same one.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use futures::future::{FutureExt, LocalBoxFuture, Shared, join_all};
use serde_json::Value;

use super::list::{self, List, Tally};
use super::{Failure, Front, MANIFEST, Manifest, Part, Source, Volume};
use crate::article::{self, Article, ArticleId, Headline};
use crate::json;
use crate::query::{Dimension, Query};
use crate::taxonomy::Site;

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
        let volumes = self.volumes(&edition.manifest).await?;
        let (rows, tally) = find(&volumes, query, &edition.site);
        let total = rows.len();
        let window = match &query.before {
            Some(cursor) => {
                let place = self.place_behind(&volumes, cursor).await?;
                list::from_row(total, rows.partition_point(|row| *row >= place))
            }
            None if query.is_trail() => list::numbered(total, page),
            None => list::from_row(total, 0),
        };
        let shown = rows.get(window.rows.clone()).unwrap_or_default();
        let headlines = self.headlines(&volumes, shown).await?;
        let pager = if query.is_trail() {
            list::numbered_pager(query, &window)
        } else {
            // The screen before begins a page's length earlier, behind the row above that.
            let above = window.rows.start.checked_sub(list::PAGE_ROWS + 1);
            let above = above.and_then(|at| rows.get(at)).map(std::slice::from_ref);
            let above = self.headlines(&volumes, above.unwrap_or_default()).await?;
            let newer = above.into_iter().next().map(|headline| headline.id);
            let last = headlines.last().map(|headline| &headline.id);
            list::cursor_pager(query, &window, total, newer, last)
        };
        let facets = tally.facets(query, &edition.site);
        Ok(List { query: query.clone(), total, headlines, facets, pager })
    }

    /// How many articles each zone has.
    pub async fn zone_counts(&self) -> Result<BTreeMap<String, u32>, Failure> {
        let edition = self.edition().await?;
        let volumes = self.volumes(&edition.manifest).await?;
        let (_, tally) = find(&volumes, &Query::default(), &edition.site);
        let mut counts = BTreeMap::new();
        for zone in &edition.site.zones {
            counts.insert(zone.id.clone(), tally.count(Dimension::Zone, &zone.id));
        }
        Ok(counts)
    }

    /// The articles above and below one in the list of a query.
    pub async fn neighbours(&self, id: &ArticleId, query: &Query) -> Result<Neighbours, Failure> {
        let edition = self.edition().await?;
        let volumes = self.volumes(&edition.manifest).await?;
        let Some(row) = self.row(&volumes, id).await? else {
            return Ok(Neighbours::default());
        };
        let (rows, _) = find(&volumes, query, &edition.site);
        let newer = rows.partition_point(|other| *other > row).checked_sub(1);
        let older = rows.partition_point(|other| *other >= row);
        let at = |at: Option<usize>| at.and_then(|at| rows.get(at).copied());
        let (newer, older) = (at(newer), at(Some(older)));
        let wanted: Vec<Row> = newer.into_iter().chain(older).collect();
        let mut found = self.headlines(&volumes, &wanted).await?.into_iter();
        Ok(Neighbours {
            newer: newer.and_then(|_| found.next()),
            older: older.and_then(|_| found.next()),
        })
    }

    async fn volumes(&self, manifest: &Manifest) -> Result<Vec<Arc<Volume>>, Failure> {
        let volumes = manifest.volumes.iter();
        let fetches =
            volumes.map(|volume| self.fetch(Part::Volume.path(&volume.hash), Volume::decode));
        join_all(fetches).await.into_iter().collect()
    }

    /// The headlines of rows, in their order.
    async fn headlines(
        &self,
        volumes: &[Arc<Volume>],
        rows: &[Row],
    ) -> Result<Vec<Headline>, Failure> {
        let page_of = |(volume, ordinal): Row| volumes.get(volume)?.page_of(ordinal as usize);
        let mut pages: Vec<&str> = rows.iter().filter_map(|row| page_of(*row)).collect();
        pages.dedup();
        let fetches = pages.iter().map(|hash| self.page(hash));
        let files: Vec<Arc<Vec<Headline>>> =
            join_all(fetches).await.into_iter().collect::<Result<_, _>>()?;
        let missing = || Failure::Malformed("a file of headlines is too short".into());
        let headline = |row: &Row| {
            let hash = page_of(*row)?;
            let at = pages.iter().position(|page| *page == hash)?;
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
    async fn row(&self, volumes: &[Arc<Volume>], id: &ArticleId) -> Result<Option<Row>, Failure> {
        let rows = rows_of_month(volumes, id);
        let headlines = self.headlines(volumes, &rows).await?;
        let found = rows.into_iter().zip(headlines).find(|(_, headline)| headline.id == *id);
        Ok(found.map(|(row, _)| row))
    }

    /// A row such that all rows below it are older than an article, be it in the archive or not.
    async fn place_behind(&self, volumes: &[Arc<Volume>], id: &ArticleId) -> Result<Row, Failure> {
        if let Some(row) = self.row(volumes, id).await? {
            return Ok(row);
        }
        let month = month_of(id);
        let later = volumes.iter().enumerate().find_map(|(at, volume)| {
            let row = volume.first_after(&month)?;
            Some((at, u32::try_from(row).unwrap_or(u32::MAX)))
        });
        Ok(later.unwrap_or((volumes.len(), 0)))
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

/// All rows of a query, newest first, and the counts.
fn find(volumes: &[Arc<Volume>], query: &Query, site: &Site) -> (Vec<Row>, Tally) {
    let mut rows = Vec::new();
    let mut tally = Tally::default();
    for (at, volume) in volumes.iter().enumerate().rev() {
        let found = volume.find(query, site);
        rows.extend(found.ordinals.into_iter().map(|ordinal| (at, ordinal)));
        tally.add(found.counts);
    }
    (rows, tally)
}

fn month_of(id: &ArticleId) -> String {
    id.date().map_or_else(String::new, |date| format!("{:04}-{:02}", date.year, date.month))
}

fn rows_of_month(volumes: &[Arc<Volume>], id: &ArticleId) -> Vec<Row> {
    let month = month_of(id);
    let numbered = volumes.iter().enumerate();
    let rows = numbered.flat_map(|(at, volume)| {
        volume.month(&month).map(move |row| (at, u32::try_from(row).unwrap_or(u32::MAX)))
    });
    rows.collect()
}
