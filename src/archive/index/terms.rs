//! Terms: what the index lists. Of a script without spaces, single characters and pairs of
//! neighbours; of any other, whole words.
//!
//! Singles and pairs are numbers. A number is mixed before it is written, so that its upper bits are
//! a hash that chooses its file, and nothing but the lower ones need be told in there.

use crate::domain::fold::{BOUNDARY, Class, checksum};
use crate::domain::words::{Phrase, Run, Searched};

/// A family of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Single Han characters: few, and each in many articles, so that they lie apart from pairs.
    Single = 0,
    /// Pairs of neighbouring Han characters.
    Pair = 1,
    /// Words of all other scripts, and numbers.
    Word = 2,
}

impl Shelf {
    pub const ALL: [Shelf; 3] = [Shelf::Single, Shelf::Pair, Shelf::Word];

    pub fn letter(self) -> char {
        match self {
            Shelf::Single => 's',
            Shelf::Pair => 'p',
            Shelf::Word => 'w',
        }
    }

    /// The bits of a number on it; no shelf of words has numbers.
    pub(super) fn bits(self) -> u32 {
        match self {
            Shelf::Single => CODE_BITS,
            Shelf::Pair => 2 * CODE_BITS,
            Shelf::Word => 0,
        }
    }

    /// The first number of a file that is not of those before it.
    pub(super) fn first_of(self, file: u32, files: u32) -> u32 {
        let all = 1u64 << self.bits();
        u32::try_from((u64::from(file) * all).div_ceil(u64::from(files.max(1)))).unwrap_or(u32::MAX)
    }
}

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// A mixed number on one of the shelves of numbers.
    Single(u32),
    Pair(u32),
    Word(String),
    /// All words that begin so.
    Beginning(String),
}

impl Term {
    pub fn shelf(&self) -> Shelf {
        match self {
            Term::Single(_) => Shelf::Single,
            Term::Pair(_) => Shelf::Pair,
            Term::Word(_) | Term::Beginning(_) => Shelf::Word,
        }
    }

    /// Which of so many files it stands in, where words of the same first `letters` stand together.
    pub fn file(&self, files: u32, letters: u32) -> u32 {
        let (number, bits) = match self {
            Term::Single(number) | Term::Pair(number) => (*number, self.shelf().bits()),
            // Words of one beginning stand together, so that the beginning finds them.
            Term::Word(word) | Term::Beginning(word) => {
                let beginning: String = word.chars().take(together(word, letters)).collect();
                (mix_word(checksum(beginning.as_bytes())), 32)
            }
        };
        u32::try_from((u64::from(number) * u64::from(files)) >> bits).unwrap_or_default()
    }

    /// The terms that an article must have for a phrase to stand in it.
    pub fn of(phrase: &Phrase) -> Terms {
        let mut terms = Terms::default();
        let runs = phrase.runs();
        let is_last = |at: usize| at + 1 == runs.len();
        for (at, run) in runs.iter().enumerate() {
            if let Run::Word(word) | Run::Beginning(word) = run {
                let word: String = word.iter().collect();
                let open = phrase.is_open() && is_last(at);
                terms.cover(if open { Term::Beginning(word) } else { Term::Word(word) });
            }
        }
        for together in phrase.characters().split(|character| *character == BOUNDARY) {
            let codes = codes(together);
            let pairs: Vec<Option<u32>> = pairs(&codes).collect();
            let mut covered = 0;
            for (at, code) in codes.iter().enumerate() {
                let before =
                    at.checked_sub(1).and_then(|before| pairs.get(before)).copied().flatten();
                let behind = pairs.get(at).copied().flatten();
                // Each Han character is in a pair that is asked for, if it has a neighbour at all.
                match (behind, before) {
                    _ if !code.is_han || covered > at => {}
                    (Some(pair), _) => {
                        terms.cover(Term::Pair(pair));
                        covered = at + 2;
                    }
                    (None, Some(pair)) => terms.cover(Term::Pair(pair)),
                    (None, None) => terms.cover(Term::Single(single(code.code))),
                }
            }
            pairs.into_iter().flatten().for_each(|pair| terms.spare(Term::Pair(pair)));
        }
        // A pair may be all there is of a longer phrase, as of one that says the same twice.
        let whole = match terms.cover.as_slice() {
            [Term::Word(_) | Term::Beginning(_)] => true,
            [_] => codes(phrase.characters()).len() <= 2,
            _ => false,
        };
        terms.enough = phrase.is_one_run() && whole;
        terms
    }
}

/// By how many first characters words of this one's beginning stand together, where it is `letters`
/// for most: no fewer than a beginning has, so that one file has all of that beginning.
pub fn together(word: &str, letters: u32) -> usize {
    let least = Phrase::beginning(word.chars().next().unwrap_or_default());
    least.max(letters as usize)
}

/// What a phrase is looked for by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Terms of which none is implied by the others, each once.
    pub cover: Vec<Term>,
    /// Pairs that overlap those: they tell more where the others leave many candidates.
    pub spare: Vec<Term>,
    /// Whether an article that has the first of the terms has the phrase for certain.
    pub enough: bool,
}

impl Terms {
    fn cover(&mut self, term: Term) {
        if !self.cover.contains(&term) {
            self.cover.push(term);
        }
    }

    fn spare(&mut self, term: Term) {
        if !self.cover.contains(&term) && !self.spare.contains(&term) {
            self.spare.push(term);
        }
    }
}

/// The terms of an article.
#[derive(Clone, Debug, Default)]
pub struct TermsOfArticle {
    /// Ascending, each once, and whether it stands in the title.
    pub singles: Vec<(u32, bool)>,
    pub pairs: Vec<(u32, bool)>,
    pub words: Vec<(String, bool)>,
}

impl TermsOfArticle {
    pub fn of(article: &Searched) -> Self {
        let mut all = Self::default();
        let texts = article.body.iter().map(|text| (text, false));
        for (text, in_title) in texts.chain([(&article.title, true)]) {
            let is_word = |character: &char| Class::of(*character) == Class::Word;
            for run in text.characters.chunk_by(|one, other| is_word(one) == is_word(other)) {
                if run.first().is_some_and(is_word) {
                    all.words.push((run.iter().collect(), in_title));
                }
            }
            for together in text.characters.split(|character| *character == BOUNDARY) {
                let codes = codes(together);
                let han = codes.iter().filter(|code| code.is_han);
                all.singles.extend(han.map(|code| (single(code.code), in_title)));
                all.pairs.extend(pairs(&codes).flatten().map(|pair| (pair, in_title)));
            }
        }
        fn once<T: Ord>(terms: &mut Vec<(T, bool)>) {
            // Where a term stands in the title, that comes first.
            terms.sort_unstable_by(|(one, in_title), (other, too)| {
                one.cmp(other).then(too.cmp(in_title))
            });
            terms.dedup_by(|(one, _), (other, _)| one == other);
        }
        once(&mut all.singles);
        once(&mut all.pairs);
        once(&mut all.words);
        all
    }
}

const CODE_BITS: u32 = 15;

/// A character, or half of one, as a number of fifteen bits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Code {
    code: u32,
    is_han: bool,
}

/// Characters that stand together as numbers. A Han character beyond the first plane becomes two,
/// which stand for nothing else; letters that are not Latin share some.
fn codes(characters: &[char]) -> Vec<Code> {
    const COMMON: u32 = 0x9fff - 0x4e00 + 1;
    const MORE: u32 = COMMON + 0x4dbf - 0x3400 + 1;
    const KANA: u32 = MORE + 0x200;
    const UPPER: u32 = KANA + 0x200;
    const LOWER: u32 = UPPER + 0x80;
    const LETTERS: u32 = LOWER + 0x400;
    let mut codes = Vec::with_capacity(characters.len());
    for character in characters {
        let code = u32::from(*character);
        let is_han = Class::of(*character) == Class::Han;
        let far = code.saturating_sub(0x2_0000) & 0x1_ffff;
        let code = match code {
            0x4e00..=0x9fff => code - 0x4e00,
            0x3400..=0x4dbf => COMMON + code - 0x3400,
            0xf900..=0xfaff => KANA + code - 0xf900,
            _ if !is_han => LETTERS + code % 0x80,
            0x3000..=0x31ff => MORE + code - 0x3000,
            _ => {
                codes.push(Code { code: UPPER + (far >> 10), is_han });
                LOWER + (far & 0x3ff)
            }
        };
        codes.push(Code { code, is_han });
    }
    codes
}

/// The pairs of neighbours, of which one at least is Han: a word's own letters make no pairs, but
/// where it meets a Han character, as in `5G网络`, the two that meet do.
fn pairs(codes: &[Code]) -> impl Iterator<Item = Option<u32>> {
    let neighbours = codes.iter().zip(codes.iter().skip(1));
    neighbours.map(|(one, other)| (one.is_han || other.is_han).then(|| pair(one.code, other.code)))
}

/// Mixes a number of so many bits; each comes from one alone. Source: after Steele and others,
/// "SplitMix", 2014, whose steps can all be undone.
fn mix(number: u32, bits: u32) -> u32 {
    let mask = (1u32 << bits) - 1;
    let mut mixed = number & mask;
    for factor in [0x2c1b_3c6d, 0x297a_2d39] {
        mixed ^= mixed >> (bits / 2);
        mixed = mixed.wrapping_mul(factor) & mask;
    }
    mixed ^ mixed >> (bits / 2)
}

fn single(code: u32) -> u32 {
    mix(code, CODE_BITS)
}

fn pair(one: u32, other: u32) -> u32 {
    mix(one << CODE_BITS | other, 2 * CODE_BITS)
}

/// The upper bits of the checksum of a short text are poor.
fn mix_word(hash: u32) -> u32 {
    let mixed = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    (mixed ^ mixed >> 13).wrapping_mul(0xc2b2_ae35)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::tests::table;
    use crate::domain::words::Words;

    #[test]
    fn each_number_is_mixed_to_another() {
        let mut seen = vec![false; 1 << CODE_BITS];
        for code in 0..1u32 << CODE_BITS {
            seen[single(code) as usize] = true;
        }
        assert!(seen.into_iter().all(|seen| seen));
        let some: std::collections::BTreeSet<u32> =
            (0..200_000u32).map(|code| mix(code * 5_003, 2 * CODE_BITS)).collect();
        assert_eq!(some.len(), 200_000);
        let fullest = |files: u32| {
            let mut held = vec![0u32; files as usize];
            some.iter().for_each(|number| held[Term::Pair(*number).file(files, 2) as usize] += 1);
            held.into_iter().max()
        };
        assert!(fullest(200) < Some(1_200), "{:?}", fullest(200));
    }

    #[test]
    fn han_characters_have_numbers_of_their_own() {
        let all = ('\u{3000}'..='\u{323af}').filter(|c| crate::domain::fold::is_han(*c));
        let of = |c: char| codes(&[c]).into_iter().map(|code| code.code).collect();
        let mut numbers: Vec<Vec<u32>> = all.map(of).collect();
        assert!(numbers.iter().flatten().all(|code| *code < 1 << CODE_BITS));
        let count = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }

    #[test]
    fn the_terms_of_a_phrase_are_terms_of_every_article_that_it_stands_in() {
        let fold = table();
        let article = Searched::new(
            &fold,
            "苏州GDP增长",
            ["外商，投資法 in 1998年𠀀 the Zones", "中哈哈哈，研究研究"],
        );
        let terms = TermsOfArticle::of(&article);
        let check = |words: &str, count: usize, enough: bool| {
            let words = Words::parse(words, &fold);
            assert!(words.matches(&article), "{words:?}");
            let asked = Term::of(&words.required[0]);
            assert_eq!((asked.cover.len(), asked.enough), (count, enough), "{words:?}");
            for term in asked.cover.into_iter().chain(asked.spare) {
                let has = match &term {
                    Term::Single(number) => terms.singles.iter().any(|(own, _)| own == number),
                    Term::Pair(number) => terms.pairs.iter().any(|(own, _)| own == number),
                    Term::Word(word) => terms.words.iter().any(|(own, _)| own == word),
                    Term::Beginning(word) => {
                        let begins = |own: &&(String, bool)| {
                            own.0.starts_with(word)
                                && Term::Word(own.0.clone()).file(99, 2) == term.file(99, 2)
                        };
                        terms.words.iter().any(|own| begins(&own))
                    }
                };
                assert!(has, "{term:?} of {words:?}");
            }
        };
        check("中", 1, true);
        check("投资", 1, true);
        check("投资法", 2, false);
        check("哈哈", 1, true);
        check("哈哈哈", 1, false);
        check("研究研究", 1, false);
        check("苏州gdp增长", 3, false);
        check("外商，投资法", 3, false);
        check("zon", 1, true);
        check("\"zones\"", 1, true);
        check("zones.", 1, false);
        check("1998年", 2, false);
        check("𠀀", 1, true);
        check("年𠀀", 2, false);
        let of = |number: u32| terms.singles.iter().find(|(own, _)| *own == number);
        assert_eq!(of(single(codes(&['苏'])[0].code)).map(|(_, in_title)| *in_title), Some(true));
        assert_eq!(of(single(codes(&['中'])[0].code)).map(|(_, in_title)| *in_title), Some(false));
    }
}
