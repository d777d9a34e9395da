//! Building: brings a folder of served files up to date with an authored one, and does only what
//! changed since the build before.
//!
//! Whatever moment it is stopped at, the folder goes on serving what it served: files named by their
//! content come first, the manifest is renamed into its place, and only then is anything removed
//! that neither this edition nor the one before it needs. What the press remembers is written last.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::app::App;
use super::authored::{self, Authored, Batch, Sound};
use super::card::Cards;
use super::diagnostic::Diagnostic;
use super::document::Document;
use super::edition::{self, Edition, Previous};
use super::guard::{self, MaxRemovals};
use super::hash::short_hash;
use super::last_good::{GoodVersion, LastGood, departures};
use super::memory::{Memory, Stamp};
use super::output::{Opening, Output, Placed};
use super::pages::Snapshots;
use super::unreadable::Unreadable;
use super::{text_file, whole};
use crate::archive::Front;
use crate::domain::article::{self, Headline};
use crate::domain::phrases::Phrases;

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
    /// What the publisher should know, in sentences.
    pub notes: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is wished of a build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The folder of the built app. With it the output is a whole site: the app, its pages as they
    /// are printed, feeds, sitemap, and what hosts want to be told.
    pub app: Option<PathBuf>,
    /// Whether an output that holds a whole site may become one that holds the archive alone.
    pub archive_only: bool,
    pub snapshots: Snapshots,
    /// Where the site will live, in place of what `site.json` says.
    pub url: Option<String>,
    /// The font of title cards, in place of one of this machine.
    pub font: Option<PathBuf>,
    /// Whether the output may hold files that the press did not write; they stay.
    pub adopt: bool,
    /// Whether nothing is taken for known: all is read and made again, and held against what lies there.
    pub verify: bool,
    /// How many articles of the edition before may leave the site.
    pub max_removals: MaxRemovals,
    /// Whether all of them may.
    pub allow_empty: bool,
    /// The address, or the folder, of the edition before, where the output has none.
    pub against: Option<String>,
}

/// Builds the archive in `out` from `folder`. `seen` is told of each article, with the number of all.
pub fn build(folder: &Path, out: &Path, seen: impl Fn(usize) + Sync) -> Result<Built, Unreadable> {
    build_site(folder, out, &BuildOptions::default(), seen)
}

/// Builds `out` from `folder` with what is wished beside the archive.
///
/// # Errors
/// [`Unreadable::Refused`] where files or articles could be lost; then nothing was written.
pub fn build_site(
    folder: &Path,
    out: &Path,
    options: &BuildOptions,
    seen: impl Fn(usize) + Sync,
) -> Result<Built, Unreadable> {
    guard::apart(folder, out)?;
    // Before anything is written, though it is needed late.
    let app = options.app.as_deref().map(App::read).transpose()?;
    if let Some(app) = &app {
        Document::new(app, "", "", &Phrases::default())?;
    }
    let mut output = Output::open(
        out,
        Opening {
            has_app: options.app.is_some(),
            archive_only: options.archive_only,
            adopt: options.adopt,
            verify: options.verify,
        },
    )?;
    let mut memory = Memory::load(out, &key(folder, options)?);
    if options.verify {
        memory = memory.forget();
    }
    output.remember(std::mem::take(&mut memory.sizes));
    let authored = authored::read(folder, &memory, seen)?;
    // What could not be looked at did not go.
    let unseen = authored.unseen(&output);
    let Authored { mut site, batches, mut files, diagnostics, .. } = authored;
    if let Some(url) = &options.url {
        site.base_url = format!("{}/", url.trim_end_matches('/'));
    }
    let mut last = LastGood::default();
    let bad = batches.iter().flat_map(|batch| &batch.bad);
    last.look_up(bad.chain(&unseen), &output, &site);
    let departures = departures(&output, &batches, &last, options.against.as_deref())?;
    departures.check(options.max_removals, options.allow_empty)?;

    let mut built = Built { diagnostics, ..Built::default() };
    let send = |batch| send(folder, &output, batch);
    let batches: Vec<Batch> = batches.into_par_iter().map(send).collect::<io::Result<_>>()?;
    last.look_up(batches.iter().flat_map(|batch| &batch.bad), &output, &site);
    let kept: Vec<&GoodVersion> = last.kept().collect();
    (built.kept, built.left_out) = (kept.len(), last.left_out());
    let mut not_copied = BTreeSet::new();
    for (path, stamp) in &files {
        let is_known = memory.files.get(path) == Some(stamp) && output.holds(path, stamp.bytes);
        if !is_known && !copy(folder, &output, path, &mut built.diagnostics)? {
            not_copied.insert(path.clone());
        }
    }
    files.retain(|path, _| !not_copied.contains(path));
    let mut paths = unseen;
    paths.extend(not_copied);
    let sound = batches.iter().flat_map(|batch| &batch.sound);
    let mut rows: Vec<&Headline> = sound.map(|sound| &sound.known.headline).collect();
    rows.extend(kept.iter().map(|kept| &kept.headline));
    rows.par_sort_unstable_by_key(|row| row.place());
    let summary = |headline: &Headline| {
        let text = fs::read_to_string(out.join(headline.id.path())).ok()?;
        article::read_text(&text).article?.summary
    };
    let front = Front::choose(&site, &rows, summary);
    let previous = Previous::read(out);
    let Edition { manifest, digests, volumes, indexed } =
        edition::write(&output, &site, &front, &rows, &previous, &memory)?;
    let mut pages = Default::default();
    if let Some(app) = &app {
        let cards = match &options.font {
            _ if options.snapshots == Snapshots::None => None,
            Some(font) => Some(Cards::with(font)?),
            None => Cards::of_machine(),
        };
        if cards.is_none() && options.snapshots != Snapshots::None {
            built.notes.push(NO_FONT.to_owned());
        }
        let edition = whole::SiteToWrite {
            site: &site,
            front: &front,
            digests: &digests,
            rows: &rows,
            snapshots: options.snapshots,
            cards: cards.as_ref(),
        };
        let written = whole::write(&output, app, edition, &mut memory)?;
        pages = written.0;
        paths.extend(written.1);
    }
    output.publish(manifest.encode().map_err(io::Error::from)?.as_bytes())?;

    paths.extend(rows.iter().map(|row| row.id.path()));
    paths.extend(files.keys().cloned());
    // What its last good version shows stays with an article.
    paths.extend(kept.iter().flat_map(|kept| kept.files.iter().cloned()));
    let settled = output.settle(paths, &previous.parts)?;
    (built.articles, built.volumes) = (rows.len(), manifest.volumes.len());
    (built.written, built.removed) = (output.written(), settled.removed);
    built.notes.extend(output.notes.iter().cloned());
    if let [first, ..] = settled.left.as_slice() {
        built.notes.push(taken_over(out, first, settled.left.len()));
    }
    (memory.files, memory.volumes, memory.index, memory.pages) = (files, volumes, indexed, pages);
    memory.sizes = output.sizes();
    built.diagnostics.extend(output.met());
    for batch in batches {
        if !batch.same {
            memory.save_articles(&batch.folder, batch.sound.iter().map(|sound| &sound.known))?;
        }
        built.diagnostics.extend(batch.diagnostics);
    }
    memory.save()?;
    Ok(built)
}

const NO_FONT: &str = "no font with Chinese characters is there: articles without a cover have no picture for previews; install one (Debian: fonts-noto-cjk), or name one with --font FILE";

/// What is told where an older press left files that nothing needs.
fn taken_over(out: &Path, first: &str, count: usize) -> String {
    format!(
        "{} was built by an older press, which kept no list of what it wrote: {count} files that nothing needs stay ({first}{}); remove them if they are nobody's",
        out.display(),
        if count > 1 { ", …" } else { "" }
    )
}

/// Writes the articles of a batch that are not served yet as they are.
fn send(folder: &Path, output: &Output<'_>, mut batch: Batch) -> io::Result<Batch> {
    let send = |sound: Sound| {
        let path = sound.known.headline.id.path();
        let bytes = sound.known.stamp.bytes;
        if sound.same && text_file::served_sizes(bytes).any(|bytes| output.holds(&path, bytes)) {
            return Ok(Ok(sound));
        }
        // It may have been changed since it was checked, or be gone.
        let bytes = match text_file::bytes(&folder.join(&path)) {
            Ok(bytes) if short_hash(&bytes) == sound.known.headline.hash => bytes,
            Ok(_) => {
                let why = "was changed during the build: build again".to_owned();
                return Ok(Err((path, Some(why))));
            }
            Err(why) => return Ok(Err((path, Some(why)))),
        };
        Ok(match output.write(&path, &bytes)? {
            Placed::Whole => Ok(sound),
            // The output tells of it.
            Placed::Foreign => Err((path, None)),
        })
    };
    let sent = std::mem::take(&mut batch.sound).into_par_iter().map(send);
    for sent in sent.collect::<io::Result<Vec<_>>>()? {
        match sent {
            Ok(sound) => batch.sound.push(sound),
            Err((path, why)) => {
                batch.diagnostics.extend(why.map(|why| Diagnostic::of_file(&path, why)));
                batch.bad.push(path);
                batch.same = false;
            }
        }
    }
    Ok(batch)
}

/// Copies a file that is served as it lies. One that went, or was closed, since it was looked at costs
/// itself alone: what is served of it stays, and the next build tries again.
fn copy(
    folder: &Path,
    output: &Output<'_>,
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> io::Result<bool> {
    match fs::read(folder.join(path)) {
        Ok(bytes) => output.write(path, &bytes).map(|_| true),
        Err(error) => {
            diagnostics.push(Diagnostic::of_file(path, text_file::unread(&error)));
            Ok(false)
        }
    }
}

/// Names the press and the site: what was remembered under another key holds no longer.
fn key(folder: &Path, options: &BuildOptions) -> io::Result<String> {
    let site = text_file::bytes(&authored::site_file(folder)).unwrap_or_default();
    let press = Stamp::of(&std::env::current_exe()?)?;
    Ok(format!("{press:?} site {} at {:?}", short_hash(&site), options.url))
}
