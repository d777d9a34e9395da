//! The entries of an authored folder: which are articles, which are served as they lie, and what is
//! told of the others.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use super::diagnostic::Diagnostic;
use super::packed::packed_of;
use super::site_file::SITE;
use super::walk::{self, Inside};
use crate::domain::taxonomy::Site;

pub const ARTICLES: &str = "articles";

/// The input's own, which are never served as they lie.
const OWN: [&str; 4] = [SITE, ARTICLES, "drafts", "pages"];

/// What the press writes at the top of what is served, and what addresses begin with.
const RESERVED: [&str; 21] = [
    "all",
    "archive",
    "article",
    "cards",
    "feeds",
    "hosting",
    "search",
    "zones",
    "saved",
    "about",
    "thumbs",
    "index.html",
    "404.html",
    "sw.js",
    "_headers",
    "_redirects",
    "robots.txt",
    "opensearch.xml",
    "site.webmanifest",
    "notices",
    "index",
];

/// The paths that editions in other languages live under.
const LANGUAGES: [&str; 2] = ["hant", "en"];

/// What is hidden and belongs to tools that everybody has.
const TOOLS: [&str; 4] = [".DS_Store", ".gitkeep", ".gitignore", ".gitattributes"];

/// What lies in an authored folder, `site.json` apart.
#[derive(Debug, Default)]
pub struct Entries {
    /// By the folder they lie in.
    pub articles: BTreeMap<String, Month>,
    /// Paths of what is served as it lies.
    pub files: Vec<String>,
    /// Paths below which something may lie that could not be looked at.
    pub unreadable: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The articles that lie in one folder.
#[derive(Debug, Default)]
pub struct Month {
    /// Names of files, in order.
    pub names: Vec<String>,
    /// Paths of what should be an article and is no file that can be read.
    pub bad: Vec<String>,
}

impl Entries {
    pub fn of(folder: &Path, site: &Site) -> io::Result<Self> {
        let Inside { files, hidden, problems, unseen } = walk::inside(folder, is_article)?;
        let mut entries = Self { unreadable: unseen, ..Self::default() };
        for path in problems.iter().map(|problem| &problem.file).filter(|path| in_articles(path)) {
            if is_article(path) {
                let (at, _) = walk::split(path);
                entries.articles.entry(at.to_owned()).or_default().bad.push(path.clone());
            } else {
                // It may be a link to a folder that was in this one before.
                entries.unreadable.push(path.clone());
            }
        }
        entries.diagnostics = problems;
        let unread = hidden.iter().filter(|path| in_articles(path));
        for path in unread.filter(|path| !TOOLS.contains(&walk::split(path).1)) {
            entries.warning(path, "is hidden, and not read: rename or remove it");
        }
        let mut top = Top { site, told: HashMap::new() };
        for (at, names) in &files {
            if in_articles(at) {
                entries.articles(at, names);
                continue;
            }
            for name in names {
                if top.serves(&walk::join(at, name), &mut entries) && !is_markdown(name) {
                    entries.served(at, name, names);
                }
            }
        }
        entries.twins();
        Ok(entries)
    }

    /// Whether an article's file is there.
    pub fn has_article(&self, path: &str) -> bool {
        let (at, name) = walk::split(path);
        self.articles.get(at).is_some_and(|month| walk::holds(&month.names, name))
    }

    fn problem(&mut self, path: &str, why: String) {
        self.diagnostics.push(Diagnostic::of_file(path, why));
    }

    fn warning(&mut self, path: &str, why: &str) {
        self.diagnostics.push(Diagnostic::of_file(path, why).warning());
    }

    /// The files of a folder of articles.
    fn articles(&mut self, at: &str, names: &[String]) {
        let mut articles = Vec::new();
        for name in names {
            let small = name.to_ascii_lowercase();
            if name.ends_with(".json") {
                articles.push(name.clone());
            } else if small.ends_with(".json") {
                let told = "is not read: write the ending in small letters, .json";
                self.warning(&walk::join(at, name), told);
            } else if is_markdown(name) {
                let told = "is not read by this version, which takes .json alone";
                self.warning(&walk::join(at, name), told);
            } else {
                let told = "is not an article, and not served: put it under media/";
                self.warning(&walk::join(at, name), told);
            }
        }
        self.articles.entry(at.to_owned()).or_default().names = articles;
    }

    /// A file that is served, unless hosts would take it for another.
    fn served(&mut self, at: &str, name: &str, names: &[String]) {
        let path = walk::join(at, name);
        match packed_of(name) {
            Some(of) if walk::holds(names, of) => {
                let told = format!("would be handed out as the packed copy of {of}: rename it");
                self.problem(&path, told);
            }
            _ => self.files.push(path),
        }
    }

    /// Tells paths that are one on hosts which take large letters for small ones. Those that are served
    /// are, since others keep them apart.
    fn twins(&mut self) {
        let mut first: HashMap<String, &str> = HashMap::new();
        let mut told = Vec::new();
        let files = self.files.iter().map(|path| (path.to_lowercase(), path));
        let (large, small): (Vec<_>, Vec<_>) = files.partition(|(small, path)| small != *path);
        if large.is_empty() {
            return;
        }
        for (small, path) in small.into_iter().chain(large) {
            match first.get(&small) {
                Some(other) => told.push((path.clone(), (*other).to_owned())),
                None => drop(first.insert(small, path)),
            }
        }
        for (path, other) in told {
            let why = format!("is one file with {other} on some hosts: rename one");
            self.problem(&path, why);
        }
    }
}

/// Judges entries of the folder itself, each once.
struct Top<'a> {
    site: &'a Site,
    /// Whether what lies there is served.
    told: HashMap<String, bool>,
}

impl Top<'_> {
    /// Whether the entry that a path begins with is served. The first time, it is told why not.
    fn serves(&mut self, path: &str, entries: &mut Entries) -> bool {
        let name = path.split('/').next().unwrap_or(path);
        if let Some(serves) = self.told.get(name) {
            return *serves;
        }
        let why = self.refuses(name);
        let serves = why.is_none() && !OWN.contains(&name);
        if let Some(why) = why {
            entries.problem(name, why);
        }
        if path == ARTICLES {
            entries.problem(
                name,
                "is a file where the folder of the articles should be: put that there".into(),
            );
            entries.unreadable.push(ARTICLES.to_owned());
        }
        self.told.insert(name.to_owned(), serves);
        serves
    }

    /// Why an entry is not served, and the cure.
    fn refuses(&self, name: &str) -> Option<String> {
        let small = name.to_lowercase();
        if OWN.contains(&small.as_str()) {
            let told = || format!("\"{name}\" is read as \"{small}\" alone: rename it");
            return (small != name).then(told);
        }
        let of = packed_of(&small).unwrap_or(&small);
        let of_whom = if RESERVED.contains(&of) || is_sitemap(of) {
            "a name of the press's own"
        } else if self.site.section(of).is_some() {
            "the address of a section"
        } else if LANGUAGES.contains(&of) {
            "the address of an edition in another language"
        } else {
            return None;
        };
        Some(format!("\"{name}\" is {of_whom}: rename it"))
    }
}

fn is_sitemap(name: &str) -> bool {
    name.starts_with("sitemap") && name.ends_with(".xml")
}

fn is_markdown(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".md")
}

fn in_articles(path: &str) -> bool {
    path == ARTICLES || path.starts_with("articles/")
}

fn is_article(path: &str) -> bool {
    path.starts_with("articles/") && path.ends_with(".json")
}
