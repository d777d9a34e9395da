//! Folding: text as it is searched, so that what readers take for the same compares equal.
//!
//! A character is replaced by what a [`Fold`]'s table tells: its compatibility form (NFKC), small,
//! without diacritics, simplified. The table is made natively and is a file of the archive; the
//! reader loads it with the first search.
//!
//! A run of punctuation or white space is one [`BOUNDARY`], but white space beside a character of a
//! script without spaces is none: `苏州 工业园区` and `苏州工业园区` are the same.

use std::collections::BTreeSet;

use crate::domain::bits::{BitReader, BitWriter};
use crate::domain::text::is_control;

/// What stands for a run of punctuation or white space.
pub const BOUNDARY: char = '|';

/// The version of the table's format, and what it begins with.
const MAGIC: &[u8] = b"FLD1";

/// Code points; every `char` lies below.
const CODES: u32 = 0x11_0000;
/// How far around the last choice the next one is told in few bits.
const NEAR: u32 = 32;
/// Sources are coded in blocks, since a set has its limit.
const BLOCK: u32 = 0x1_0000;

/// What a character is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Of a script that is written without spaces: each character counts by itself.
    Han,
    /// A letter or digit of any other script: a run of these is one word.
    Word,
    Space,
    Other,
}

impl Class {
    pub fn of(character: char) -> Self {
        match character {
            'a'..='z' | '0'..='9' | 'A'..='Z' => Class::Word,
            _ if is_han(character) => Class::Han,
            _ if character.is_alphanumeric() => Class::Word,
            _ if character.is_whitespace() => Class::Space,
            _ => Class::Other,
        }
    }
}

/// Han characters, kana and bopomofo.
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Whether a character is one of those that Chinese is written with, Latin letters without marks
/// among them: what replaces these is told apart from the rest, see [`Fold::among`].
pub fn is_common(character: char) -> bool {
    is_han(character)
        || matches!(character,
            '\0'..='\u{7f}' | '\u{b7}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303f}'
            | '\u{ff00}'..='\u{ffef}')
}

/// What replaces characters. The table is looked up in blocks of 256 characters.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    /// The block of each 256 code points, 0 for one in which nothing is replaced.
    blocks: Vec<u16>,
    /// What each character becomes: 0 for itself, a code point, or [`SEVERAL`] and a place.
    to: Vec<u32>,
    /// What characters become that do not become one character: each ends with 0.
    several: Vec<u32>,
}

/// Marks a place among those that become several characters, or none.
const SEVERAL: u32 = 1 << 31;

impl Fold {
    /// A table of characters and what each becomes.
    pub fn new(entries: impl IntoIterator<Item = (char, Vec<char>)>) -> Self {
        let mut fold = Self { blocks: vec![0; (CODES / 256) as usize], ..Self::default() };
        fold.to.resize(256, 0);
        for (from, to) in entries {
            let value = match to.as_slice() {
                [one] => u32::from(*one),
                several => {
                    let at = u32::try_from(fold.several.len()).unwrap_or(0);
                    fold.several.extend(several.iter().map(|to| u32::from(*to)));
                    fold.several.push(0);
                    SEVERAL | at
                }
            };
            let Some(block) = fold.blocks.get_mut(from as usize / 256) else { continue };
            if *block == 0 {
                *block = u16::try_from(fold.to.len() / 256).unwrap_or(0);
                fold.to.resize(fold.to.len() + 256, 0);
            }
            if let Some(place) = fold.to.get_mut(usize::from(*block) * 256 + from as usize % 256) {
                *place = value;
            }
        }
        fold
    }

    /// Gives each of what a character becomes to `take`.
    fn each(&self, character: char, mut take: impl FnMut(char)) {
        let block = self.blocks.get(character as usize / 256).copied().unwrap_or(0);
        let place = usize::from(block) * 256 + character as usize % 256;
        match self.to.get(place).copied().filter(|_| block > 0).unwrap_or(0) {
            0 => take(character),
            value if value & SEVERAL == 0 => take(char::from_u32(value).unwrap_or(character)),
            value => {
                let at = (value & !SEVERAL) as usize;
                let several = self.several.get(at..).unwrap_or_default().iter();
                several
                    .take_while(|code| **code != 0)
                    .filter_map(|code| char::from_u32(*code))
                    .for_each(take);
            }
        }
    }

    /// Whether a character leaves nothing behind.
    pub fn is_unseen(&self, character: char) -> bool {
        let mut seen = false;
        self.each(character, |_| seen = true);
        !seen
    }

    /// The signs of a text: what is searched as a boundary and is no white space.
    pub fn signs<'a>(&'a self, text: &'a str) -> impl Iterator<Item = char> + 'a {
        let is_sign = |character: &char| {
            let (mut seen, mut other) = (false, true);
            self.each(*character, |to| {
                seen = true;
                other &= Class::of(to) == Class::Other;
            });
            seen && other && !is_control(*character)
        };
        text.chars().filter(is_sign)
    }

    /// Folds a text, a title or a paragraph: it begins and ends at a boundary.
    pub fn text(&self, text: &str) -> Folded {
        self.fold(text, true)
    }

    /// Folds what a reader typed: it ends as it stands.
    pub fn phrase(&self, text: &str) -> Vec<char> {
        self.fold(text, false).characters
    }

    fn fold(&self, text: &str, whole: bool) -> Folded {
        let mut folded = Folded::default();
        let (mut boundary, mut space) = (whole, false);
        let mut at = 0u32;
        for character in text.chars() {
            // What is shown as nothing parts nothing.
            if is_control(character) {
                at += 1;
                continue;
            }
            self.each(character, |character| match Class::of(character) {
                Class::Space => space = true,
                Class::Other => boundary = true,
                class => {
                    let last = folded.characters.last().map(|last| Class::of(*last));
                    let words = class == Class::Word && last == Some(Class::Word);
                    if boundary || (space && words) {
                        folded.push(BOUNDARY, at);
                    }
                    (boundary, space) = (false, false);
                    folded.push(character, at);
                }
            });
            at += 1;
        }
        if boundary || whole {
            folded.push(BOUNDARY, at);
        }
        folded
    }

    /// Every character that is replaced, in order, and what it becomes.
    fn entries(&self) -> impl Iterator<Item = (char, Vec<char>)> {
        let becomes = |character| {
            let mut to = Vec::new();
            self.each(character, |one| to.push(one));
            (to != [character]).then_some((character, to))
        };
        let blocks = (0u32..).zip(&self.blocks).filter(|(_, block)| **block > 0);
        let codes = blocks.flat_map(|(at, _)| at * 256..(at + 1) * 256);
        codes.filter_map(char::from_u32).filter_map(becomes)
    }

    /// What is needed of the table where [`is_common`] characters alone are searched for in texts that
    /// consist of `held`.
    ///
    /// Of the characters that are common, one that becomes another which is in none of the texts is
    /// in none of them itself, and so is found nowhere, whether it is replaced or not.
    #[must_use]
    pub fn among(&self, held: &BTreeSet<char>) -> Self {
        let mut left: BTreeSet<char> = BTreeSet::new();
        for character in held {
            self.each(*character, |to| {
                left.insert(to);
            });
        }
        let counts = |character| matches!(Class::of(character), Class::Han | Class::Word);
        let needed = |(from, to): &(char, Vec<char>)| {
            // What is a boundary, or nothing, parts or joins what stands around it.
            let found = || !counts(*from) || to.iter().all(|to| !counts(*to) || left.contains(to));
            held.contains(from) || (is_common(*from) && found())
        };
        Self::new(self.entries().filter(needed))
    }

    /// The table as a file. What becomes one character is told by two sets and a choice among the
    /// second; what becomes several, by code points.
    pub fn encode(&self) -> Vec<u8> {
        let (mut single, mut several) = (Vec::new(), Vec::new());
        for (character, to) in self.entries() {
            match to.as_slice() {
                [one] => single.push((u32::from(character), u32::from(*one))),
                _ => several.push((u32::from(character), to)),
            }
        }
        let mut bits = BitWriter::default();
        // Most of those that are not Han follow one another, and so does what they become.
        let (steady, single) = steady_runs(&single);
        bits.gamma(count(steady.len()));
        let mut last = 0;
        for run in steady {
            bits.gamma(run.from - last);
            bits.gamma(run.len);
            bits.gamma(run.step - 1);
            bits.bits(run.to, 21);
            last = run.from;
        }
        let mut targets: Vec<u32> = single.iter().map(|(_, to)| *to).collect();
        targets.sort_unstable();
        targets.dedup();
        let sources: Vec<u32> = single.iter().map(|(from, _)| *from).collect();
        write_codes(&sources, &mut bits);
        write_codes(&targets, &mut bits);
        let mut last = 0u32;
        for (_, to) in &single {
            let at = count(targets.binary_search(to).unwrap_or_default());
            // Characters of one radical stand together, and so do their simplified forms.
            let gap = at.wrapping_sub(last).wrapping_add(NEAR / 2);
            bits.bits(u32::from(gap < NEAR), 1);
            bits.below(
                if gap < NEAR { gap } else { at },
                if gap < NEAR { NEAR } else { count(targets.len()) },
            );
            last = at;
        }
        let sources: Vec<u32> = several.iter().map(|(from, _)| *from).collect();
        write_codes(&sources, &mut bits);
        let mut told = 0u32;
        for (_, to) in &several {
            bits.gamma(count(to.len()));
            for code in to.iter().map(|to| u32::from(*to)) {
                // Near the one before, mostly.
                let (up, gap) = (u32::from(code >= told), code.abs_diff(told));
                bits.bits(up, 1);
                bits.gamma(gap);
                told = code;
            }
        }
        let mut file = MAGIC.to_vec();
        let body = bits.finish();
        file.extend(checksum(&body).to_le_bytes());
        file.extend(body);
        file
    }

    /// Reads what [`Fold::encode`] writes; `None` where it is something else.
    pub fn decode(file: &[u8]) -> Option<Self> {
        let (told, body) = file.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        if checksum(body) != u32::from_le_bytes(*told) {
            return None;
        }
        let mut bits = BitReader::new(body);
        let mut entries: Vec<(char, Vec<char>)> = Vec::new();
        let mut last = 0u32;
        for _ in 0..bits.gamma()? {
            let from = last.checked_add(bits.gamma()?)?;
            let (len, step) = (bits.gamma()?, bits.gamma()?.checked_add(1)?);
            let to = bits.bits(21)?;
            if len > 0x1000 || step > 0x100 {
                return None;
            }
            for at in 0..len {
                let from = char::from_u32(from.checked_add(at * step)?)?;
                entries.push((from, vec![char::from_u32(to.checked_add(at * step)?)?]));
            }
            last = from;
        }
        let (sources, targets) = (read_codes(&mut bits)?, read_codes(&mut bits)?);
        let mut last = 0u32;
        for from in sources {
            last = match bits.bits(1)? {
                1 => last.wrapping_add(bits.below(NEAR)?).wrapping_sub(NEAR / 2),
                _ => bits.below(count(targets.len()))?,
            };
            entries.push((from, vec![*targets.get(last as usize)?]));
        }
        let mut told = 0u32;
        for from in read_codes(&mut bits)? {
            let mut to = Vec::new();
            for _ in 0..bits.gamma()? {
                let (up, gap) = (bits.bits(1)?, bits.gamma()?);
                told = if up == 1 { told.checked_add(gap)? } else { told.checked_sub(gap)? };
                to.push(char::from_u32(told).filter(|to| *to != '\0')?);
            }
            entries.push((from, to));
        }
        Some(Self::new(entries))
    }
}

/// A text as it is searched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    pub characters: Vec<char>,
    /// For each, the place of the character that it comes from, in characters; for a boundary, of
    /// what stands behind it.
    pub places: Vec<u32>,
}

impl Folded {
    fn push(&mut self, character: char, place: u32) {
        self.characters.push(character);
        self.places.push(place);
    }
}

/// A run of characters at equal distances that become such a run: from upper case to lower, mostly.
struct Run {
    from: u32,
    to: u32,
    len: u32,
    step: u32,
}

/// Cuts runs out of what becomes one character; what is left stands for itself.
fn steady_runs(single: &[(u32, u32)]) -> (Vec<Run>, Vec<(u32, u32)>) {
    let (mut runs, mut rest) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some((from, to)) = single.get(at).copied() {
        let step = single.get(at + 1).map_or(1, |(next, _)| next - from);
        let steady = single.iter().skip(at).zip(0u32..);
        let steady = steady.take_while(|((next, becomes), place)| {
            let gone = place.checked_mul(step).unwrap_or(u32::MAX);
            Some(*next) == from.checked_add(gone) && Some(*becomes) == to.checked_add(gone)
        });
        let len = steady.count();
        // A run costs some 40 bits, a single one 16.
        if len > 3 && step <= 0x100 {
            runs.push(Run { from, to, len: count(len), step });
            at += len;
        } else {
            rest.push((from, to));
            at += 1;
        }
    }
    (runs, rest)
}

fn write_codes(codes: &[u32], bits: &mut BitWriter) {
    for block in 0..CODES / BLOCK {
        let within: Vec<u32> =
            codes.iter().filter(|code| **code / BLOCK == block).map(|code| code % BLOCK).collect();
        bits.gamma(count(within.len()));
        bits.set(&within, BLOCK);
    }
}

fn read_codes(bits: &mut BitReader<'_>) -> Option<Vec<char>> {
    let mut codes = Vec::new();
    for block in 0..CODES / BLOCK {
        let len = bits.gamma()?;
        for code in bits.set(len, BLOCK)? {
            codes.push(char::from_u32(block * BLOCK + code)?);
        }
    }
    Some(codes)
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// FNV-1a: tells what was cut off or is foreign. Source: Fowler, Noll and Vo, 1991.
pub fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
pub(crate) mod tests;
