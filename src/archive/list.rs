//! The answer to a query: one page of headlines, the total, and the facets with their counts.

use std::ops::Range;

use super::tally::Tally;
use crate::article::{ArticleId, Headline};
use crate::query::{Dimension, Query};
use crate::route::Route;

/// Rows of a list's page. The newest page shows up to twice as many less one, so that older pages
/// keep their rows and no page is ever nearly empty.
pub const PAGE_ROWS: usize = 20;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub query: Query,
    /// Not told by an older page that is printed, so that it need not be printed anew.
    pub total: Option<usize>,
    pub headlines: Vec<Headline>,
    pub facets: Vec<Facet>,
    pub pager: Pager,
}

/// Where a page stands among its likes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pager {
    /// Counted from the newest, 1 up, for the reader; from the oldest where `pages` is not told.
    pub page: usize,
    /// 0 where it is not told.
    pub pages: usize,
    pub newer: Option<Route>,
    pub older: Option<Route>,
    /// Numbered pages, newest first; empty where a cursor leads on.
    pub numbered: Vec<(usize, Route)>,
    /// The numbered page on which each year begins, newest first; empty where a cursor leads on.
    pub years: Vec<(u16, Route)>,
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
pub(super) fn numbered_pager(query: &Query, window: &Window, tally: &Tally) -> Pager {
    let route = |page: usize| {
        let number = window.pages - page + 1;
        let page = u32::try_from(number).ok().filter(|_| page > 1);
        Route::List { query: Box::new(query.clone()), page }
    };
    let mut newer = 0;
    let years = tally.years().map(|(year, matches)| {
        // Full pages lie below the newest one, which takes the rest.
        let older = tally.total().saturating_sub(newer + 1);
        newer += matches;
        (year, route(window.pages.saturating_sub(older / PAGE_ROWS).max(1)))
    });
    let years = years.collect();
    // Not by asking each page: a damaged count may tell of hundreds of millions.
    let inner = window.page.saturating_sub(2).max(2)..(window.page + 3).min(window.pages);
    let mut near = vec![1];
    near.extend(inner);
    near.extend((window.pages > 1).then_some(window.pages));
    Pager {
        page: window.page,
        pages: window.pages,
        newer: (window.page > 1).then(|| route(window.page - 1)),
        older: (window.page < window.pages).then(|| route(window.page + 1)),
        numbered: near.into_iter().map(|page| (page, route(page))).collect(),
        years,
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
        years: Vec::new(),
    }
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
            let window = numbered(total, number);
            let pager = numbered_pager(&Query::default(), &window, &Tally::default());
            let pages: Vec<usize> = pager.numbered.into_iter().map(|(page, _)| page).collect();
            assert_eq!(pages, expected, "{total} {number:?}");
        };
        check(0, None, &[1]);
        check(40, None, &[1, 2]);
        check(100, Some(3), &[1, 2, 3, 4, 5]);
        check(200, None, &[1, 2, 3, 10]);
        check(200, Some(5), &[1, 4, 5, 6, 7, 8, 10]);
        check(200, Some(1), &[1, 8, 9, 10]);
    }

    #[test]
    fn a_list_of_one_page_leads_from_every_year_to_it() {
        let tally = Tally { matches: vec![(1998, 3), (2024, 30)], ..Tally::default() };
        let query = Query::default().with(Dimension::Section, "policy");
        let pager = numbered_pager(&query, &numbered(33, None), &tally);
        let page = Route::list(query);
        assert_eq!(pager.years, [(2024, page.clone()), (1998, page)]);
    }

    #[test]
    fn a_year_leads_to_the_page_on_which_it_begins() {
        let tally = Tally { matches: vec![(2022, 20), (2023, 1), (2024, 30)], ..Tally::default() };
        let pager = numbered_pager(&Query::default(), &numbered(51, Some(1)), &tally);
        let page = |page| Route::List { query: Box::default(), page };
        assert_eq!(pager.years, [(2024, page(None)), (2023, page(None)), (2022, page(Some(1)))]);
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
        fn the_page_of_a_year_holds_its_newest_article(counts in prop::collection::vec(1u32..90, 0..12)) {
            let matches = (1990u16..).zip(counts).collect();
            let tally = Tally { matches, ..Tally::default() };
            let total = tally.total();
            let pager = numbered_pager(&Query::default(), &numbered(total, None), &tally);
            let years: Vec<u16> = pager.years.iter().map(|(year, _)| *year).collect();
            prop_assert_eq!(years, tally.years().map(|(year, _)| year).collect::<Vec<_>>());
            let mut newest = 0;
            for ((year, route), (_, matches)) in pager.years.iter().zip(tally.years()) {
                let Route::List { page, .. } = route else { return Err(TestCaseError::fail("leads to no list")) };
                let window = numbered(total, *page);
                prop_assert!(window.rows.contains(&newest), "{} begins at {}: {:?}", year, newest, window);
                // The newest page has the bare address.
                prop_assert_eq!(page.is_none(), window.page == 1);
                newest += matches;
            }
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
