//! Asking the index: which rows may have the words, segment by segment.

mod filters;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use self::filters::admitted;
use super::query_terms::{DocumentFrequency, QueryTerm, common, query_terms, union};
use crate::archive::index::{
    Index, Place, Postings, Share, Shelves, Stored, Term, all_of, look_up,
};
use crate::archive::reader::Reader;
use crate::archive::reader::rows::{Request, Row};
use crate::archive::{Failure, Part, Source};
use crate::domain::fold::Fold;
use crate::domain::query::Sort;
use crate::domain::words::Words;

/// Older segments that are asked for one answer, at most.
const MOST_SEGMENTS: usize = 8;
/// The same where all are ranked together.
const MOST_RANKED: usize = 24;
/// So few segments are asked without asking the guide again.
const FEW_SEGMENTS: usize = 2;
/// More candidates in a segment than these are looked for by further terms, before they are proven.
const MANY: usize = 8;
/// A list of no more articles than this is proven on them: another would cost more.
const FEW: usize = 4;

/// A segment that was asked.
pub(super) struct SegmentHits {
    pub segment: usize,
    /// By query term, where it was asked for and came.
    pub lists: Vec<Option<Postings>>,
    /// What the lists have in common, ascending.
    rows: Vec<u32>,
    /// Whether each of those has the words for certain.
    pub sure: bool,
    /// How many articles it has, where none of its lists came.
    pub lost: usize,
}

/// A search under way.
pub(super) struct SearchRun<'a, S: Source> {
    pub reader: &'a Reader<S>,
    pub request: &'a Request<'a>,
    pub fold: Arc<Fold>,
    pub words: Words,
    pub index: Arc<Index>,
    /// The volumes of each segment.
    pub runs: Vec<Range<usize>>,
    pub query_terms: Vec<QueryTerm>,
    /// Whether the terms decide alone.
    pub decided: bool,
    /// The volumes that the query's times admit; all where it has none.
    admitted: Option<Vec<usize>>,
    pub cursor: Option<Row>,
    /// The newest segment first.
    pub answered: Vec<SegmentHits>,
    /// Candidates that were not taken yet.
    pending: Option<Vec<Row>>,
    /// The older segments to ask, oldest first.
    pub to_ask: Vec<usize>,
    /// By volume, the rows that the filters admit, ascending; none where they did not come.
    filtered: Vec<(usize, Option<Vec<u32>>)>,
    /// Each once, in order.
    gaps: RefCell<Vec<String>>,
}

impl<'a, S: Source> SearchRun<'a, S> {
    /// Fetches what every search begins with.
    pub async fn begin(reader: &'a Reader<S>, request: &'a Request<'a>) -> Result<Self, Failure> {
        let manifest = request.manifest;
        let entry = manifest.search.as_ref().ok_or(Failure::Missing)?;
        let fold = reader.files.begin_fold(entry.table_for(&request.query.words));
        let index = reader.files.begin_index(&entry.index);
        let fold: Arc<Fold> = reader.files.wait(fold).await?;
        let index: Arc<Index> = reader.files.wait(index).await?;
        let runs = index.over(&manifest.volumes)?;
        let words = Words::parse(&request.query.words, &fold);
        let (query_terms, decided) = query_terms(&words);
        Ok(Self {
            reader,
            request,
            fold,
            words,
            index,
            runs,
            query_terms,
            decided,
            admitted: admitted(request),
            cursor: None,
            answered: Vec::new(),
            pending: None,
            to_ask: Vec::new(),
            filtered: Vec::new(),
            gaps: RefCell::default(),
        })
    }

    /// Asks the newest segment and the guide, which come together. Only what is older than `cursor`
    /// will be a candidate.
    pub async fn ask_first(&mut self, cursor: Option<Row>) {
        self.cursor = cursor;
        let Some(newest) = self.runs.len().checked_sub(1) else { return };
        let first = self.terms(|query_term| !query_term.spare || query_term.early);
        let index = Arc::clone(&self.index);
        // Where there is no guide, the few segments are asked at once.
        let at_once = if index.guide.is_some() { newest..newest + 1 } else { 0..newest + 1 };
        at_once.clone().for_each(|segment| self.begin_lists(segment, &first));
        self.begin_shares(&first);
        if cursor.is_none() && self.request.query.sort == Sort::Newest {
            self.begin_newest_names();
        }
        // Its rows are most likely asked for.
        self.begin_register(self.runs.last());
        let mut rows = Vec::new();
        for segment in at_once.rev() {
            rows = [self.ask(segment, &first).await, rows].concat();
        }
        self.pending = Some(rows);
        if index.guide.is_some() {
            self.ask_guide(&first).await;
            self.to_ask = (0..newest).filter(|segment| self.may_hold(*segment)).collect();
        }
    }

    /// Asks the guide for what overlaps the terms that were asked for, and leaves out the segments
    /// that have not all, before the first of them is asked.
    async fn ask_guide_further(&mut self) {
        let spare = self.terms(|query_term| query_term.spare && !query_term.early);
        let rare = self.rarest_in_each().is_some_and(|each| each <= FEW);
        if self.to_ask.len() <= FEW_SEGMENTS || self.answered.len() > 1 || spare.is_empty() || rare
        {
            return;
        }
        self.begin_shares(&spare);
        self.ask_guide(&spare).await;
        let to_ask = std::mem::take(&mut self.to_ask);
        self.to_ask = to_ask.into_iter().filter(|segment| self.may_hold(*segment)).collect();
    }

    fn terms(&self, are: impl Fn(&QueryTerm) -> bool) -> Vec<usize> {
        let numbered = self.query_terms.iter().enumerate();
        numbered.filter(|(_, query_term)| are(query_term)).map(|(at, _)| at).collect()
    }

    fn begin_shares(&self, terms: &[usize]) {
        let Some(guide) = &self.index.guide else { return };
        for query_term in terms.iter().filter_map(|at| self.query_terms.get(*at)) {
            if let Some(place) = guide.place(&query_term.term, self.older()) {
                self.reader.files.begin_shelf(&guide.path(Part::Guide, &place));
            }
        }
    }

    async fn ask_guide(&mut self, terms: &[usize]) {
        let index = Arc::clone(&self.index);
        let Some(guide) = &index.guide else { return };
        for at in terms {
            let share = self.share(guide, *at).await;
            if let Some(query_term) = self.query_terms.get_mut(*at) {
                query_term.share = share;
            }
        }
    }

    /// The candidates of the next segments, ascending, where `rows` are still wanted. `None` where
    /// there are no more, or enough were asked.
    pub async fn next(&mut self, rows: usize) -> Option<Vec<Row>> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        self.ask_guide_further().await;
        let request = self.answered.len().saturating_sub(1);
        // As many as will do by the rarest term, if an eighth of its articles have all the others.
        let share = if self.query_terms.len() > 1 { 8 } else { 1 };
        let each = self.rarest_in_each().map_or(1, |each| each / share).max(1);
        // Where those did not do, more at once, so that there are few round trips.
        let most = if self.to_ask.len() <= 4 { 4 } else { (2 * request).max(2) };
        let mut step = rows.div_ceil(each).max(2 * request).min(most);
        // Of a phrase hardly any candidate may be one: few segments are one round trip.
        if !self.decided && self.to_ask.len() <= 4 {
            step = self.to_ask.len();
        }
        let step = step.min(MOST_SEGMENTS.saturating_sub(request));
        self.take(step).await
    }

    /// The candidates of all segments that can be ranked together.
    pub async fn next_for_ranking(&mut self) -> Option<Vec<Row>> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        self.ask_guide_further().await;
        let request = self.answered.len().saturating_sub(1);
        self.take(MOST_RANKED.saturating_sub(request)).await
    }

    /// Asks so many of the older segments, the newest first.
    async fn take(&mut self, segments: usize) -> Option<Vec<Row>> {
        let from = self.to_ask.len().saturating_sub(segments);
        let these = self.to_ask.split_off(from);
        if these.is_empty() {
            return None;
        }
        let terms = self.terms_of_older();
        these.iter().for_each(|segment| self.begin_lists(*segment, &terms));
        // Of several, few may have rows; of two, both may.
        for segment in these.iter().rev().take(FEW_SEGMENTS) {
            self.begin_register(self.runs.get(*segment));
        }
        let mut rows = Vec::new();
        for segment in these.into_iter().rev() {
            rows = [self.ask(segment, &terms).await, rows].concat();
        }
        Some(rows)
    }

    /// Whether there may be rows in segments that were not asked.
    pub fn has_more(&self) -> bool {
        !self.to_ask.is_empty()
    }

    /// The oldest row of the segments that were asked.
    pub fn lowest(&self) -> Option<Row> {
        let starts = self.answered.iter().filter_map(|own| self.runs.get(own.segment));
        starts.map(|run| (run.start, 0)).min()
    }

    /// Whether a candidate has the words for certain.
    pub fn is_sure(&self, row: Row) -> bool {
        let own = self.answer_of(row).and_then(|(place, _)| self.answered.get(place));
        own.is_some_and(|own| own.sure)
    }

    /// Which answer tells of a row, and the row's ordinal in that segment.
    pub fn answer_of(&self, row: Row) -> Option<(usize, u32)> {
        let (segment, ordinal) = self.in_segment(row)?;
        let place = self.answered.iter().position(|own| own.segment == segment)?;
        Some((place, ordinal))
    }

    /// The segment of a row, and the row's ordinal in it.
    pub fn in_segment(&self, (at, ordinal): Row) -> Option<(usize, u32)> {
        let segment = self.runs.iter().position(|run| run.contains(&at))?;
        let before: u32 = self.lengths(self.runs.get(segment)?.start..at).sum();
        Some((segment, before.saturating_add(ordinal)))
    }

    /// By answer and term, the articles of the segment that have it in the title.
    pub fn titles(&self) -> Vec<Vec<Vec<u32>>> {
        let titles = |own: &SegmentHits| -> Vec<Vec<u32>> {
            let lists = own.lists.iter().map(Option::as_ref);
            lists.map(|list| list.map(Postings::in_titles).unwrap_or_default()).collect()
        };
        self.answered.iter().map(titles).collect()
    }

    fn lengths(&self, run: Range<usize>) -> impl Iterator<Item = u32> {
        let volumes = self.request.volumes().get(run).unwrap_or_default();
        volumes.iter().map(|volume| volume.len)
    }

    /// How many segments are older than the newest.
    fn older(&self) -> u32 {
        u32::try_from(self.runs.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    async fn share(&self, guide: &Shelves, at: usize) -> Option<DocumentFrequency> {
        let term = &self.query_terms.get(at)?.term;
        let place = guide.place(term, self.older())?;
        let shares: Vec<Share> = self.look_up(guide, Part::Guide, &place, term).await?;
        let segments = shares.iter().flat_map(|share| &share.segments);
        Some(DocumentFrequency {
            segments: segments.map(|segment| *segment as usize).collect(),
            articles: shares
                .iter()
                .map(|share| share.articles as usize)
                .fold(0, usize::saturating_add),
            exact: shares.len() < 2,
        })
    }

    /// Whether an older segment may hold rows that are wanted.
    fn may_hold(&self, segment: usize) -> bool {
        let has = |query_term: &QueryTerm| {
            let share = query_term.share.as_ref().filter(|_| !query_term.excluded);
            share.is_none_or(|share| share.segments.contains(&segment))
        };
        let mut run = self.runs.get(segment).cloned().unwrap_or_default();
        self.query_terms.iter().all(has) && run.any(|at| self.is_below(at) && self.is_admitted(at))
    }

    /// Whether some of a volume's rows may be below the cursor.
    fn is_below(&self, volume: usize) -> bool {
        self.cursor.is_none_or(|cursor| (volume, 0) < cursor)
    }

    /// In how many articles of a segment the rarest term is, on average.
    fn rarest_in_each(&self) -> Option<usize> {
        let each = |query_term: &QueryTerm| {
            let share = query_term.share.as_ref().filter(|_| !query_term.excluded)?;
            Some(share.articles.div_ceil(share.segments.len().max(1)))
        };
        self.query_terms.iter().filter_map(each).min()
    }

    /// The terms to ask older segments for: all, or the rarest, where few candidates are left.
    fn terms_of_older(&self) -> Vec<usize> {
        // What overlaps the others is known to be rare, or not asked for.
        let mut terms = self.terms(|query_term| !query_term.spare || query_term.share.is_some());
        let enough = match self.rarest_in_each() {
            Some(..=FEW) => 1,
            _ if self.decided => return terms,
            Some(..200) => 2,
            _ => 3,
        };
        terms.retain(|at| self.query_terms.get(*at).is_some_and(|query_term| !query_term.excluded));
        let articles =
            |at: &usize| self.query_terms.get(*at).map_or(usize::MAX, QueryTerm::articles);
        // The commonest go, until so many are left.
        while terms.len() > enough
            && let Some(most) = terms.iter().copied().max_by_key(articles)
        {
            terms.retain(|at| *at != most);
        }
        terms
    }

    fn place_in(&self, segment: usize, at: usize) -> Option<(Place, String)> {
        let own = self.index.segments.get(segment)?;
        let place = own.shelves.place(&self.query_terms.get(at)?.term, own.len)?;
        Some((place, own.shelves.path(Part::Segment, &place)))
    }

    fn begin_lists(&self, segment: usize, terms: &[usize]) {
        for (_, path) in terms.iter().filter_map(|at| self.place_in(segment, *at)) {
            self.reader.files.begin_shelf(&path);
        }
    }

    /// What a file of the index tells of a term; `None` where it does not come.
    async fn look_up<V: Stored>(
        &self,
        shelves: &Shelves,
        part: Part,
        place: &Place,
        term: &Term,
    ) -> Option<Vec<V>> {
        let path = shelves.path(part, place);
        let file = self.reader.files.begin_shelf(&path);
        let file: Option<Arc<Vec<u8>>> = self.reader.files.wait(file).await.ok();
        let found = file.and_then(|file| {
            let own = if shelves.files == [0; 3] { all_of(place.shelf, &file)? } else { &file };
            look_up(place, own, term)
        });
        if found.is_none() {
            self.gap(path);
        }
        found
    }

    /// Asks a segment for some of the terms; returns the candidates.
    async fn ask(&mut self, segment: usize, terms: &[usize]) -> Vec<Row> {
        let mut lists: Vec<Option<Postings>> = vec![None; self.query_terms.len()];
        let Some(own) = self.index.segments.get(segment) else { return Vec::new() };
        self.load(segment, terms, &mut lists).await;
        let mut rows = common(&self.query_terms, &lists);
        if !self.decided && rows.as_ref().is_none_or(|rows| rows.len() > MANY) {
            let mut spare = self.terms(|query_term| query_term.spare);
            spare.retain(|at| !terms.contains(at));
            self.begin_lists(segment, &spare);
            self.load(segment, &spare, &mut lists).await;
            rows = common(&self.query_terms, &lists);
        }
        let sure = self.decided && rows.is_some() && lists.iter().all(Option::is_some);
        let lost = if rows.is_some() { 0 } else { own.len as usize };
        let answered = SegmentHits { segment, lists, rows: rows.unwrap_or_default(), sure, lost };
        if segment + 1 == self.runs.len() {
            for (query_term, list) in self.query_terms.iter_mut().zip(&answered.lists) {
                query_term.newest = list.as_ref().map_or(0, |list| list.ordinals.len());
            }
        }
        let candidate =
            |row: &Row| self.is_admitted(row.0) && self.cursor.is_none_or(|cursor| *row < cursor);
        let rows = self.rows_of(&answered).into_iter().filter(candidate).collect();
        self.answered.push(answered);
        rows
    }

    async fn load(&self, segment: usize, terms: &[usize], lists: &mut [Option<Postings>]) {
        let Some(own) = self.index.segments.get(segment) else { return };
        for at in terms {
            if let Some(query_term) = self.query_terms.get(*at)
                && let Some((place, _)) = self.place_in(segment, *at)
                && let Some(list) = lists.get_mut(*at)
            {
                let found =
                    self.look_up(&own.shelves, Part::Segment, &place, &query_term.term).await;
                *list = found.map(union);
            }
        }
    }

    /// The rows that a segment answered, ascending.
    pub fn rows_of(&self, answered: &SegmentHits) -> Vec<Row> {
        let run = self.runs.get(answered.segment).cloned().unwrap_or_default();
        let mut rows = Vec::with_capacity(answered.rows.len());
        let mut ordinals = answered.rows.iter().peekable();
        let mut before = 0;
        for (at, len) in run.clone().zip(self.lengths(run)) {
            while let Some(ordinal) = ordinals.next_if(|ordinal| **ordinal - before < len) {
                rows.push((at, ordinal - before));
            }
            before += len;
        }
        rows
    }

    pub fn gap(&self, path: String) {
        let mut gaps = self.gaps.borrow_mut();
        if let Err(place) = gaps.binary_search(&path) {
            gaps.insert(place, path);
        }
    }

    pub fn gap_of_volume(&self, at: usize) {
        if let Some(volume) = self.request.volumes().get(at) {
            self.gap(Part::Volume.folder(&volume.hash));
        }
    }

    pub fn gaps(&self) -> Vec<String> {
        self.gaps.borrow().clone()
    }
}
