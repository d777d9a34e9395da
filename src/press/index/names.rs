//! The files that name a segment's articles.

use std::io;

use super::super::authored::short_hash;
use super::super::pack::brotli;
use super::Files;
use crate::archive::index::{Names, VERSIONED, names_file};
use crate::article::Headline;

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
