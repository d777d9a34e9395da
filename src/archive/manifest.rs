//! The manifest: the one file that is not named by its content, small and of constant size.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use super::source::Failure;
use crate::domain::fold::is_common;
use crate::domain::json::{self, Fault, Record};
use crate::domain::time::Date;

/// The version of the file format. A change that older apps cannot read raises it.
pub const FORMAT: u32 = 1;

/// The articles of a sealed volume.
const SEALED: usize = 4_096;

/// So many of the newest articles are never sealed: most readers want them, so they stay together, in
/// the smallest files, in an archive of any size.
const NEWEST: usize = 1_024;

/// The articles of the open volume, at most: one more, and its oldest are sealed.
pub const OPEN: usize = SEALED + NEWEST - 1;

/// The articles of a bound volume.
const BOUND: usize = 65_536;

/// Names the files of one edition of the archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Manifest {
    pub format: u32,
    /// The hash of the site's file.
    pub site: String,
    /// The hash of the front page's file.
    pub front: String,
    /// The hash of the digest of all sections.
    pub digest: String,
    /// Whether that tells sections apart.
    pub whole: bool,
    /// The hashes of the sections' digests, by id.
    #[serde(serialize_with = "json::named")]
    pub digests: Vec<(String, String)>,
    /// The hashes of the years' digests, by four digits.
    #[serde(serialize_with = "json::named")]
    pub years: Vec<(String, String)>,
    /// Oldest first.
    pub volumes: Vec<VolumeEntry>,
    /// What a search needs; an archive without it reads as lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<SearchEntry>,
}

/// What a search begins with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchEntry {
    /// The hash of the table that texts are folded by.
    pub fold: String,
    /// The hash of what is needed of it where the words are of common characters.
    pub common: String,
    /// The hash of the index's file.
    pub index: String,
}

/// A volume as the manifest tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VolumeEntry {
    pub hash: String,
    /// How many articles it holds.
    pub len: u32,
    /// The Beijing dates of its oldest and newest article, `YYYY-MM-DD`.
    pub first: String,
    pub last: String,
}

impl Manifest {
    pub fn encode(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// Reads a manifest; the format is asked first, since a newer one may look otherwise.
    pub fn decode(value: &Value) -> Result<Self, Failure> {
        let format = json::number(value, "format").map_err(Failure::Malformed)?;
        if format > i64::from(FORMAT) {
            return Err(Failure::TooNew);
        }
        Self::read(value).map_err(Failure::Malformed)
    }

    /// Whether two manifests are of one edition. The digest names the files of all headlines, and they have
    /// the hash of each article; so what is told here changes with whatever else does.
    pub fn is_edition_of(&self, other: &Self) -> bool {
        fn names(of: &Manifest) -> [&str; 4] {
            let index = of.search.as_ref().map_or("", |search| &search.index);
            [&of.site, &of.front, &of.digest, index]
        }
        names(self) == names(other)
    }

    /// The hash of a section's digest.
    pub fn digest_of(&self, section: &str) -> Option<&String> {
        self.digests.iter().find(|(id, _)| id == section).map(|(_, hash)| hash)
    }

    /// The hash of a year's digest.
    pub fn digest_of_year(&self, year: &str) -> Option<&String> {
        self.years.iter().find(|(id, _)| id == year).map(|(_, hash)| hash)
    }

    /// The places of the volumes that hold something from one day to another, newest first.
    pub fn volumes_between(&self, first: Date, last: Date) -> Vec<usize> {
        let (first, last) = (first.iso(), last.iso());
        let overlaps = |volume: &VolumeEntry| volume.first <= last && volume.last >= first;
        let numbered = self.volumes.iter().enumerate().rev();
        numbered.filter(|(_, volume)| overlaps(volume)).map(|(at, _)| at).collect()
    }

    fn read(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let manifest = Self {
            format: FORMAT,
            site: fields.text("site"),
            front: fields.text("front"),
            digest: fields.text("digest"),
            whole: value.get("whole") == Some(&Value::Bool(true)),
            digests: fields.named_texts("digests"),
            years: fields.named_texts("years"),
            volumes: fields.list("volumes", VolumeEntry::decode),
            search: fields.optional("search", SearchEntry::decode),
        };
        fields.end(manifest)
    }
}

impl SearchEntry {
    fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let fold = fields.text("fold");
        let common = fields.optional_text("common").unwrap_or_else(|| fold.clone());
        let index = fields.text("index");
        fields.end(Self { fold, common, index })
    }

    /// The table that some words and the texts are folded by.
    pub fn table_for(&self, words: &str) -> &str {
        if words.chars().all(is_common) { &self.common } else { &self.fold }
    }
}

impl VolumeEntry {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let entry = Self {
            hash: fields.text("hash"),
            len: u32::try_from(fields.number("len")).unwrap_or_default(),
            first: fields.text("first"),
            last: fields.text("last"),
        };
        fields.end(entry)
    }
}

/// A volume of the edition before: where its first row stands now, and how many rows it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub start: usize,
    pub len: usize,
}

/// Cuts `articles` articles, oldest first, into volumes. The volumes of the edition before keep
/// their bounds, so that a change reaches no other volume than its own; one that became too long is
/// split. The newest articles are in the open volume; when it could be sealed and keep 1,024, its
/// oldest 4,096 are a sealed one, and as soon as sealed ones hold 65,536 together they are bound.
pub fn volume_bounds(articles: usize, before: &[Before]) -> Vec<Range<usize>> {
    let mut volumes = Vec::new();
    let mut starts: Vec<Before> = before.to_vec();
    if starts.is_empty() {
        starts.push(Before { start: 0, len: 0 });
    }
    for (at, own) in starts.iter().enumerate() {
        let start = if at == 0 { 0 } else { own.start };
        match starts.get(at + 1) {
            Some(next) => {
                let limit = if own.len > OPEN { BOUND } else { SEALED };
                let len = next.start.saturating_sub(start);
                divide(start, len, len.div_ceil(limit), &mut volumes);
            }
            None => {
                // Where all that was newer was taken out, a bound one may be the last.
                let bound = if own.len > OPEN { own.len.min(articles - start) } else { 0 };
                divide(start, bound, 1, &mut volumes);
                let mut open = start + bound;
                while articles - open > OPEN {
                    volumes.push(open..open + SEALED);
                    open += SEALED;
                }
                volumes.push(open..articles);
            }
        }
    }
    volumes.retain(|volume| !volume.is_empty());
    bind(volumes)
}

/// Pushes `parts` volumes of equal length, as near as can be.
fn divide(start: usize, len: usize, parts: usize, volumes: &mut Vec<Range<usize>>) {
    for part in 0..parts {
        volumes.push(start + len * part / parts..start + len * (part + 1) / parts);
    }
}

/// Binds the sealed volumes behind the last bound one, as long as they fill one more; the newest volume
/// is left as it is.
fn bind(mut volumes: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let newest = volumes.pop();
    loop {
        let first = volumes.iter().rposition(|volume| volume.len() > SEALED).map_or(0, |at| at + 1);
        let sealed = volumes.split_off(first);
        let ends = sealed.first().zip(sealed.last()).map(|(first, last)| (first.start, last.end));
        let Some((start, _)) = ends.filter(|(start, end)| end - start >= BOUND) else {
            volumes.extend(sealed);
            volumes.extend(newest);
            return volumes;
        };
        let (bound, rest): (Vec<_>, Vec<_>) =
            sealed.into_iter().partition(|volume| volume.end - start <= BOUND);
        let end = bound.last().map_or(start, |volume| volume.end);
        volumes.push(start..end);
        volumes.extend(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn before(volumes: &[Range<usize>]) -> Vec<Before> {
        volumes.iter().map(|volume| Before { start: volume.start, len: volume.len() }).collect()
    }

    #[test]
    fn an_archive_is_cut_into_bound_sealed_and_open_volumes() {
        let check = |articles: usize, lengths: &[usize]| {
            let cut: Vec<usize> =
                volume_bounds(articles, &[]).into_iter().map(|volume| volume.len()).collect();
            assert_eq!(cut, lengths, "{articles} articles");
        };
        check(0, &[]);
        check(40, &[40]);
        check(5_119, &[5_119]);
        check(5_120, &[4_096, 1_024]);
        check(9_215, &[4_096, 5_119]);
        check(65_536 + 1_023, &[[4_096; 15].as_slice(), &[5_119]].concat());
        check(65_536 + 1_024, &[65_536, 1_024]);
        check(65_536 + 4_096 + 1_030, &[65_536, 4_096, 1_030]);
    }

    #[test]
    fn a_back_dated_article_splits_a_full_volume_and_moves_no_other() {
        let lengths = |articles: usize, before: &[Before]| -> Vec<usize> {
            volume_bounds(articles, before).into_iter().map(|volume| volume.len()).collect()
        };
        let mut volumes = before(&volume_bounds(65_536 + 2 * 4_096 + 1_030, &[]));
        volumes.iter_mut().skip(1).for_each(|volume| volume.start += 1);
        assert_eq!(
            lengths(65_536 + 2 * 4_096 + 1_031, &volumes),
            [32_768, 32_769, 4_096, 4_096, 1_030]
        );
        let mut volumes = before(&volume_bounds(65_536 + 2 * 4_096 + 1_030, &[]));
        volumes.iter_mut().skip(2).for_each(|volume| volume.start += 1);
        assert_eq!(
            lengths(65_536 + 2 * 4_096 + 1_031, &volumes),
            [65_536, 2_048, 2_049, 4_096, 1_030]
        );
    }

    #[test]
    fn where_all_newer_articles_are_taken_out_the_volume_before_is_the_newest() {
        let volumes = before(&volume_bounds(65_536 + 4_096 + 1_030, &[]));
        let lengths = |articles: usize, volumes: usize, before: &[Before]| -> Vec<usize> {
            let cut = volume_bounds(articles, &before[..volumes]);
            cut.into_iter().map(|volume| volume.len()).collect()
        };
        assert_eq!(lengths(65_536 + 4_096, 2, &volumes), [65_536, 4_096]);
        assert_eq!(lengths(65_536 + 4_096 + 9, 2, &volumes), [65_536, 4_105]);
        assert_eq!(lengths(65_536, 1, &volumes), [65_536]);
        assert_eq!(lengths(65_536 + 9, 1, &volumes), [65_536, 9]);
    }

    proptest! {
        #[test]
        fn the_newest_articles_stay_together(articles in 1usize..300_000) {
            let newest = volume_bounds(articles, &[]).last().map_or(0, |volume| volume.len());
            prop_assert!((articles.min(NEWEST)..=OPEN).contains(&newest), "{}", newest);
        }

        #[test]
        fn articles_added_step_by_step_are_cut_as_at_once(steps in prop::collection::vec(1usize..9_000, 1..30)) {
            let (mut articles, mut volumes) = (0, Vec::new());
            for step in steps {
                articles += step;
                volumes = volume_bounds(articles, &before(&volumes));
                prop_assert_eq!(&volumes, &volume_bounds(articles, &[]));
            }
        }

        #[test]
        fn whatever_changes_volumes_cover_every_row_once_and_keep_their_limit(
            first in 0usize..200_000, changes in prop::collection::vec((0.0f64..1.0, -3_000i64..9_000), 0..20),
        ) {
            let mut volumes = volume_bounds(first, &[]);
            let mut articles = first;
            for (place, change) in changes {
                // Rows are put in, or taken out, at one place.
                let at = (articles as f64 * place) as usize;
                let now = articles.saturating_add_signed(change as isize).max(at);
                let moved = |row: usize| if row <= at { row } else { (row + now).saturating_sub(articles).max(at) };
                let before: Vec<Before> = volumes.iter()
                    .map(|volume: &Range<usize>| Before { start: moved(volume.start), len: volume.len() }).collect();
                let next = volume_bounds(now, &before);
                prop_assert_eq!(next.iter().map(|volume| volume.len()).sum::<usize>(), now);
                prop_assert!(next.windows(2).all(|pair| pair[0].end == pair[1].start));
                prop_assert!(next.iter().all(|volume| !volume.is_empty() && volume.len() <= BOUND));
                (volumes, articles) = (next, now);
            }
        }
    }

    #[test]
    fn a_newer_or_broken_manifest_has_a_name() {
        let manifest = Manifest {
            format: FORMAT,
            site: "a".into(),
            front: "b".into(),
            digest: "c".into(),
            whole: true,
            digests: vec![("policy".into(), "d".into())],
            years: vec![("2021".into(), "e".into())],
            volumes: Vec::new(),
            search: Some(SearchEntry { fold: "f".into(), common: "c".into(), index: "g".into() }),
        };
        let text = manifest.encode().expect("it serialises");
        let decode =
            |text: &str| Manifest::decode(&serde_json::from_str(text).expect("it is JSON"));
        assert_eq!(decode(&text), Ok(manifest));
        // A press that knew no short table wrote the whole one alone.
        let older = decode(&text.replace("\"common\":\"c\",", "")).expect("it is a manifest");
        assert_eq!(older.search.expect("it has an index").table_for("中"), "f");
        let newer = text.replace("\"format\":1", "\"format\":2,\"more\":[]");
        assert_eq!(decode(&newer), Err(Failure::TooNew));
        for broken in ["{}", "[]", "null", "{\"format\":1}", "{\"format\":\"1\"}"] {
            assert!(matches!(decode(broken), Err(Failure::Malformed(_))), "{broken}");
        }
    }
}
