//! Building: brings a folder of served files up to date with an authored one, and does only what
//! changed since the build before.
//!
//! Whatever moment it is stopped at, the folder goes on serving what it served: files named by their
//! content come first, the manifest is renamed into its place, and only then is anything removed
//! that neither this edition nor the one before it needs. What the press remembers is written last.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::authored::{self, Authored, Batch, Sound, Unreadable, short_hash};
use super::card::Cards;
use super::diagnostic::Diagnostic;
use super::edition::{self, Edition, Previous};
use super::guard::{self, Departures, MaxRemovals};
use super::output::{Opening, Output, Placed};
use super::pages::Snapshots;
use super::state::{Stamp, State};
use super::{against, disk, whole};
use crate::archive::Front;
use crate::article::{self, ArticleId, Headline};
use crate::query::Dimension;
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
    /// What the publisher should know, in sentences.
    pub notes: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is wished of a build.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
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
    build_site(folder, out, &Wishes::default(), seen)
}

/// Builds `out` from `folder` with what is wished beside the archive.
///
/// # Errors
/// [`Unreadable::Refused`] where files or articles could be lost; then nothing was written.
pub fn build_site(
    folder: &Path,
    out: &Path,
    wishes: &Wishes,
    seen: impl Fn(usize) + Sync,
) -> Result<Built, Unreadable> {
    guard::apart(folder, out)?;
    let mut output = Output::open(
        out,
        Opening {
            has_app: wishes.app.is_some(),
            archive_only: wishes.archive_only,
            adopt: wishes.adopt,
            verify: wishes.verify,
        },
    )?;
    let mut state = State::load(out, &key(folder, wishes)?);
    if wishes.verify {
        state = state.forget();
    }
    output.remember(std::mem::take(&mut state.sizes));
    let Authored { mut site, batches, files } = authored::read(folder, &state, seen)?;
    if let Some(url) = &wishes.url {
        site.base_url = format!("{}/", url.trim_end_matches('/'));
    }
    let bad = batches.iter().flat_map(|batch| &batch.bad);
    let mut last: BTreeMap<String, Last> =
        bad.map(|path| (path.clone(), Last::good(path, &output, &site))).collect();
    let departures = departures(folder, &output, &batches, &last, wishes)?;
    departures.check(wishes.max_removals, wishes.allow_empty)?;

    let mut built = Built::default();
    let send = |batch| send(folder, &output, batch);
    let batches: Vec<Batch> = batches.into_par_iter().map(send).collect::<io::Result<_>>()?;
    for path in batches.iter().flat_map(|batch| &batch.bad) {
        if !last.contains_key(path) {
            last.insert(path.clone(), Last::good(path, &output, &site));
        }
    }
    let kept: Vec<&Kept> = last.values().filter_map(Last::kept).collect();
    (built.kept, built.left_out) = (kept.len(), last.len() - kept.len());
    for (path, stamp) in &files {
        let is_known = state.files.get(path) == Some(stamp) && output.holds(path, stamp.bytes);
        if !is_known {
            output.write(path, &disk::read(&folder.join(path))?)?;
        }
    }
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
        edition::write(&output, &site, &front, &rows, &previous, &state)?;
    let mut paths = Vec::new();
    let mut pages = Default::default();
    if let Some(app) = &wishes.app {
        let cards = match &wishes.font {
            _ if wishes.snapshots == Snapshots::None => None,
            Some(font) => Some(Cards::with(font)?),
            None => Cards::of_machine(),
        };
        if cards.is_none() && wishes.snapshots != Snapshots::None {
            built.notes.push(NO_FONT.to_owned());
        }
        let edition = whole::Edition {
            site: &site,
            front: &front,
            digests: &digests,
            rows: &rows,
            snapshots: wishes.snapshots,
            cards: cards.as_ref(),
        };
        (pages, paths) = whole::write(&output, app, edition, &mut state)?;
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
    (state.files, state.volumes, state.index, state.pages) = (files, volumes, indexed, pages);
    state.sizes = output.sizes();
    built.diagnostics.extend(output.met());
    for batch in batches {
        if !batch.same {
            state.save_articles(&batch.folder, batch.sound.iter().map(|sound| &sound.known))?;
        }
        built.diagnostics.extend(batch.diagnostics);
    }
    state.save()?;
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
        if sound.same && output.holds(&path, sound.known.stamp.bytes) {
            return Ok(Ok(sound));
        }
        let file = folder.join(&path);
        let bytes = match fs::read(&file) {
            // It may have been changed, or have gone, since it was checked.
            Ok(bytes) if short_hash(&bytes) == sound.known.headline.hash => bytes,
            Ok(_) => return Ok(Err((path, Some("was changed during the build: build again")))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Err((path, Some("went during the build: build again"))));
            }
            Err(error) => return Err(disk::told("read", &file, &error)),
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

/// What is served of an article whose authored file is bad.
#[derive(Debug)]
enum Last {
    /// A good version, which stays.
    Good(Box<Kept>),
    /// Nothing.
    None,
    /// A version that is filed under a category which the site does not have any more.
    Unfiled(Dimension, String),
    /// A version that cannot stay for another reason.
    Unfit(String),
}

/// The last good version of an article.
#[derive(Debug)]
struct Kept {
    headline: Headline,
    /// The paths of the files that it shows and offers.
    files: Vec<String>,
}

impl Last {
    fn good(path: &str, output: &Output<'_>, site: &Site) -> Self {
        if !output.has(path) {
            return Self::None;
        }
        let text = fs::read_to_string(output.root().join(path)).unwrap_or_default();
        let Some(article) = article::read_text(&text).article else {
            return Self::Unfit("has problems, and what is served of it is damaged".into());
        };
        if authored::id_of(path).as_ref() != Some(&article.id) {
            return Self::Unfit("has problems, and another article is served in its place".into());
        }
        let filed = [
            (Dimension::Section, Some(article.section.as_str())),
            (Dimension::Region, article.region.as_deref()),
            (Dimension::Zone, article.zone.as_deref()),
        ];
        for (dimension, id) in filed {
            if let Some(id) = id.filter(|id| site.value_name(dimension, id).is_none()) {
                return Self::Unfiled(dimension, id.to_owned());
            }
        }
        if let Some(problem) = authored::categories(site, &article).into_iter().next() {
            return Self::Unfit(format!("{}: {}", problem.field, problem.message));
        }
        let files = article.files().map(|src| src.trim_start_matches('/').to_owned()).collect();
        let headline = article.headline(site, short_hash(text.as_bytes()));
        Self::Good(Box::new(Kept { headline, files }))
    }

    fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Good(kept) => Some(kept),
            _ => None,
        }
    }
}

/// The articles that are served and would not be after this build.
fn departures(
    folder: &Path,
    output: &Output<'_>,
    batches: &[Batch],
    last: &BTreeMap<String, Last>,
    wishes: &Wishes,
) -> io::Result<Departures> {
    let kept = last.values().filter_map(Last::kept).count();
    let after = batches.iter().map(|batch| batch.sound.len()).sum::<usize>() + kept;
    let mut departures = Departures { after, ..Departures::default() };
    let in_folders: BTreeMap<&str, &Batch> =
        batches.iter().map(|batch| (batch.folder.as_str(), batch)).collect();
    let leave = |path: String, is_there: bool, departures: &mut Departures| match last.get(&path) {
        Some(Last::Good(_)) => {}
        Some(Last::Unfiled(dimension, id)) => {
            *departures.unfiled.entry((*dimension, id.clone())).or_default() += 1;
        }
        Some(Last::Unfit(why)) => departures.others.push((path, why.clone())),
        Some(Last::None) => {
            departures.others.push((path, "has problems, and no good version lies here".into()));
        }
        None if is_there => departures.others.push((path, "is not read".into())),
        None => departures.gone.push(path),
    };
    for at in output.folders().filter(|at| at.starts_with("articles/")) {
        let sound = in_folders.get(at).map(|batch| batch.sound.as_slice()).unwrap_or_default();
        let sound: HashSet<&str> = sound.iter().map(|own| own.known.headline.id.as_str()).collect();
        for name in output.own_names(at) {
            let path = super::walk::join(at, name);
            let Some(id) = authored::id_of(&path).filter(|id| id.path() == path) else { continue };
            departures.before += 1;
            if !sound.contains(id.as_str()) {
                leave(path, false, &mut departures);
            }
        }
    }
    if let (0, Some(place)) = (departures.before, &wishes.against)
        && let Some(served) = against::ask(place)?
    {
        let ids: HashSet<&ArticleId> = batches
            .iter()
            .flat_map(|batch| &batch.sound)
            .map(|sound| &sound.known.headline.id)
            .collect();
        departures.before = served.count;
        for id in served.newest.iter().filter(|id| !ids.contains(id)) {
            let path = id.path();
            let is_there = folder.join(&path).exists();
            leave(path, is_there, &mut departures);
        }
        departures.unnamed = served.count.saturating_sub(after).saturating_sub(departures.count());
    }
    Ok(departures)
}

/// Names the press and the site: what was remembered under another key holds no longer.
fn key(folder: &Path, wishes: &Wishes) -> io::Result<String> {
    let site = fs::read(authored::site_file(folder)).unwrap_or_default();
    let press = Stamp::of(&std::env::current_exe()?)?;
    Ok(format!("{press:?} site {} at {:?}", short_hash(&site), wishes.url))
}
