//! What may be searched for instead where nothing is found: the same words without filters, or the
//! longest part of them that is found.

use super::run::SearchRun;
use super::{Progress, Total};
use crate::archive::reader::Reader;
use crate::archive::reader::rows::Request;
use crate::archive::{Failure, Source};
use crate::domain::fold::{BOUNDARY, Class};
use crate::domain::query::Query;
use crate::domain::words::{Phrase, Words};

/// Articles that are looked at where no more is asked than whether there is any that has the words.
const FEW_LOOKED_AT: usize = 4;
/// Pieces of a phrase that are tried, at most.
const MOST_TRIED: usize = 16;

/// What may be searched for instead where nothing is found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instead {
    /// The same words without filters, and how many articles have them.
    pub unfiltered: Option<(Query, Total)>,
    /// The longest part of the words that some article has.
    pub part: Option<Query>,
    /// As of [`Found`]: what is missing may have been more.
    pub gaps: Vec<String>,
}

impl<S: Source> Reader<S> {
    /// What may be searched for where a query finds nothing.
    ///
    /// # Errors
    /// As [`Reader::search`].
    pub async fn instead(&self, query: &Query) -> Result<Instead, Failure> {
        let mut instead = Instead::default();
        let plain = Query::default().saying(&query.words);
        if (!query.filters().is_empty() || query.before.is_some())
            && let Some(total) = self.some(&plain, &mut instead.gaps).await?
        {
            instead.unfiltered = Some((plain, total));
            return Ok(instead);
        }
        let (manifest, tree) = self.basis(&plain).await?;
        let request = Request::new(&manifest, &*tree, &plain);
        let words = SearchRun::begin(self, &request).await?.words;
        instead.part = self.longest_part(&words, &mut instead.gaps).await?;
        Ok(instead)
    }

    /// All words but one; or else the longest piece of one of them.
    async fn longest_part(
        &self,
        words: &Words,
        gaps: &mut Vec<String>,
    ) -> Result<Option<Query>, Failure> {
        let phrases: Vec<Vec<String>> = words.required.iter().take(MOST_TRIED).map(units).collect();
        if phrases.len() > 1 {
            let mut parts: Vec<String> = Vec::new();
            for out in 0..phrases.len() {
                let rest = phrases.iter().enumerate().filter(|(at, _)| *at != out);
                let part = rest.map(|(_, own)| quoted(own)).collect::<Vec<_>>().join(" ");
                // The longest first; of equally long ones, the first.
                let place = parts.partition_point(|other| other.len() >= part.len());
                parts.insert(place, part);
            }
            for part in parts {
                if self.finds(&part, gaps).await? {
                    return Ok(Some(Query::default().saying(part)));
                }
            }
        }
        let mut longest: &[String] = &[];
        // Pairs first: their lists are at hand, and hardly a character is nowhere.
        for least in [2, 1] {
            if longest.len() >= least {
                break;
            }
            for own in &phrases {
                let mut start = 0;
                // A piece that is not there is in no longer one: the window grows, or moves on.
                while let Some(piece) = own.get(start..start + least.max(longest.len() + 1)) {
                    if self.finds(&quoted(piece), gaps).await? {
                        longest = piece;
                    } else {
                        start += 1;
                    }
                }
            }
        }
        Ok((!longest.is_empty()).then(|| Query::default().saying(quoted(longest))))
    }

    /// Whether some words are found at all.
    async fn finds(&self, words: &str, gaps: &mut Vec<String>) -> Result<bool, Failure> {
        Ok(self.some(&Query::default().saying(words), gaps).await?.is_some())
    }

    /// How many articles have some words, if any has: where the index alone tells, none is looked at,
    /// and else so few that one more may have them.
    async fn some(&self, query: &Query, gaps: &mut Vec<String>) -> Result<Option<Total>, Failure> {
        let (manifest, tree) = self.basis(query).await?;
        let request = Request::new(&manifest, &*tree, query);
        let mut run = SearchRun::begin(self, &request).await?;
        let mut answer = Progress { most: FEW_LOOKED_AT, ..Progress::default() };
        // A piece of which nothing is left but a boundary is nowhere.
        let mut found = false;
        if !run.words.is_empty() {
            run.ask_first(None).await;
            while !found
                && answer.wants(1)
                && let Some(mut candidates) = run.next(1).await
            {
                candidates.reverse();
                found = candidates.iter().any(|row| run.is_sure(*row));
                if !found {
                    self.look_at(&mut run, &mut answer, &candidates, 1).await;
                    found = !answer.hits.is_empty();
                }
            }
        }
        gaps.append(&mut run.gaps());
        Ok(found.then(|| run.total(&answer)))
    }
}

/// What a phrase can be cut into: Han characters, and whole words, with the boundary before each.
/// No more than so many, since each is tried.
fn units(phrase: &Phrase) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut before = BOUNDARY;
    for character in phrase.characters() {
        let is_word = |character| Class::of(character) == Class::Word;
        let goes_on = is_word(*character) && is_word(before);
        let follows = before == BOUNDARY && !units.is_empty();
        match units.last_mut() {
            Some(last) if goes_on => last.push(*character),
            _ if *character == BOUNDARY => {}
            _ if follows => units.push([BOUNDARY, *character].iter().collect()),
            _ => units.push(String::from(*character)),
        }
        before = *character;
    }
    units.truncate(MOST_TRIED);
    units
}

/// Some units as a reader would type them.
fn quoted(units: &[String]) -> String {
    let text = units.concat();
    let boundary = |character| if character == BOUNDARY { '，' } else { character };
    let text = text.trim_start_matches(BOUNDARY).chars().map(boundary);
    ['"'].into_iter().chain(text).chain(['"']).collect()
}
