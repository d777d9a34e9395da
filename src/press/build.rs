//! Building: brings a folder of served files up to date with an authored one, and does only what
//! changed since the build before.
//!
//! Whatever moment it is stopped at, the folder goes on serving what it served: files named by their
//! content come first, the manifest is renamed into its place, and only then is anything removed
//! that neither this edition nor the one before it needs. What the press remembers is written last.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::authored::{self, Authored, Batch, Sound, Unreadable, short_hash};
use super::card::Cards;
use super::diagnostic::Diagnostic;
use super::edition::{self, Edition, Previous};
use super::output::Output;
use super::pages::{self, Pages, Snapshots};
use super::state::{Stamp, State};
use super::{pack, walk, whole};
use crate::archive::{ARCHIVE, Front, MANIFEST};
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
    /// Whether articles without a cover have no title cards, for want of a font with Chinese characters.
    pub lacks_font: bool,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is built beside the archive.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// The folder of the built app. With it the output is a whole site: the app, its pages as they
    /// are printed, feeds, sitemap, and what hosts want to be told.
    pub app: Option<PathBuf>,
    pub snapshots: Snapshots,
    /// Where the site will live, in place of what `site.json` says.
    pub url: Option<String>,
    /// The font of title cards, in place of one of this machine.
    pub font: Option<PathBuf>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { app: None, snapshots: Snapshots::Newest(10_000), url: None, font: None }
    }
}

/// Builds the archive in `out` from `folder`. `seen` is told of each article, with the number of all.
pub fn build(folder: &Path, out: &Path, seen: impl Fn(usize) + Sync) -> Result<Built, Unreadable> {
    build_site(folder, out, &Wishes::default(), seen)
}

/// Builds `out` from `folder` with what is wished beside the archive.
pub fn build_site(
    folder: &Path,
    out: &Path,
    wishes: &Wishes,
    seen: impl Fn(usize) + Sync,
) -> Result<Built, Unreadable> {
    let output = Output::open(out)?;
    let mut state = State::load(out, &key(folder, wishes)?);
    let Authored { mut site, warnings, batches, files } = authored::read(folder, &state, seen)?;
    if let Some(url) = &wishes.url {
        site.base_url = format!("{}/", url.trim_end_matches('/'));
    }
    let served = walk::files(out, Some(ARCHIVE))?;
    let mut built = Built { diagnostics: warnings, ..Built::default() };

    let send = |batch| send(folder, &output, &served, batch);
    let batches: Vec<Batch> = batches.into_par_iter().map(send).collect::<io::Result<_>>()?;
    let mut last_good_ones: Vec<Headline> = Vec::new();
    for path in batches.iter().flat_map(|batch| &batch.bad) {
        match last_good(path, out, &site) {
            Some(headline) => last_good_ones.push(headline),
            None => built.left_out += 1,
        }
    }
    built.kept = last_good_ones.len();
    for (path, stamp) in &files {
        if state.files.get(path) != Some(stamp) || !walk::has(&served, path) {
            output.write(path, &fs::read(folder.join(path))?)?;
        }
    }
    let sound = batches.iter().flat_map(|batch| &batch.sound);
    let mut rows: Vec<&Headline> = sound.map(|sound| &sound.known.headline).collect();
    rows.extend(&last_good_ones);
    rows.par_sort_unstable_by_key(|row| row.place());
    let summary = |headline: &Headline| {
        let text = fs::read_to_string(out.join(headline.id.path())).ok()?;
        article::read_text(&text).article?.summary
    };
    let front = Front::choose(&site, &rows, summary);
    let previous = Previous::read(out);
    let Edition { manifest, digests, volumes, indexed } =
        edition::write(&output, &site, &front, &rows, &previous, &state)?;
    let mut kept = Kept { files: files.keys().cloned().collect(), ..Kept::default() };
    if let Some(app) = &wishes.app {
        let cards = match &wishes.font {
            _ if wishes.snapshots == Snapshots::None => None,
            Some(font) => Some(Cards::with(font)?),
            None => Cards::of_machine(),
        };
        built.lacks_font = cards.is_none() && wishes.snapshots != Snapshots::None;
        let edition = whole::Edition {
            site: &site,
            front: &front,
            digests: &digests,
            rows: &rows,
            snapshots: wishes.snapshots,
            cards: cards.as_ref(),
        };
        kept.pages = whole::write(&output, app, edition, &served, &mut state, &mut kept.files)?;
    }
    output.write(MANIFEST, manifest.encode().map_err(io::Error::from)?.as_bytes())?;

    built.articles = rows.len();
    built.removed = output.remove_all_but(&previous.parts)?;
    built.removed += remove_gone(out, &served, &batches, &last_good_ones, &kept)?;
    built.written = output.written();
    built.volumes = manifest.volumes.len();
    (state.files, state.volumes, state.index, state.pages) = (files, volumes, indexed, kept.pages);
    for batch in batches {
        if !batch.same {
            state.save_articles(&batch.folder, batch.sound.iter().map(|sound| &sound.known))?;
        }
        built.diagnostics.extend(batch.diagnostics);
    }
    state.save()?;
    Ok(built)
}

/// Writes the articles of a batch that are not served yet as they are.
fn send(
    folder: &Path,
    output: &Output<'_>,
    served: &BTreeMap<String, Vec<String>>,
    mut batch: Batch,
) -> io::Result<Batch> {
    let names = served.get(&batch.folder).map(Vec::as_slice).unwrap_or_default();
    let present: HashSet<&str> = names.iter().map(String::as_str).collect();
    let send = |sound: Sound| {
        let path = sound.known.headline.id.path();
        if sound.same && present.contains(path.rsplit('/').next().unwrap_or_default()) {
            return Ok(Ok(sound));
        }
        let bytes = fs::read(folder.join(&path))?;
        // It may have been changed since it was checked.
        if short_hash(&bytes) != sound.known.headline.hash {
            return Ok(Err(path));
        }
        output.write(&path, &bytes)?;
        Ok(Ok(sound))
    };
    let sent = std::mem::take(&mut batch.sound).into_par_iter().map(send);
    for sent in sent.collect::<io::Result<Vec<_>>>()? {
        match sent {
            Ok(sound) => batch.sound.push(sound),
            Err(path) => {
                let message = "was changed during the build: build again".to_owned();
                let problem = Problem { field: String::new(), line: None, message };
                batch.diagnostics.push(Diagnostic::new(&path, "", problem));
                batch.bad.push(path);
                batch.same = false;
            }
        }
    }
    Ok(batch)
}

/// What is served beside the articles and the archive.
#[derive(Default)]
struct Kept {
    files: BTreeSet<String>,
    pages: Pages,
}

/// Removes what is served and belongs to no edition: articles, files and pages that are gone, and what
/// was packed of them.
fn remove_gone(
    out: &Path,
    served: &BTreeMap<String, Vec<String>>,
    batches: &[Batch],
    last_good: &[Headline],
    kept: &Kept,
) -> io::Result<usize> {
    let last_good: HashSet<String> = last_good.iter().map(|headline| headline.id.path()).collect();
    let batches: BTreeMap<&str, &Batch> =
        batches.iter().map(|batch| (batch.folder.as_str(), batch)).collect();
    let removed = served.par_iter().map(|(at, names)| {
        let sound = batches.get(at.as_str()).map(|batch| &batch.sound);
        let ids: HashSet<&str> =
            sound.into_iter().flatten().map(|sound| sound.known.headline.id.as_str()).collect();
        let mut removed = 0;
        for name in names {
            let of = pack::packed_of(name).unwrap_or(name);
            let is_sound = of.strip_suffix(".json").is_some_and(|id| ids.contains(id));
            let path = walk::join(at, of);
            let is_page = || kept.pages.contains_key(&pages::hash(path.as_bytes()));
            if !is_sound && !last_good.contains(&path) && !kept.files.contains(&path) && !is_page()
            {
                // A packed copy may have gone when its file was written anew.
                pack::remove(&out.join(walk::join(at, name)))?;
                removed += usize::from(of == name);
            }
        }
        if removed > 0 && !at.is_empty() {
            // A page's folder goes with it; one that holds anything stays.
            let _ = fs::remove_dir(out.join(at));
        }
        Ok(removed)
    });
    removed.sum()
}

/// Names the press and the site: what was remembered under another key holds no longer.
fn key(folder: &Path, wishes: &Wishes) -> io::Result<String> {
    let site = fs::read(authored::site_file(folder)).unwrap_or_default();
    let press = Stamp::of(&std::env::current_exe()?)?;
    Ok(format!("{press:?} site {} at {:?}", short_hash(&site), wishes.url))
}

/// The headline of what is served of an article whose authored file has become bad.
fn last_good(path: &str, out: &Path, site: &Site) -> Option<Headline> {
    let text = fs::read_to_string(out.join(path)).ok()?;
    let article = article::read_text(&text).article?;
    let sound = authored::id_of(path).as_ref() == Some(&article.id)
        && authored::categories(site, &article).is_empty();
    sound.then(|| article.headline(site, short_hash(text.as_bytes())))
}
