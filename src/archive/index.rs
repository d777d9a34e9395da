//! The index of words: which articles hold which term, in files that are found by computation.
//!
//! The archive is covered by *segments*, each over a run of volumes: one for the newest volume, one
//! for each bound one, and between them sealed volumes that are merged like a binary counter, so that
//! there are few. A segment's terms are spread over small files by a hash. A *guide* tells for each
//! term which of the older segments hold it and how many articles in all, so that a rare one need
//! not be looked for in each.
//!
//! ```text
//! archive/fold-HASH.bin        the table that texts and words are folded by; and a short one, which
//!                              tells of what the texts hold: see [`crate::domain::fold::Fold::among`]
//! archive/search-HASH.json     the segments, oldest first, and the guide
//! archive/index-HASH/…         a segment: s0.bin, p0.bin, w0.bin and on; a small one: all.bin;
//!                              and n0.json and on: the names of its articles
//! archive/guide-HASH/…         the guide, likewise
//! ```

mod names;
mod shelf;
mod terms;

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use super::{Failure, Part, VolumeEntry};
use crate::domain::json::{self, Fault, Record};
use crate::domain::text::decimal;

pub use names::{Names, VERSIONED, names_file};
pub use shelf::{
    Label, Place, Postings, Share, Stored, all_of, checksum_of, encode, encode_all, entries,
    look_up,
};
pub use terms::{Shelf, Term, Terms, TermsOfArticle, together};

/// Articles of a sealed volume: see [`super::volume_bounds`].
const SEALED: u32 = 4_096;
/// The letters by which words stand together in a segment, numbers apart: see [`together`]; the guide
/// may have more.
pub const LETTERS: u32 = 2;
/// The same, at most.
pub const MOST_LETTERS: u32 = 8;
/// Articles of a segment, at most: an ordinal has sixteen bits.
pub const BOUND: u32 = 65_536;

/// What the reader has to know of the index: a file of the archive.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Index {
    /// Oldest first; together they cover all volumes.
    pub segments: Vec<Segment>,
    /// Over all segments but the newest, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guide: Option<Shelves>,
}

/// The index of a run of volumes. Its ordinals run over them, 0 = oldest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segment {
    /// How many volumes it covers, and how many articles.
    pub volumes: u32,
    pub len: u32,
    #[serde(flatten)]
    pub shelves: Shelves,
}

/// Where the files of a segment or of the guide lie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shelves {
    pub hash: String,
    /// How many files each shelf has; zeros where all lie in one.
    pub files: [u32; 3],
    /// Words of the same first letters, so many, stand in one file.
    pub letters: u32,
    /// So many articles of a segment are named in one file; none of the guide.
    pub names: u32,
}

impl Index {
    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let guide = fields.optional("guide", Shelves::decode);
        let segments = fields.list("segments", |segment| {
            let mut fields = Record::of(segment);
            let (volumes, len) = (fields.count("volumes"), fields.count("len"));
            let shelves = Shelves::decode(segment)?;
            if len > BOUND || shelves.names == 0 {
                return Err("len, names: are out of range".into());
            }
            fields.end(Segment { volumes, len, shelves })
        });
        fields.end(Self { segments, guide })
    }

    /// The segments with the volumes that each covers, oldest first.
    ///
    /// # Errors
    /// Where they do not cover the volumes as the manifest tells them.
    pub fn over(&self, volumes: &[VolumeEntry]) -> Result<Vec<Range<usize>>, Failure> {
        let mut runs = Vec::with_capacity(self.segments.len());
        let mut start = 0usize;
        for segment in &self.segments {
            let end = start.saturating_add(segment.volumes as usize);
            let covered = volumes.get(start..end).unwrap_or_default();
            let len: u64 = covered.iter().map(|volume| u64::from(volume.len)).sum();
            if covered.is_empty() || len != u64::from(segment.len) {
                return Err(Failure::Malformed("the index covers other volumes".into()));
            }
            runs.push(start..end);
            start = end;
        }
        if start == volumes.len() {
            Ok(runs)
        } else {
            Err(Failure::Malformed("the index does not cover all volumes".into()))
        }
    }
}

impl Shelves {
    fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let files = value.get("files").and_then(Value::as_array).map(Vec::as_slice);
        let [Some(singles), Some(pairs), Some(words)] = [0, 1, 2]
            .map(|at| files.filter(|files| files.len() == 3)?.get(at).and_then(json::count))
        else {
            return Err("files: are not counts of three shelves".into());
        };
        let files = [singles, pairs, words];
        if files.contains(&0) && files != [0; 3] {
            return Err("files: some shelf has none".into());
        }
        let [letters, names] = ["letters", "names"].map(|name| fields.count(name));
        let hash = fields.text("hash");
        fields.end(())?;
        if !(1..=MOST_LETTERS).contains(&letters) {
            return Err("letters: is no count of letters".into());
        }
        Ok(Self { hash, files, letters, names })
    }

    /// Where a term stands; nowhere alone, where it is a beginning of fewer letters than are kept
    /// together. `of` is how many articles a segment has, or how many segments the guide tells of.
    pub fn place(&self, term: &Term, of: u32) -> Option<Place> {
        if let Term::Beginning(word) = term
            && word.chars().count() < together(word, self.letters)
        {
            return None;
        }
        let shelf = term.shelf();
        let files = self.files_of(shelf);
        Some(Place { shelf, file: term.file(files, self.letters), files, of })
    }

    fn files_of(&self, shelf: Shelf) -> u32 {
        let [singles, pairs, words] = self.files;
        let files = match shelf {
            Shelf::Single => singles,
            Shelf::Pair => pairs,
            Shelf::Word => words,
        };
        files.max(1)
    }

    /// The file of a place, from the site's root.
    pub fn path(&self, part: Part, place: &Place) -> String {
        let folder = part.folder(&self.hash);
        if self.files == [0; 3] {
            [&folder, "/", ALL].concat()
        } else {
            [&folder, "/", &file_name(place.shelf, place.file)].concat()
        }
    }

    /// The places of a shelf's files.
    pub fn places(&self, shelf: Shelf, of: u32) -> impl Iterator<Item = Place> {
        let files = self.files_of(shelf);
        (0..files).map(move |file| Place { shelf, file, files, of })
    }
}

/// The one file of a small segment.
pub const ALL: &str = "all.bin";

/// The name of a shelf's file.
pub fn file_name(shelf: Shelf, file: u32) -> String {
    let mut name = String::from(shelf.letter());
    name.push_str(&decimal(file.into()));
    name.push_str(".bin");
    name
}

/// Cuts volumes, told by their lengths, oldest first, into the runs that segments cover. It depends
/// on the volumes alone, so that an index grows step by step as it is made at once.
pub fn runs(volumes: &[u32]) -> Vec<Range<usize>> {
    let Some((_, older)) = volumes.split_last() else { return Vec::new() };
    // With the articles of each.
    let mut runs: Vec<(Range<usize>, u32)> = Vec::new();
    for (at, len) in older.iter().enumerate() {
        runs.push((at..at + 1, *len));
        // As a binary counter carries: two of one size become one of the next.
        while let [.., (before, first), (last, second)] = runs.as_slice()
            && is_mergeable(volumes, before)
            && is_mergeable(volumes, last)
            && size(*first) <= size(*second)
            && first + second <= BOUND
        {
            let merged = (before.start..last.end, first + second);
            runs.truncate(runs.len() - 2);
            runs.push(merged);
        }
    }
    let mut runs: Vec<Range<usize>> = runs.into_iter().map(|(run, _)| run).collect();
    runs.push(older.len()..volumes.len());
    runs
}

/// Bound volumes are segments of their own.
fn is_mergeable(volumes: &[u32], run: &Range<usize>) -> bool {
    volumes.get(run.clone()).unwrap_or_default().iter().all(|len| *len <= SEALED)
}

/// How many sealed volumes' room it takes, as a power of two.
fn size(len: u32) -> u32 {
    len.div_ceil(SEALED).max(1).next_power_of_two().ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Before, volume_bounds};
    use proptest::prelude::*;

    #[test]
    fn sealed_volumes_are_merged_like_a_binary_counter() {
        let check = |articles: usize, expected: &[usize]| {
            let volumes: Vec<u32> = volume_bounds(articles, &[])
                .into_iter()
                .map(|volume| volume.len() as u32)
                .collect();
            let lengths: Vec<usize> = runs(&volumes).into_iter().map(|run| run.len()).collect();
            assert_eq!(lengths, expected, "{articles}");
        };
        check(0, &[]);
        check(40, &[1]);
        check(5_119, &[1]);
        check(5_120, &[1, 1]);
        check(3 * 4_096, &[2, 1]);
        check(4 * 4_096, &[2, 1, 1]);
        check(65_536, &[8, 4, 2, 1, 1]);
        check(65_536 + 1_024, &[1, 1]);
        check(65_536 + 6 * 4_096, &[1, 4, 1, 1]);
    }

    proptest! {
        #[test]
        fn segments_are_few_and_cover_every_volume_once(articles in 1usize..600_000, late in prop::collection::vec(0usize..600_000, 0..4)) {
            let mut volumes = volume_bounds(articles, &[]);
            for (more, place) in late.into_iter().enumerate() {
                // An article of an older day splits a full volume.
                let place = place % (articles + more);
                let before: Vec<Before> = volumes.iter().map(|volume| Before {
                    start: volume.start + usize::from(volume.start > place), len: volume.len(),
                }).collect();
                volumes = volume_bounds(articles + more + 1, &before);
            }
            let lengths: Vec<u32> = volumes.iter().map(|volume| volume.len() as u32).collect();
            let runs = runs(&lengths);
            prop_assert_eq!(runs.first().map(|run| run.start), Some(0));
            prop_assert_eq!(runs.last().map(|run| run.end), Some(volumes.len()));
            prop_assert!(runs.windows(2).all(|pair| pair[0].end == pair[1].start));
            let articles = |run: &Range<usize>| lengths[run.clone()].iter().sum::<u32>();
            prop_assert!(runs.iter().all(|run| !run.is_empty() && articles(run) <= BOUND));
            let bound = lengths.iter().filter(|len| **len > SEALED).count();
            prop_assert!(runs.len() <= 2 * bound + 6, "{:?}", lengths);
        }
    }

    #[test]
    fn an_index_round_trips_and_a_broken_one_is_a_fault() {
        let shelves =
            |files| Shelves { hash: "0123456789ab".into(), files, letters: 3, names: 256 };
        let segment = Segment { volumes: 1, len: 9, shelves: shelves([0; 3]) };
        for guide in [None, Some(shelves([1, 20, 3]))] {
            let index = Index { segments: vec![segment.clone()], guide };
            let text = index.encode().expect("it serialises");
            let tree = serde_json::from_str(&text).expect("it is JSON");
            assert_eq!(Index::decode(&tree), Ok(index));
        }
        let check = |text: &str| {
            let tree = serde_json::from_str(text).expect("it is JSON");
            assert!(Index::decode(&tree).is_err(), "{text}");
        };
        check(
            r#"{"segments":[{"volumes":1,"len":1,"hash":"a","files":[1,2],"letters":2,"names":64}]}"#,
        );
        check(
            r#"{"segments":[{"volumes":1,"len":1,"hash":"a","files":[1,0,2],"letters":2,"names":64}]}"#,
        );
        check(
            r#"{"segments":[{"volumes":1,"len":70000,"hash":"a","files":[1,1,1],"letters":2,"names":64}]}"#,
        );
        check(
            r#"{"segments":[{"volumes":1,"len":1,"hash":"a","files":[1,1,1],"letters":2,"names":0}]}"#,
        );
        check(
            r#"{"segments":[{"volumes":-1,"len":1,"hash":"a","files":[1,1,1],"letters":2,"names":64}]}"#,
        );
        check(r#"{"segments":[],"guide":{"files":[1,1,1],"letters":2,"names":0}}"#);
        check(r#"{"segments":[],"guide":{"hash":"a","files":[1,1,1],"letters":0,"names":0}}"#);
    }
}
