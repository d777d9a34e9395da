//! A synthetic authored folder of any size, for measuring. The same number and seed give the same
//! bytes, on any machine and however many threads write them.
//!
//! The text behaves as natural text does, as far as an index notices: words are drawn by the
//! Zipf-Mandelbrot law, each is spelt with characters that are drawn likewise, and an article
//! says again what it has said before. The constants were fitted to a month of a real newspaper:
//! distinct terms an article, the share of terms that occur once, and the bits of a posting.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::disk;
use super::unreadable::Unreadable;
use crate::domain::article::ArticleId;
use crate::domain::phrases::Phrases;
use crate::domain::taxonomy::Site;
use crate::domain::time::{Date, Moment};

/// Days over which the articles are spread: twenty years.
const FIRST_DAY: (u32, u32, u32) = (2005, 1, 1);
const DAYS: u64 = 20 * 365 + 5;

/// The site whose sections, regions and zones the articles are filed under.
const SITE: &str = include_str!("../../public/site.json");
const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path fill="#1f4e8c" d="M0 0h3v2H0z"/></svg>"##;

/// Writes `articles` articles of some `characters` characters each into a folder that is empty or not
/// there. `done` is told of each.
///
/// # Errors
/// [`Unreadable::Refused`] where something lies in the folder; an error of the file system.
pub fn synth(
    out: &Path,
    articles: u64,
    characters: u64,
    seed: u64,
    done: impl Fn() + Sync,
) -> Result<(), Unreadable> {
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        let told = "is not empty: name a new folder for the articles";
        return Err(Unreadable::Refused(format!("{} {told}", out.display())));
    }
    let tree: Value = serde_json::from_str(SITE).map_err(io::Error::from)?;
    let site = Site::saying(Phrases::of(""), &tree).map_err(io::Error::other)?;
    let press = Press { zones: Ranked::zones(&site, seed), site, articles, characters, seed };
    disk::create_dir_all(&out.join("media"))?;
    disk::write(&out.join("site.json"), SITE.as_bytes())?;
    disk::write(&out.join("media/picture.svg"), PICTURE.as_bytes())?;
    (0..articles).into_par_iter().try_for_each(|number| -> io::Result<()> {
        let article = press.article(number);
        let id = article.get("id").and_then(Value::as_str).and_then(ArticleId::parse);
        let path = out.join(id.ok_or_else(|| io::Error::other("no id"))?.path());
        if let Some(folder) = path.parent() {
            disk::create_dir_all(folder)?;
        }
        disk::write(&path, &serde_json::to_vec(&article)?)?;
        done();
        Ok(())
    })?;
    Ok(())
}

struct Press {
    site: Site,
    zones: Ranked,
    articles: u64,
    characters: u64,
    seed: u64,
}

/// Zones in an order of their own: the first has the most news.
struct Ranked(Vec<usize>);

impl Ranked {
    fn zones(site: &Site, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..site.zones.len()).collect();
        order.sort_by_key(|zone| mix(seed ^ mix(*zone as u64)));
        Self(order)
    }

    fn draw<'a>(
        &self,
        site: &'a Site,
        dice: &mut Dice,
    ) -> Option<&'a crate::domain::taxonomy::Zone> {
        let rank = dice.zipf(1.05, 3.0, self.0.len() as u64);
        site.zones.get(*self.0.get(usize::try_from(rank).ok()?)?)
    }
}

impl Press {
    fn article(&self, number: u64) -> Value {
        let mut dice = Dice(mix(self.seed) ^ mix(number.wrapping_mul(2) + 1));
        let (first, seconds) = (Date::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2), DAYS * 86_400);
        let start = first.map_or(0, Date::day_number) * 86_400 - 8 * 3_600;
        // Evenly apart, so that a later number is a later time.
        let slot = u128::from(number) * u128::from(seconds) / u128::from(self.articles.max(1));
        let published = Moment::from_seconds(start + i64::try_from(slot).unwrap_or(0));
        let date = published.date();
        let section = match dice.below(100) {
            0..40 => 0,
            40..60 => 1,
            60..75 => 2,
            75..90 => 3,
            _ => 4,
        };
        let section = self.site.sections.get(section).map(|section| section.id.clone());
        let kind = match dice.below(100) {
            0..85 => "text",
            85..97 => "photo",
            _ => "video",
        };
        let (zone, region) = match dice.below(100) {
            0..72 => (self.zones.draw(&self.site, &mut dice).map(|zone| zone.id.clone()), None),
            72..92 => {
                let regions: Vec<&str> = self.site.region_ids().collect();
                let at = dice.zipf(1.05, 3.0, regions.len() as u64);
                (None, usize::try_from(at).ok().and_then(|at| regions.get(at).copied()))
            }
            _ => (None, None),
        };
        let mut text = Text { dice, said: Vec::new() };
        // With its number, since a title stands once a day.
        let title = text.sentence(18, &format!("（{number}）"));
        let length = self.characters / 3 + text.dice.below(self.characters * 4 / 3 + 1);
        let mut body: Vec<String> = Vec::new();
        let mut written = 0;
        while written < length {
            let wanted = (60 + text.dice.below(160)).min(length - written + 20);
            let paragraph = text.paragraph(wanted);
            written += paragraph.chars().count() as u64;
            body.push(paragraph);
        }
        json!({
            "id": format!("{:04}{:02}{:02}-n{number}", date.year, date.month, date.day),
            "title": title, "published": published.to_string(), "source": "合成数据",
            "section": section, "zone": zone, "region": region, "kind": kind,
            "cover": (kind != "text").then_some("/media/picture.svg"),
            "body": body,
        })
    }
}

/// Text in the making, with the words that it has said.
struct Text {
    dice: Dice,
    said: Vec<u64>,
}

// Fitted to the 3,897 newspaper articles of 477 characters that the benchmarks read. Of terms (single
// Han characters and pairs) an article there has 496 and here 491, there are 251,000 in all and here
// 247,000, of which 56 % and 59 % occur once, and a posting's entropy is 6.9 and 6.8 bits.
/// Of 100 words, those that were said before.
const REPEATED: u64 = 38;
const WORDS: u64 = 200_000;
const WORD_EXPONENT: f64 = 1.1;
const WORD_SHIFT: f64 = 15.0;
const CHARACTER_EXPONENT: f64 = 1.35;
const CHARACTER_SHIFT: f64 = 15.0;

impl Text {
    fn paragraph(&mut self, length: u64) -> String {
        let mut paragraph = String::new();
        let mut left = length;
        while left > 0 {
            let wanted = (8 + self.dice.below(24)).min(left);
            let end = if self.dice.below(3) == 0 || wanted == left { "。" } else { "，" };
            paragraph.push_str(&self.sentence(wanted, end));
            left -= wanted;
        }
        paragraph
    }

    /// About so many characters, then `end`.
    fn sentence(&mut self, length: u64, end: &str) -> String {
        let mut sentence = String::new();
        let mut characters = 0;
        while characters < length {
            let said = self.said.len() as u64;
            let word = if said > 0 && self.dice.below(100) < REPEATED {
                usize::try_from(self.dice.below(said))
                    .ok()
                    .and_then(|at| self.said.get(at).copied())
            } else {
                None
            };
            let word = word.unwrap_or_else(|| self.dice.zipf(WORD_EXPONENT, WORD_SHIFT, WORDS));
            self.said.push(word);
            let spelt = spell(word);
            characters += spelt.chars().count() as u64;
            sentence.push_str(&spelt);
        }
        sentence + end
    }
}

/// The characters of a word: the commonest words have one, most have two.
fn spell(word: u64) -> String {
    let mut dice = Dice(mix(word ^ 0x5eed));
    let characters = match dice.below(100) {
        _ if word < 25 => 1,
        0..6 => 1,
        6..78 => 2,
        78..92 => 3,
        _ => 4,
    };
    (0..characters)
        .map(|_| character(dice.zipf(CHARACTER_EXPONENT, CHARACTER_SHIFT, LEVEL_ONE)))
        .collect()
}

/// The characters of GB 2312, level 1: the common ones.
const LEVEL_ONE: u64 = 3_755;

fn character(rank: u64) -> char {
    // Level 1 is in order of sound; a step that has no factor in common mixes it.
    let at = rank * 1_709 % LEVEL_ONE;
    let bytes = [0xb0 + (at / 94) as u8, 0xa1 + (at % 94) as u8];
    let (text, _, _) = encoding_rs::GBK.decode(&bytes);
    text.chars().next().unwrap_or('中')
}

/// Pseudo-random numbers. Source: Steele and others, "Fast splittable pseudorandom number
/// generators", 2014 (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Evenly from 0 to below `end`.
    fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A rank from 0 to below `ranks`, of the Zipf-Mandelbrot law 1 / (rank + shift)^exponent: the
    /// inverse of its continuous distribution.
    fn zipf(&mut self, exponent: f64, shift: f64, ranks: u64) -> u64 {
        let even = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let power = 1.0 - exponent;
        let drawn = if power == 0.0 {
            shift * ((ranks as f64 + shift) / shift).powf(even)
        } else {
            let (low, high) = (shift.powf(power), (ranks as f64 + shift).powf(power));
            (low + even * (high - low)).powf(power.recip())
        };
        ((drawn - shift) as u64).min(ranks - 1)
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}
