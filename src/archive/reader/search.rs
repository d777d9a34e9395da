//! Searching: which articles have some words, newest first or by relevance, and what is shown of
//! them.
//!
//! 1. The folding table and the index's own file.
//! 2. The newest segment's lists of the terms, the names of its newest articles, and the guide, which
//!    tells what the older ones have.
//! 3. The lists of the older segments that have every term, newest first, until a page is full.
//! 4. The names of the articles that the lists have in common, where they are others, and those
//!    articles.
//!
//! What an index of single terms tells is so; a longer phrase is proven on the articles, which are
//! fetched for their excerpts anyway, and all that is shown is held against them. So nothing is listed
//! that has not the words, and nothing that has them is left out, but where a file does not come: that
//! is a gap, and named.

mod counting;
mod instead;
mod names;
mod query_terms;
mod ranking;
mod run;

use std::ops::Range;
use std::sync::Arc;

pub use self::instead::Instead;
use self::run::SearchRun;
use super::Reader;
use super::rows::{Request, Row};
use crate::archive::{Failure, Manifest, Source};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::query::{Query, Sort};
use crate::domain::taxonomy::Tree;
use crate::domain::time::Date;
use crate::domain::words::{Piece, Searched};

/// Articles that are looked at for one answer beyond two for each row, at most, where many candidates
/// are none.
const MORE_LOOKED_AT: usize = 4;

/// What a search shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub query: Query,
    /// In the order of the query's sort.
    pub hits: Vec<Hit>,
    pub total: Total,
    /// The cursor of what comes next, where there is or may be more.
    pub next: Option<ArticleId>,
    /// The day down to which articles were looked at, where the search stopped before it had filled
    /// its rows: there may be more, further back.
    pub reach: Option<Date>,
    /// The files that did not come, from the site's root: what they tell of is missing.
    pub gaps: Vec<String>,
    /// Whether the words hold anything that can be searched for.
    pub searched: bool,
    /// As of [`Words::signs`].
    pub signs: String,
}

/// A row of a search: it has the words.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub headline: Headline,
    pub title: Vec<Piece>,
    pub excerpt: Vec<Piece>,
}

/// How many articles a search finds in all, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    pub at_least: usize,
    pub at_most: usize,
}

impl Total {
    /// The number, where it is known.
    pub fn exact(self) -> Option<usize> {
        (self.at_least == self.at_most).then_some(self.at_least)
    }
}

/// What a search finds, and what may be searched for instead where that is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub found: Found,
    pub instead: Instead,
}

/// Where words stand in an article: in its title, then in each of its paragraphs, in characters.
pub type Marks = Vec<Vec<Range<usize>>>;

/// What is known on the way to an answer.
#[derive(Default)]
struct Progress {
    /// Articles that may be looked at.
    most: usize,
    hits: Vec<Hit>,
    /// The candidate that was looked at last, and how many were.
    last: Option<ArticleId>,
    looked_at: usize,
    /// How many of them have the words, where the index did not tell, and how many have not.
    proven: usize,
    refuted: usize,
}

impl<S: Source> Reader<S> {
    /// Searches for a query's words among what its filters admit. The answer has so many rows, or
    /// fewer where there are no more or it would cost too much to look further; then it tells how
    /// far it looked, and its cursor leads on.
    ///
    /// # Errors
    /// Where the archive has no index, or what a search begins with does not come.
    pub async fn search(&self, query: &Query, rows: usize) -> Result<Found, Failure> {
        let (manifest, tree) = self.basis(query).await?;
        let request = Request::new(&manifest, &*tree, query);
        let mut run = SearchRun::begin(self, &request).await?;
        let mut answer = Progress { most: 2 * rows + MORE_LOOKED_AT, ..Progress::default() };
        if run.words.is_empty() {
            return Ok(answer.into_answer(query, Total::default(), None, None, &run));
        }
        let cursor = match &query.before {
            Some(id) => Some(run.place_behind(id).await?),
            None => None,
        };
        // By relevance, rows of any age may come behind the cursor's.
        run.ask_first(cursor.filter(|_| query.sort == Sort::Newest)).await;
        let mut left = 0;
        match query.sort {
            Sort::Newest => {
                while answer.wants(rows) {
                    // No article is waited for before there are enough to fill the rows.
                    let mut candidates: Vec<Row> = Vec::new();
                    while let wanted = rows.saturating_sub(answer.hits.len() + candidates.len())
                        && wanted > 0
                        && let Some(more) = run.next(wanted).await
                    {
                        candidates.extend(more.into_iter().rev());
                    }
                    if candidates.is_empty() {
                        break;
                    }
                    left = self.look_at(&mut run, &mut answer, &candidates, rows).await;
                }
            }
            Sort::Relevance => {
                let mut all = Vec::new();
                while let Some(candidates) = run.next_for_ranking().await {
                    all.extend(candidates);
                }
                let ranked = run.ranked(all, cursor);
                left = self.look_at(&mut run, &mut answer, &ranked, rows).await;
            }
        }
        let full = answer.hits.len() >= rows;
        // A cursor leads on in the ranking, and not to what was not ranked.
        let beyond = run.has_more();
        let more = left > 0 || (beyond && query.sort == Sort::Newest);
        let total = run.total(&answer);
        let mut next = answer.last.clone().filter(|_| more);
        let mut reach = answer.last.as_ref().and_then(ArticleId::date);
        if more && !full && left == 0 {
            // Where nothing was left to look at, the search ended with its last segment.
            if let Some(row) = run.lowest() {
                let first = run.name(row).await;
                reach = first.as_ref().and_then(ArticleId::date).or(reach);
                next = first.or(next);
            }
        }
        let reach = reach.filter(|_| (more || beyond) && !full);
        Ok(answer.into_answer(query, total, next.filter(|_| more), reach, &run))
    }

    /// Looks at candidates until there are so many rows; returns how many are left.
    async fn look_at(
        &self,
        run: &mut SearchRun<'_, S>,
        answer: &mut Progress,
        mut candidates: &[Row],
        rows: usize,
    ) -> usize {
        while answer.wants(rows) && !candidates.is_empty() {
            // Where many are none, more are looked at together: each time takes two round trips.
            let wanted = (rows - answer.hits.len()).max(3 * answer.refuted);
            let wanted = wanted.min(answer.most - answer.looked_at);
            run.begin_filters(candidates.get(..wanted).unwrap_or(candidates));
            let mut some = Vec::with_capacity(wanted);
            while some.len() < wanted
                && let Some((row, rest)) = candidates.split_first()
            {
                candidates = rest;
                if run.admits(*row).await {
                    some.push(*row);
                }
            }
            self.prove(run, answer, &some).await;
        }
        // What was looked at too much is looked at again from the cursor on.
        let too_many = answer.hits.len().saturating_sub(rows);
        if too_many > 0 {
            answer.hits.truncate(rows);
            answer.last = answer.hits.last().map(|hit| hit.headline.id.clone());
        }
        // What the filters are not known to refuse may come.
        too_many + candidates.iter().filter(|row| run.may_admit(**row)).count()
    }

    /// Adds those of some candidates that have the words.
    async fn prove(&self, run: &mut SearchRun<'_, S>, answer: &mut Progress, rows: &[Row]) {
        run.begin_names(rows);
        let mut names = Vec::with_capacity(rows.len());
        for row in rows {
            let name = run.name(*row).await;
            // Its article is on the way while others' names still are.
            if let Some(id) = &name {
                self.files.begin_texts(id);
            }
            names.push(name);
        }
        for (row, id) in rows.iter().zip(names) {
            answer.looked_at += 1;
            let Some(id) = id else { continue };
            answer.last = Some(id.clone());
            let Ok(article) = self.files.texts(&id).await else {
                run.gap(id.path());
                continue;
            };
            let headline = Headline { hash: self.files.hash_of(&id), ..article.headline.clone() };
            let texts = || article.paragraphs.iter().map(String::as_str);
            let fold = Arc::clone(&run.fold);
            let searched = Searched::new(&fold, &headline.title, texts());
            match (run.words.matches(&searched), run.is_sure(*row)) {
                (true, true) => {}
                (true, false) => answer.proven += 1,
                (false, false) => {
                    answer.refuted += 1;
                    continue;
                }
                // What came is not what was indexed, as after a correction of a later edition.
                (false, true) => {
                    self.files.note_sign();
                    run.gap(id.path());
                    continue;
                }
            }
            let title = run.words.marked(&fold, &headline.title, &searched.title);
            let excerpt = run.words.excerpt(&fold, texts().zip(&searched.body));
            answer.hits.push(Hit { headline, title, excerpt });
        }
    }

    /// Fetches what every search begins with.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn ready_to_search(&self) -> Result<(), Failure> {
        let query = Query::default();
        let (manifest, tree) = self.basis(&query).await?;
        SearchRun::begin(self, &Request::new(&manifest, &*tree, &query)).await.map(drop)
    }

    /// Where a query's words stand in an article: in its title, then in each of its paragraphs, in
    /// characters.
    ///
    /// # Errors
    /// As [`Self::search`], or where the article does not come.
    pub async fn marks(
        &self,
        id: &ArticleId,
        query: &Query,
    ) -> Result<Vec<Vec<Range<usize>>>, Failure> {
        let (manifest, tree) = self.basis(query).await?;
        let request = Request::new(&manifest, &*tree, query);
        let run = SearchRun::begin(self, &request).await?;
        let article = self.files.texts(id).await?;
        let mark = |text: &str| {
            let characters: Vec<char> = text.chars().collect();
            run.words.marks(&run.fold, &characters, &run.fold.text(text))
        };
        let texts = [&article.headline.title].into_iter().chain(&article.paragraphs);
        Ok(texts.map(|text| mark(text)).collect())
    }

    /// The manifest, and the category tree where filters need it.
    async fn basis(&self, query: &Query) -> Result<(Arc<Manifest>, Arc<Tree>), Failure> {
        let manifest = self.files.manifest().await?;
        let tree = match query.filters() {
            [] => Arc::default(),
            _ => self.files.tree(&manifest).await?,
        };
        Ok((manifest, tree))
    }
}

impl Progress {
    fn wants(&self, rows: usize) -> bool {
        self.hits.len() < rows && self.looked_at < self.most
    }

    fn into_answer<S: Source>(
        self,
        query: &Query,
        total: Total,
        next: Option<ArticleId>,
        reach: Option<Date>,
        run: &SearchRun<'_, S>,
    ) -> Found {
        Found {
            query: query.clone(),
            hits: self.hits,
            total,
            next,
            reach,
            gaps: run.gaps(),
            searched: !run.words.is_empty(),
            signs: run.words.signs.clone(),
        }
    }
}
