//! Writing an edition of the archive: volumes, digests, the index, and the manifest that names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::folder::parse;
use super::index;
use super::memory::{Memory, Written};
use super::output::Output;
use crate::archive::index::Index;
use crate::archive::{
    self, Before, Digest, Digests, FORMAT, Front, MANIFEST, Manifest, OPEN, Part, Roll,
    VolumeEntry, registers, split_into_files, split_into_parts,
};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::taxonomy::Site;

/// The edition that a folder serves.
#[derive(Debug, Default)]
pub struct Previous {
    /// The files and folders it needs, with the manifest.
    pub parts: BTreeSet<String>,
    /// The place of each volume's first article, and how many it holds.
    volumes: Vec<((i64, ArticleId), usize)>,
}

impl Previous {
    /// What `out` serves, as far as it can be read; where a volume cannot, none keeps its bounds.
    pub fn read(out: &Path) -> Self {
        let read = |path: &str| parse(&fs::read_to_string(out.join(path)).ok()?).ok();
        let mut previous = Self::default();
        let manifest = read(MANIFEST).and_then(|value| Manifest::decode(&value).ok());
        let Some(manifest) = manifest else { return previous };
        previous.parts.insert(MANIFEST.to_owned());
        previous.parts.insert(Part::Site.path(&manifest.site));
        previous.parts.insert(Part::Front.path(&manifest.front));
        let named = manifest.digests.iter().chain(&manifest.years).map(|(_, hash)| hash);
        let mut roll = Roll::default();
        for hash in named.chain([&manifest.digest]) {
            let path = Part::Digest.path(hash);
            let digest = read(&path).and_then(|value| Digest::decode(&value).ok());
            // That of all comes last.
            roll = digest.unwrap_or_default().roll;
            previous.parts.extend(roll.paths());
            previous.parts.insert(path);
        }
        let mut volumes = Vec::new();
        let mut row = 0;
        for entry in &manifest.volumes {
            previous.parts.insert(Part::Volume.folder(&entry.hash));
            let first =
                roll.find(row).and_then(|(path, at)| Headline::decode(read(&path)?.get(at)?).ok());
            volumes.push(first.map(|first| ((first.published, first.id), entry.len as usize)));
            row += entry.len as usize;
        }
        if let Some(search) = &manifest.search {
            let index = Part::Search.path(&search.index);
            previous.parts.insert(Part::Fold.path(&search.fold));
            previous.parts.insert(Part::Fold.path(&search.common));
            let told =
                read(&index).and_then(|value| Index::decode(&value).ok()).unwrap_or_default();
            previous.parts.insert(index);
            let segments = told.segments.iter().map(|own| Part::Segment.folder(&own.shelves.hash));
            let guide = told.guide.iter().map(|guide| Part::Guide.folder(&guide.hash));
            previous.parts.extend(segments.chain(guide));
        }
        previous.volumes = volumes.into_iter().collect::<Option<_>>().unwrap_or_default();
        previous
    }

    /// The bounds of its volumes among rows.
    fn bounds(&self, rows: &[&Headline]) -> Vec<Before> {
        let bound = |((published, id), len): &((i64, ArticleId), usize)| Before {
            start: rows.partition_point(|row| row.place() < (*published, id)),
            len: *len,
        };
        self.volumes.iter().map(bound).collect()
    }
}

/// An edition as it was written, but for its manifest.
pub struct Edition {
    pub manifest: Manifest,
    pub digests: Digests,
    /// What is to be remembered of its volumes and of its index.
    pub volumes: BTreeMap<String, Written>,
    pub indexed: index::Remembered,
}

/// Writes the archive's parts and returns the manifest that names them. `rows` are all headlines,
/// oldest first. Volumes that are remembered are not written again.
pub fn write(
    output: &Output<'_>,
    site: &Site,
    front: &Front,
    rows: &[&Headline],
    previous: &Previous,
    memory: &Memory,
) -> io::Result<Edition> {
    let mut digests = Digests::new(rows);
    let cut = archive::volume_bounds(rows.len(), &previous.bounds(rows));
    let volumes = cut.into_par_iter().map(|range| {
        let is_open = range.end == rows.len() && range.len() <= OPEN;
        let rows = rows.get(range).unwrap_or_default();
        let key = key_of(rows, is_open);
        let stands = |written: &&Written| output.stands(parts_of(written));
        let written = match memory.volumes.get(&key).filter(stands) {
            Some(written) => written.clone(),
            None => volume(output, site, rows, is_open)?,
        };
        Ok((key, written))
    });
    let volumes: Vec<(String, Written)> = volumes.collect::<io::Result<_>>()?;
    for (_, written) in &volumes {
        digests.all.roll.append(&written.all);
        for (id, digest) in &mut digests.sections {
            if let Some(roll) = written.sections.get(id) {
                digest.roll.append(roll);
            }
        }
    }
    let keys: Vec<index::VolumeKey<'_>> =
        volumes.iter().map(|(key, written)| (key.as_str(), written.entry.len)).collect();
    let (search, indexed) = index::write(output, rows, &keys, &memory.index)?;
    let put = |digest: &Digest| output.part(Part::Digest, &digest.encode()?);
    let put_all = |digests: &[(String, Digest)]| {
        let put = |(id, digest): &(String, Digest)| Ok((id.clone(), put(digest)?));
        digests.iter().map(put).collect::<io::Result<_>>()
    };
    let manifest = Manifest {
        format: FORMAT,
        site: output.part(Part::Site, &serde_json::to_string(site)?)?,
        front: output.part(Part::Front, &serde_json::to_string(front)?)?,
        digest: put(&digests.all)?,
        whole: digests.whole,
        digests: put_all(&digests.sections)?,
        years: put_all(&digests.years)?,
        volumes: volumes.iter().map(|(_, written)| written.entry.clone()).collect(),
        search: Some(search),
    };
    let volumes = volumes.into_iter().collect();
    Ok(Edition { manifest, digests, volumes, indexed })
}

/// The parts that a volume needs.
fn parts_of(written: &Written) -> Vec<String> {
    let rolls = [&written.all].into_iter().chain(written.sections.values());
    let folder = Part::Volume.folder(&written.entry.hash);
    rolls.flat_map(Roll::paths).chain([folder]).collect()
}

fn volume(
    output: &Output<'_>,
    site: &Site,
    rows: &[&Headline],
    is_open: bool,
) -> io::Result<Written> {
    let all = roll(output, rows, is_open)?;
    let mut sections: BTreeMap<&str, Vec<&Headline>> = BTreeMap::new();
    for row in rows {
        sections.entry(&row.section).or_default().push(row);
    }
    let sections = sections.into_par_iter();
    let sections = sections.map(|(id, rows)| Ok((id.to_owned(), roll(output, &rows, is_open)?)));
    let sections = sections.collect::<io::Result<_>>()?;
    let registers = registers(site, rows, &all).into_iter();
    let registers = registers.map(|(name, volume)| Ok((format!("{name}.json"), volume.encode()?)));
    let date = |headline: Option<&&Headline>| {
        headline.map(|headline| headline.moment().date().to_string()).unwrap_or_default()
    };
    let entry = VolumeEntry {
        hash: output.folder(Part::Volume, &registers.collect::<io::Result<Vec<_>>>()?)?,
        len: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        first: date(rows.first()),
        last: date(rows.last()),
    };
    Ok(Written { entry, all, sections })
}

/// Writes the files of headlines in date order.
fn roll(output: &Output<'_>, rows: &[&Headline], is_open: bool) -> io::Result<Roll> {
    let parts = split_into_parts(rows, is_open).into_par_iter().map(|part| {
        let files = split_into_files(part);
        let files = files.map(|(name, rows)| Ok((name, serde_json::to_string(rows)?)));
        let files = files.collect::<io::Result<Vec<_>>>()?;
        let hash = match files.as_slice() {
            [(_, text)] => output.part(Part::Headlines, text)?,
            files => output.folder(Part::Headlines, files)?,
        };
        Ok((part.len(), hash))
    });
    Ok(parts.collect::<io::Result<Vec<_>>>()?.into_iter().collect())
}

/// What a volume of these rows is remembered by.
fn key_of(rows: &[&Headline], is_open: bool) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[is_open.into()]);
    for row in rows {
        hasher.update(row.id.as_str().as_bytes()).update(b" ").update(row.hash.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
