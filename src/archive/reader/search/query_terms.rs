//! The terms of a search, what is known of each, and what their lists have in common.

use crate::archive::index::{BOUND, Postings, Term, Terms};
use crate::archive::postings::Ordinals;
use crate::domain::words::Words;

/// Terms that are asked for, at most: what they leave is proven on the articles.
const MOST_TERMS: usize = 4;
/// Terms of one phrase that are asked for at once.
const AT_ONCE: usize = 3;
/// Of those that overlap others, at most.
const MOST_SPARE: usize = 3;

/// A term that decides which rows are candidates.
pub(super) struct QueryTerm {
    pub term: Term,
    /// Whether it must not be there.
    pub excluded: bool,
    /// Whether it is asked for only where the others leave many candidates.
    pub spare: bool,
    /// Whether it is one of those, and asked for with the others all the same: a round trip, and
    /// candidates that are none, cost more.
    pub early: bool,
    /// What the guide tells of the older segments, where it came.
    pub share: Option<DocumentFrequency>,
    /// How many articles of the newest segment have it.
    pub newest: usize,
}

/// A term in the older segments.
pub(super) struct DocumentFrequency {
    pub segments: Vec<usize>,
    pub articles: usize,
    /// Whether no article can be counted twice: not for the words of one beginning.
    pub exact: bool,
}

impl QueryTerm {
    /// In how many articles it is, as far as is known.
    pub fn articles(&self) -> usize {
        self.share.as_ref().map_or(0, |share| share.articles).saturating_add(self.newest)
    }
}

/// The terms that decide which rows are candidates, and whether they decide alone.
pub(super) fn query_terms(words: &Words) -> (Vec<QueryTerm>, bool) {
    let of = |term: &Term, excluded, spare| QueryTerm {
        term: term.clone(),
        excluded,
        spare,
        early: false,
        share: None,
        newest: 0,
    };
    let phrases: Vec<Terms> = words.required.iter().map(Term::of).collect();
    let mut decided = phrases.iter().all(|terms| terms.enough);
    // Two pairs of neighbours say most of a phrase.
    let most = if phrases.len() == 1 { MOST_TERMS / 2 } else { MOST_TERMS };
    let longest = phrases.iter().map(|terms| terms.cover.len()).max().unwrap_or(0);
    // The first of each phrase before the second of any.
    let cover =
        (0..longest).flat_map(|at| phrases.iter().filter_map(move |terms| terms.cover.get(at)));
    let mut once: Vec<&Term> = Vec::new();
    cover.for_each(|term| {
        if !once.contains(&term) {
            once.push(term);
        }
    });
    let mut cover = once;
    decided &= cover.len() <= most;
    let spare = cover.iter().skip(most).copied();
    let spare = spare.chain(phrases.iter().flat_map(|terms| &terms.spare));
    let mut spare: Vec<&Term> = spare.take(MOST_SPARE).collect();
    cover.truncate(most);
    spare.retain(|term| !cover.contains(term));
    let mut terms: Vec<QueryTerm> = cover.into_iter().map(|term| of(term, false, false)).collect();
    let excluded: Vec<Terms> = words.excluded.iter().map(Term::of).collect();
    decided &= excluded.iter().all(|terms| terms.enough);
    decided &= terms.len() + excluded.len() <= MOST_TERMS;
    if decided {
        let excluded = excluded.iter().flat_map(|terms| &terms.cover);
        terms.extend(excluded.map(|term| of(term, true, false)));
    } else {
        let missing = if phrases.len() == 1 { AT_ONCE.saturating_sub(terms.len()) } else { 0 };
        terms.extend(spare.into_iter().map(|term| of(term, false, true)));
        terms.iter_mut().filter(|own| own.spare).take(missing).for_each(|own| own.early = true);
    }
    (terms, decided)
}

/// All that is told of the words of one beginning, as if it were one.
pub(super) fn union(lists: Vec<Postings>) -> Postings {
    let mut lists = lists.into_iter();
    let Some(first) = lists.next() else { return Postings::default() };
    let Some(second) = lists.next() else { return first };
    // A set brings them in order.
    let mut all = Ordinals::none(BOUND);
    let mut titled = Ordinals::none(BOUND);
    for list in [first, second].into_iter().chain(lists) {
        list.in_titles().into_iter().for_each(|ordinal| titled.insert(ordinal));
        list.ordinals.into_iter().for_each(|ordinal| all.insert(ordinal));
    }
    let mut ordinals = all.newest_first(0..BOUND);
    ordinals.reverse();
    let titles = (0..).zip(&ordinals).filter(|(_, ordinal)| titled.has(**ordinal));
    Postings { titles: titles.map(|(at, _)| at).collect(), ordinals }
}

/// What the lists of all terms have in common, ascending, as far as they came; `None` where none of
/// what is required did.
pub(super) fn common(terms: &[QueryTerm], lists: &[Option<Postings>]) -> Option<Vec<u32>> {
    let of = |excluded: bool| {
        let own = terms.iter().zip(lists).filter(move |(term, _)| term.excluded == excluded);
        own.filter_map(|(_, list)| list.as_ref())
    };
    let mut rows = of(false).min_by_key(|list| list.ordinals.len())?.ordinals.clone();
    for list in of(false) {
        rows.retain(|row| list.ordinals.binary_search(row).is_ok());
    }
    for list in of(true) {
        rows.retain(|row| list.ordinals.binary_search(row).is_err());
    }
    Some(rows)
}
