//! What the press remembers between two builds of a folder, so that it does only what changed. It
//! lies in a hidden folder of the output, which is not served, and is written last: a build that is
//! stopped remembers no more than was done before, and the next one does its work again.
//!
//! ```text
//! .press/state              files that are served as they lie, the volumes and the index, sizes of parts
//! .press/articles/YYYY/MM   what is known of the articles of that folder
//! .press/pages              the pages that were printed
//! .press/app                the files of the app, and those of the one before it
//! ```
//! What a state file remembers begins with the key: the press and the site that it was written for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::index::{Made, Remembered};
use super::output::{Size, Sizes};
use super::pages::{Pages, PrintedPage};
use super::{disk, hidden};
use crate::archive::index::Shelves;
use crate::archive::{Roll, VolumeEntry};
use crate::domain::article::{Headline, Problem};

/// Where a file's content is taken to be the same: by its size and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub bytes: u64,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    modified: u64,
}

/// A sound article, without its body. It is remembered as it stands here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Known {
    pub headline: Headline,
    pub stamp: Stamp,
    /// The files and articles it leads to, by path, with the size that it was told to have.
    pub needs: Vec<Need>,
    /// What is told of it by every build, each with its line.
    #[serde(default, skip_serializing_if = "no_warnings")]
    pub warnings: Box<[Problem]>,
    /// A hash of what its body says and shows.
    pub body: u64,
    /// The line of its title.
    pub title_line: u32,
}

fn no_warnings(warnings: &[Problem]) -> bool {
    warnings.is_empty()
}

/// The path of what an article leads to, and the size that it was told to have.
pub type Need = (String, Option<u64>);

/// A volume as it was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub entry: VolumeEntry,
    /// All of its headlines.
    pub all: Roll,
    /// Each section's, by id.
    pub sections: BTreeMap<String, Roll>,
}

/// The memory of a build.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The output and the key; nothing is remembered without them.
    at: Option<(PathBuf, String)>,
    /// Whether nothing is taken for known, so that all is read and made again.
    forgets: bool,
    /// What is served as it lies.
    pub files: BTreeMap<String, Stamp>,
    /// By the hash of what they hold.
    pub volumes: BTreeMap<String, Written>,
    /// What the index has, by what it was made of.
    pub index: Remembered,
    /// The printed pages.
    pub pages: Pages,
    /// How large the archive's parts and the cards were when they were written.
    pub sizes: Sizes,
    /// The files of the app, and of the one before it, which open tabs may still ask for.
    pub app: [BTreeSet<String>; 2],
}

impl Stamp {
    pub fn of(file: &Path) -> io::Result<Self> {
        let data = fs::metadata(file)?;
        let since = data.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        Ok(Self { bytes: data.len(), modified })
    }
}

impl Memory {
    /// What is remembered in `out` by the same press for the same site; nothing where that is not
    /// so. `key` names the press and the site.
    pub fn load(out: &Path, key: &str) -> Self {
        let mut memory = Self { at: Some((out.to_owned(), key.to_owned())), ..Self::default() };
        for line in memory.lines("state") {
            match serde_json::from_str(&line) {
                Ok(Line::File(path, stamp)) => drop(memory.files.insert(path, stamp)),
                Ok(Line::Volume(key, volume)) => drop(memory.volumes.insert(key, volume.into())),
                Ok(Line::Index(key, hash, files, letters, names, characters)) => {
                    let shelves = Shelves { hash, files, letters, names };
                    memory.index.insert(key, Made { shelves, characters });
                }
                Ok(Line::Size(path, size)) => drop(memory.sizes.insert(path, size)),
                Err(_) => {}
            }
        }
        let page = |line: &String| {
            let mut numbers = line.split(' ').map(|number| u64::from_str_radix(number, 16).ok());
            let mut next = || numbers.next().flatten();
            Some((next()?, PrintedPage { made_of: next()?, bytes: next()? }))
        };
        // A new press makes nothing of the app's files invalid.
        let app = fs::read_to_string(hidden::folder(out).join("app")).unwrap_or_default();
        let mut app = app.lines().skip(1);
        memory.app = memory.app.map(|_| {
            app.next().unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        });
        memory.pages = memory.lines("pages").iter().filter_map(page).collect();
        memory
    }

    /// Forgets all but the app's files, which open tabs may ask for.
    pub fn forget(self) -> Self {
        Self { at: self.at, app: self.app, forgets: true, ..Self::default() }
    }

    /// What is remembered of the articles of a folder.
    pub fn articles(&self, folder: &str) -> Vec<Arc<Known>> {
        let known = |line: String| serde_json::from_str(&line).map(Arc::new).ok();
        self.lines(folder).into_iter().filter_map(known).collect()
    }

    /// The lines of a file behind its key.
    fn lines(&self, name: &str) -> Vec<String> {
        let Some((out, key)) = self.at.as_ref().filter(|_| !self.forgets) else {
            return Vec::new();
        };
        let text = fs::read_to_string(hidden::folder(out).join(name)).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() != Some(key) {
            return Vec::new();
        }
        lines.map(str::to_owned).collect()
    }

    /// Writes what is known of the articles of a folder.
    pub fn save_articles<'k>(
        &self,
        folder: &str,
        articles: impl Iterator<Item = &'k Arc<Known>>,
    ) -> io::Result<()> {
        let lines = articles.map(|known| serde_json::to_string(&**known));
        self.save_lines(folder, lines)
    }

    /// Writes all but the articles.
    pub fn save(&self) -> io::Result<()> {
        let files = self.files.iter().map(|(path, stamp)| Line::File(path.clone(), *stamp));
        let volumes = self.volumes.iter();
        let volumes = volumes.map(|(key, written)| Line::Volume(key.clone(), written.into()));
        let index = self.index.iter();
        let index = index.map(|(key, made)| {
            let Made { shelves: Shelves { hash, files, letters, names }, characters } =
                made.clone();
            Line::Index(key.clone(), hash, files, letters, names, characters)
        });
        let mut sizes: Vec<(&String, &Size)> = self.sizes.iter().collect();
        sizes.sort_unstable_by_key(|(path, _)| *path);
        let sizes = sizes.into_iter().map(|(path, size)| Line::Size(path.clone(), *size));
        let lines = files.chain(volumes).chain(index).chain(sizes);
        let [now, before] = &self.app;
        let names = [now, before].map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
        self.save_lines("app", names.into_iter().map(|names| Ok(names.join(" "))))?;
        let mut pages: Vec<(&u64, &PrintedPage)> = self.pages.iter().collect();
        pages.sort_unstable_by_key(|(path, _)| *path);
        let pages = pages.into_iter().map(|(path, PrintedPage { made_of, bytes })| {
            Ok(format!("{path:x} {made_of:x} {bytes:x}"))
        });
        self.save_lines("pages", pages)?;
        self.save_lines("state", lines.map(|line| serde_json::to_string(&line)))
    }

    /// Writes a file in one step.
    fn save_lines(
        &self,
        name: &str,
        lines: impl Iterator<Item = serde_json::Result<String>>,
    ) -> io::Result<()> {
        let Some((out, key)) = &self.at else { return Ok(()) };
        let mut text = key.clone() + "\n";
        for line in lines {
            text.push_str(&line?);
            text.push('\n');
        }
        let file = hidden::folder(out).join(name);
        if let Some(parent) = file.parent() {
            disk::create_dir_all(parent)?;
        }
        let draft = hidden::draft(out);
        disk::write(&draft, text.as_bytes())?;
        disk::rename(&draft, &file)
    }
}

#[derive(Serialize, Deserialize)]
enum Line {
    File(String, Stamp),
    Volume(String, VolumeLine),
    Index(String, String, [u32; 3], u32, u32, String),
    Size(String, Size),
}

#[derive(Serialize, Deserialize)]
struct VolumeLine {
    hash: String,
    len: u32,
    first: String,
    last: String,
    all: Parts,
    sections: BTreeMap<String, Parts>,
}

/// The length and the hash of each part of a roll.
type Parts = Vec<(usize, String)>;

impl From<VolumeLine> for Written {
    fn from(line: VolumeLine) -> Self {
        let VolumeLine { hash, len, first, last, all, sections } = line;
        let roll = |parts: Parts| parts.into_iter().collect();
        let sections = sections.into_iter().map(|(id, parts)| (id, roll(parts))).collect();
        Self { entry: VolumeEntry { hash, len, first, last }, all: roll(all), sections }
    }
}

impl From<&Written> for VolumeLine {
    fn from(Written { entry, all, sections }: &Written) -> Self {
        let VolumeEntry { hash, len, first, last } = entry.clone();
        let parts = |roll: &Roll| roll.parts().map(|(len, hash)| (len, hash.to_owned())).collect();
        let sections = sections.iter().map(|(id, roll)| (id.clone(), parts(roll))).collect();
        Self { hash, len, first, last, all: parts(all), sections }
    }
}
