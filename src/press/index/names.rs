//! The files that name a segment's articles.

use std::io;

use super::shelves::Files;
use crate::archive::index::{Names, VERSIONED, names_file};
use crate::domain::article::Headline;
use crate::press::hash::short_hash;
use crate::press::packed::brotli;

/// A file that names articles is about this large, packed. A search reads one for its newest results,
/// and as many as ten for rare ones.
const FILE: usize = 1_024;
/// Articles that are named in one file, at least and at most.
const LEAST: u32 = 64;
const MOST: u32 = 4_096;

/// How many articles each file names, and the files.
pub fn files(rows: &[&Headline]) -> io::Result<(u32, Files)> {
    let newest = rows.get(rows.len().saturating_sub(MOST as usize)..).unwrap_or_default();
    let bytes = brotli(encode(newest).as_bytes())?.len();
    let mut each = LEAST;
    while each < MOST && 2 * each as usize * bytes <= FILE * newest.len() {
        each *= 2;
    }
    let files = (0..).zip(rows.chunks(each as usize));
    let files = files.map(|(at, rows)| (names_file(at), encode(rows).into_bytes()));
    Ok((each, files.collect()))
}

fn encode(rows: &[&Headline]) -> String {
    let version = |rows: &[&Headline]| {
        let hashes: Vec<&str> = rows.iter().map(|row| row.hash.as_str()).collect();
        short_hash(hashes.join(" ").as_bytes())
    };
    let versions: Vec<String> = rows.chunks(VERSIONED as usize).map(version).collect();
    Names::encode(rows.iter().map(|row| &row.id), &versions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

    fn headlines(ids: impl Iterator<Item = String>) -> Vec<Headline> {
        let headline = |id: String| {
            let text = format!(
                r#"{{"id":"{id}","title":"题","published":"2022-05-19","source":"源",
                "section":"policy","kind":"text","body":["段"]}}"#
            );
            let article = crate::domain::article::read_text(&text).article.expect("it is valid");
            article.headline(&site(), short_hash(text.as_bytes()))
        };
        ids.map(headline).collect()
    }

    #[test]
    fn a_file_has_as_many_names_as_take_a_kilobyte() {
        let each = |ids: &mut dyn Iterator<Item = String>| {
            let all = headlines(ids);
            let rows: Vec<&Headline> = all.iter().collect();
            let (each, files) = files(&rows).expect("it is packed");
            assert_eq!(files.len(), rows.len().div_ceil(each as usize));
            each
        };
        assert!(each(&mut (0..5_000).map(|at| format!("20220519-n{at:05}"))) >= 1_024);
        // Nothing of a hash can be told by what stands before it.
        let hashed = |at: u32| format!("20220519-{}", short_hash(&at.to_be_bytes()).repeat(2));
        assert!(each(&mut (0..5_000).map(hashed)) <= 256);
        assert_eq!(each(&mut std::iter::once("20220519-a".to_owned())), LEAST);
    }
}
