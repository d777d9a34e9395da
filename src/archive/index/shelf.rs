//! A file of the index: some terms, and what is told of each. Written and read here alone.
//!
//! It begins with its shelf and a checksum of its content and of where it belongs, so that what was
//! cut off, or is another file, is told. Numbers are a set within the file's range; a word is told by
//! what it shares with the one before, and the rest.

use std::ops::{ControlFlow, Range};

use super::terms::{Shelf, Term};
use crate::domain::bits::{BitReader, BitWriter};
use crate::domain::fold::checksum;

/// The version of the format, and what a file begins with, with its shelf's letter behind it.
const MAGIC: &[u8; 3] = b"IX1";

/// Where a file belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub shelf: Shelf,
    /// Which of how many.
    pub file: u32,
    pub files: u32,
    /// How many articles the segment has, or how many segments the guide tells of.
    pub of: u32,
}

impl Place {
    /// The numbers that the file can hold.
    pub fn numbers(&self) -> Range<u32> {
        let first = |file: u32| self.shelf.first_of(file, self.files);
        first(self.file)..first(self.file.saturating_add(1))
    }
}

/// A term as it is written: a number, or a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'a> {
    Number(u32),
    Word(&'a str),
}

/// What is told of a term.
pub trait Stored: Sized {
    fn write(&self, bits: &mut BitWriter, of: u32);
    fn read(bits: &mut BitReader<'_>, of: u32) -> Option<Self>;
}

/// The articles of a segment that have a term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postings {
    /// Ascending, at least one.
    pub ordinals: Vec<u32>,
    /// The places among those of the ones that have it in the title.
    pub titles: Vec<u32>,
}

/// The segments that have a term, and how many articles have it in all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub articles: u32,
    /// Ascending, counted from the oldest; at least one.
    pub segments: Vec<u32>,
}

impl Postings {
    /// The articles that have it in the title, ascending.
    pub fn in_titles(&self) -> Vec<u32> {
        let title = |place: &u32| self.ordinals.get(*place as usize).copied();
        self.titles.iter().filter_map(title).collect()
    }
}

impl Stored for Postings {
    fn write(&self, bits: &mut BitWriter, of: u32) {
        let count = count(self.ordinals.len());
        bits.gamma(count.saturating_sub(1));
        bits.list(&self.ordinals, of);
        bits.gamma(self.titles.len() as u32);
        bits.list(&self.titles, count);
    }

    fn read(bits: &mut BitReader<'_>, of: u32) -> Option<Self> {
        let count = bits.gamma()?.checked_add(1).filter(|count| *count <= of)?;
        let mut postings = Self::default();
        bits.list(count, of, &mut |ordinal| postings.ordinals.push(ordinal))?;
        let titles = bits.gamma()?;
        bits.list(titles, count, &mut |place| postings.titles.push(place))?;
        Some(postings)
    }
}

impl Stored for Share {
    fn write(&self, bits: &mut BitWriter, of: u32) {
        let segments = count(self.segments.len());
        bits.gamma(segments.saturating_sub(1));
        bits.set(&self.segments, of);
        // Each of them has one at least.
        bits.gamma(self.articles.saturating_sub(segments));
    }

    fn read(bits: &mut BitReader<'_>, of: u32) -> Option<Self> {
        let segments = bits.gamma()?.checked_add(1).filter(|count| *count <= of)?;
        let told = bits.set(segments, of)?;
        let articles = bits.gamma()?.checked_add(segments)?;
        Some(Self { articles, segments: told })
    }
}

/// Writes a file. Its terms ascend.
pub fn encode<V: Stored>(place: &Place, terms: &[(Label<'_>, V)]) -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.gamma(count(terms.len()));
    let range = place.numbers();
    let number = |label: &Label<'_>| match label {
        Label::Number(number) => Some(number - range.start),
        Label::Word(_) => None,
    };
    let numbers: Vec<u32> = terms.iter().filter_map(|(label, _)| number(label)).collect();
    bits.set(&numbers, range.end - range.start);
    let mut before: Vec<char> = Vec::new();
    for (label, value) in terms {
        if let Label::Word(word) = label {
            let word: Vec<char> = word.chars().collect();
            let shared = word.iter().zip(&before).take_while(|(one, other)| one == other).count();
            let rest = word.get(shared..).unwrap_or_default();
            bits.gamma(count(shared));
            bits.gamma(count(rest.len()));
            rest.iter().for_each(|letter| write_letter(*letter, &mut bits));
            before = word;
        }
        value.write(&mut bits, place.of);
    }
    let body = bits.finish();
    let mut file = head(place).to_vec();
    file.extend(checksum_of(place, &body).to_le_bytes());
    file.extend(body);
    file
}

/// Gives every term of a file to `visit`, until it breaks; `None` where the file is not what it
/// should be.
pub fn entries<V: Stored>(
    place: &Place,
    file: &[u8],
    mut visit: impl FnMut(Label<'_>, V) -> ControlFlow<()>,
) -> Option<()> {
    scan(place, file, &mut |label, bits| Some(visit(label, V::read(bits, place.of)?)))
}

/// Gives the label of each term of a file to `visit`, which reads what is told of it.
// Once in the browser, and not once for each kind of value.
fn scan(
    place: &Place,
    file: &[u8],
    visit: &mut dyn FnMut(Label<'_>, &mut BitReader<'_>) -> Option<ControlFlow<()>>,
) -> Option<()> {
    let (told, body) = file.strip_prefix(&head(place))?.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*told) != checksum_of(place, body) {
        return None;
    }
    let mut bits = BitReader::new(body);
    let terms = bits.gamma()?;
    if place.shelf == Shelf::Word {
        let mut word: Vec<char> = Vec::new();
        for _ in 0..terms {
            let shared = bits.gamma()? as usize;
            word.truncate(Some(shared).filter(|shared| *shared <= word.len())?);
            for _ in 0..bits.gamma()? {
                word.push(read_letter(&mut bits)?);
            }
            let text: String = word.iter().collect();
            if visit(Label::Word(&text), &mut bits)?.is_break() {
                break;
            }
        }
        return Some(());
    }
    let range = place.numbers();
    for number in bits.set(terms, range.end - range.start)? {
        if visit(Label::Number(range.start + number), &mut bits)?.is_break() {
            break;
        }
    }
    Some(())
}

/// What a file tells of a term: of one, or of all words that begin alike. `None` where the file is
/// not what it should be.
pub fn look_up<V: Stored>(place: &Place, file: &[u8], term: &Term) -> Option<Vec<V>> {
    let mut found = Vec::new();
    scan(place, file, &mut |label, bits| {
        let value = V::read(bits, place.of)?;
        match is_entry_of(term, label) {
            None => return Some(ControlFlow::Break(())),
            Some(true) => found.push(value),
            Some(false) => {}
        }
        Some(ControlFlow::Continue(()))
    })?;
    Some(found)
}

/// Whether a label is that of a term, or a word that begins as it says; `None` where it lies behind.
fn is_entry_of(term: &Term, label: Label<'_>) -> Option<bool> {
    Some(match (term, label) {
        (Term::Single(wanted) | Term::Pair(wanted), Label::Number(number)) => {
            if number > *wanted {
                return None;
            }
            number == *wanted
        }
        (Term::Word(wanted), Label::Word(word)) => word == wanted,
        (Term::Beginning(wanted), Label::Word(word)) => word.starts_with(wanted.as_str()),
        _ => false,
    })
}

/// The files of all shelves as one.
pub fn encode_all(files: &[Vec<u8>; 3]) -> Vec<u8> {
    let mut all = Vec::new();
    for file in files {
        all.extend(count(file.len()).to_le_bytes());
        all.extend(file);
    }
    all
}

/// The part of one shelf in what [`encode_all`] writes.
pub fn all_of(shelf: Shelf, all: &[u8]) -> Option<&[u8]> {
    let mut rest = all;
    for at in Shelf::ALL {
        let (len, behind) = rest.split_first_chunk::<4>()?;
        let (file, behind) = behind.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        if at == shelf {
            return Some(file);
        }
        rest = behind;
    }
    None
}

fn head(place: &Place) -> [u8; 4] {
    let [one, two, three] = *MAGIC;
    [one, two, three, place.shelf.letter() as u8]
}

/// The checksum of a content in its place.
pub fn checksum_of(place: &Place, body: &[u8]) -> u32 {
    let mut belongs = Vec::with_capacity(16);
    for number in [place.file, place.files, place.of, checksum(body)] {
        belongs.extend(number.to_le_bytes());
    }
    checksum(&belongs)
}

/// Six bits for a small letter or a digit, 27 for any other character.
fn write_letter(letter: char, bits: &mut BitWriter) {
    match letter {
        'a'..='z' => bits.bits(u32::from(letter) - u32::from('a'), 6),
        '0'..='9' => bits.bits(u32::from(letter) - u32::from('0') + 26, 6),
        _ => {
            bits.bits(63, 6);
            bits.bits(u32::from(letter), 21);
        }
    }
}

fn read_letter(bits: &mut BitReader<'_>) -> Option<char> {
    char::from_u32(match bits.bits(6)? {
        letter @ 0..26 => u32::from('a') + letter,
        digit @ 26..36 => u32::from('0') + digit - 26,
        63 => bits.bits(21)?,
        _ => return None,
    })
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn any_postings(of: u32) -> impl Strategy<Value = Postings> {
        prop::collection::btree_map(0..of, any::<bool>(), 1..40).prop_map(|held| Postings {
            ordinals: held.keys().copied().collect(),
            titles: (0..)
                .zip(held.values())
                .filter(|(_, in_title)| **in_title)
                .map(|(at, _)| at)
                .collect(),
        })
    }

    fn read<V: Stored + Clone>(place: &Place, file: &[u8]) -> Option<Vec<(String, V)>> {
        let mut all = Vec::new();
        entries(place, file, |label, value: V| {
            all.push((format!("{label:?}"), value));
            ControlFlow::Continue(())
        })?;
        Some(all)
    }

    proptest! {
        #[test]
        fn numbers_and_their_postings_round_trip(
            held in prop::collection::btree_map(any::<u32>(), any_postings(300), 0..60),
            pair in any::<bool>(), files in 1u32..300, file in any::<u32>(),
        ) {
            let shelf = if pair { Shelf::Pair } else { Shelf::Single };
            let place = Place { shelf, file: file % files, files, of: 300 };
            let range = place.numbers();
            let held: BTreeMap<u32, Postings> = held.into_iter()
                .map(|(number, postings)| (range.start + number % (range.end - range.start), postings)).collect();
            let terms: Vec<(Label<'_>, Postings)> =
                held.iter().map(|(number, postings)| (Label::Number(*number), postings.clone())).collect();
            let bytes = encode(&place, &terms);
            for (number, postings) in &held {
                let term = if pair { Term::Pair(*number) } else { Term::Single(*number) };
                prop_assert_eq!(term.file(files, 2), place.file);
                prop_assert_eq!(look_up(&place, &bytes, &term), Some(vec![postings.clone()]));
            }
            prop_assert_eq!(read::<Postings>(&place, &bytes).map(|all| all.len()), Some(held.len()));
            for other in [Place { file: place.file + 1, ..place }, Place { of: 301, ..place }, Place { shelf: Shelf::Word, ..place }] {
                prop_assert!(read::<Postings>(&other, &bytes).is_none());
            }
            for end in [0, 3, 7, bytes.len() - 1] {
                prop_assert!(read::<Postings>(&place, &bytes[..end]).is_none());
            }
        }

        #[test]
        fn words_and_their_shares_round_trip(
            held in prop::collection::btree_map("[a-c0-9éж]{1,5}", (0u32..9_000, prop::collection::btree_set(0u32..9, 1..9)), 0..40),
        ) {
            let place = Place { shelf: Shelf::Word, file: 2, files: 7, of: 9 };
            let share = |(more, segments): &(u32, BTreeSet<u32>)| Share {
                articles: more + segments.len() as u32, segments: segments.iter().copied().collect(),
            };
            let terms: Vec<(Label<'_>, Share)> =
                held.iter().map(|(word, told)| (Label::Word(word), share(told))).collect();
            let bytes = encode(&place, &terms);
            for (word, told) in &held {
                prop_assert_eq!(look_up(&place, &bytes, &Term::Word(word.clone())), Some(vec![share(told)]));
            }
            let begin: Vec<Share> = held.iter().filter(|(word, _)| word.starts_with("a")).map(|(_, told)| share(told)).collect();
            prop_assert_eq!(look_up(&place, &bytes, &Term::Beginning("a".into())), Some(begin));
        }

        #[test]
        fn any_bytes_are_a_file_or_none(body in prop::collection::vec(any::<u8>(), 0..80), shelf in 0usize..3, of in any::<u32>()) {
            let place = Place { shelf: Shelf::ALL[shelf], file: 0, files: 3, of };
            let mut file = head(&place).to_vec();
            file.extend(checksum_of(&place, &body).to_le_bytes());
            file.extend(&body);
            if let Some(all) = read::<Postings>(&place, &file) {
                for (_, postings) in all {
                    prop_assert!(postings.ordinals.windows(2).all(|pair| pair[0] < pair[1]));
                    prop_assert!(postings.ordinals.last().is_some_and(|last| *last < of));
                    prop_assert!(postings.titles.last().is_none_or(|last| (*last as usize) < postings.ordinals.len()));
                }
            }
            let _ = read::<Share>(&place, &file);
            let _ = all_of(place.shelf, &body);
        }
    }

    #[test]
    fn the_files_of_a_small_index_are_one() {
        let files = [vec![1, 2], Vec::new(), vec![3; 300]];
        let all = encode_all(&files);
        for (shelf, file) in Shelf::ALL.into_iter().zip(&files) {
            assert_eq!(all_of(shelf, &all), Some(file.as_slice()));
            assert_eq!(all_of(shelf, &all[..3]), None);
        }
    }
}
