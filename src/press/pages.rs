//! Snapshots: every page of the site as HTML, as the app draws it.
//!
//! A page is printed anew only where what it shows, or the document around it, has changed: each is
//! known by a hash of both. So an article more prints the pages that show it or count it, and an older
//! page of a list, which tells no counts, stands.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::card::Cards;
use super::document::Document;
use super::hash::hash;
use super::output::Output;
use super::{disk, head, print};
use crate::archive::{
    Digests, Failure, Front, Neighbours, News, PAGE_ROWS, newest_page, older_page, older_pages,
};
use crate::domain::article::{self, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Kind, Site, Zone};
use crate::site::page::{Content, Page, Search};
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
pub struct Printed {
    /// The hash of what it was made of.
    pub made_of: u64,
    /// Its size.
    pub bytes: u64,
}

/// The pages as they were printed, by the hash of their path.
pub type Pages = HashMap<u64, Printed>;

/// A page to print.
enum Job<'a> {
    Home,
    /// The newest page of a trail, or an older one, by its number from the oldest.
    List(&'a Query, &'a [u32], Option<u32>),
    Article(usize),
    Zones,
    Zone(&'a Zone, Vec<u32>),
    About,
    Search,
    /// For an address that has no page.
    Missing,
}

/// A trail's filters: section, region, kind.
type Filters<'a> = (Option<&'a str>, Option<&'a str>, Option<Kind>);

impl<'a> Printer<'a> {
    /// Prints and draws what has changed since what is known of was printed; returns all pages, and their
    /// paths.
    pub fn write(&self, output: &Output<'_>, known: &Pages) -> io::Result<(Pages, Vec<String>)> {
        let trails = self.trails();
        let neighbours = self.neighbours();
        let document = hash(self.document.text().as_bytes());
        let print = |job: Job<'_>| {
            let path = self.path(&job);
            let card = self.card(output, &job)?;
            let made_of = format!("{document:x} {card:?} {}", self.made_of(&job, &neighbours));
            let (of, made_of) = (hash(path.as_bytes()), hash(made_of.as_bytes()));
            let stands =
                |page: &&Printed| page.made_of == made_of && output.holds(&path, page.bytes);
            if let Some(page) = known.get(&of).filter(stands) {
                return Ok(((of, *page), path));
            }
            let text = self.printed(output, &job, &neighbours, card.as_deref())?;
            output.write(&path, text.as_bytes())?;
            Ok(((of, Printed { made_of, bytes: text.len() as u64 }), path))
        };
        let jobs = self.jobs(&trails).into_par_iter();
        let printed: Vec<_> = jobs.map(print).collect::<io::Result<_>>()?;
        Ok(printed.into_iter().unzip())
    }

    /// The path of the card of an article that has no cover; it is drawn where it was not there.
    fn card(&self, output: &Output<'_>, job: &Job<'_>) -> io::Result<Option<String>> {
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
        let is_found = |(query, rows): &(Query, Vec<u32>)| {
            !rows.is_empty() || query.single(Dimension::Region).is_none()
        };
        let trails = self.trails().into_iter().filter(is_found);
        let mut trails: Vec<Route> = trails.map(|(query, _)| Route::list(query)).collect();
        trails.sort_by_key(Route::href);
        let zones = self.site.zones.iter().map(|zone| Route::Zone(zone.id.clone()));
        [Route::Home, Route::Zones, Route::About].into_iter().chain(trails).chain(zones).collect()
    }

    fn jobs<'j>(&'j self, trails: &'j [(Query, Vec<u32>)]) -> Vec<Job<'j>> {
        if self.snapshots == Snapshots::None {
            return vec![Job::Missing];
        }
        let mut zones: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, row) in (0u32..).zip(self.rows) {
            if let Some(zone) = &row.zone {
                zones.entry(zone).or_default().push(at);
            }
        }
        let mut jobs = vec![Job::Home, Job::Zones, Job::About, Job::Search, Job::Missing];
        for zone in &self.site.zones {
            jobs.push(Job::Zone(zone, zones.remove(zone.id.as_str()).unwrap_or_default()));
        }
        let first = self.rows.len() - self.articles();
        for (query, rows) in trails {
            jobs.push(Job::List(query, rows, None));
            let numbers = 1..=u32::try_from(older_pages(rows.len())).unwrap_or(u32::MAX);
            // An older page has one if its newest row does.
            let shown = numbers.rev().take_while(|number| {
                let newest = rows.get(*number as usize * PAGE_ROWS - 1);
                newest.is_some_and(|row| *row as usize >= first)
            });
            jobs.extend(shown.map(|number| Job::List(query, rows, Some(number))));
        }
        jobs.extend((first..self.rows.len()).map(Job::Article));
        jobs
    }

    /// Every trail that has articles, and those that are led to whether they have any: of the sections, and
    /// of the regions that zones lie in. With each its rows, oldest first.
    fn trails(&self) -> Vec<(Query, Vec<u32>)> {
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

    fn route(&self, job: &Job<'_>) -> Route {
        match job {
            Job::Home => Route::Home,
            Job::List(query, _, page) => {
                Route::List { query: Box::new((*query).clone()), page: *page }
            }
            Job::Article(at) => match self.rows.get(*at) {
                Some(row) => Route::Article(row.id.clone()),
                None => Route::Unknown,
            },
            Job::Zones => Route::Zones,
            Job::Zone(zone, _) => Route::Zone(zone.id.clone()),
            Job::About => Route::About,
            Job::Search => Route::search(Query::default()),
            Job::Missing => Route::Unknown,
        }
    }

    /// The file of a page, from the site's root.
    fn path(&self, job: &Job<'_>) -> String {
        match job {
            Job::Missing => "404.html".into(),
            job => format!("{}index.html", self.route(job).href().trim_start_matches('/')),
        }
    }

    /// What a page shows, as a text that changes when it does.
    fn made_of(&self, job: &Job<'_>, neighbours: &[[Option<u32>; 2]]) -> String {
        match job {
            Job::Article(at) => {
                format!("{:?} {:?}", self.rows.get(*at), self.beside(*at, neighbours))
            }
            job => format!("{:?}", self.content(job)),
        }
    }

    /// What a page shows, but for articles, whose files are not read without need.
    fn content(&self, job: &Job<'_>) -> Option<Content> {
        let newest_first = |rows: &'_ [u32], at: usize| {
            rows.len().checked_sub(at + 1).and_then(|at| rows.get(at).copied())
        };
        Some(match job {
            Job::Home => Content::Home(Arc::clone(&self.front)),
            Job::List(query, rows, page) => {
                let row = |at| newest_first(rows, at).and_then(|at| self.row(at));
                let list = match page {
                    None => newest_page(query, self.digests, &self.site, row),
                    Some(number) => older_page(query, *number, rows.len(), row),
                };
                Content::List(Arc::new(list))
            }
            Job::Zones => Content::Zones(Arc::new(self.digests.all.zones())),
            Job::Zone(zone, rows) => {
                let newest = (0..PAGE_ROWS).filter_map(|at| newest_first(rows, at));
                let headlines = newest.filter_map(|at| self.row(at)).collect();
                let news = News { total: rows.len(), headlines };
                Content::Zone(Arc::new((*zone).clone()), Arc::new(news))
            }
            Job::About => Content::About,
            Job::Search => Content::Search(Arc::new(Search {
                query: Query::default(),
                here: Route::search,
                years: Vec::new(),
                recent: Vec::new(),
                answer: None,
            })),
            Job::Article(_) | Job::Missing => return None,
        })
    }

    fn printed(
        &self,
        output: &Output<'_>,
        job: &Job<'_>,
        neighbours: &[[Option<u32>; 2]],
        card: Option<&str>,
    ) -> io::Result<String> {
        let route = self.route(job);
        let site = Arc::clone(&self.site);
        let (content, beside) = match job {
            Job::Article(at) => {
                let path = self.rows.get(*at).map(|row| row.id.path()).unwrap_or_default();
                let text = disk::read_to_string(&output.root().join(path))?;
                let mut article = article::read_text(&text).article;
                if let Some((article, card)) = article.as_mut().zip(card) {
                    // The head tells of it; the page itself shows no cover.
                    article.cover = Some(format!("/{card}"));
                }
                let content = article.map(Arc::new).map(Content::Article);
                (content, Some(self.beside(*at, neighbours)))
            }
            job => (self.content(job), None),
        };
        let page =
            content.map(|content| Page { site: Arc::clone(&site), route: route.clone(), content });
        let title = page.as_ref().map(Page::title);
        let title = title.unwrap_or_else(|| failure_title(&Failure::Missing).to_owned());
        let head = head::print(&site, page.as_ref(), &title);
        let address = match job {
            Job::Missing => String::new(),
            _ => format!("{}{}", self.base.0, route.href()),
        };
        let printed =
            screen::Printed { site, page: page.ok_or(Failure::Missing), neighbours: beside };
        let mut body = print::print(printed, self.base.clone());
        if let Job::Search | Job::Missing = job {
            body = body.replacen("</main>", &format!("{NEEDS_SCRIPT}</main>"), 1);
        }
        Ok(self.document.page(&address, &head, &body))
    }
}

/// What a page says that cannot do its work as it is printed.
const NEEDS_SCRIPT: &str = "<noscript><p class=\"needs-script\">搜索、筛选和部分较早的文章需要启用 JavaScript 才能使用。</p></noscript>";
