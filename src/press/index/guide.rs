//! Writing the guide: which segments have a term, read from the segments as they were written.

use std::io;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::shelves::{GUIDE_FILE, Group, TermEntries, encode_numbers, files_of, put, shelves_of};
use super::{Made, count};
use crate::archive::Part;
use crate::archive::index::{self, Label, Place, Postings, Segment, Share, Shelf, all_of};
use crate::press::disk;
use crate::press::output::Output;

/// A term's number, the segment, and how many of its articles have it.
fn shared(number: u32, segment: u32, articles: u32) -> u64 {
    u64::from(number) << 34 | u64::from(segment & 0xffff) << 18 | u64::from(articles & 0x3_ffff)
}

/// Writes the guide over segments as they were written.
pub fn guide(output: &Output<'_>, segments: &[Segment]) -> io::Result<Made> {
    let of = count(segments.len());
    let numbers = |shelf: Shelf| -> io::Result<Vec<u64>> {
        let read = |(at, place): (u32, Place)| {
            let mut told = Vec::new();
            read(output, segments, at, &place, |label, articles| {
                if let Label::Number(number) = label {
                    told.push(shared(number, at, articles));
                }
            })?;
            Ok(told)
        };
        let all: Vec<Vec<u64>> =
            places(segments, shelf).into_par_iter().map(read).collect::<io::Result<_>>()?;
        let mut all: Vec<u64> = all.into_iter().flatten().collect();
        all.par_sort_unstable();
        Ok(all)
    };
    let (singles, pairs) = (numbers(Shelf::Single)?, numbers(Shelf::Pair)?);
    let read_words = |(at, place): (u32, Place)| {
        let mut told = Vec::new();
        read(output, segments, at, &place, |label, articles| {
            if let Label::Word(word) = label {
                told.push((word.to_owned(), (at, articles)));
            }
        })?;
        Ok(told)
    };
    let words: Vec<Vec<(String, (u32, u32))>> =
        places(segments, Shelf::Word).into_par_iter().map(read_words).collect::<io::Result<_>>()?;
    let mut words: Vec<(String, (u32, u32))> = words.into_iter().flatten().collect();
    words.par_sort_unstable();
    let words = TermEntries(words);
    let number = |entry: u64| (entry >> 34) as u32;
    let bits = |all: &[u64]| -> u64 {
        let groups = all.chunk_by(|one, other| number(*one) == number(*other));
        groups.map(|group| 14 + 2 * group.len() as u64).sum()
    };
    let bits_of = |(word, group): (&str, Group<'_, (u32, u32)>)| -> u64 {
        (4 * word.len() + 6 + 2 * group.len()) as u64
    };
    let letters = words.letters(bits_of);
    let word_bits = words.groups().map(bits_of);
    let bytes = [bits(&singles) / 8, bits(&pairs) / 8, word_bits.sum::<u64>() / 8];
    let files = files_of(bytes, GUIDE_FILE, 1);
    let share = |told: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut share = Share { articles: 0, segments: Vec::new() };
        for (segment, articles) in told {
            share.segments.push(segment);
            share.articles = share.articles.saturating_add(articles);
        }
        share
    };
    let told = |entry: &u64| ((entry >> 18) as u32 & 0xffff, *entry as u32 & 0x3_ffff);
    let [of_singles, of_pairs, of_words] = shelves_of(files);
    let encoded = [
        encode_numbers(Shelf::Single, 0..of_singles, of_singles, of, &singles, number, |group| {
            share(&mut group.iter().map(told))
        }),
        encode_numbers(Shelf::Pair, 0..of_pairs, of_pairs, of, &pairs, number, |group| {
            share(&mut group.iter().map(told))
        }),
        words
            .encode(of_words, letters, of, |group| share(&mut group.iter().map(|(_, told)| *told))),
    ];
    let shelves = put(output, Part::Guide, files, letters, encoded, Vec::new())?;
    Ok(Made { shelves, characters: String::new() })
}

/// The files of a shelf in all segments.
fn places(segments: &[Segment], shelf: Shelf) -> Vec<(u32, Place)> {
    let places = |(at, segment): (u32, &Segment)| {
        let places = segment.shelves.places(shelf, segment.len);
        places.map(move |place| (at, place)).collect::<Vec<_>>()
    };
    (0..).zip(segments).flat_map(places).collect()
}

/// Reads how many articles of a segment have each term of a file.
fn read(
    output: &Output<'_>,
    segments: &[Segment],
    at: u32,
    place: &Place,
    mut told: impl FnMut(Label<'_>, u32),
) -> io::Result<()> {
    let Some(segment) = segments.get(at as usize) else { return Ok(()) };
    let path = segment.shelves.path(Part::Segment, place);
    let file = disk::read(&output.root().join(&path))?;
    let file = if segment.shelves.files == [0; 3] {
        all_of(place.shelf, &file).unwrap_or_default()
    } else {
        &file
    };
    index::entries(place, file, |label, postings: Postings| {
        told(label, count(postings.ordinals.len()));
        ControlFlow::Continue(())
    })
    .ok_or_else(|| {
        io::Error::other(format!(
            "{path}: holds something else than was written: delete it and build again"
        ))
    })
}
