//! The manifest: the one file that is not named by its content, small and of constant size.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use super::source::Failure;
use crate::json::{self, Fault};
use crate::time::Date;

/// The version of the file format. A change that older apps cannot read raises it.
pub const FORMAT: u32 = 1;

const SEALED: usize = 4_096;
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
    /// The hashes of the sections' digests, by id; empty where the one tells all.
    #[serde(serialize_with = "json::named")]
    pub digests: Vec<(String, String)>,
    /// Oldest first.
    pub volumes: Vec<VolumeEntry>,
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

    /// The hash of a section's digest.
    pub fn digest_of(&self, section: &str) -> Option<&String> {
        self.digests.iter().find(|(id, _)| id == section).map(|(_, hash)| hash)
    }

    /// The places of the volumes that hold something from one day to another, newest first.
    pub fn volumes_between(&self, first: Date, last: Date) -> Vec<usize> {
        let (first, last) = (first.to_string(), last.to_string());
        let overlaps = |volume: &VolumeEntry| volume.first <= last && volume.last >= first;
        let numbered = self.volumes.iter().enumerate().rev();
        numbered.filter(|(_, volume)| overlaps(volume)).map(|(at, _)| at).collect()
    }

    fn read(value: &Value) -> Result<Self, Fault> {
        Ok(Self {
            format: FORMAT,
            site: json::text(value, "site")?,
            front: json::text(value, "front")?,
            digest: json::text(value, "digest")?,
            digests: json::fields(value, "digests", |hash| hash.as_str().map(str::to_owned))?,
            volumes: json::list(value, "volumes", VolumeEntry::decode)?,
        })
    }
}

impl VolumeEntry {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        Ok(Self {
            hash: json::text(value, "hash")?,
            len: u32::try_from(json::number(value, "len")?).unwrap_or_default(),
            first: json::text(value, "first")?,
            last: json::text(value, "last")?,
        })
    }
}

/// Cuts `articles` articles, oldest first, into volumes: bound ones of 65,536, then sealed ones of
/// 4,096, then the open one with the rest.
pub fn cut(articles: usize) -> Vec<Range<usize>> {
    let mut volumes = Vec::new();
    let mut start = 0;
    while start < articles {
        let left = articles - start;
        let len = if left >= BOUND { BOUND } else { left.min(SEALED) };
        volumes.push(start..start + len);
        start += len;
    }
    volumes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_cut_into_bound_sealed_and_open_volumes() {
        let check = |articles: usize, lengths: &[usize]| {
            let cut: Vec<usize> = cut(articles).into_iter().map(|volume| volume.len()).collect();
            assert_eq!(cut, lengths, "{articles} articles");
        };
        check(0, &[]);
        check(40, &[40]);
        check(4_096, &[4_096]);
        check(4_097, &[4_096, 1]);
        check(65_535, &[[4_096; 15].as_slice(), &[4_095]].concat());
        check(65_536, &[65_536]);
        check(65_536 + 4_096 + 7, &[65_536, 4_096, 7]);
    }

    #[test]
    fn appending_moves_nothing_but_what_is_bound() {
        let before = cut(65_536 + 2 * 4_096 + 5);
        let after = cut(65_536 + 2 * 4_096 + 6);
        assert_eq!(
            before.split_last().map(|(_, rest)| rest),
            after.split_last().map(|(_, rest)| rest)
        );
    }

    #[test]
    fn a_newer_or_broken_manifest_has_a_name() {
        let manifest = Manifest {
            format: FORMAT,
            site: "a".into(),
            front: "b".into(),
            digest: "c".into(),
            digests: vec![("policy".into(), "d".into())],
            volumes: Vec::new(),
        };
        let text = manifest.encode().expect("it serialises");
        let decode =
            |text: &str| Manifest::decode(&serde_json::from_str(text).expect("it is JSON"));
        assert_eq!(decode(&text), Ok(manifest));
        let newer = text.replace("\"format\":1", "\"format\":2,\"more\":[]");
        assert_eq!(decode(&newer), Err(Failure::TooNew));
        for broken in ["{}", "[]", "null", "{\"format\":1}", "{\"format\":\"1\"}"] {
            assert!(matches!(decode(broken), Err(Failure::Malformed(_))), "{broken}");
        }
    }
}
