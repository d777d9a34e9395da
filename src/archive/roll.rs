//! A roll: the headlines of a list in date order, and which files hold them. There is one of all
//! articles and one of each section, so a page of such a list is a file or two.
//!
//! A roll is made of *parts*. A chapter is a folder of files, so that one hash names them all: of up to
//! 4,096 rows, which what is bound keeps, and in the open volume of 1,000. The newest rows of that are
//! single files, so that what is appended touches the last alone.

use std::ops::Range;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{HASH_DIGITS, PAGE_ROWS, Part};
use crate::domain::json::{self, Fault};
use crate::domain::text::decimal;

/// Rows in a file: as many as a page shows, so that a page lies in two files at most. The last file
/// of a part takes the rest too, and so has up to twice as many less one.
pub const FILE_ROWS: usize = PAGE_ROWS;

/// The most rows of a chapter.
const CHAPTER_ROWS: usize = 4_096;

/// The rows of a chapter of the open volume, in whole files: one that is changed is written anew.
const OPEN_CHAPTER_ROWS: usize = 50 * FILE_ROWS;

/// The parts of a roll, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Roll {
    /// How many rows each part has.
    lens: Vec<u32>,
    /// The hash of each part.
    #[serde(serialize_with = "joined")]
    hashes: Vec<String>,
}

fn joined<S: Serializer>(hashes: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hashes.concat())
}

impl Roll {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let lens = json::list(value, "lens", |len| {
            json::count(len).filter(|len| *len > 0).ok_or_else(|| "is no length".into())
        })?;
        let hashes = json::text(value, "hashes")?;
        if !hashes.bytes().all(|byte| byte.is_ascii_hexdigit())
            || hashes.len() != lens.len() * HASH_DIGITS
        {
            return Err("hashes: are not one for each length".into());
        }
        let hashes = hashes.as_bytes().chunks(HASH_DIGITS);
        let hashes = hashes.map(|hash| hash.iter().copied().map(char::from).collect()).collect();
        Ok(Self { lens, hashes })
    }

    fn push(&mut self, len: usize, hash: String) {
        self.lens.push(u32::try_from(len).unwrap_or(u32::MAX));
        self.hashes.push(hash);
    }

    /// With another roll behind.
    pub fn append(&mut self, newer: &Roll) {
        self.lens.extend(&newer.lens);
        self.hashes.extend_from_slice(&newer.hashes);
    }

    /// The length and the hash of each part.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lens.iter().map(|len| *len as usize).zip(self.hashes.iter().map(String::as_str))
    }

    /// What the parts lie in, files and folders, from the site's root.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.parts().map(|(len, hash)| match is_folder(len) {
            true => Part::Headlines.folder(hash),
            false => Part::Headlines.path(hash),
        })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.parts().fold(0, |sum: usize, (len, _)| sum.saturating_add(len))
    }

    pub fn is_empty(&self) -> bool {
        self.lens.is_empty()
    }

    /// The file that holds a row, from the site's root, and the row's place in it. Rows are counted
    /// from the oldest.
    pub fn find(&self, row: usize) -> Option<(String, usize)> {
        let mut row = row;
        for (len, hash) in self.parts() {
            if row < len {
                let file = (row / FILE_ROWS).min(files(len) - 1);
                let path = match is_folder(len) {
                    true => [&Part::Headlines.folder(hash), "/", &decimal(file as i64), ".json"]
                        .concat(),
                    false => Part::Headlines.path(hash),
                };
                return Some((path, row - file * FILE_ROWS));
            }
            row -= len;
        }
        None
    }
}

impl FromIterator<(usize, String)> for Roll {
    fn from_iter<T: IntoIterator<Item = (usize, String)>>(parts: T) -> Self {
        let mut roll = Self::default();
        parts.into_iter().for_each(|(len, hash)| roll.push(len, hash));
        roll
    }
}

/// How many files a part of `len` rows has.
fn files(len: usize) -> usize {
    (len / FILE_ROWS).max(1)
}

/// Whether a part of `len` rows is a folder; else it is a single file.
fn is_folder(len: usize) -> bool {
    files(len) > 1
}

/// The parts that the rows of a volume are cut into.
pub fn split_into_parts<T>(rows: &[T], is_open: bool) -> Vec<&[T]> {
    if !is_open {
        return rows.chunks(CHAPTER_ROWS).collect();
    }
    let chapters = rows.chunks_exact(OPEN_CHAPTER_ROWS);
    let newest = chapters.remainder();
    chapters.chain(pages(newest)).collect()
}

/// The files of a part: their names in its folder, and their rows. A part that is a single file has
/// one.
pub fn split_into_files<T>(rows: &[T]) -> impl Iterator<Item = (String, &[T])> {
    pages(rows).enumerate().map(|(at, rows)| (format!("{at}.json"), rows))
}

fn pages<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let count = if rows.is_empty() { 0 } else { files(rows.len()) };
    let range = move |at| -> Range<usize> {
        at * FILE_ROWS..if at + 1 == count { rows.len() } else { (at + 1) * FILE_ROWS }
    };
    (0..count).map(move |at| rows.get(range(at)).unwrap_or_default())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A roll of rows, and what its files hold. Hashes are numbers from `first` on.
    pub(crate) fn rolled<T: Clone>(
        rows: &[T],
        is_open: bool,
        first: usize,
    ) -> (Roll, Vec<(String, Vec<T>)>) {
        let (mut parts, mut held) = (Vec::new(), Vec::new());
        for (at, part) in split_into_parts(rows, is_open).into_iter().enumerate() {
            let hash = format!("{:012x}", first + at);
            for (name, rows) in split_into_files(part) {
                let path = match is_folder(part.len()) {
                    true => format!("{}/{name}", Part::Headlines.folder(&hash)),
                    false => Part::Headlines.path(&hash),
                };
                held.push((path, rows.to_vec()));
            }
            parts.push((part.len(), hash));
        }
        (parts.into_iter().collect(), held)
    }

    fn check(rows: usize, is_open: bool, files: usize, parts: usize) {
        let all: Vec<usize> = (0..rows).collect();
        let (roll, held) = rolled(&all, is_open, 0);
        assert_eq!((held.len(), roll.parts().count()), (files, parts), "{rows} {is_open}");
    }

    #[test]
    fn the_newest_rows_are_single_files_and_others_are_in_chapters() {
        check(0, true, 0, 0);
        check(1, true, 1, 1);
        check(39, true, 1, 1);
        check(40, true, 2, 2);
        check(45, true, 2, 2);
        check(999, true, 49, 49);
        check(1_000, true, 50, 1);
        check(1_019, true, 51, 2);
        check(5_119, true, 255, 10);
        check(39, false, 1, 1);
        check(45, false, 2, 1);
        check(4_096, false, 204, 1);
        check(4_097, false, 205, 2);
        check(65_536, false, 16 * 204, 16);
    }

    proptest! {
        #[test]
        fn every_row_is_found_in_its_file_and_a_page_in_two(
            lens in prop::collection::vec((20usize..9_000, any::<bool>()), 1..4), page in any::<prop::sample::Index>(),
        ) {
            let (mut roll, mut held, mut rows) = (Roll::default(), Vec::new(), 0);
            for (len, is_open) in lens {
                let own: Vec<usize> = (rows..rows + len).collect();
                let (part, files) = rolled(&own, is_open, held.len());
                roll.append(&part);
                held.extend(files);
                rows += len;
            }
            prop_assert_eq!(roll.len(), rows);
            let text = serde_json::to_string(&roll).expect("it serialises");
            let value = serde_json::from_str(&text).expect("it is JSON");
            prop_assert_eq!(Roll::decode(&value), Ok(roll.clone()));
            let start = page.index(rows);
            let mut paths = Vec::new();
            for row in start..(start + FILE_ROWS).min(rows) {
                let (path, at) = roll.find(row).expect("it is there");
                let (_, file) = held.iter().find(|(of, _)| *of == path).expect("the file is there");
                prop_assert_eq!(file.get(at), Some(&row));
                paths.push(path);
            }
            paths.dedup();
            // A chapter's end may be short, between two others.
            prop_assert!(paths.len() <= 3, "{:?}", paths);
            prop_assert_eq!(roll.find(rows), None);
        }
    }

    #[test]
    fn a_roll_that_is_cut_off_or_foreign_is_a_fault() {
        let check = |text: &str| {
            let value = serde_json::from_str(text).expect("it is JSON");
            assert!(Roll::decode(&value).is_err(), "{text}");
        };
        check(r#"{"lens":[20]}"#);
        check(r#"{"lens":[20],"hashes":""}"#);
        check(r#"{"lens":[20],"hashes":"0123456789a"}"#);
        check(r#"{"lens":[20],"hashes":"../../secret"}"#);
        check(r#"{"lens":[0],"hashes":"0123456789ab"}"#);
        check(r#"{"lens":[-1],"hashes":"0123456789ab"}"#);
        check(r#"{"lens":[20,20],"hashes":"0123456789ab"}"#);
    }
}
