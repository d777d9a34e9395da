//! Snapshots: every page of the site as HTML, as the app draws it.
//!
//! A page is printed anew only where what it shows, or the document around it, has changed: each is
//! known by a hash of both. So an article more prints the pages that show it or count it, and an older
//! page of a list, which tells no counts, stands.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use futures::FutureExt;
use rayon::prelude::*;

use super::card::Cards;
use super::document::Document;
use super::hash::hash;
use super::output::Output;
use super::{disk, head, print};
use crate::archive::{
    Digests, Failure, Front, List, Neighbours, News, PAGE_ROWS, newest_page, older_page,
    older_pages,
};
use crate::domain::article::{self, Article, ArticleId, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::{Kind, Site, Zone};
use crate::site::open::{self, Data};
use crate::site::page::{Content, Page};
use crate::site::parts::{Base, failure_title};
use crate::site::screen;

/// How many articles have pages of their own; the newest ones, and the pages of lists that show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snapshots {
    None,
    Newest(usize),
    All,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self::Newest(10_000)
    }
}

/// What is printed from.
pub struct Printer<'a> {
    pub site: Arc<Site>,
    pub base: Base,
    pub document: &'a Document,
    pub front: Arc<Front>,
    pub digests: &'a Digests,
    /// All headlines, oldest first.
    pub rows: &'a [&'a Headline],
    pub snapshots: Snapshots,
    /// Draws what previews show of an article without a cover, where this machine can.
    pub cards: Option<&'a Cards>,
}

/// A page as it was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedPage {
    /// The hash of what it was made of.
    pub made_of: u64,
    /// Its size.
    pub bytes: u64,
}

/// The pages as they were printed, by the hash of their path.
pub type Pages = HashMap<u64, PrintedPage>;

/// A page to print.
enum Job {
    /// That of an address, or for one that has none.
    Page(Route),
    /// That of the article of a row.
    Article(usize),
}

/// The rows of each trail, oldest first.
type Trails = HashMap<Query, Vec<u32>>;

/// A trail's filters: section, region, kind.
type Filters<'a> = (Option<&'a str>, Option<&'a str>, Option<Kind>);

impl<'a> Printer<'a> {
    /// Prints and draws what has changed since what is known of was printed; returns all pages, and their
    /// paths.
    pub fn write(&self, output: &Output<'_>, known: &Pages) -> io::Result<(Pages, Vec<String>)> {
        let (trails, zones) = (self.trails(), self.zones());
        let data = AtHand { printer: self, root: output.root(), trails: &trails, zones: &zones };
        let neighbours = self.neighbours();
        let document = hash(self.document.text().as_bytes());
        let print = |job: Job| {
            let path = self.path(&job);
            let card = self.card(output, &job)?;
            let made_of =
                format!("{document:x} {card:?} {}", self.made_of(&data, &job, &neighbours)?);
            let (of, made_of) = (hash(path.as_bytes()), hash(made_of.as_bytes()));
            let stands =
                |page: &&PrintedPage| page.made_of == made_of && output.holds(&path, page.bytes);
            if let Some(page) = known.get(&of).filter(stands) {
                return Ok(((of, *page), path));
            }
            let text = self.printed(&data, &job, &neighbours, card.as_deref())?;
            output.write(&path, text.as_bytes())?;
            Ok(((of, PrintedPage { made_of, bytes: text.len() as u64 }), path))
        };
        let jobs = self.jobs(&trails).into_par_iter();
        let printed: Vec<_> = jobs.map(print).collect::<io::Result<_>>()?;
        Ok(printed.into_iter().unzip())
    }

    /// The path of the card of an article that has no cover; it is drawn where it was not there.
    fn card(&self, output: &Output<'_>, job: &Job) -> io::Result<Option<String>> {
        let row = match job {
            Job::Article(at) => self.rows.get(*at).filter(|row| row.cover.is_none()),
            _ => None,
        };
        let Some((cards, row)) = self.cards.zip(row) else { return Ok(None) };
        let path = cards.path(&self.site, row);
        output.made(&path, || cards.draw(&self.site, row))?;
        Ok(Some(path))
    }

    /// How many of the newest articles have pages.
    fn articles(&self) -> usize {
        match self.snapshots {
            Snapshots::None => 0,
            Snapshots::Newest(most) => most.min(self.rows.len()),
            Snapshots::All => self.rows.len(),
        }
    }

    /// The articles that have pages, newest first.
    pub fn with_pages(&self) -> impl Iterator<Item = &'a Headline> {
        self.rows.iter().rev().take(self.articles()).copied()
    }

    /// The routes of all pages that are worth finding, but for articles and older pages of lists.
    pub fn routes(&self) -> Vec<Route> {
        // An empty list of a region is for those whom a zone's page leads to it.
        let is_found = |(query, rows): &(&Query, &Vec<u32>)| {
            !rows.is_empty() || query.single(Dimension::Region).is_none()
        };
        let trails = self.trails();
        let trails = trails.iter().filter(is_found);
        let mut trails: Vec<Route> = trails.map(|(query, _)| Route::list(query.clone())).collect();
        trails.sort_by_key(Route::href);
        let zones = self.site.zones.iter().map(|zone| Route::Zone(zone.id.clone()));
        [Route::Home, Route::Zones, Route::About].into_iter().chain(trails).chain(zones).collect()
    }

    fn jobs(&self, trails: &Trails) -> Vec<Job> {
        if self.snapshots == Snapshots::None {
            return vec![Job::Page(Route::Unknown)];
        }
        let search = Route::search(Query::default());
        let single = [Route::Home, Route::Zones, Route::About, search, Route::Unknown];
        let mut jobs: Vec<Job> = single.into_iter().map(Job::Page).collect();
        let zones = self.site.zones.iter();
        jobs.extend(zones.map(|zone| Job::Page(Route::Zone(zone.id.clone()))));
        let first = self.rows.len() - self.articles();
        for (query, rows) in trails {
            let list = |page| Job::Page(Route::List { query: Box::new(query.clone()), page });
            jobs.push(list(None));
            let numbers = 1..=u32::try_from(older_pages(rows.len())).unwrap_or(u32::MAX);
            // An older page has one if its newest row does.
            let shown = numbers.rev().take_while(|number| {
                let newest = rows.get(*number as usize * PAGE_ROWS - 1);
                newest.is_some_and(|row| *row as usize >= first)
            });
            jobs.extend(shown.map(|number| list(Some(number))));
        }
        jobs.extend((first..self.rows.len()).map(Job::Article));
        jobs
    }

    /// Every trail that has articles, and those that are led to whether they have any: of the sections, and
    /// of the regions that zones lie in. With each its rows, oldest first.
    fn trails(&self) -> Trails {
        let mut trails: HashMap<Filters<'_>, Vec<u32>> = HashMap::new();
        trails.insert((None, None, None), Vec::new());
        for section in &self.site.sections {
            trails.insert((Some(&section.id), None, None), Vec::new());
        }
        for zone in &self.site.zones {
            trails.insert((None, Some(&zone.region), None), Vec::new());
        }
        let provinces = self.site.regions.iter().flat_map(|province| {
            province.cities.iter().map(|city| (city.id.as_str(), province.id.as_str()))
        });
        let provinces: HashMap<&str, &str> = provinces.collect();
        for (at, row) in (0u32..).zip(self.rows) {
            let region = row.region.as_deref();
            let province = region.and_then(|id| provinces.get(id).copied());
            let regions = [Some(None), region.map(Some), province.map(Some)];
            for section in [None, Some(row.section.as_str())] {
                for region in regions.into_iter().flatten() {
                    for kind in [None, Some(row.kind)] {
                        trails.entry((section, region, kind)).or_default().push(at);
                    }
                }
            }
        }
        let query = |(section, region, kind): Filters<'_>| {
            let values = [
                (Dimension::Section, section),
                (Dimension::Region, region),
                (Dimension::Kind, kind.map(Kind::id)),
            ];
            let chosen = values.into_iter().filter_map(|(of, value)| Some((of, value?)));
            chosen.fold(Query::default(), |query, (of, value)| query.with(of, value))
        };
        trails.into_iter().map(|(filters, rows)| (query(filters), rows)).collect()
    }

    /// The rows of each zone, oldest first.
    fn zones(&self) -> HashMap<&'a str, Vec<u32>> {
        let mut zones: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, row) in (0u32..).zip(self.rows) {
            if let Some(zone) = &row.zone {
                zones.entry(zone).or_default().push(at);
            }
        }
        zones
    }

    /// The rows below and above each row in the list of its section and kind.
    fn neighbours(&self) -> Vec<[Option<u32>; 2]> {
        let mut last: HashMap<(&str, Kind), u32> = HashMap::new();
        let mut neighbours = vec![[None, None]; self.rows.len()];
        for (at, row) in (0u32..).zip(self.rows) {
            let older = last.insert((&row.section, row.kind), at);
            if let Some([own, _]) = neighbours.get_mut(at as usize) {
                *own = older;
            }
            if let Some([_, newer]) = older.and_then(|older| neighbours.get_mut(older as usize)) {
                *newer = Some(at);
            }
        }
        neighbours
    }

    fn beside(&self, at: usize, neighbours: &[[Option<u32>; 2]]) -> Neighbours {
        let row = |at: Option<u32>| at.and_then(|at| self.row(at));
        let [older, newer] = neighbours.get(at).copied().unwrap_or_default();
        Neighbours { newer: row(newer), older: row(older) }
    }

    fn row(&self, at: u32) -> Option<Headline> {
        self.rows.get(at as usize).map(|row| (*row).clone())
    }

    fn route(&self, job: &Job) -> Route {
        match job {
            Job::Page(route) => route.clone(),
            Job::Article(at) => match self.rows.get(*at) {
                Some(row) => Route::Article(row.id.clone()),
                None => Route::Unknown,
            },
        }
    }

    /// The file of a page, from the site's root.
    fn path(&self, job: &Job) -> String {
        match self.route(job) {
            Route::Unknown => "404.html".into(),
            route => format!("{}index.html", route.href().trim_start_matches('/')),
        }
    }

    /// What a page shows, as a text that changes when it does. Articles' files are not read without need.
    fn made_of(
        &self,
        data: &AtHand<'_>,
        job: &Job,
        neighbours: &[[Option<u32>; 2]],
    ) -> io::Result<String> {
        Ok(match job {
            Job::Article(at) => {
                format!("{:?} {:?}", self.rows.get(*at), self.beside(*at, neighbours))
            }
            Job::Page(route) => format!("{:?}", data.content(route)?),
        })
    }

    fn printed(
        &self,
        data: &AtHand<'_>,
        job: &Job,
        neighbours: &[[Option<u32>; 2]],
        card: Option<&str>,
    ) -> io::Result<String> {
        let route = self.route(job);
        let site = Arc::clone(&self.site);
        let mut content = data.content(&route)?;
        if let (Ok(Content::Article(page)), Some(card)) = (&mut content, card) {
            // The head tells of it; the page itself shows no cover.
            Arc::make_mut(&mut page.article).cover = Some(format!("/{card}"));
        }
        let beside = match job {
            Job::Article(at) => Some(self.beside(*at, neighbours)),
            Job::Page(_) => None,
        };
        let page =
            content.map(|content| Page { site: Arc::clone(&site), route: route.clone(), content });
        let title = match &page {
            Ok(page) => page.title(),
            Err(failure) => failure_title(failure, &self.site.phrases.startup).to_owned(),
        };
        let head = head::head_html(&site, page.as_ref().ok(), &title);
        let address = match &route {
            Route::Unknown => String::new(),
            route => format!("{}{}", self.base.0, route.href()),
        };
        let printed = screen::PageToPrint { site, page, neighbours: beside };
        let mut body = print::page_html(printed, self.base.clone());
        if let Route::Search(_) | Route::Unknown = route {
            let told = self.site.phrases.needs_script;
            let told = format!("<noscript><p class=\"needs-script\">{told}</p></noscript></main>");
            body = body.replacen("</main>", &told, 1);
        }
        Ok(self.document.page(&address, &head, &body))
    }
}

/// What pages are made of, as the press has it: all in memory, but for the articles' files.
struct AtHand<'a> {
    printer: &'a Printer<'a>,
    /// Where the articles lie.
    root: &'a Path,
    trails: &'a Trails,
    /// The rows of each zone, oldest first.
    zones: &'a HashMap<&'a str, Vec<u32>>,
}

/// Why something is not at hand.
enum Lacking {
    Page(Failure),
    Io(io::Error),
}

impl From<Failure> for Lacking {
    fn from(failure: Failure) -> Self {
        Self::Page(failure)
    }
}

impl AtHand<'_> {
    /// What an address shows, or why it leads nowhere.
    fn content(&self, route: &Route) -> io::Result<Result<Content, Failure>> {
        // What is at hand is told at once.
        let content = open::content(self, &(), route).now_or_never();
        match content.unwrap_or(Err(Lacking::Page(Failure::Missing))) {
            Ok(content) => Ok(Ok(content)),
            Err(Lacking::Page(failure)) => Ok(Err(failure)),
            Err(Lacking::Io(error)) => Err(error),
        }
    }

    /// The headline of one of some rows, which are oldest first, by its place from the newest.
    fn newest_first(&self, rows: &[u32], at: usize) -> Option<Headline> {
        self.printer.row(*rows.get(rows.len().checked_sub(at + 1)?)?)
    }
}

impl Data for AtHand<'_> {
    type Failure = Lacking;

    async fn site(&self) -> Result<Arc<Site>, Lacking> {
        Ok(Arc::clone(&self.printer.site))
    }

    async fn front(&self) -> Result<Arc<Front>, Lacking> {
        Ok(Arc::clone(&self.printer.front))
    }

    async fn list(&self, query: &Query, page: Option<u32>) -> Result<List, Lacking> {
        let Printer { digests, site, .. } = self.printer;
        let rows = self.trails.get(query).ok_or(Failure::Missing)?;
        let row = |at| self.newest_first(rows, at);
        Ok(match page {
            None => newest_page(query, digests, site, row),
            Some(number) => older_page(query, number, rows.len(), row),
        })
    }

    async fn article(&self, id: &ArticleId) -> Result<Arc<Article>, Lacking> {
        let text = disk::read_to_string(&self.root.join(id.path())).map_err(Lacking::Io)?;
        let article = article::read_text(&text).article.ok_or(Failure::Missing)?;
        Ok(Arc::new(article))
    }

    async fn zone_counts(&self) -> Result<SortedMap<u32>, Lacking> {
        Ok(self.printer.digests.all.zones())
    }

    async fn news(&self, zone: &Zone) -> Result<News, Lacking> {
        let rows = self.zones.get(zone.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let headlines = (0..PAGE_ROWS).filter_map(|at| self.newest_first(rows, at)).collect();
        Ok(News { total: rows.len(), headlines })
    }

    /// None: a printed search has its facets when the app has come.
    async fn years(&self) -> Result<Vec<String>, Lacking> {
        Ok(Vec::new())
    }

    fn remember<'h>(&self, _: impl Iterator<Item = &'h Headline>) {}
}
