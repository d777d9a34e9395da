//! The authored folder: `site.json`, `articles/`, and files that are served as they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::diagnostic::Diagnostic;
use crate::article::{self, Article, ArticleId, Block, Problem, Span};
use crate::route::Route;
use crate::taxonomy::{Site, did_you_mean};
use crate::text::fold;

/// An authored folder as it was read.
#[derive(Debug)]
pub struct Authored {
    pub site: Site,
    /// By path from the folder, articles that have no problem.
    pub articles: BTreeMap<String, (Article, String)>,
    /// Paths of articles that have problems.
    pub bad: BTreeSet<String>,
    /// Everything else that is served, by path from the folder.
    pub files: BTreeSet<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a folder cannot be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// `site.json` is missing, broken, or wrong.
    Site(Vec<Diagnostic>),
    Io(io::Error),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const SITE: &str = "site.json";

/// Reads and checks a folder. `seen` is told of each article, for a progress bar.
pub fn read(folder: &Path, seen: impl Fn()) -> Result<Authored, Unreadable> {
    let site = read_site(folder)?;
    let mut authored = Authored {
        site,
        articles: BTreeMap::new(),
        bad: BTreeSet::new(),
        files: BTreeSet::new(),
        diagnostics: Vec::new(),
    };
    let mut readings = BTreeMap::new();
    for path in paths(folder)? {
        if !path.starts_with("articles/") {
            if path != SITE {
                authored.files.insert(path);
            }
        } else if path.ends_with(".json") {
            let bytes = fs::read(folder.join(&path))?;
            readings.insert(path, String::from_utf8(bytes));
            seen();
        }
    }
    let all: BTreeSet<String> = readings.keys().cloned().collect();
    let mut titles: BTreeMap<(String, String), String> = BTreeMap::new();
    for (path, text) in readings {
        let text = match text {
            Ok(text) => text,
            Err(_) => {
                let message = "is not UTF-8: save it in that encoding".to_owned();
                let problem = Problem { field: String::new(), line: None, message };
                authored.diagnostics.push(Diagnostic::new(&path, "", problem));
                authored.bad.insert(path);
                continue;
            }
        };
        let reading = article::read_text(&text);
        let mut problems = reading.problems;
        if let Some(article) = &reading.article {
            let checks =
                Checks { site: &authored.site, files: &authored.files, articles: &all, folder };
            problems.extend(checks.of(&path, article));
            let key = (article.published.date().to_string(), fold(&article.title));
            if let Some(other) = titles.insert(key, path.clone()) {
                let told = format!("the same title stands in {other}, of the same day: remove one");
                problems.push(problem("title", told));
            }
        }
        let told = problems.into_iter().map(|problem| Diagnostic::new(&path, &text, problem));
        let before = authored.diagnostics.len();
        authored.diagnostics.extend(told);
        match reading.article {
            Some(article) if authored.diagnostics.len() == before => {
                authored.articles.insert(path, (article, text));
            }
            _ => {
                authored.bad.insert(path);
            }
        }
    }
    Ok(authored)
}

fn read_site(folder: &Path) -> Result<Site, Unreadable> {
    let wrong = |line, message: String| Diagnostic {
        file: SITE.to_owned(),
        line,
        field: String::new(),
        message,
    };
    let text = fs::read_to_string(folder.join(SITE)).map_err(|error| {
        let told = format!("cannot be read ({error}): every authored folder has one");
        Unreadable::Site(vec![wrong(None, told)])
    })?;
    let value = serde_json::from_str(&text)
        .map_err(|error| Unreadable::Site(vec![wrong(Some(error.line()), error.to_string())]))?;
    let site = Site::read(&value).map_err(|fault| Unreadable::Site(vec![wrong(None, fault)]))?;
    let problems = site.problems();
    if problems.is_empty() {
        return Ok(site);
    }
    Err(Unreadable::Site(problems.into_iter().map(|message| wrong(None, message)).collect()))
}

/// The paths of all files below a folder, with `/` between the parts, hidden ones left out.
pub(super) fn paths(folder: &Path) -> io::Result<BTreeSet<String>> {
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(folder).min_depth(1).follow_links(true);
    let mut paths = BTreeSet::new();
    for entry in walk.into_iter().filter_entry(|entry| !hidden(entry.file_name())) {
        let entry = entry?;
        let inside = entry.path().strip_prefix(folder).ok().filter(|_| entry.file_type().is_file());
        if let Some(inside) = inside {
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            paths.insert(parts.join("/"));
        }
    }
    Ok(paths)
}

fn problem(field: &str, message: String) -> Problem {
    Problem { field: field.to_owned(), line: None, message }
}

/// Checks an article against what is around it.
struct Checks<'a> {
    site: &'a Site,
    files: &'a BTreeSet<String>,
    /// The paths of all articles.
    articles: &'a BTreeSet<String>,
    folder: &'a Path,
}

impl Checks<'_> {
    fn of(&self, path: &str, article: &Article) -> Vec<Problem> {
        let mut problems = categories(self.site, article);
        let expected = article.id.path();
        if expected != path {
            problems.push(problem(
                "id",
                format!("belongs to {expected}: move the file, or mend the id"),
            ));
        }
        if let Some(cover) = &article.cover {
            problems.extend(self.file("cover", cover));
        }
        for (i, block) in article.body.iter().enumerate() {
            self.block(&format!("body[{i}]"), block, &mut problems);
        }
        problems
    }

    fn block(&self, at: &str, block: &Block, problems: &mut Vec<Problem>) {
        match block {
            Block::Paragraph(spans) => self.links(at, spans, problems),
            Block::Quote { text, .. } => self.links(&format!("{at}.quote"), text, problems),
            Block::List { items, .. } => {
                for (i, item) in items.iter().enumerate() {
                    self.links(&format!("{at}.list[{i}]"), item, problems);
                }
            }
            Block::Image(image) => {
                problems.extend(self.file(&format!("{at}.image.src"), &image.src))
            }
            Block::Gallery(images) => {
                for (i, image) in images.iter().enumerate() {
                    problems.extend(self.file(&format!("{at}.gallery[{i}].src"), &image.src));
                }
            }
            Block::Video(video) => {
                problems.extend(self.file(&format!("{at}.video.src"), &video.src));
                for (name, file) in [("poster", &video.poster), ("captions", &video.captions)] {
                    let field = format!("{at}.video.{name}");
                    problems.extend(file.as_deref().and_then(|file| self.file(&field, file)));
                }
            }
            Block::Attachment(file) => {
                let field = format!("{at}.attachment");
                problems.extend(self.file(&format!("{field}.href"), &file.href));
                let size = fs::metadata(self.folder.join(file.href.trim_start_matches('/')));
                let size = size.map(|data| data.len()).unwrap_or(file.bytes);
                if size != file.bytes {
                    let told = format!("is {} where the file has {size}", file.bytes);
                    problems.push(problem(&format!("{field}.bytes"), told));
                }
            }
            Block::Heading { .. } | Block::Table(_) => {}
        }
    }

    /// A file of this site must be there.
    fn file(&self, field: &str, src: &str) -> Option<Problem> {
        let path = src.trim_start_matches('/');
        if self.files.contains(path) {
            return None;
        }
        let meant = did_you_mean(path, self.files.iter().map(String::as_str));
        Some(problem(field, format!("there is no file {path}{meant}")))
    }

    /// Links into this site must lead somewhere.
    fn links(&self, at: &str, spans: &[Span], problems: &mut Vec<Problem>) {
        for (i, span) in spans.iter().enumerate() {
            let Span::Link { href, .. } = span else { continue };
            if !href.starts_with('/') {
                continue;
            }
            let exists = match Route::parse(href) {
                Route::Article(id) => self.articles.contains(&id.path()),
                Route::Zone(id) => self.site.zone(&id).is_some(),
                Route::Unknown => self.files.contains(href.trim_start_matches('/')),
                _ => true,
            };
            if !exists {
                let told = format!("\"{href}\" leads nowhere: mend the address");
                problems.push(problem(&format!("{at}[{i}].link.href"), told));
            }
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
    if let (Some(region), Some(zone)) = (region, zone.and_then(|id| site.zone(id)))
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
