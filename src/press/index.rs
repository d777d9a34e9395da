//! Writing the index of words: segments that changed, and the guide where one of the older did.
//!
//! Articles are read again from what is served, a segment at a time, so that memory is bounded by
//! the largest segment.

mod characters;
mod guide;
mod names;
mod segment;
mod shelves;

use std::collections::BTreeMap;
use std::io;

use self::characters::Characters;
use self::guide::guide;
use self::segment::segment;
use super::output::Output;
use crate::archive::index::{Index, Segment, Shelves, runs};
use crate::archive::{Part, SearchEntry};
use crate::domain::article::Headline;
use crate::domain::fold::Fold;

/// The whole table that texts are folded by; scripts/fold makes it.
const FOLD: &[u8] = include_bytes!("fold.bin");

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

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
