//! The answer to a query: one page of headlines, the total, and the facets with their counts.

use std::ops::Range;

use super::PAGE_ROWS;
use super::facet::Facet;
use super::tally::Tally;
use crate::domain::article::{ArticleId, Headline};
use crate::domain::query::Query;
use crate::domain::route::Route;

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
    pub place: Place,
    /// How many are numbered; 0 where it is not told, or a cursor leads on.
    pub pages: usize,
    pub newer: Option<Route>,
    pub older: Option<Route>,
    /// Pages by their numbers, newest first; empty where a cursor leads on.
    pub numbered: Vec<(usize, Route)>,
    /// The numbered page on which each year begins, newest first; empty where a cursor leads on.
    pub years: Vec<(u16, Route)>,
}

/// Which of a list's pages one is. Its number is that of its address, so that both stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The one that grows.
    #[default]
    Newest,
    /// Counted from the oldest, 1 up.
    Numbered(usize),
    /// Behind a cursor.
    Behind,
}

/// Which rows, newest first, a page shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Window {
    pub rows: Range<usize>,
    /// Counted from the oldest, 1 up; 0 for what a cursor leads to.
    pub number: usize,
    pub pages: usize,
}

/// The window of a numbered page (from the oldest, 1 up; `None` is the newest) of `total` rows. A
/// page past the end is the newest.
pub(super) fn numbered(total: usize, number: Option<u32>) -> Window {
    let pages = (total / PAGE_ROWS).max(1);
    let number = number.map_or(pages, |number| number as usize).clamp(1, pages);
    let oldest_first =
        (number - 1) * PAGE_ROWS..if number == pages { total } else { number * PAGE_ROWS };
    Window { rows: total - oldest_first.end..total - oldest_first.start, number, pages }
}

/// The window that begins at a row, newest first, as a cursor leads to it.
pub(super) fn from_row(total: usize, row: usize) -> Window {
    let row = row.min(total);
    Window { rows: row..(row + PAGE_ROWS).min(total), number: 0, pages: 0 }
}

/// The pager of a list whose pages are paths.
pub(super) fn numbered_pager(query: &Query, window: &Window, tally: &Tally) -> Pager {
    let Window { number, pages, .. } = *window;
    let route = |number: usize| {
        let page = u32::try_from(number).ok().filter(|_| number < pages);
        Route::List { query: Box::new(query.clone()), page }
    };
    let mut newer = 0;
    let years = tally.years().map(|(year, matches)| {
        // Full pages lie below the newest one, which takes the rest.
        let older = tally.total().saturating_sub(newer + 1);
        newer += matches;
        (year, route((older / PAGE_ROWS + 1).min(pages)))
    });
    let years = years.collect();
    // Not by asking each page: a damaged count may tell of hundreds of millions.
    let inner = number.saturating_sub(2).max(2)..(number + 3).min(pages);
    let mut near = vec![pages];
    near.extend(inner.rev());
    near.extend((pages > 1).then_some(1));
    Pager {
        place: if number < pages { Place::Numbered(number) } else { Place::Newest },
        pages,
        newer: (number < pages).then(|| route(number + 1)),
        older: (number > 1).then(|| route(number - 1)),
        numbered: near.into_iter().map(|number| (number, route(number))).collect(),
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
        place: if window.rows.start > 0 { Place::Behind } else { Place::Newest },
        pages: 0,
        newer: (window.rows.start > 0).then(|| at(newer)),
        older: last.filter(|_| window.rows.end < total).map(|last| at(Some(last.clone()))),
        numbered: Vec::new(),
        years: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::Dimension;
    use proptest::prelude::*;

    #[test]
    fn the_newest_page_takes_the_rest_so_that_none_is_nearly_empty() {
        let check = |total, asked, rows: Range<usize>, number, pages| {
            let window = Window { rows, number, pages };
            assert_eq!(numbered(total, asked), window, "{total} {asked:?}");
        };
        check(0, None, 0..0, 1, 1);
        check(5, None, 0..5, 1, 1);
        check(20, None, 0..20, 1, 1);
        check(39, None, 0..39, 1, 1);
        check(41, None, 0..21, 2, 2);
        check(41, Some(1), 21..41, 1, 2);
        check(41, Some(99), 0..21, 2, 2);
        check(41, Some(2), 0..21, 2, 2);
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
        check(40, None, &[2, 1]);
        check(100, Some(3), &[5, 4, 3, 2, 1]);
        check(200, None, &[10, 9, 8, 1]);
        check(200, Some(5), &[10, 7, 6, 5, 4, 3, 1]);
        check(200, Some(1), &[10, 3, 2, 1]);
    }

    #[test]
    fn a_page_has_the_number_of_its_address_and_the_newest_has_none() {
        let check = |total, asked, place| {
            let pager =
                numbered_pager(&Query::default(), &numbered(total, asked), &Tally::default());
            assert_eq!(pager.place, place, "{total} {asked:?}");
            for (number, route) in pager.numbered {
                let page = u32::try_from(number).ok().filter(|_| number < pager.pages);
                assert_eq!(route, Route::List { query: Box::default(), page }, "{total} {asked:?}");
            }
        };
        check(0, None, Place::Newest);
        check(130, Some(4), Place::Numbered(4));
        check(130, Some(6), Place::Newest);
        check(130, Some(77), Place::Newest);
        check(260, Some(1), Place::Numbered(1));
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
                prop_assert_eq!(page.is_none(), window.number == window.pages);
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
