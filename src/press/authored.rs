//! The authored folder: `site.json`, `articles/`, and files that are served as they lie.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::diagnostic::Diagnostic;
use super::entries::{Entries, Month};
use super::hash::short_hash;
use super::json_text::{Slips, slips};
use super::memory::{Known, Memory, Need, Stamp};
use super::output::Output;
use super::site_file::{self, SITE};
use super::text_file::{self, unread};
use super::titles::{Titles, body_hash};
use super::unreadable::Unreadable;
use super::walk;
use crate::domain::address;
use crate::domain::article::{self, Article, ArticleId, Attachment, Block, Problem, Span};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Site, did_you_mean};

/// An authored folder as it was read.
#[derive(Debug)]
pub struct Authored {
    pub site: Site,
    /// The articles, folder by folder.
    pub batches: Vec<Batch>,
    /// Everything else that is served, by path from the folder.
    pub files: BTreeMap<String, Stamp>,
    /// Paths from the folder, below which something may lie that could not be looked at. What is
    /// served of it did not go.
    pub unreadable: Vec<String>,
    /// What is told of the site's file, and of what is neither read nor served.
    pub diagnostics: Vec<Diagnostic>,
}

/// The articles of one folder.
#[derive(Debug, Default)]
pub struct Batch {
    /// From the authored folder's root.
    pub folder: String,
    /// Articles that have no problem.
    pub sound: Vec<Sound>,
    /// Paths of articles that have problems, or cannot be read.
    pub bad: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether all is as the press remembers it.
    pub same: bool,
}

/// An article without a problem. Its path is that of its id.
#[derive(Debug)]
pub struct Sound {
    pub known: Arc<Known>,
    /// Whether its content is as the press remembers it.
    pub same: bool,
}

/// The most files of one article that are looked for under like names, among all there are.
const MOST_GUESSES: usize = 20;

/// The site's file in an authored folder.
pub(super) fn site_file(folder: &Path) -> std::path::PathBuf {
    folder.join(SITE)
}

/// Reads and checks a folder. What is as the press remembers it is not read again. `seen` is told of
/// each article, with the number of all, for a progress bar.
pub fn read(
    folder: &Path,
    remembered: &Memory,
    seen: impl Fn(usize) + Sync,
) -> Result<Authored, Unreadable> {
    let (site, mut diagnostics) = site_file::read(folder)?;
    let mut entries = Entries::of(folder, &site)
        .map_err(|error| Unreadable::Io(io::Error::other(of_folder(folder, &error))))?;
    let mut files = BTreeMap::new();
    for path in std::mem::take(&mut entries.files) {
        match stamp_of(folder, &path, remembered) {
            Ok(stamp) => drop(files.insert(path, stamp)),
            Err(why) => {
                entries.diagnostics.push(Diagnostic::of_file(&path, why));
                entries.unreadable.push(path);
            }
        }
    }
    let all: usize = entries.articles.values().map(|month| month.names.len()).sum();
    let around = Around { folder, site: &site, files, entries: &entries };
    let months: Vec<(&String, &Month)> = entries.articles.iter().collect();
    let batches = months
        .into_par_iter()
        .map(|(at, month)| around.batch(at, month, &remembered.articles(at), &|| seen(all)));
    let batches = batches.collect();
    let files = around.files;
    diagnostics.append(&mut entries.diagnostics);
    Ok(Authored { site, batches, files, unreadable: entries.unreadable, diagnostics })
}

fn of_folder(folder: &Path, error: &io::Error) -> String {
    format!("{} {}", folder.display(), unread(error))
}

/// The stamp of a file that is served as it lies. What is new is opened, so that one that cannot be read
/// is told before anything is written.
fn stamp_of(folder: &Path, path: &str, remembered: &Memory) -> Result<Stamp, String> {
    let file = folder.join(path);
    let why = |error: io::Error| unread(&error);
    let stamp = Stamp::of(&file).map_err(why)?;
    if remembered.files.get(path) != Some(&stamp) {
        File::open(&file).map_err(why)?;
    }
    Ok(stamp)
}

impl Authored {
    /// Which of the files that are served may lie in the folder still, where it could not be looked at.
    pub(super) fn unseen(&self, output: &Output<'_>) -> Vec<String> {
        if self.unreadable.is_empty() {
            return Vec::new();
        }
        let paths = output
            .folders()
            .flat_map(|at| output.own_names(at).map(move |name| walk::join(at, name)));
        let unseen = |path: &String| self.unreadable.iter().any(|at| walk::is_below(path, at));
        paths.filter(unseen).collect()
    }
}

/// A sound article, or all that is wrong with it.
type Reading = Result<Sound, Vec<Diagnostic>>;

/// What an article is checked against.
struct Around<'a> {
    folder: &'a Path,
    site: &'a Site,
    files: BTreeMap<String, Stamp>,
    entries: &'a Entries,
}

impl Around<'_> {
    /// Reads and checks the articles of one folder.
    fn batch(
        &self,
        at: &str,
        month: &Month,
        remembered: &[Arc<Known>],
        seen: &(dyn Fn() + Sync),
    ) -> Batch {
        let known: HashMap<&str, &Arc<Known>> =
            remembered.iter().map(|known| (known.headline.id.as_str(), known)).collect();
        let readings = month.names.par_iter().map(|name| {
            seen();
            let id = name.strip_suffix(".json").unwrap_or_default();
            self.article(&walk::join(at, name), known.get(id).copied())
        });
        let readings: Vec<Reading> = readings.collect();
        let mut batch = Batch { folder: at.to_owned(), bad: month.bad.clone(), ..Batch::default() };
        // An article's folder is that of its month, so a day's titles are all here.
        let mut titles = Titles::default();
        let path =
            |number: usize| walk::join(at, month.names.get(number).map_or("", String::as_str));
        for (number, reading) in readings.into_iter().enumerate() {
            let told = match reading {
                Ok(article) => {
                    let title = titles.judge(number, &article.known, path);
                    batch.diagnostics.extend(article.warnings(&path(number)));
                    if !title.as_ref().is_some_and(Diagnostic::is_problem) {
                        batch.sound.push(article);
                        batch.diagnostics.extend(title);
                        continue;
                    }
                    title.into_iter().collect()
                }
                Err(told) => told,
            };
            batch.bad.push(path(number));
            batch.diagnostics.extend(told);
        }
        batch.same =
            batch.sound.len() == remembered.len() && batch.sound.iter().all(|sound| sound.same);
        batch
    }

    /// Reads and checks an article, unless it is known and nothing has changed.
    fn article(&self, path: &str, known: Option<&Arc<Known>>) -> Reading {
        let file = self.folder.join(path);
        let unreadable = |why: String| vec![Diagnostic::of_file(path, why)];
        let stamp = Stamp::of(&file).map_err(|error| unreadable(unread(&error)))?;
        let holds = |(need, bytes): &Need| self.has(need, *bytes);
        if let Some(known) = known
            && known.stamp == stamp
            && known.needs.iter().all(holds)
        {
            return Ok(Sound { known: Arc::clone(known), same: true });
        }
        let text = text_file::text(&file).map_err(unreadable)?;
        let reading = article::read_text(&text);
        let mut checks = Checks { around: self, problems: reading.problems, needs: Vec::new() };
        if let Some(article) = &reading.article {
            checks.article(path, article);
        }
        let Checks { problems, needs, .. } = checks;
        let Slips { warnings, title, .. } = slips(&text);
        match reading.article {
            Some(article) if problems.is_empty() => {
                let known = Known {
                    headline: article.headline(self.site, short_hash(text.as_bytes())),
                    stamp,
                    needs,
                    warnings: warnings.into(),
                    body: body_hash(&article),
                    title_line: title,
                };
                Ok(Sound { known: Arc::new(known), same: false })
            }
            _ => {
                let mut told = Diagnostic::all(path, &text, problems);
                let warnings = Diagnostic::all(path, &text, warnings);
                told.extend(warnings.into_iter().map(Diagnostic::warning));
                Err(told)
            }
        }
    }

    /// Whether a file or an article is there, and has the size that it is told to have.
    fn has(&self, path: &str, bytes: Option<u64>) -> bool {
        match bytes {
            Some(bytes) => self.files.get(path).is_some_and(|file| file.bytes == bytes),
            None => self.files.contains_key(path) || self.entries.has_article(path),
        }
    }
}

impl Sound {
    /// What is told of it by every build.
    fn warnings(&self, path: &str) -> impl Iterator<Item = Diagnostic> {
        let warnings = self.known.warnings.iter().cloned();
        warnings.map(move |warning| Diagnostic::new(path, "", warning).warning())
    }
}

fn problem(field: &str, message: String) -> Problem {
    Problem { field: field.to_owned(), line: None, message }
}

/// The checks of one article against what is around it.
struct Checks<'a> {
    around: &'a Around<'a>,
    problems: Vec<Problem>,
    needs: Vec<Need>,
}

impl Checks<'_> {
    fn article(&mut self, path: &str, article: &Article) {
        self.problems.extend(categories(self.around.site, article));
        let expected = article.id.path();
        if expected != path {
            let told = format!("belongs to {expected}: move the file, or mend the id");
            self.problems.push(problem("id", told));
        }
        if let Some(cover) = &article.cover {
            self.file("cover", cover);
        }
        for (i, block) in article.body.iter().enumerate() {
            self.block(&format!("body[{i}]"), block);
        }
        for (i, source) in article.sources.iter().enumerate() {
            if let Some(href) = &source.href {
                self.link(&format!("sources[{i}].href"), href);
            }
        }
    }

    fn block(&mut self, at: &str, block: &Block) {
        let inner = match block.name() {
            Some(name) => format!("{at}.{}", name.id()),
            None => at.to_owned(),
        };
        match block {
            Block::Paragraph(text) | Block::Quote { text, .. } => self.links(&inner, text),
            Block::List { items, .. } => {
                for (i, item) in items.iter().enumerate() {
                    self.links(&format!("{inner}[{i}]"), item);
                }
            }
            Block::Image(image) => self.file(&format!("{inner}.src"), &image.src),
            Block::Gallery(images) => {
                for (i, image) in images.iter().enumerate() {
                    self.file(&format!("{inner}[{i}].src"), &image.src);
                }
            }
            Block::Video(video) => {
                self.file(&format!("{inner}.src"), &video.src);
                for (name, file) in [("poster", &video.poster), ("captions", &video.captions)] {
                    if let Some(file) = file {
                        self.file(&format!("{inner}.{name}"), file);
                    }
                }
            }
            Block::Attachment(file) => self.attachment(&inner, file),
            Block::Heading { .. } | Block::Table(_) => {}
        }
    }

    fn attachment(&mut self, field: &str, attachment: &Attachment) {
        self.file(&format!("{field}.href"), &attachment.href);
        let path = attachment.href.trim_start_matches('/');
        if let Some(file) = self.around.files.get(path) {
            if file.bytes != attachment.bytes {
                let told = format!("is {} where the file has {}", attachment.bytes, file.bytes);
                self.problems.push(problem(&format!("{field}.bytes"), told));
            }
            self.needs.push((path.to_owned(), Some(attachment.bytes)));
        }
    }

    /// A file of this site must be there.
    fn file(&mut self, field: &str, src: &str) {
        let path = src.trim_start_matches('/');
        self.needs.push((path.to_owned(), None));
        let files = &self.around.files;
        if !files.contains_key(path) {
            let decoded = address::to_file(path);
            let meant = match files.contains_key(&decoded) {
                true => format!(" (write the name as it lies: \"{decoded}\")"),
                false => {
                    let guesses = self.problems.len() < MOST_GUESSES;
                    did_you_mean(path, files.keys().filter(|_| guesses).map(String::as_str))
                }
            };
            self.problems.push(problem(field, format!("there is no file {path}{meant}")));
        }
    }

    fn links(&mut self, at: &str, spans: &[Span]) {
        for (i, span) in spans.iter().enumerate() {
            if let Span::Link { href, .. } = span {
                self.link(&format!("{at}[{i}].link.href"), href);
            }
        }
    }

    /// A link into this site must lead somewhere.
    fn link(&mut self, field: &str, href: &str) {
        if !href.starts_with('/') {
            return;
        }
        let needed = match Route::parse(href) {
            Route::Article(id) => id.path(),
            Route::Unknown => address::to_file(href),
            Route::Zone(id) if self.around.site.zone(&id).is_none() => id,
            _ => return,
        };
        if !self.around.has(&needed, None) {
            let told = format!("\"{href}\" leads nowhere: mend the address");
            self.problems.push(problem(field, told));
        }
        self.needs.push((needed, None));
    }
}

/// Section, region and zone must be known, and agree.
pub(super) fn categories(site: &Site, article: &Article) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut unknown = |field: &str, id: &str, known: Vec<&str>| {
        let meant = did_you_mean(id, known);
        problems.push(problem(field, format!("\"{id}\" is not in site.json{meant}")));
    };
    if site.section(&article.section).is_none() {
        let known = site.sections.iter().map(|section| section.id.as_str()).collect();
        unknown("section", &article.section, known);
    }
    let region = article.region.as_deref();
    if let Some(id) = region.filter(|id| site.region(id).is_none()) {
        unknown("region", id, site.region_ids().collect());
    }
    let zone = article.zone.as_deref();
    if let Some(id) = zone.filter(|id| site.zone(id).is_none()) {
        unknown("zone", id, site.zones.iter().map(|zone| zone.id.as_str()).collect());
    }
    if let (Some(region), Some(zone)) = (article.region_in(site), zone.and_then(|id| site.zone(id)))
        && region != zone.region
    {
        let told = format!(
            "\"{region}\" is not where zone \"{}\" lies (\"{}\"): leave the region out, or mend one",
            zone.id, zone.region
        );
        problems.push(problem("region", told));
    }
    problems
}

/// The id that an article's path tells.
pub(super) fn id_of(path: &str) -> Option<ArticleId> {
    ArticleId::parse(path.rsplit('/').next()?.strip_suffix(".json")?)
}
