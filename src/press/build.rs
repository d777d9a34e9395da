//! Building: brings a folder of served files up to date with an authored one.
//!
//! Whatever moment it is stopped at, the folder goes on serving what it served: files named by their
//! content come first, the manifest is renamed into its place last, and only then is anything
//! removed that neither this edition nor the one before it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::authored::{self, Authored};
use super::diagnostic::Diagnostic;
use super::folder::parse;
use crate::archive::{
    self, Digester, FORMAT, Front, HEADLINES_PER_FILE, MANIFEST, Manifest, Part, Volume,
    VolumeEntry,
};
use crate::article::{self, Article, Headline};
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

/// Builds `out` from what was read from `folder`.
pub fn build(authored: Authored, folder: &Path, out: &Path) -> io::Result<Built> {
    let mut built = Built::default();
    let mut edition = authored.articles;
    for path in authored.bad {
        match last_good(&path, out, &authored.site) {
            Some(good) => {
                built.kept += 1;
                edition.insert(path, good);
            }
            None => built.left_out += 1,
        }
    }
    let mut output = Output { out, needed: BTreeSet::new(), written: 0 };
    for path in &authored.files {
        output.write(path, &fs::read(folder.join(path))?)?;
    }
    let mut articles = Vec::with_capacity(edition.len());
    for (path, (article, text)) in edition {
        output.write(&path, text.as_bytes())?;
        let headline = article.headline(&authored.site, short_hash(text.as_bytes()));
        articles.push((article, headline));
    }
    articles.sort_by(|(_, one), (_, other)| one.place().cmp(&other.place()));
    let manifest = output.archive(&authored.site, &articles)?;
    let previous = archive_files(out);
    output.write(MANIFEST, manifest.encode()?.as_bytes())?;

    built.removed = output.remove_all_but(&previous)?;
    built.written = output.written;
    built.articles = articles.len();
    built.volumes = manifest.volumes.len();
    built.diagnostics = authored.diagnostics;
    Ok(built)
}

/// What is served of an article whose authored file has become bad.
fn last_good(path: &str, out: &Path, site: &Site) -> Option<(Article, String)> {
    let text = fs::read_to_string(out.join(path)).ok()?;
    let article = article::read_text(&text).article?;
    let sound = authored::id_of(path).as_ref() == Some(&article.id)
        && authored::categories(site, &article).is_empty();
    sound.then_some((article, text))
}

/// The first 48 bits of BLAKE3, in hexadecimal.
fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(12).collect()
}

/// The files that the manifest of `out` names, as far as it can be read.
fn archive_files(out: &Path) -> BTreeSet<String> {
    let read = |path: &str| parse(&fs::read_to_string(out.join(path)).ok()?).ok();
    let manifest = read(MANIFEST).and_then(|value| Manifest::decode(&value).ok());
    let Some(manifest) = manifest else { return BTreeSet::new() };
    let mut files =
        BTreeSet::from([Part::Site.path(&manifest.site), Part::Front.path(&manifest.front)]);
    let digests = manifest.digests.values().chain([&manifest.digest]);
    files.extend(digests.map(|hash| Part::Digest.path(hash)));
    for entry in &manifest.volumes {
        let path = Part::Volume.path(&entry.hash);
        let volume = read(&path).and_then(|value| Volume::decode(&value).ok()).unwrap_or_default();
        files.extend(volume.pages().iter().map(|hash| Part::Headlines.path(hash)));
        files.insert(path);
    }
    files
}

/// The folder that is written to.
struct Output<'a> {
    out: &'a Path,
    /// Paths that this edition needs.
    needed: BTreeSet<String>,
    written: usize,
}

impl Output<'_> {
    /// Writes the archive's parts and returns the manifest that names them.
    fn archive(&mut self, site: &Site, articles: &[(Article, Headline)]) -> io::Result<Manifest> {
        let front = Front::choose(site, articles);
        let mut digester = Digester::default();
        articles.iter().for_each(|(_, headline)| digester.add(headline));
        let (digest, sections) = digester.finish();
        let mut digests = BTreeMap::new();
        for (id, digest) in sections {
            digests.insert(id, self.part(Part::Digest, &digest.encode()?)?);
        }
        let mut volumes = Vec::new();
        for range in archive::cut(articles.len()) {
            let rows = articles.get(range).unwrap_or_default();
            volumes.push(self.volume(rows)?);
        }
        Ok(Manifest {
            format: FORMAT,
            site: self.part(Part::Site, &serde_json::to_string(site)?)?,
            front: self.part(Part::Front, &serde_json::to_string(&front)?)?,
            digest: self.part(Part::Digest, &digest.encode()?)?,
            digests,
            volumes,
        })
    }

    fn volume(&mut self, rows: &[(Article, Headline)]) -> io::Result<VolumeEntry> {
        let headlines: Vec<&Headline> = rows.iter().map(|(_, headline)| headline).collect();
        let mut pages = Vec::new();
        for page in headlines.chunks(HEADLINES_PER_FILE) {
            pages.push(self.part(Part::Headlines, &serde_json::to_string(page)?)?);
        }
        let date = |headline: Option<&&Headline>| {
            headline.map(|headline| headline.moment().date().to_string()).unwrap_or_default()
        };
        Ok(VolumeEntry {
            len: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            first: date(headlines.first()),
            last: date(headlines.last()),
            hash: self.part(Part::Volume, &Volume::new(&headlines, pages).encode()?)?,
        })
    }

    /// Writes a part under its content's hash, and returns the hash.
    fn part(&mut self, part: Part, text: &str) -> io::Result<String> {
        let hash = short_hash(text.as_bytes());
        self.write(&part.path(&hash), text.as_bytes())?;
        Ok(hash)
    }

    /// Writes a file in one step, if it does not hold these bytes already.
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.needed.insert(path.to_owned());
        let file = self.out.join(path);
        if fs::read(&file).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        // The hidden folder is not served.
        let draft = self.out.join(".press");
        fs::create_dir_all(&draft)?;
        let draft = draft.join("draft");
        fs::write(&draft, bytes)?;
        fs::rename(&draft, &file)?;
        self.written += 1;
        Ok(())
    }

    /// Removes what neither this edition needs nor `previous`, for pages that are still open.
    fn remove_all_but(&self, previous: &BTreeSet<String>) -> io::Result<usize> {
        let mut removed = 0;
        for path in authored::paths(self.out)? {
            if !self.needed.contains(&path) && !previous.contains(&path) {
                fs::remove_file(self.out.join(&path))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
