//! Writing a segment: what the articles of a run of volumes say, sorted by term.
//!
//! A term of an article is one number while it is sorted: the term's own, then the article's ordinal,
//! then whether it stands in the title.

use std::io;

use rayon::prelude::*;

use super::characters::Characters;
use super::shelves::{TermEntries, encode_numbers, files_of, put, shelves_of};
use super::{Made, count, names};
use crate::archive::Part;
use crate::archive::index::{LETTERS, Postings, Shelf, Shelves, TermsOfArticle};
use crate::domain::article::{self, Headline};
use crate::domain::fold::Fold;
use crate::domain::words::Searched;
use crate::press::disk;
use crate::press::output::Output;

/// About how large a file of a segment is, in bytes. A query reads one for each of its terms.
const SEGMENT_FILE: u64 = 3_000;

/// A term, an ordinal, and whether the term stands in the title.
type Posting = u64;

const ORDINAL_BITS: u32 = 16;

fn posting(number: u32, ordinal: u32, in_title: bool) -> Posting {
    u64::from(number) << (ORDINAL_BITS + 1) | u64::from(ordinal) << 1 | u64::from(in_title)
}

fn number_of(posting: Posting) -> u32 {
    (posting >> (ORDINAL_BITS + 1)) as u32
}

/// Large segments are sorted in so many parts, by the upper bits of the terms.
const PARTS: usize = 16;

/// What some articles of a segment say: the postings of each part, and of words.
struct Said {
    singles: Vec<Posting>,
    pairs: Vec<Vec<Posting>>,
    words: Vec<(String, u32)>,
    characters: String,
}

pub fn segment(output: &Output<'_>, fold: &Fold, rows: &[&Headline]) -> io::Result<Made> {
    let len = count(rows.len());
    let parts = if rows.len() > 8_192 { PARTS } else { 1 };
    const CHUNK: usize = 64;
    let said = rows.par_chunks(CHUNK).enumerate().map(|(at, rows)| {
        let mut said = Said {
            singles: Vec::new(),
            pairs: vec![Vec::new(); parts],
            words: Vec::new(),
            characters: String::new(),
        };
        let mut characters = Characters::default();
        for (ordinal, row) in (count(at * CHUNK)..).zip(rows) {
            say(output, fold, row, ordinal, &mut said, &mut characters)?;
        }
        said.characters = characters.text();
        said.pairs.iter_mut().chain([&mut said.singles]).for_each(Vec::shrink_to_fit);
        Ok(said)
    });
    let said: Vec<Said> = said.collect::<io::Result<_>>()?;
    let mut singles: Vec<Vec<Posting>> = Vec::with_capacity(said.len());
    let mut pairs: Vec<Vec<Vec<Posting>>> = (0..parts).map(|_| Vec::new()).collect();
    let mut words: Vec<(String, u32)> = Vec::new();
    let mut characters = Characters::default();
    for said in said {
        characters.add(&said.characters);
        singles.push(said.singles);
        pairs.iter_mut().zip(said.pairs).for_each(|(all, own)| all.push(own));
        words.extend(said.words);
    }
    words.par_sort_unstable();
    let words = TermEntries(words);
    let postings =
        |chunks: &Vec<Vec<Posting>>| chunks.iter().map(|own| own.len() as u64).sum::<u64>();
    let word_bits =
        words.groups().map(|(word, group)| list_bits(group.len(), len) + 3 * word.len() as u64);
    // A posting of a character takes about half a byte, and of a pair one and a half, with its share
    // of what is told of the term.
    let bytes = [
        postings(&singles) / 2,
        pairs.iter().map(postings).sum::<u64>() * 3 / 2,
        word_bits.sum::<u64>() / 8,
    ];
    let files = files_of(bytes, SEGMENT_FILE, parts);
    let [of_singles, of_pairs, of_words] = shelves_of(files);
    let numbers = |shelf: Shelf, files: u32, parts: Vec<Vec<Vec<Posting>>>| -> Vec<Vec<u8>> {
        let each = files / count(parts.len()).max(1);
        let encode = |(at, chunks): (u32, Vec<Vec<Posting>>)| {
            // One part after the other, since each is held twice while it is put together.
            let mut sorted = Vec::with_capacity(chunks.iter().map(Vec::len).sum());
            chunks.into_iter().for_each(|chunk| sorted.extend(chunk));
            sorted.par_sort_unstable();
            let own = at * each..(at + 1) * each;
            encode_numbers(shelf, own, files, len, &sorted, number_of, |group| Postings {
                ordinals: group.iter().map(|posting| ordinal_of(*posting)).collect(),
                titles: titled(group.iter().map(|posting| posting & 1 == 1)),
            })
        };
        (0..).zip(parts).flat_map(encode).collect()
    };
    let encoded = [
        numbers(Shelf::Single, of_singles, vec![singles]),
        numbers(Shelf::Pair, of_pairs, pairs),
        words.encode(of_words, LETTERS, len, |group| Postings {
            ordinals: group.iter().map(|(_, told)| told >> 1).collect(),
            titles: titled(group.iter().map(|(_, told)| told & 1 == 1)),
        }),
    ];
    let (names, naming) = names::files(rows)?;
    let shelves = put(output, Part::Segment, files, LETTERS, encoded, naming)?;
    let shelves = Shelves { names, ..shelves };
    Ok(Made { shelves, characters: characters.text() })
}

/// The places of those that are in a title.
fn titled(in_title: impl Iterator<Item = bool>) -> Vec<u32> {
    (0..).zip(in_title).filter(|(_, in_title)| *in_title).map(|(at, _)| at).collect()
}

fn ordinal_of(posting: Posting) -> u32 {
    (posting >> 1) as u32 & ((1 << ORDINAL_BITS) - 1)
}

/// Adds what an article says.
fn say(
    output: &Output<'_>,
    fold: &Fold,
    row: &Headline,
    ordinal: u32,
    said: &mut Said,
    characters: &mut Characters,
) -> io::Result<()> {
    let path = row.id.path();
    let text = disk::read_to_string(&output.root().join(&path))?;
    let article = article::read_text(&text).article;
    let article = article.ok_or_else(|| io::Error::other(format!("{path}: was changed")))?;
    let texts = article.paragraphs();
    characters.add(&article.title);
    texts.iter().for_each(|text| characters.add(text));
    let texts = texts.iter().map(String::as_str);
    let terms = TermsOfArticle::of(&Searched::new(fold, &article.title, texts));
    let parts = said.pairs.len() as u64;
    for (number, in_title) in terms.singles {
        said.singles.push(posting(number, ordinal, in_title));
    }
    for (number, in_title) in terms.pairs {
        let part = (u64::from(number) * parts) >> 30;
        if let Some(part) = said.pairs.get_mut(part as usize) {
            part.push(posting(number, ordinal, in_title));
        }
    }
    for (word, in_title) in terms.words {
        said.words.push((word, ordinal << 1 | u32::from(in_title)));
    }
    Ok(())
}

/// About how many bits a list takes: whole numbers, so that every machine finds the same.
fn list_bits(postings: usize, len: u32) -> u64 {
    let postings = postings.max(1) as u64;
    postings * (u64::from((u64::from(len) / postings).max(1).ilog2()) + 2) + 4
}
