//! Walking a folder of somebody's own: whatever lies there costs itself alone, and nothing from
//! outside of it comes in by a link.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, DirEntry, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::diagnostic::Diagnostic;
use super::super::text_file::unread;
use super::{is_hidden, join};

/// Links to folders that are followed one within the other. Folders that are linked with each other
/// would else be walked in every order there is.
const MOST_LINKS: usize = 2;

/// What lies in a folder.
#[derive(Debug, Default)]
pub struct Inside {
    /// By the folder they lie in, the names of files in order. All of these are files, or links to files.
    pub files: BTreeMap<String, Vec<String>>,
    /// Paths of what is hidden, but for the folder `.well-known` at the top.
    pub hidden: Vec<String>,
    /// What is neither read nor served, and why.
    pub problems: Vec<Diagnostic>,
    /// Paths below which something may lie that could not be looked at.
    pub unseen: Vec<String>,
}

/// The files below a folder; paths are told from there, with `/` between the parts. Where `is_file`
/// says so, a folder is a problem. An error where the folder itself cannot be looked into.
pub fn inside(root: &Path, is_file: fn(&str) -> bool) -> io::Result<Inside> {
    let real = root.canonicalize()?;
    fs::read_dir(&real)?;
    let walk = Walk { root, real: &real, is_file };
    let mut inside = walk.below(Place { path: String::new(), chain: vec![real.clone()], links: 0 });
    inside.hidden.sort_unstable();
    inside.problems.sort();
    inside.unseen.sort_unstable();
    Ok(inside)
}

struct Walk<'a> {
    root: &'a Path,
    /// The root without links.
    real: &'a Path,
    is_file: fn(&str) -> bool,
}

/// A folder on the way.
struct Place {
    path: String,
    /// The folder without links, behind those that lead to it.
    chain: Vec<PathBuf>,
    /// How many links were followed.
    links: usize,
}

impl Place {
    fn below(&self, path: String, real: PathBuf, links: usize) -> Self {
        let chain = self.chain.iter().cloned().chain([real]).collect();
        Self { path, chain, links: self.links + links }
    }
}

impl Walk<'_> {
    fn below(&self, place: Place) -> Inside {
        let mut found = Inside::default();
        let (mut names, mut folders) = (Vec::new(), Vec::new());
        match fs::read_dir(self.root.join(&place.path)) {
            Ok(entries) => {
                for entry in entries {
                    match entry {
                        Ok(entry) => {
                            self.entry(&place, &entry, &mut found, &mut names, &mut folders)
                        }
                        Err(error) => found.not_listed(&place.path, &error),
                    }
                }
            }
            Err(error) => found.not_listed(&place.path, &error),
        }
        names.sort_unstable();
        let deeper: Vec<Inside> =
            folders.into_par_iter().map(|folder| self.below(folder)).collect();
        deeper.into_iter().for_each(|deeper| found.extend(deeper));
        if !names.is_empty() {
            found.files.insert(place.path, names);
        }
        found
    }

    fn entry(
        &self,
        place: &Place,
        entry: &DirEntry,
        found: &mut Inside,
        names: &mut Vec<String>,
        folders: &mut Vec<Place>,
    ) {
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => {
                let path = join(&place.path, &readable(&name));
                return found.problem(&path, "has a name that is not UTF-8: rename it");
            }
        };
        if is_hidden(&place.path, &name) {
            return found.hidden.push(join(&place.path, &name));
        }
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => {
                let path = join(&place.path, &name);
                found.problem(&path, unread(&error));
                return found.unseen.push(path);
            }
        };
        if kind.is_file() {
            names.push(name);
        } else if kind.is_dir() {
            let real = place.chain.last().map_or_else(PathBuf::new, |real| real.join(&name));
            self.folder(place, &name, real, 0, found, folders);
        } else if kind.is_symlink() {
            match target(&entry.path()) {
                Ok((real, _)) if !real.starts_with(self.real) => {
                    found.problem(&join(&place.path, &name), OUTSIDE);
                }
                Ok((_, kind)) if kind.is_file() => names.push(name),
                Ok((real, kind)) if kind.is_dir() => {
                    self.folder(place, &name, real, 1, found, folders)
                }
                Ok(_) => found.problem(&join(&place.path, &name), NEITHER),
                Err(why) => {
                    let path = join(&place.path, &name);
                    found.problem(&path, why);
                    found.unseen.push(path);
                }
            }
        } else {
            found.problem(&join(&place.path, &name), NEITHER);
        }
    }

    fn folder(
        &self,
        place: &Place,
        name: &str,
        real: PathBuf,
        links: usize,
        found: &mut Inside,
        folders: &mut Vec<Place>,
    ) {
        let path = join(&place.path, name);
        if (self.is_file)(&path) {
            found.problem(&path, "is a folder where a file should be: rename it");
        } else if place.chain.contains(&real) {
            found.problem(&path, "leads back to a folder that it lies in: remove the link");
        } else if place.links + links > MOST_LINKS {
            found.problem(&path, "leads through too many links: link to the folder itself");
            found.unseen.push(path);
        } else {
            folders.push(place.below(path, real, links));
        }
    }
}

/// Where a link leads, and what is there; or why it cannot be followed, and the cure.
fn target(link: &Path) -> Result<(PathBuf, FileType), String> {
    let why = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => "is a link to nothing: mend or remove it".to_owned(),
        _ if leads_in_a_circle(&error) => "is a link that leads to itself: remove it".to_owned(),
        _ => unread(&error),
    };
    let real = link.canonicalize().map_err(why)?;
    let kind = fs::metadata(&real).map_err(why)?.file_type();
    Ok((real, kind))
}

/// ELOOP of Linux and of macOS, whose kind is not stable.
fn leads_in_a_circle(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62))
}

const NEITHER: &str = "is neither a file nor a folder: remove it";
const OUTSIDE: &str = "is a link that leads out of the folder: put a copy there";

impl Inside {
    fn problem(&mut self, path: &str, why: impl Into<String>) {
        self.problems.push(Diagnostic::of_file(path, why));
    }

    /// Some of a folder's entries were not told.
    fn not_listed(&mut self, path: &str, error: &io::Error) {
        self.problem(path, unread(error));
        self.unseen.push(path.to_owned());
    }

    fn extend(&mut self, other: Self) {
        let Self { mut files, hidden, problems, unseen } = other;
        self.files.append(&mut files);
        self.hidden.extend(hidden);
        self.problems.extend(problems);
        self.unseen.extend(unseen);
    }
}

/// A name that is not UTF-8, its other bytes as `\xb9`.
fn readable(name: &OsStr) -> String {
    let mut readable = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        readable.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // A text takes all that is written.
            let _ = write!(readable, "\\x{byte:02x}");
        }
    }
    readable
}
