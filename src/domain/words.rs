//! What a reader types to search: words that are all required, phrases in quotes, and words that
//! are left out; how a text is held against them, and what of it is shown.
//!
//! A text matches a phrase when the folded phrase, boundaries included, stands in the folded text. A
//! run of letters or digits matches from a word's start, and to its end, unless it ends what was
//! typed: then two letters or more may be the beginning of a word, and four digits or more that of a
//! number, since the first digits of a number say little.

use std::ops::Range;

use crate::domain::article::Article;
use crate::domain::fold::{BOUNDARY, Class, Fold, Folded};
use crate::domain::text::gap;

/// What a reader typed, parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// In the order they were typed, each once. Nothing is searched for where there are none.
    pub required: Vec<Phrase>,
    pub excluded: Vec<Phrase>,
    /// Signs that no search tells apart, each once and in order: of words, those that no sentence is
    /// written with, and all where there is nothing else.
    pub signs: String,
}

/// What must stand in a text as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Folded, with at least one that is no boundary.
    characters: Vec<char>,
    /// Whether the last run may be the beginning of a word.
    open: bool,
}

/// A run of one script in a phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Run<'a> {
    Han(&'a [char]),
    Word(&'a [char]),
    /// The beginning of a word.
    Beginning(&'a [char]),
}

/// A piece of a text that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub text: String,
    /// Whether it is what was searched for.
    pub marked: bool,
}

/// An article as it is searched.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    pub title: Folded,
    /// By paragraph.
    pub body: Vec<Folded>,
}

/// The paragraph that an excerpt is taken from.
struct Chosen {
    characters: Vec<char>,
    window: Range<usize>,
    marks: Vec<Range<usize>>,
}

/// Characters of an excerpt, and how many of them stand before the first match.
const EXCERPT: usize = 100;
const BEFORE: usize = 24;

/// The beginning of a word has at least so many letters, and of what begins with a digit.
const BEGINNING: usize = 2;
const BEGINNING_OF_NUMBER: usize = 4;

impl Words {
    /// Words are parted by white space; "quotes", “such” or 「such」 hold a phrase, and a hyphen
    /// before either leaves it out.
    pub fn parse(text: &str, fold: &Fold) -> Self {
        let mut words = Self::default();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let minus = matches!(first, '-' | '－' | '−');
            let said = if minus { rest.strip_prefix(first).unwrap_or_default() } else { rest };
            let close = said.chars().next().and_then(closing);
            let (said, behind, quoted) = match close {
                Some(close) => {
                    let mut inside = said.chars();
                    inside.next();
                    let inside = inside.as_str();
                    match inside.split_once(close) {
                        Some((said, behind)) => (said, behind, true),
                        None => (inside, "", false),
                    }
                }
                None => {
                    // A quote ends a word, and begins another.
                    let end = |c: char| c.is_whitespace() || closing(c).is_some();
                    match said.find(end).and_then(|at| said.split_at_checked(at)) {
                        Some((said, behind)) => (said, behind, false),
                        None => (said, "", false),
                    }
                }
            };
            rest = behind.trim_start();
            words.tell(fold.signs(said).filter(|sign| !is_punctuation(*sign)));
            let ends = rest.is_empty() && !quoted && !minus;
            let Some(phrase) = Phrase::new(fold.phrase(said), ends) else { continue };
            let phrases = if minus { &mut words.excluded } else { &mut words.required };
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        if words.required.is_empty() && words.excluded.is_empty() {
            words.signs.clear();
            words.tell(fold.signs(text));
        }
        words
    }

    fn tell(&mut self, signs: impl Iterator<Item = char>) {
        for sign in signs {
            if self.signs.chars().all(|told| told != sign) {
                self.signs.push(sign);
            }
        }
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.required.is_empty()
    }

    /// Whether an article has all that is required and nothing that is excluded.
    pub fn matches(&self, article: &Searched) -> bool {
        let has = |phrase: &Phrase| {
            [&article.title].into_iter().chain(&article.body).any(|text| phrase.is_in(text))
        };
        self.required.iter().all(has) && !self.excluded.iter().any(has)
    }

    /// A text of one line with what is searched for marked. `folded` is the text as it is searched.
    pub fn marked(&self, fold: &Fold, text: &str, folded: &Folded) -> Vec<Piece> {
        let characters: Vec<char> = text.chars().collect();
        let marks = self.marks(fold, &characters, folded);
        pieces(&characters, 0..characters.len(), &marks)
    }

    /// The part of some paragraphs that has most of what is searched for; their beginning where
    /// there is none. With each stands how it is searched.
    pub fn excerpt<'t>(
        &self,
        fold: &Fold,
        paragraphs: impl IntoIterator<Item = (&'t str, &'t Folded)>,
    ) -> Vec<Piece> {
        let mut best: Option<(usize, Chosen)> = None;
        for (text, folded) in paragraphs {
            if best.is_some() && !self.required.iter().any(|phrase| phrase.is_in(folded)) {
                continue;
            }
            let characters: Vec<char> = text.chars().collect();
            let marks = self.marks(fold, &characters, folded);
            let (found, window) = self.window(characters.len(), folded, &marks);
            if best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, Chosen { characters, window, marks }));
            }
        }
        let Some((_, Chosen { characters, window, marks })) = best else { return Vec::new() };
        let (cut, open) = (window.start > 0, window.end < characters.len());
        let mut pieces = pieces(&characters, window, &marks);
        let more = || Piece { text: "…".to_owned(), marked: false };
        if cut {
            pieces.insert(0, more());
        }
        if open {
            pieces.push(more());
        }
        pieces
    }

    /// How many of the phrases a paragraph's best window has, and that window, in characters.
    fn window(&self, len: usize, folded: &Folded, marks: &[Range<usize>]) -> (usize, Range<usize>) {
        let window = |first: usize| {
            // All of a short paragraph; of a long one, no less than there is room for.
            let start = if len <= EXCERPT { 0 } else { first.saturating_sub(BEFORE) };
            let start = start.min(len.saturating_sub(EXCERPT));
            start..(start + EXCERPT).min(len)
        };
        let firsts: Vec<Vec<usize>> = self
            .required
            .iter()
            .map(|phrase| {
                let all = phrase.all_in(folded).into_iter();
                all.filter_map(|at| folded.places.get(at.start)).map(|at| *at as usize).collect()
            })
            .collect();
        let mut best = (0, window(0));
        for mark in marks {
            let window = window(mark.start);
            let has = |places: &&Vec<usize>| places.iter().any(|place| window.contains(place));
            let found = firsts.iter().filter(has).count();
            if found > best.0 {
                best = (found, window);
            }
        }
        best
    }

    /// What is to be marked, in characters of the text, in order and apart.
    pub fn marks(&self, fold: &Fold, characters: &[char], folded: &Folded) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for at in self.required.iter().flat_map(|phrase| phrase.all_in(folded)) {
            let solid = |place: &usize| {
                folded.characters.get(*place).is_some_and(|character| *character != BOUNDARY)
            };
            let (Some(first), Some(last)) = (at.clone().find(solid), at.rev().find(solid)) else {
                continue;
            };
            let place = |at: usize| folded.places.get(at).map(|place| *place as usize);
            let (Some(start), Some(mut end)) = (place(first), place(last)) else { continue };
            end += 1;
            // An accent that stands apart belongs to its letter.
            while characters.get(end).is_some_and(|character| fold.is_unseen(*character)) {
                end += 1;
            }
            // In order. There are few, and a sort would weigh more in the browser than it saves.
            let place = marks.partition_point(|mark| mark.start <= start);
            marks.insert(place, start..end);
        }
        let mut apart: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            match apart.last_mut().filter(|last| last.end >= mark.start) {
                Some(last) => last.end = last.end.max(mark.end),
                None => apart.push(mark),
            }
        }
        apart
    }
}

/// The mark that closes a quotation.
fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' => Some('”'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

/// Whether a sign parts or holds the words of a sentence, so that nobody looks for it.
fn is_punctuation(sign: char) -> bool {
    // A wide form is as the ASCII character.
    let narrow = match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    "!\"'(),-./:;?[]_{}¡«·»¿、。〃〈〉《》「」『』【】〔〕〖〗〜〝〞〟・"
        .chars()
        .any(|sign| sign == narrow)
        || matches!(narrow, '\u{2010}'..='\u{2027}' | '\u{ff5f}'..='\u{ff65}')
}

/// What a window shows, in one line.
fn pieces(characters: &[char], window: Range<usize>, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut piece = |range: Range<usize>, marked: bool| {
        let mut text = String::new();
        for at in range {
            match characters.get(at) {
                Some('\n') => {
                    let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied();
                    text.extend(gap(before, characters.get(at + 1).copied()));
                }
                other => text.extend(other),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece { text, marked });
        }
    };
    let mut at = window.start;
    for mark in marks {
        let (start, end) = (mark.start.max(window.start), mark.end.min(window.end));
        if start < end {
            piece(at..start, false);
            piece(start..end, true);
            at = end;
        }
    }
    piece(at..window.end, false);
    pieces
}

impl Phrase {
    /// `None` where nothing but boundaries is said.
    fn new(characters: Vec<char>, ends: bool) -> Option<Self> {
        if characters.iter().all(|character| *character == BOUNDARY) {
            return None;
        }
        let is_word = |character: &&char| Class::of(**character) == Class::Word;
        let last = characters.iter().rev().take_while(is_word).count();
        let first = characters.iter().rev().nth(last.saturating_sub(1));
        let enough = Self::beginning(first.copied().unwrap_or_default());
        Some(Self { characters, open: ends && last >= enough })
    }

    /// How many characters are the beginning of a word, at least, that begins with this one.
    pub fn beginning(first: char) -> usize {
        if first.is_ascii_digit() { BEGINNING_OF_NUMBER } else { BEGINNING }
    }

    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// Whether its last run may be the beginning of a word.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Its runs of one script each, without the boundaries.
    pub fn runs(&self) -> Vec<Run<'_>> {
        let kind = |character: &char| match Class::of(*character) {
            Class::Han => 0,
            Class::Word => 1,
            _ => 2,
        };
        let mut runs = Vec::new();
        for run in self.characters.chunk_by(|one, other| kind(one) == kind(other)) {
            match run.first().map(|first| Class::of(*first)) {
                Some(Class::Han) => runs.push(Run::Han(run)),
                Some(Class::Word) => runs.push(Run::Word(run)),
                _ => {}
            }
        }
        if let Some(last) = runs.last_mut().filter(|_| self.open)
            && let Run::Word(word) = *last
        {
            *last = Run::Beginning(word);
        }
        runs
    }

    /// Whether it is one run, and nothing else.
    pub fn is_one_run(&self) -> bool {
        let runs = self.runs();
        matches!(runs.as_slice(), [Run::Han(run) | Run::Word(run) | Run::Beginning(run)] if run.len() == self.characters.len())
    }

    fn is_in(&self, text: &Folded) -> bool {
        self.next_in(&text.characters, 0).is_some()
    }

    /// Where it stands in a text, in folded characters.
    fn all_in(&self, text: &Folded) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut from = 0;
        while let Some(at) = self.next_in(&text.characters, from) {
            from = at.start + 1;
            all.push(at);
        }
        all
    }

    fn next_in(&self, text: &[char], from: usize) -> Option<Range<usize>> {
        let len = self.characters.len();
        let is_word = |at: Option<&char>| at.is_some_and(|at| Class::of(*at) == Class::Word);
        let from_start = is_word(self.characters.first());
        let to_end = is_word(self.characters.last()) && !self.open;
        let first = self.characters.first()?;
        let mut at = from;
        loop {
            at += text.get(at..)?.iter().position(|character| character == first)?;
            let end = at + len;
            let stands = text.get(at..end)? == self.characters.as_slice()
                && !(from_start && at > 0 && is_word(text.get(at - 1)))
                && !(to_end && is_word(text.get(end)));
            if stands {
                return Some(at..end);
            }
            at += 1;
        }
    }
}

impl Searched {
    pub fn of(fold: &Fold, article: &Article) -> Self {
        Self::new(fold, &article.title, article.paragraphs().iter().map(String::as_str))
    }

    /// An article's title and paragraphs, folded.
    pub fn new<'t>(
        fold: &Fold,
        title: &str,
        paragraphs: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        let body = paragraphs.into_iter().map(|paragraph| fold.text(paragraph)).collect();
        Self { title: fold.text(title), body }
    }
}

#[cfg(test)]
mod tests;
