//! What is right: questions from the texts, and answers by reading each text.

use std::fs;
use std::path::Path;

use investchn::domain::article::{self, Article};
use investchn::domain::fold::{BOUNDARY, Class, Fold};
use investchn::domain::query::{Dimension, Query};

use crate::files::files_below;

/// Pseudo-random numbers. Source: Steele and others, "SplitMix", 2014.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ z >> 31) * end as u128) >> 64) as usize
    }

    /// The lower, the likelier.
    pub fn low(&mut self, end: usize) -> usize {
        let within = self.below(end) + 1;
        self.below(within)
    }
}

pub fn fold() -> Fold {
    Fold::decode(include_bytes!("../../../src/press/fold.bin")).expect("a table")
}

/// An article for brute force: its texts as folded.
pub struct Plain {
    pub article: Article,
    pub texts: Vec<String>,
}

/// All articles, newest first.
pub fn plain_articles(input: &Path) -> Vec<Plain> {
    let fold = fold();
    let mut all = Vec::new();
    for file in files_below(&input.join("articles")) {
        let text = fs::read_to_string(file).expect("it can be read");
        let article = article::read_text(&text).article.expect("it is sound");
        let texts = [article.title.clone()].into_iter().chain(article.paragraphs());
        let texts = texts.map(|text| fold.text(&text).characters.iter().collect()).collect();
        all.push(Plain { article, texts });
    }
    all.sort_by(|one, other| {
        let place = |plain: &Plain| (plain.article.published.seconds(), plain.article.id.clone());
        place(other).cmp(&place(one))
    });
    all
}

/// What is asked, in words and as a plain list of phrases.
#[derive(Clone, Debug)]
pub struct Question {
    pub kind: &'static str,
    pub words: String,
    pub required: Vec<String>,
    pub excluded: Vec<String>,
    pub filters: Vec<(Dimension, String)>,
}

impl Question {
    pub fn new(kind: &'static str, required: &[String]) -> Self {
        let words = required.join(" ");
        let fold = fold();
        let required = required.iter().map(|word| fold.phrase(word).iter().collect()).collect();
        Self { kind, words, required, excluded: Vec::new(), filters: Vec::new() }
    }

    pub fn without(mut self, word: &str) -> Self {
        self.words = format!("{} -{word}", self.words);
        self.excluded.push(fold().phrase(word).iter().collect());
        self
    }

    pub fn with(mut self, dimension: Dimension, value: &str) -> Self {
        self.filters.push((dimension, value.to_owned()));
        self
    }

    pub fn query(&self) -> Query {
        let query = Query::default().saying(&self.words);
        self.filters.iter().fold(query, |query, (of, value)| query.with(*of, value))
    }

    pub fn admits(&self, plain: &Plain) -> bool {
        let stands = |phrase: &String, open: bool| {
            plain.texts.iter().any(|text| stands_in(text, phrase, open))
        };
        let last = self.required.len() - 1;
        let open = |at: usize| at == last && self.excluded.is_empty();
        let article = &plain.article;
        let date = article.published.date().to_string();
        self.required.iter().enumerate().all(|(at, phrase)| stands(phrase, open(at)))
            && !self.excluded.iter().any(|phrase| stands(phrase, false))
            && self.filters.iter().all(|(of, value)| match of {
                Dimension::Section => article.section == *value,
                Dimension::Kind => article.kind.id() == value,
                Dimension::Zone => article.zone.as_ref() == Some(value),
                _ => date.starts_with(value.as_str()),
            })
    }
}

/// Whether a folded phrase stands in a folded text.
pub fn stands_in(text: &str, phrase: &str, open: bool) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| Class::of(c) == Class::Word);
    let run: Vec<char> = phrase.chars().rev().take_while(|c| is_word(Some(*c))).collect();
    let is_number = run.last().is_some_and(char::is_ascii_digit);
    let mut from = 0;
    while let Some(at) = text[from..].find(phrase) {
        let (start, end) = (from + at, from + at + phrase.len());
        let begins = !is_word(phrase.chars().next()) || !is_word(text[..start].chars().next_back());
        let ends = !is_word(phrase.chars().next_back())
            || (open && run.len() >= if is_number { 4 } else { 2 })
            || !is_word(text[end..].chars().next());
        if begins && ends {
            return true;
        }
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Questions of every kind, from what the articles say.
pub fn questions(articles: &[Plain], of_each: usize, dice: &mut Dice) -> Vec<Question> {
    let mut all = Vec::new();
    // A piece of a text that holds no boundary, or one where it is wished.
    let piece = |dice: &mut Dice, len: usize, wish: &dyn Fn(&[char]) -> bool| -> Option<String> {
        for _ in 0..2_000 {
            let plain = &articles[dice.below(articles.len())];
            let text: Vec<char> = plain.texts[dice.below(plain.texts.len())].chars().collect();
            if text.len() <= len {
                continue;
            }
            let at = dice.below(text.len() - len);
            if wish(&text[at..at + len]) {
                return Some(text[at..at + len].iter().collect());
            }
        }
        None
    };
    let is = |class: Class| move |text: &[char]| text.iter().all(|c| Class::of(*c) == class);
    let han = is(Class::Han);
    let run = |dice: &mut Dice, wish: &dyn Fn(&str) -> bool| -> Option<String> {
        for _ in 0..2_000 {
            let plain = &articles[dice.below(articles.len())];
            let text = &plain.texts[dice.below(plain.texts.len())];
            let words = text.split(|c| Class::of(c) != Class::Word).filter(|word| wish(word));
            let words: Vec<&str> = words.collect();
            if !words.is_empty() {
                return Some(words[dice.below(words.len())].to_owned());
            }
        }
        None
    };
    for _ in 0..of_each {
        let mut ask = |kind, words: &[Option<String>]| {
            let words: Option<Vec<String>> = words.iter().cloned().collect();
            all.extend(words.map(|words| Question::new(kind, &words)));
        };
        ask("1", &[piece(dice, 1, &han)]);
        for (kind, len) in [("2", 2), ("3", 3), ("4", 4), ("6", 6), ("9", 9)] {
            ask(kind, &[piece(dice, len, &han)]);
        }
        let two = piece(dice, 2, &han);
        ask("the same twice", &[two.as_ref().map(|two| two.repeat(2))]);
        ask("the same thrice", &[piece(dice, 1, &han).map(|one| one.repeat(3))]);
        ask("2+2", &[two.clone(), piece(dice, 2, &han)]);
        // From one article, so that both are in one.
        let long = piece(dice, 12, &|text| han(&text[..2]) && han(&text[10..]));
        let ends = long.map(|long| {
            let long: Vec<char> = long.chars().collect();
            (long[..2].iter().collect::<String>(), long[10..].iter().collect::<String>())
        });
        let (left, right) = ends.unzip();
        ask("2+2 together", &[left.clone(), right.clone()]);
        let bounded = |text: &[char]| text[2] == BOUNDARY && han(&text[..2]) && han(&text[3..]);
        let across = piece(dice, 5, &bounded);
        ask("across a boundary", &[across.map(|text| text.replace(BOUNDARY, "，"))]);
        // The neighbours of other words: parts that exist, a whole that hardly does.
        let (one, other) = (piece(dice, 2, &han), piece(dice, 2, &han));
        ask("absent", &[one.zip(other).map(|(one, other)| one + &other)]);
        let latin = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let digits = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_digit());
        ask("latin", &[run(dice, &latin)]);
        ask("digits", &[run(dice, &digits)]);
        let beginning = run(dice, &|word| latin(word) && word.len() > 3);
        ask("beginning", &[beginning.map(|word| word[..3].to_owned())]);
        let mixed = |text: &[char]| {
            Class::of(text[0]) == Class::Han
                && Class::of(text[5]) == Class::Han
                && text.iter().any(|c| Class::of(*c) == Class::Word)
                && !text.contains(&BOUNDARY)
        };
        ask("mixed", &[piece(dice, 6, &mixed)]);
        if let (Some(two), Some(right), Some(left)) = (two, right, left) {
            let of = |words: &[&String]| -> Question {
                Question::new(
                    "excluded",
                    &words.iter().map(|word| (*word).clone()).collect::<Vec<_>>(),
                )
            };
            all.push(of(&[&left]).without(&two));
            all.push(of(&[&left, &two]).without(&right));
            let three = piece(dice, 3, &han).unwrap_or_else(|| "没有的".to_owned());
            all.push(of(&[&two]).without(&three));
        }
        let filtered = |words: Option<String>| {
            Question::new("filtered", &[words.unwrap_or_else(|| "没有".into())])
        };
        let article = &articles[dice.below(articles.len())].article;
        let year = article.published.date().to_string();
        all.push(filtered(piece(dice, 2, &han)).with(Dimension::Section, &article.section));
        all.push(filtered(piece(dice, 3, &han)).with(Dimension::Kind, article.kind.id()));
        all.push(filtered(piece(dice, 1, &han)).with(Dimension::Year, &year[..4]));
        all.push(
            filtered(piece(dice, 4, &han))
                .with(Dimension::Section, &article.section)
                .with(Dimension::Month, &year[..7]),
        );
        if let Some(zone) = &article.zone {
            all.push(filtered(piece(dice, 2, &han)).with(Dimension::Zone, zone));
        }
    }
    all
}
