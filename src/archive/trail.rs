//! The pages of a trail as they are printed: made of the rows at hand, and not by asking files.
//!
//! The newest page is what a [`Reader`](super::Reader) answers. An older one tells nothing that changes
//! with every article, neither totals nor counts, so that it is printed once and stands.

use super::digest::{Digests, digests_that_count};
use super::list::{self, List, Pager, Place};
use super::tally::Tally;
use crate::domain::article::Headline;
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;

/// The newest page of a trail. `row` gives the headline of a place, 0 = newest.
pub fn newest_page(
    query: &Query,
    digests: &Digests,
    site: &Site,
    row: impl Fn(usize) -> Option<Headline>,
) -> List {
    let mut tally = Tally::default();
    for digest in digests_that_count(query, &digests.all, digests.whole, &digests.sections) {
        tally.add(digest, "", query, site);
    }
    let total = tally.total();
    let window = list::numbered(total, None);
    List {
        query: query.clone(),
        total: Some(total),
        headlines: window.rows.clone().filter_map(row).collect(),
        facets: tally.facets(query, site),
        pager: list::numbered_pager(query, &window, &tally),
    }
}

/// How many older pages a trail of `total` rows has; they are numbered from 1, the oldest.
pub fn older_pages(total: usize) -> usize {
    list::numbered(total, None).pages - 1
}

/// An older page of a trail of `total` rows, its number counted from the oldest, 1 up.
pub fn older_page(
    query: &Query,
    number: u32,
    total: usize,
    row: impl Fn(usize) -> Option<Headline>,
) -> List {
    let rows = list::numbered(total, Some(number)).rows;
    let route = |page: Option<u32>| Route::List { query: Box::new(query.clone()), page };
    let newer = Some(number + 1).filter(|next| (*next as usize) <= older_pages(total));
    let pager = Pager {
        place: Place::Numbered(number as usize),
        newer: (rows.start > 0).then(|| route(newer)),
        older: (number > 1).then(|| route(Some(number - 1))),
        ..Pager::default()
    };
    let headlines = rows.filter_map(row).collect();
    List { query: query.clone(), total: None, headlines, facets: Vec::new(), pager }
}
