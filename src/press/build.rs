//! Building: brings a folder of served files up to date with an authored one, and does only what
//! changed since the build before.
//!
//! Whatever moment it is stopped at, the folder goes on serving what it served: files named by their
//! content come first, the manifest is renamed into its place, and only then is anything removed
//! that neither this edition nor the one before it needs. What the press remembers is written last.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::authored::{self, Authored, Unreadable, short_hash};
use super::diagnostic::Diagnostic;
use super::folder::parse;
use super::state::{self, Known, Stamp, State, Written};
use crate::archive::{
    self, FORMAT, Front, HEADLINES_PER_FILE, MANIFEST, Manifest, Part, Volume, VolumeEntry,
};
use crate::article::{self, Headline, Problem};
use crate::taxonomy::Site;

/// What a build did.
#[derive(Debug, Default)]
pub struct Built {
    pub articles: usize,
    pub volumes: usize,
    pub written: usize,
    pub removed: usize,
    /// Articles with problems whose last good version stays.
    pub kept: usize,
    /// Articles with problems that had no good version.
    pub left_out: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds `out` from `folder`. `seen` is told of each article.
pub fn build(folder: &Path, out: &Path, seen: impl Fn() + Sync) -> Result<Built, Unreadable> {
    fs::create_dir_all(state::folder(out))?;
    let key = key(folder)?;
    let remembered = State::load(out, &key);
    let Authored { site, articles, mut bad, files, mut diagnostics } =
        authored::read(folder, &remembered, seen)?;
    let output = Output::open(out)?;
    let mut built = Built::default();

    let sent = articles.into_par_iter().map(|(path, known)| {
        let is_new = remembered.articles.get(&path).is_none_or(|old| old.stamp != known.stamp);
        if !is_new && output.has(&path) {
            output.need(&path);
            return Ok((path, Some(known)));
        }
        let bytes = fs::read(folder.join(&path))?;
        // It may have been changed since it was checked.
        if short_hash(&bytes) != known.headline.hash {
            return Ok((path, None));
        }
        output.write(&path, &bytes)?;
        Ok((path, Some(known)))
    });
    let mut edition: BTreeMap<String, Arc<Known>> = BTreeMap::new();
    for (path, known) in sent.collect::<io::Result<Vec<_>>>()? {
        match known {
            Some(known) => drop(edition.insert(path, known)),
            None => {
                let message = "was changed during the build: build again".to_owned();
                let problem = Problem { field: String::new(), line: None, message };
                diagnostics.push(Diagnostic::new(&path, "", problem));
                bad.insert(path);
            }
        }
    }
    let mut memory = State { articles: BTreeMap::new(), files, volumes: BTreeMap::new() };
    let mut last_good_ones: Vec<Headline> = Vec::new();
    for path in bad {
        match last_good(&path, out, &site) {
            Some(headline) => {
                built.kept += 1;
                output.need(&path);
                last_good_ones.push(headline);
            }
            None => built.left_out += 1,
        }
    }
    for (path, stamp) in &memory.files {
        if remembered.files.get(path) == Some(stamp) && output.has(path) {
            output.need(path);
        } else {
            output.write(path, &fs::read(folder.join(path))?)?;
        }
    }
    let good = edition.values().map(|known| &known.headline);
    let mut rows: Vec<&Headline> = good.chain(&last_good_ones).collect();
    rows.sort_by(|one, other| one.place().cmp(&other.place()));
    let summary = |headline: &Headline| {
        let text = fs::read_to_string(out.join(headline.id.path())).ok()?;
        article::read_text(&text).article?.summary
    };
    let front = Front::choose(&site, &rows, summary);
    let manifest =
        output.archive(&site, &front, &rows, &remembered.volumes, &mut memory.volumes)?;
    let previous = archive_files(out);
    output.write(MANIFEST, manifest.encode().map_err(io::Error::from)?.as_bytes())?;
    built.removed = output.remove_all_but(&previous)?;
    built.written = output.written();
    built.articles = rows.len();
    built.volumes = manifest.volumes.len();
    built.diagnostics = diagnostics;
    memory.articles = edition;
    memory.save(out, &key)?;
    Ok(built)
}

/// Names the press and the site: what was remembered under another key holds no longer.
fn key(folder: &Path) -> io::Result<String> {
    let site = fs::read(authored::site_file(folder)).unwrap_or_default();
    let press = Stamp::of(&std::env::current_exe()?)?;
    Ok(format!("{press:?} site {}", short_hash(&site)))
}

/// The headline of what is served of an article whose authored file has become bad.
fn last_good(path: &str, out: &Path, site: &Site) -> Option<Headline> {
    let text = fs::read_to_string(out.join(path)).ok()?;
    let article = article::read_text(&text).article?;
    let sound = authored::id_of(path).as_ref() == Some(&article.id)
        && authored::categories(site, &article).is_empty();
    sound.then(|| article.headline(site, short_hash(text.as_bytes())))
}

/// The files that the manifest of `out` names, as far as it can be read.
fn archive_files(out: &Path) -> BTreeSet<String> {
    let read = |path: &str| parse(&fs::read_to_string(out.join(path)).ok()?).ok();
    let manifest = read(MANIFEST).and_then(|value| Manifest::decode(&value).ok());
    let Some(manifest) = manifest else { return BTreeSet::new() };
    let mut files =
        BTreeSet::from([Part::Site.path(&manifest.site), Part::Front.path(&manifest.front)]);
    let digests = manifest.digests.iter().map(|(_, hash)| hash).chain([&manifest.digest]);
    files.extend(digests.map(|hash| Part::Digest.path(hash)));
    for entry in &manifest.volumes {
        let path = Part::Volume.path(&entry.hash);
        let volume = read(&path).and_then(|value| Volume::decode(&value).ok()).unwrap_or_default();
        files.extend(volume.pages().iter().map(|hash| Part::Headlines.path(hash)));
        files.insert(path);
    }
    files
}

/// The folder that is written to, by several threads.
struct Output<'a> {
    out: &'a Path,
    /// What was there before.
    present: BTreeSet<String>,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    /// Paths that this edition needs.
    needed: BTreeSet<String>,
    written: usize,
}

impl<'a> Output<'a> {
    fn open(out: &'a Path) -> io::Result<Self> {
        Ok(Self { out, present: authored::paths(out)?, done: Mutex::default() })
    }

    fn has(&self, path: &str) -> bool {
        self.present.contains(path)
    }

    fn done(&self) -> std::sync::MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn need(&self, path: &str) {
        self.done().needed.insert(path.to_owned());
    }

    fn written(&self) -> usize {
        self.done().written
    }

    /// Writes the archive's parts and returns the manifest that names them. Volumes that are
    /// remembered are not written again.
    fn archive(
        &self,
        site: &Site,
        front: &Front,
        rows: &[&Headline],
        remembered: &BTreeMap<String, Written>,
        memory: &mut BTreeMap<String, Written>,
    ) -> io::Result<Manifest> {
        let (digest, sections) = archive::digests(rows);
        let mut digests = Vec::new();
        for (id, digest) in sections {
            digests.push((id, self.part(Part::Digest, &digest.encode()?)?));
        }
        let mut volumes = Vec::new();
        for range in archive::cut(rows.len()) {
            let rows = rows.get(range).unwrap_or_default();
            let key = key_of(rows);
            let written = match remembered.get(&key).filter(|written| self.stands(written)) {
                Some(written) => written.clone(),
                None => self.volume(rows)?,
            };
            volumes.push(written.entry.clone());
            memory.insert(key, written);
        }
        Ok(Manifest {
            format: FORMAT,
            site: self.part(Part::Site, &serde_json::to_string(site)?)?,
            front: self.part(Part::Front, &serde_json::to_string(front)?)?,
            digest: self.part(Part::Digest, &digest.encode()?)?,
            digests,
            volumes,
        })
    }

    /// Whether all files of a volume are there; they are then needed.
    fn stands(&self, written: &Written) -> bool {
        let pages = written.pages.iter().map(|hash| Part::Headlines.path(hash));
        let paths: Vec<String> = pages.chain([Part::Volume.path(&written.entry.hash)]).collect();
        let all = paths.iter().all(|path| self.has(path));
        if all {
            self.done().needed.extend(paths);
        }
        all
    }

    fn volume(&self, rows: &[&Headline]) -> io::Result<Written> {
        let pages = rows.par_chunks(HEADLINES_PER_FILE);
        let pages = pages.map(|page| self.part(Part::Headlines, &serde_json::to_string(page)?));
        let pages: Vec<String> = pages.collect::<io::Result<_>>()?;
        let date = |headline: Option<&&Headline>| {
            headline.map(|headline| headline.moment().date().to_string()).unwrap_or_default()
        };
        let volume = Volume::new(rows, pages.clone());
        let entry = VolumeEntry {
            len: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            first: date(rows.first()),
            last: date(rows.last()),
            hash: self.part(Part::Volume, &volume.encode()?)?,
        };
        Ok(Written { entry, pages })
    }

    /// Writes a part under its content's hash, and returns the hash.
    fn part(&self, part: Part, text: &str) -> io::Result<String> {
        let hash = short_hash(text.as_bytes());
        self.write(&part.path(&hash), text.as_bytes())?;
        Ok(hash)
    }

    /// Writes a file in one step, if it does not hold these bytes already.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.need(path);
        let file = self.out.join(path);
        if fs::read(&file).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        // One draft a thread, in the folder that is not served.
        let thread = rayon::current_thread_index().unwrap_or(usize::MAX);
        let draft = state::folder(self.out).join(format!("draft-{thread:x}"));
        fs::write(&draft, bytes)?;
        fs::rename(&draft, &file)?;
        self.done().written += 1;
        Ok(())
    }

    /// Removes what neither this edition needs nor `previous`, for pages that are still open.
    fn remove_all_but(&self, previous: &BTreeSet<String>) -> io::Result<usize> {
        let mut removed = 0;
        let done = self.done();
        for path in &self.present {
            if !done.needed.contains(path) && !previous.contains(path) {
                fs::remove_file(self.out.join(path))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// What a volume of these rows is remembered by.
fn key_of(rows: &[&Headline]) -> String {
    let mut hasher = blake3::Hasher::new();
    for row in rows {
        hasher.update(row.id.as_str().as_bytes()).update(b" ").update(row.hash.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
