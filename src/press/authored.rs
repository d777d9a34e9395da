//! The authored folder: `site.json`, `articles/`, and files that are served as they lie.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::diagnostic::Diagnostic;
use super::site_file::{self, SITE};
use super::state::{Known, Need, Stamp, State};
use super::walk;
use crate::archive::HASH_DIGITS;
use crate::article::{self, Article, ArticleId, Attachment, Block, Problem, Span};
use crate::route::Route;
use crate::taxonomy::{Site, did_you_mean};
use crate::text::fold;

/// An authored folder as it was read.
#[derive(Debug)]
pub struct Authored {
    pub site: Site,
    /// What is told of the site's file, and keeps nothing out.
    pub warnings: Vec<Diagnostic>,
    /// The articles, folder by folder.
    pub batches: Vec<Batch>,
    /// Everything else that is served, by path from the folder.
    pub files: BTreeMap<String, Stamp>,
}

/// The articles of one folder.
#[derive(Debug, Default)]
pub struct Batch {
    /// From the authored folder's root.
    pub folder: String,
    /// Articles that have no problem.
    pub sound: Vec<Sound>,
    /// Paths of articles that have problems.
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

/// Why a folder cannot be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// `site.json` is missing, broken, or wrong.
    Site(Vec<Diagnostic>),
    Io(io::Error),
    /// For safety; the text says what would be lost, and the cure.
    Refused(String),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const ARTICLES: &str = "articles";

/// The site's file in an authored folder.
pub(super) fn site_file(folder: &Path) -> std::path::PathBuf {
    folder.join(SITE)
}

/// Reads and checks a folder. What is as the press remembers it is not read again. `seen` is told of
/// each article, with the number of all, for a progress bar.
pub fn read(
    folder: &Path,
    remembered: &State,
    seen: impl Fn(usize) + Sync,
) -> Result<Authored, Unreadable> {
    let (site, warnings) = site_file::read(folder)?;
    let paths = walk::files(folder, None)?;
    let mut files = BTreeMap::new();
    let mut articles: Vec<(&String, Vec<&String>)> = Vec::new();
    for (at, names) in &paths {
        if at == ARTICLES || at.starts_with("articles/") {
            articles.push((at, names.iter().filter(|name| name.ends_with(".json")).collect()));
            continue;
        }
        for name in names.iter().filter(|name| !at.is_empty() || *name != SITE) {
            let path = walk::join(at, name);
            let stamp = Stamp::of(&folder.join(&path))?;
            files.insert(path, stamp);
        }
    }
    let all: usize = articles.iter().map(|(_, names)| names.len()).sum();
    let around = Around { folder, site: &site, files, paths: &paths };
    let batches = articles
        .into_par_iter()
        .map(|(at, names)| around.batch(at, &names, &remembered.articles(at), &|| seen(all)));
    let batches = batches.collect::<io::Result<_>>()?;
    let files = around.files;
    Ok(Authored { site, warnings, batches, files })
}

/// A sound article, or all that is wrong with it.
type Reading = Result<Sound, Vec<Diagnostic>>;

/// What an article is checked against.
struct Around<'a> {
    folder: &'a Path,
    site: &'a Site,
    files: BTreeMap<String, Stamp>,
    /// All articles and files, as they lie.
    paths: &'a BTreeMap<String, Vec<String>>,
}

impl Around<'_> {
    /// Reads and checks the articles of one folder.
    fn batch(
        &self,
        at: &str,
        names: &[&String],
        remembered: &[Arc<Known>],
        seen: &(dyn Fn() + Sync),
    ) -> io::Result<Batch> {
        let known: HashMap<&str, &Arc<Known>> =
            remembered.iter().map(|known| (known.headline.id.as_str(), known)).collect();
        let readings = names.par_iter().map(|name| {
            seen();
            let id = name.strip_suffix(".json").unwrap_or_default();
            self.article(&walk::join(at, name), known.get(id).copied())
        });
        let readings: Vec<Reading> = readings.collect::<io::Result<_>>()?;
        let mut batch = Batch { folder: at.to_owned(), ..Batch::default() };
        // An article's folder is that of its month, so a day's titles are all here.
        let mut titles = Titles::default();
        for (name, reading) in names.iter().zip(readings) {
            let path = walk::join(at, name);
            match reading.and_then(|article| titles.first(&path, self.folder, article)) {
                Ok(article) => batch.sound.push(article),
                Err(told) => {
                    batch.bad.push(path);
                    batch.diagnostics.extend(told);
                }
            }
        }
        batch.same =
            batch.sound.len() == remembered.len() && batch.sound.iter().all(|sound| sound.same);
        Ok(batch)
    }

    /// Reads and checks an article, unless it is known and nothing has changed.
    fn article(&self, path: &str, known: Option<&Arc<Known>>) -> io::Result<Reading> {
        let file = self.folder.join(path);
        let stamp = Stamp::of(&file)?;
        let holds = |(need, bytes): &Need| self.has(need, *bytes);
        if let Some(known) = known
            && known.stamp == stamp
            && known.needs.iter().all(holds)
        {
            return Ok(Ok(Sound { known: Arc::clone(known), same: true }));
        }
        let Ok(text) = String::from_utf8(fs::read(&file)?) else {
            let fault = problem("", "is not UTF-8: save it in that encoding".into());
            return Ok(Err(vec![Diagnostic::new(path, "", fault)]));
        };
        let reading = article::read_text(&text);
        let mut checks = Checks { around: self, problems: reading.problems, needs: Vec::new() };
        if let Some(article) = &reading.article {
            checks.article(path, article);
        }
        let Checks { problems, needs, .. } = checks;
        Ok(match reading.article {
            Some(article) if problems.is_empty() => {
                let headline = article.headline(self.site, short_hash(text.as_bytes()));
                Ok(Sound { known: Arc::new(Known { headline, stamp, needs }), same: false })
            }
            _ => {
                let told = problems.into_iter().map(|fault| Diagnostic::new(path, &text, fault));
                Err(told.collect())
            }
        })
    }

    /// Whether a file or an article is there, and has the size that it is told to have.
    fn has(&self, path: &str, bytes: Option<u64>) -> bool {
        match bytes {
            Some(bytes) => self.files.get(path).is_some_and(|file| file.bytes == bytes),
            None => walk::has(self.paths, path),
        }
    }
}

/// The article that a title stands in, by a hash of the day and the folded title.
#[derive(Default)]
struct Titles(HashMap<u64, String>);

impl Titles {
    /// The article; or what is wrong, where its title stands in another of the same day.
    fn first(&mut self, path: &str, folder: &Path, article: Sound) -> Reading {
        let headline = &article.known.headline;
        let mut hasher = DefaultHasher::new();
        (headline.moment().date(), fold(&headline.title)).hash(&mut hasher);
        let Some(other) = self.0.insert(hasher.finish(), path.to_owned()) else {
            return Ok(article);
        };
        let told = format!("the same title stands in {other}, of the same day: remove one");
        let text = fs::read_to_string(folder.join(path)).unwrap_or_default();
        Err(vec![Diagnostic::new(path, &text, problem("title", told))])
    }
}

/// The first 48 bits of BLAKE3, in hexadecimal.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(HASH_DIGITS).collect()
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
    }

    fn block(&mut self, at: &str, block: &Block) {
        match block {
            Block::Paragraph(spans) => self.links(at, spans),
            Block::Quote { text, .. } => self.links(&format!("{at}.quote"), text),
            Block::List { items, .. } => {
                for (i, item) in items.iter().enumerate() {
                    self.links(&format!("{at}.list[{i}]"), item);
                }
            }
            Block::Image(image) => self.file(&format!("{at}.image.src"), &image.src),
            Block::Gallery(images) => {
                for (i, image) in images.iter().enumerate() {
                    self.file(&format!("{at}.gallery[{i}].src"), &image.src);
                }
            }
            Block::Video(video) => {
                self.file(&format!("{at}.video.src"), &video.src);
                for (name, file) in [("poster", &video.poster), ("captions", &video.captions)] {
                    if let Some(file) = file {
                        self.file(&format!("{at}.video.{name}"), file);
                    }
                }
            }
            Block::Attachment(file) => self.attachment(&format!("{at}.attachment"), file),
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
            let meant = did_you_mean(path, files.keys().map(String::as_str));
            self.problems.push(problem(field, format!("there is no file {path}{meant}")));
        }
    }

    /// Links into this site must lead somewhere.
    fn links(&mut self, at: &str, spans: &[Span]) {
        for (i, span) in spans.iter().enumerate() {
            let Span::Link { href, .. } = span else { continue };
            if !href.starts_with('/') {
                continue;
            }
            let needed = match Route::parse(href) {
                Route::Article(id) => Some(id.path()),
                Route::Unknown => Some(href.trim_start_matches('/').to_owned()),
                Route::Zone(id) if self.around.site.zone(&id).is_none() => Some(id),
                _ => None,
            };
            let Some(needed) = needed else { continue };
            if !self.around.has(&needed, None) {
                let told = format!("\"{href}\" leads nowhere: mend the address");
                self.problems.push(problem(&format!("{at}[{i}].link.href"), told));
            }
            self.needs.push((needed, None));
        }
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
