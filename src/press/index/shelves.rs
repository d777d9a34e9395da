//! Writing shelves: what is told of each term of one kind, cut into files.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::count;
use crate::archive::Part;
use crate::archive::index::{
    self, ALL, LETTERS, Label, MOST_LETTERS, Place, Shelf, Shelves, Stored, encode_all, file_name,
    together,
};
use crate::press::output::Output;

/// About how large a file of the guide is, in bytes. A query reads one for each of its terms.
pub const GUIDE_FILE: u64 = 3_000;

/// An index of fewer bytes lies in one file.
const SMALL: u64 = 48_000;

/// The places of one word.
pub type Group<'a, T> = &'a [(String, T)];

/// Words, sorted, each with what is told of one place.
pub struct TermEntries<T>(pub Vec<(String, T)>);

impl<T: Sync> TermEntries<T> {
    pub fn groups(&self) -> impl Iterator<Item = (&str, &[(String, T)])> {
        let groups = self.0.chunk_by(|(one, _), (other, _)| one == other);
        groups.filter_map(|group| Some((group.first()?.0.as_str(), group)))
    }

    /// How many letters words must share to stand together, so that few files are much larger than
    /// others: of numbers, many begin with the same two.
    pub fn letters(&self, bits_of: impl Fn((&str, Group<'_, T>)) -> u64) -> u32 {
        let fits = |letters: &u32| {
            let mut largest = 0;
            let (mut bits, mut before) = (0, String::new());
            for (word, group) in self.groups() {
                let beginning: String = word.chars().take(together(word, *letters)).collect();
                if beginning != before {
                    (bits, before) = (0, beginning);
                }
                bits += bits_of((word, group));
                largest = largest.max(bits);
            }
            largest / 8 <= GUIDE_FILE
        };
        (LETTERS..MOST_LETTERS).find(fits).unwrap_or(MOST_LETTERS)
    }

    pub fn encode<V: Stored + Send + Sync>(
        &self,
        files: u32,
        letters: u32,
        of: u32,
        value: impl Fn(&[(String, T)]) -> V + Sync,
    ) -> Vec<Vec<u8>> {
        let mut by_file: Vec<Vec<(Label<'_>, Group<'_, T>)>> =
            (0..files).map(|_| Vec::new()).collect();
        for (word, group) in self.groups() {
            let file = index::Term::Word(word.to_owned()).file(files, letters);
            if let Some(terms) = by_file.get_mut(file as usize) {
                terms.push((Label::Word(word), group));
            }
        }
        let encode = |(file, terms): (usize, Vec<(Label<'_>, Group<'_, T>)>)| {
            let place = Place { shelf: Shelf::Word, file: count(file), files, of };
            let terms: Vec<(Label<'_>, V)> =
                terms.into_iter().map(|(label, group)| (label, value(group))).collect();
            index::encode(&place, &terms)
        };
        by_file.into_par_iter().enumerate().map(encode).collect()
    }
}

/// Some of the `files` files of a shelf of numbers, from what is sorted of them.
pub fn encode_numbers<V: Stored + Send>(
    shelf: Shelf,
    some: Range<u32>,
    files: u32,
    of: u32,
    sorted: &[u64],
    number: impl Fn(u64) -> u32 + Sync,
    value: impl Fn(&[u64]) -> V + Sync,
) -> Vec<Vec<u8>> {
    let file = |file: u32| {
        let place = Place { shelf, file, files, of };
        let range = place.numbers();
        let at = |first: u32| sorted.partition_point(|entry| number(*entry) < first);
        let own = sorted.get(at(range.start)..at(range.end)).unwrap_or_default();
        let groups = own.chunk_by(|one, other| number(*one) == number(*other));
        let term = |group: &[u64]| Some((Label::Number(number(*group.first()?)), value(group)));
        let terms: Vec<(Label<'_>, V)> = groups.filter_map(term).collect();
        index::encode(&place, &terms)
    };
    some.into_par_iter().map(file).collect()
}

/// Files by name.
pub type Files = Vec<(String, Vec<u8>)>;

/// Writes the files of all shelves, and others beside them.
pub fn put(
    output: &Output<'_>,
    part: Part,
    files: [u32; 3],
    letters: u32,
    encoded: [Vec<Vec<u8>>; 3],
    others: Files,
) -> io::Result<Shelves> {
    let mut named: Files = if files == [0; 3] {
        let only = encoded.map(|files| files.into_iter().next().unwrap_or_default());
        vec![(ALL.to_owned(), encode_all(&only))]
    } else {
        let shelves = Shelf::ALL.into_iter().zip(encoded);
        let named = |(shelf, files): (Shelf, Vec<Vec<u8>>)| {
            (0..).zip(files).map(move |(at, file)| (file_name(shelf, at), file))
        };
        shelves.flat_map(named).collect()
    };
    named.extend(others);
    Ok(Shelves { hash: output.folder(part, &named)?, files, letters, names: 0 })
}

/// How many files each shelf takes for so many bytes; zeros where all lie in one. Those of pairs are
/// cut where their parts are.
pub fn files_of(bytes: [u64; 3], each: u64, parts: usize) -> [u32; 3] {
    if parts == 1 && bytes.iter().sum::<u64>() < SMALL {
        return [0; 3];
    }
    let [singles, pairs, words] = bytes.map(|bytes| bytes.div_ceil(each).clamp(1, 1 << 20) as u32);
    [singles, pairs.next_multiple_of(count(parts)), words]
}

/// As many files as are encoded.
pub fn shelves_of(files: [u32; 3]) -> [u32; 3] {
    files.map(|files| files.max(1))
}
