//! The answer to a query: one page of headlines, the total, and the facets with their counts.

use std::collections::BTreeMap;
use std::ops::Range;

use super::filing::Filing;
use crate::article::{ArticleId, Headline};
use crate::query::{Dimension, Query};
use crate::route::Route;
use crate::taxonomy::Site;

/// Rows of a list's page. The newest page shows up to twice as many less one, so that older pages
/// keep their rows and no page is ever nearly empty.
pub const PAGE_ROWS: usize = 20;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub query: Query,
    pub total: usize,
    pub headlines: Vec<Headline>,
    pub facets: Vec<Facet>,
    pub pager: Pager,
}

/// Where a page stands among its likes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pager {
    /// Counted from the newest, 1 up, for the reader.
    pub page: usize,
    pub pages: usize,
    pub newer: Option<Route>,
    pub older: Option<Route>,
    /// Numbered pages, newest first; empty where a cursor leads on.
    pub numbered: Vec<(usize, Route)>,
}

/// A dimension a list can be narrowed by, with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    pub dimension: Dimension,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FacetValue {
    pub id: String,
    pub name: String,
    pub count: u32,
    pub chosen: bool,
    /// The list with this value put in, or taken out where it is chosen.
    pub route: Route,
    /// The cities of a province.
    pub within: Vec<FacetValue>,
}

/// Which rows, newest first, a page shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Window {
    pub rows: Range<usize>,
    pub page: usize,
    pub pages: usize,
}

/// The window of a numbered page (from the oldest, 1 up; `None` is the newest) of `total` rows. A
/// page past the end is the newest.
pub(super) fn numbered(total: usize, number: Option<u32>) -> Window {
    let pages = (total / PAGE_ROWS).max(1);
    let number = number.map_or(pages, |number| number as usize).clamp(1, pages);
    let oldest_first =
        (number - 1) * PAGE_ROWS..if number == pages { total } else { number * PAGE_ROWS };
    Window {
        rows: total - oldest_first.end..total - oldest_first.start,
        page: pages - number + 1,
        pages,
    }
}

/// The window that begins at a row, newest first, as a cursor leads to it.
pub(super) fn from_row(total: usize, row: usize) -> Window {
    let row = row.min(total);
    Window {
        rows: row..(row + PAGE_ROWS).min(total),
        page: row.div_ceil(PAGE_ROWS) + 1,
        pages: row.div_ceil(PAGE_ROWS) + (total - row).div_ceil(PAGE_ROWS).max(1),
    }
}

/// The pager of a list whose pages are paths.
pub(super) fn numbered_pager(query: &Query, window: &Window) -> Pager {
    let route = |page: usize| {
        let number = window.pages - page + 1;
        let page = u32::try_from(number).ok().filter(|_| page > 1);
        Route::List { query: Box::new(query.clone()), page }
    };
    // Not by asking each page: a damaged count may tell of hundreds of millions.
    let mut near: Vec<usize> = (window.page.saturating_sub(2)..=window.page + 2)
        .filter(|page| (1..=window.pages).contains(page))
        .chain([1, window.pages])
        .collect();
    near.sort_unstable();
    near.dedup();
    Pager {
        page: window.page,
        pages: window.pages,
        newer: (window.page > 1).then(|| route(window.page - 1)),
        older: (window.page < window.pages).then(|| route(window.page + 1)),
        numbered: near.into_iter().map(|page| (page, route(page))).collect(),
    }
}

/// The pager of a list whose pages begin behind an article. `newer` is the cursor of the screen
/// before, where that is not the first.
pub(super) fn cursor_pager(
    query: &Query,
    window: &Window,
    total: usize,
    newer: Option<ArticleId>,
    last: Option<&ArticleId>,
) -> Pager {
    let at = |before: Option<ArticleId>| Route::list(query.clone().from_cursor(before));
    Pager {
        page: window.page,
        pages: window.pages,
        newer: (window.rows.start > 0).then(|| at(newer)),
        older: last.filter(|_| window.rows.end < total).map(|last| at(Some(last.clone()))),
        numbered: Vec::new(),
    }
}

/// What a query finds, counted: the matches of each year, and the counts of every facet's values. The
/// counts of a facet ignore what is chosen in it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: BTreeMap<String, u32>,
    /// By year, ascending.
    matches: Vec<(u16, u32)>,
}

impl Tally {
    /// Adds the articles that are filed so, by year. Their months must be such as the query admits.
    pub fn add(&mut self, query: &Query, site: &Site, filing: &Filing, years: &[(u16, u32)]) {
        let fails = |dimension: &Dimension| !filing.passes(*dimension, query, site);
        let mut failed = Filing::DIMENSIONS.into_iter().filter(fails);
        let (first, second) = (failed.next(), failed.next());
        if second.is_some() {
            return;
        }
        let chosen = |year: u16| {
            let mut wishes = query.chosen(Dimension::Year).peekable();
            wishes.peek().is_none() || wishes.any(|wish| wish.parse() == Ok(year))
        };
        let admitted = || years.iter().filter(|(year, _)| chosen(*year));
        let matches = admitted().fold(0u32, |sum, (_, count)| sum.saturating_add(*count));
        for dimension in Filing::DIMENSIONS {
            let value = filing.value(dimension);
            if !value.is_empty() && first.is_none_or(|failed| failed == dimension) {
                self.count_more(dimension, value, matches);
            }
        }
        if first.is_none() {
            for (year, count) in years {
                self.count_more(Dimension::Year, &format!("{year:04}"), *count);
            }
            for (year, count) in admitted() {
                match self.matches.binary_search_by_key(year, |(year, _)| *year) {
                    Ok(at) => {
                        if let Some((_, sum)) = self.matches.get_mut(at) {
                            *sum = sum.saturating_add(*count);
                        }
                    }
                    Err(at) => self.matches.insert(at, (*year, *count)),
                }
            }
        }
    }

    pub fn count_more(&mut self, dimension: Dimension, value: &str, count: u32) {
        if count > 0 {
            let sum = self.counts.entry(key(dimension, value)).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// All matches.
    pub fn total(&self) -> usize {
        self.matches.iter().map(|(_, count)| *count as usize).sum()
    }

    /// The years that have matches and how many, newest first.
    pub fn years(&self) -> impl Iterator<Item = (u16, usize)> {
        self.matches.iter().rev().map(|(year, count)| (*year, *count as usize))
    }

    pub fn count(&self, dimension: Dimension, value: &str) -> u32 {
        self.counts.get(&key(dimension, value)).copied().unwrap_or(0)
    }

    /// The facets of a list. Values stand in the site's order, times newest first, so that a value
    /// keeps its place while the reader chooses.
    pub fn facets(&self, query: &Query, site: &Site) -> Vec<Facet> {
        let mut facets = Vec::new();
        let trail_section = query.single(Dimension::Section).is_some();
        if !trail_section {
            let ids = site.sections.iter().map(|section| section.id.as_str());
            facets.push(self.flat(query, site, Dimension::Section, ids));
        }
        facets.push(self.regions(query, site));
        let zones = site.zones.iter().map(|zone| zone.id.as_str());
        facets.push(self.flat(query, site, Dimension::Zone, zones));
        let kinds = crate::taxonomy::Kind::ALL.into_iter().map(|kind| kind.id());
        facets.push(self.flat(query, site, Dimension::Kind, kinds));
        let prefix = key(Dimension::Year, "");
        let mut years: Vec<&str> =
            self.counts.keys().filter_map(|key| key.strip_prefix(&prefix)).collect();
        // A year that was chosen stays on screen, so that it can be taken out.
        for year in query.chosen(Dimension::Year) {
            if let Err(at) = years.binary_search(&year) {
                years.insert(at, year);
            }
        }
        let newest_first = years.into_iter().rev();
        facets.push(self.flat(query, site, Dimension::Year, newest_first));
        facets
    }

    fn value(&self, query: &Query, site: &Site, dimension: Dimension, id: &str) -> FacetValue {
        FacetValue {
            id: id.to_owned(),
            name: site.value_name(dimension, id).unwrap_or_else(|| id.to_owned()),
            count: self.count(dimension, id),
            chosen: query.has(dimension, id),
            route: Route::list(query.clone().toggled(dimension, id)),
            within: Vec::new(),
        }
    }

    fn flat<'a>(
        &self,
        query: &Query,
        site: &Site,
        dimension: Dimension,
        ids: impl Iterator<Item = &'a str>,
    ) -> Facet {
        let values = ids.map(|id| self.value(query, site, dimension, id));
        let values = values.filter(|value| value.count > 0 || value.chosen).collect();
        Facet { dimension, values }
    }

    /// Provinces, each with its cities where it or one of them is chosen. A province counts its
    /// cities' articles too.
    fn regions(&self, query: &Query, site: &Site) -> Facet {
        let provinces = site.regions.iter().map(|province| {
            let cities = province.cities.iter();
            let cities: Vec<FacetValue> =
                cities.map(|city| self.value(query, site, Dimension::Region, &city.id)).collect();
            let mut value = self.value(query, site, Dimension::Region, &province.id);
            let of_cities = cities.iter().map(|city| city.count);
            value.count = of_cities.fold(value.count, u32::saturating_add);
            let open = value.chosen || cities.iter().any(|city| city.chosen);
            let shown = |city: &FacetValue| open && (city.count > 0 || city.chosen);
            value.within = cities.into_iter().filter(shown).collect();
            value
        });
        let values =
            provinces.filter(|value| value.count > 0 || value.chosen || !value.within.is_empty());
        Facet { dimension: Dimension::Region, values: values.collect() }
    }
}

/// A dimension and a value as one text.
fn key(dimension: Dimension, value: &str) -> String {
    [dimension.id(), "=", value].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_newest_page_takes_the_rest_so_that_none_is_nearly_empty() {
        let check = |total, number, rows: Range<usize>, page, pages| {
            assert_eq!(numbered(total, number), Window { rows, page, pages }, "{total} {number:?}");
        };
        check(0, None, 0..0, 1, 1);
        check(5, None, 0..5, 1, 1);
        check(20, None, 0..20, 1, 1);
        check(39, None, 0..39, 1, 1);
        check(41, None, 0..21, 1, 2);
        check(41, Some(1), 21..41, 2, 2);
        check(41, Some(99), 0..21, 1, 2);
        check(41, Some(2), 0..21, 1, 2);
    }

    #[test]
    fn the_first_the_last_and_the_near_pages_are_numbered() {
        let check = |total, number, expected: &[usize]| {
            let pager = numbered_pager(&Query::default(), &numbered(total, number));
            let pages: Vec<usize> = pager.numbered.into_iter().map(|(page, _)| page).collect();
            assert_eq!(pages, expected, "{total} {number:?}");
        };
        check(0, None, &[1]);
        check(100, Some(3), &[1, 2, 3, 4, 5]);
        check(200, None, &[1, 2, 3, 10]);
        check(200, Some(5), &[1, 4, 5, 6, 7, 8, 10]);
        check(200, Some(1), &[1, 8, 9, 10]);
    }

    proptest! {
        #[test]
        fn pages_cover_every_row_once(total in 0usize..500) {
            let pages = numbered(total, None).pages;
            let mut rows: Vec<usize> = (1..=pages)
                .flat_map(|number| numbered(total, Some(number as u32)).rows).collect();
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..total).collect::<Vec<_>>());
        }

        #[test]
        fn an_older_page_keeps_its_rows_when_news_are_added(total in 40usize..400, more in 0usize..100) {
            let oldest_first = |total: usize| {
                let rows = numbered(total, Some(1)).rows;
                total - rows.end..total - rows.start
            };
            prop_assert_eq!(oldest_first(total), oldest_first(total + more));
        }
    }
}
