//! Writing the index of words: segments that changed, and the guide where one of the older did.
//!
//! Articles are read again from what is served, a segment at a time, so that memory is bounded by
//! the largest segment. A term of an article is one number while it is sorted: the term's own, then
//! the article's ordinal, then whether it stands in the title.

mod characters;
mod names;

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};

use rayon::prelude::*;

use self::characters::Characters;
use super::disk;
use super::output::Output;
use crate::archive::index::{
    self, ALL, Index, LETTERS, Label, MOST_LETTERS, Place, Postings, Segment, Share, Shelf,
    Shelves, Stored, TermsOfArticle, all_of, encode_all, file_name, runs, together,
};
use crate::archive::{Part, SearchEntry};
use crate::domain::article::{self, Headline};
use crate::domain::fold::Fold;
use crate::domain::words::Searched;

/// The whole table that texts are folded by; tests/fold makes it.
const FOLD: &[u8] = include_bytes!("fold.bin");

/// About how large a file of a segment is, and of the guide, in bytes. A query reads one for each
/// of its terms.
const SEGMENT_FILE: u64 = 3_000;
const GUIDE_FILE: u64 = 3_000;
/// An index of fewer bytes lies in one file.
const SMALL: u64 = 48_000;

/// Older segments than this many are told of by a guide; fewer are asked at once.
const GUIDED: usize = 2;

/// What the press remembers of an index, by what it was made of.
pub type Remembered = BTreeMap<String, Made>;

/// A segment, or the guide, as it was written.
#[derive(Clone, Debug)]
pub struct Made {
    pub shelves: Shelves,
    /// Of a segment, all that its texts consist of, each once and in order.
    pub characters: String,
}

/// A volume that was written: what it is remembered by, and how many articles it has.
pub type VolumeKey<'a> = (&'a str, u32);

/// Writes the index of an edition. `rows` are all headlines, oldest first, as `volumes` hold them.
pub fn write(
    output: &Output<'_>,
    rows: &[&Headline],
    volumes: &[VolumeKey<'_>],
    remembered: &Remembered,
) -> io::Result<(SearchEntry, Remembered)> {
    let fold = Fold::decode(FOLD).ok_or_else(|| io::Error::other("the folding table is broken"))?;
    let lengths: Vec<u32> = volumes.iter().map(|(_, len)| *len).collect();
    let mut index = Index::default();
    let mut made = Remembered::new();
    let mut characters = Characters::default();
    let mut rest = rows;
    for run in runs(&lengths) {
        let covered = volumes.get(run).unwrap_or_default();
        let len: u32 = covered.iter().map(|(_, len)| len).sum();
        let Some((own, behind)) = rest.split_at_checked(len as usize) else { break };
        rest = behind;
        let keys: Vec<&str> = covered.iter().map(|(key, _)| *key).collect();
        let key = format!("segment {}", keys.join(" "));
        let own_made = kept(output, remembered, &key, Part::Segment);
        let own_made = own_made.map_or_else(|| segment(output, &fold, own), Ok)?;
        characters.add(&own_made.characters);
        let shelves = own_made.shelves.clone();
        made.insert(key, own_made);
        index.segments.push(Segment { volumes: count(covered.len()), len, shelves });
    }
    if let Some((_, older)) = index.segments.split_last()
        && older.len() >= GUIDED
    {
        let keys: Vec<&str> = older.iter().map(|segment| segment.shelves.hash.as_str()).collect();
        let key = format!("guide {}", keys.join(" "));
        let own_made = kept(output, remembered, &key, Part::Guide);
        let own_made = own_made.map_or_else(|| guide(output, older), Ok)?;
        index.guide = Some(own_made.shelves.clone());
        made.insert(key, own_made);
    }
    let entry = SearchEntry {
        fold: output.part(Part::Fold, FOLD)?,
        common: output.part(Part::Fold, fold.among(&characters.set()).encode())?,
        index: output.part(Part::Search, index.encode()?)?,
    };
    Ok((entry, made))
}

/// What is remembered and still there.
fn kept(output: &Output<'_>, from: &Remembered, key: &str, part: Part) -> Option<Made> {
    let made = from.get(key)?;
    output.stands(vec![part.folder(&made.shelves.hash)]).then(|| made.clone())
}

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

fn segment(output: &Output<'_>, fold: &Fold, rows: &[&Headline]) -> io::Result<Made> {
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
    let words = Words(words);
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

/// The places of one word.
type Group<'a, T> = &'a [(String, T)];

/// Words, sorted, each with what is told of one place.
struct Words<T>(Vec<(String, T)>);

impl<T: Sync> Words<T> {
    fn groups(&self) -> impl Iterator<Item = (&str, &[(String, T)])> {
        let groups = self.0.chunk_by(|(one, _), (other, _)| one == other);
        groups.filter_map(|group| Some((group.first()?.0.as_str(), group)))
    }

    /// How many letters words must share to stand together, so that few files are much larger than
    /// others: of numbers, many begin with the same two.
    fn letters(&self, bits_of: impl Fn((&str, Group<'_, T>)) -> u64) -> u32 {
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

    fn encode<V: Stored + Send + Sync>(
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
fn encode_numbers<V: Stored + Send>(
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
type Files = Vec<(String, Vec<u8>)>;

/// Writes the files of all shelves, and others beside them.
fn put(
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
fn files_of(bytes: [u64; 3], each: u64, parts: usize) -> [u32; 3] {
    if parts == 1 && bytes.iter().sum::<u64>() < SMALL {
        return [0; 3];
    }
    let [singles, pairs, words] = bytes.map(|bytes| bytes.div_ceil(each).clamp(1, 1 << 20) as u32);
    [singles, pairs.next_multiple_of(count(parts)), words]
}

/// As many files as are encoded.
fn shelves_of(files: [u32; 3]) -> [u32; 3] {
    files.map(|files| files.max(1))
}

/// About how many bits a list takes: whole numbers, so that every machine finds the same.
fn list_bits(postings: usize, len: u32) -> u64 {
    let postings = postings.max(1) as u64;
    postings * (u64::from((u64::from(len) / postings).max(1).ilog2()) + 2) + 4
}

/// A term's number, the segment, and how many of its articles have it.
fn shared(number: u32, segment: u32, articles: u32) -> u64 {
    u64::from(number) << 34 | u64::from(segment & 0xffff) << 18 | u64::from(articles & 0x3_ffff)
}

/// Writes the guide over segments as they were written.
fn guide(output: &Output<'_>, segments: &[Segment]) -> io::Result<Made> {
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
    let words = Words(words);
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

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
