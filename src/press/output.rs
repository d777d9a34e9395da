//! The folder that is served, as the press writes to it. A file comes into its place in one step, and
//! so does a folder that is named by its content. What the press did not write is neither written over
//! nor removed: see [`list`] for how it is known.

mod found;
mod list;
mod lock;
mod opening;
mod settle;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use self::found::Files;
use self::list::{Journal, Journalled, ListReader};
use self::lock::{Lock, NO_LOCKS};
pub use self::opening::own_files;
use self::opening::{cards, links, parts, refuse_links, refuse_strangers, remove_drafts};
use super::diagnostic::Diagnostic;
use super::hash::{folder_hash, short_hash};
use super::unreadable::Unreadable;
use super::{disk, hidden, packed, walk};
use crate::archive::{ARCHIVE, MANIFEST, Part};

const LIST: &str = "written";
const JOURNAL: &str = "writing";
const LOCK: &str = "lock";

/// What is to be done with an output, and what may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opening {
    /// Whether a whole site is to be built, with the app.
    pub has_app: bool,
    /// Whether an output that holds a whole site may become one that holds the archive alone.
    pub archive_only: bool,
    /// Whether files that the press did not write may lie there already; they stay.
    pub adopt: bool,
    /// Whether all that is kept is read, and not its size alone.
    pub verify: bool,
}

/// How much there is of a part: a file, or a folder's files without their packed copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    files: usize,
    bytes: u64,
}

impl Size {
    /// With a file more.
    fn and(self, bytes: u64) -> Self {
        Self { files: self.files + 1, bytes: self.bytes + bytes }
    }
}

/// Sizes by path from the site's root, of what is named by its content.
pub type Sizes = HashMap<String, Size>;

/// What became of a file that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It holds these bytes, now or as before.
    Whole,
    /// Somebody else's file stands in its place, and stays.
    Foreign,
}

/// Written to by several threads, of one process.
pub struct Output<'a> {
    out: &'a Path,
    verify: bool,
    _lock: Option<Lock>,
    /// What lay there, but for the archive.
    files: Files,
    /// Those of them that the press did not write.
    foreign: BTreeSet<String>,
    /// Whether an older press, without a list, left what lies there: what is not needed stays.
    taken_over: bool,
    /// The archive's parts that lay there, and the cards.
    present: BTreeSet<String>,
    /// How large they were when they were written.
    sizes: Sizes,
    journal: Mutex<Journal>,
    /// The parts and cards that this edition needs.
    needed: Mutex<BTreeMap<String, Size>>,
    /// Somebody else's files that stand where one of ours is to.
    met: Mutex<BTreeSet<String>>,
    written: AtomicUsize,
    /// What the publisher should know, in sentences.
    pub notes: Vec<String>,
}

impl<'a> Output<'a> {
    /// Opens a folder to build in, or makes it. It is the press's, or empty, or adopted; nothing else is
    /// touched.
    ///
    /// # Errors
    /// [`Unreadable::Refused`] where something of somebody's could be lost; an error of the file system,
    /// or of another press that works there.
    pub fn open(out: &'a Path, opening: Opening) -> Result<Self, Unreadable> {
        let own = hidden::folder(out);
        let known = ListReader::open(&own.join(LIST)).is_some();
        let taken_over = !known && out.join(MANIFEST).is_file();
        if !known && !taken_over && !opening.adopt {
            refuse_strangers(out)?;
        }
        refuse_links(out)?;
        disk::create_dir_all(&own)?;
        let mut notes = Vec::new();
        let lock = Lock::take(out, &own.join(LOCK))?;
        match &lock {
            Some(_) => remove_drafts(&own)?,
            None => notes.push(format!("{}: {NO_LOCKS}", out.display())),
        }
        let files = found::files(out)?;
        let foreign = if taken_over {
            links(out, &files)
        } else {
            let journal = if known { Journal::read(&own.join(JOURNAL)) } else { Journalled::new() };
            found::foreign(&files, ListReader::open(&own.join(LIST)), &journal)?
        };
        let has_pages = walk::has(&files, "index.html") && !foreign.contains("index.html");
        if has_pages && !opening.has_app && !opening.archive_only {
            let told = "this folder holds a whole site: name --app, or say --archive-only";
            return Err(Unreadable::Refused(format!("{}: {told}", out.display())));
        }
        if !known {
            disk::remove(&own.join(JOURNAL))?;
        }
        if !known && !taken_over {
            // From here on the folder is the press's, and what lies there is not.
            list::write(&own.join(LIST), std::iter::empty())?;
        }
        disk::create_dir_all(&out.join(ARCHIVE))?;
        Ok(Self {
            out,
            verify: opening.verify,
            present: parts(out)?.into_iter().chain(cards(&files)).collect(),
            files,
            foreign,
            taken_over,
            sizes: Sizes::new(),
            journal: Mutex::new(Journal::open(&own.join(JOURNAL))?),
            needed: Mutex::default(),
            met: Mutex::default(),
            written: AtomicUsize::new(0),
            notes,
            _lock: lock,
        })
    }

    /// Tells how large the parts were when they were written: of another size, they are written again.
    pub fn remember(&mut self, sizes: Sizes) {
        self.sizes = sizes;
    }

    /// The folder that is written to.
    pub fn root(&self) -> &Path {
        self.out
    }

    /// How many files were written.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// The names of the press's own files in a folder, in order, packed copies among them.
    pub fn own_names<'o>(&'o self, folder: &'o str) -> impl Iterator<Item = &'o str> {
        let names = self.files.get(folder).into_iter().flatten();
        let own = move |name: &&String| {
            self.foreign.is_empty() || !self.foreign.contains(&walk::join(folder, name))
        };
        names.filter(own).map(String::as_str)
    }

    /// The folders that files were found in, but for the archive's.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether one of the press's own files lay at a path.
    pub fn has(&self, path: &str) -> bool {
        walk::has(&self.files, path) && !self.foreign.contains(path)
    }

    /// Whether one of the press's own files lay at a path and has this size, in bytes.
    pub fn holds(&self, path: &str, bytes: u64) -> bool {
        self.has(path) && disk::size(&self.out.join(path)) == Some(bytes)
    }

    /// Whether all of these parts are there, as large as they were written; they are then needed.
    pub fn stands(&self, parts: Vec<String>) -> bool {
        let sizes = parts.into_iter().map(|part| {
            let size = self.sizes.get(&part).copied()?;
            let stands = self.present.contains(&part) && self.size(&part) == Some(size);
            stands.then_some((part, size))
        });
        let sizes: Option<Vec<(String, Size)>> = sizes.collect();
        let stands = !self.verify && sizes.is_some();
        if stands {
            lock(&self.needed).extend(sizes.into_iter().flatten());
        }
        stands
    }

    /// How large a part is now.
    fn size(&self, part: &str) -> Option<Size> {
        let path = self.out.join(part);
        if let Some(bytes) = disk::size(&path) {
            return Some(Size { files: 1, bytes });
        }
        let mut size = Size::default();
        for entry in fs::read_dir(path).ok()? {
            let entry = entry.ok()?;
            if packed::packed_of(&entry.file_name().to_string_lossy()).is_none() {
                size = size.and(entry.metadata().ok()?.len());
            }
        }
        Some(size)
    }

    /// Writes a part under its content's hash, and returns the hash.
    pub fn part(&self, part: Part, content: impl AsRef<[u8]>) -> io::Result<String> {
        let content = content.as_ref();
        let hash = short_hash(content);
        let path = part.path(&hash);
        let size = Size::default().and(content.len() as u64);
        if self.claims(&path, size) && (!self.present.contains(&path) || !self.same(&path, content))
        {
            self.put(&path, content)?;
        }
        Ok(hash)
    }

    /// Notes that a part is needed, and tells whether it is for the first time in this run: what has the same
    /// content has the same name, and is written once.
    fn claims(&self, path: &str, size: Size) -> bool {
        lock(&self.needed).insert(path.to_owned(), size).is_none()
    }

    /// Writes a part of several files, told by name, under the hash of all; returns the hash.
    pub fn folder<B: AsRef<[u8]>>(&self, part: Part, files: &[(String, B)]) -> io::Result<String> {
        let hash = folder_hash(files.iter().map(|(name, content)| (name.clone(), content)));
        let path = part.folder(&hash);
        let size = |size: Size, (_, content): &(String, B)| size.and(content.as_ref().len() as u64);
        if !self.claims(&path, files.iter().fold(Size::default(), size)) {
            return Ok(hash);
        }
        if self.present.contains(&path) {
            self.mend(&path, files)?;
        } else {
            let draft = self.draft();
            disk::create_dir_all(&draft)?;
            for (name, content) in files {
                disk::write(&draft.join(name), content.as_ref())?;
            }
            disk::rename(&draft, &self.out.join(&path))?;
            self.written.fetch_add(files.len(), Ordering::Relaxed);
        }
        Ok(hash)
    }

    /// Makes a folder that lay there hold these files, and no others.
    fn mend<B: AsRef<[u8]>>(&self, folder: &str, files: &[(String, B)]) -> io::Result<()> {
        let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let at = self.out.join(folder);
        for entry in fs::read_dir(&at).map_err(|error| disk::error_at("read", &at, &error))? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if !names.contains(packed::packed_of(&name).unwrap_or(&name)) {
                disk::remove(&at.join(&*name))?;
            }
        }
        for (name, content) in files {
            let path = walk::join(folder, name);
            if !self.same(&path, content.as_ref()) {
                self.put(&path, content.as_ref())?;
            }
        }
        Ok(())
    }

    /// Writes a file that is named by what it is made of, where it is not there as it was written.
    pub fn made(&self, path: &str, make: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<()> {
        if !self.stands(vec![path.to_owned()]) {
            let content = make()?;
            if !self.present.contains(path) || !self.same(path, &content) {
                self.put(path, &content)?;
            }
            let size = Size::default().and(content.len() as u64);
            lock(&self.needed).insert(path.to_owned(), size);
        }
        Ok(())
    }

    /// Writes a file in one step, if it does not hold these bytes already.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<Placed> {
        if self.is_taken(path) {
            lock(&self.met).insert(path.to_owned());
            return Ok(Placed::Foreign);
        }
        let lay_there = walk::has(&self.files, path);
        if !(lay_there && self.is_same(path, bytes)) {
            if !lay_there {
                let noted = lock(&self.journal).note(path);
                noted.map_err(|error| disk::error_at("written", &self.out.join(path), &error))?;
            }
            self.put(path, bytes)?;
        }
        Ok(Placed::Whole)
    }

    /// Whether somebody else's file stands at a path, or where a folder on the way there should be.
    fn is_taken(&self, path: &str) -> bool {
        let mut at = Some(path);
        while let Some(path) = at.filter(|_| !self.foreign.is_empty()) {
            if self.foreign.contains(path) {
                return true;
            }
            at = path.rsplit_once('/').map(|(folder, _)| folder);
        }
        false
    }

    /// Whether a part that lay there holds what was written. Its name says what that is, so its size
    /// tells, unless all is to be verified.
    fn same(&self, path: &str, content: &[u8]) -> bool {
        let size = disk::size(&self.out.join(path));
        size == Some(content.len() as u64) && (!self.verify || self.is_same(path, content))
    }

    fn is_same(&self, path: &str, content: &[u8]) -> bool {
        fs::read(self.out.join(path)).is_ok_and(|present| present == content)
    }

    /// Puts a file into its place.
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.out.join(path);
        if let Some(parent) = file.parent() {
            disk::create_dir_all(parent)?;
        }
        let draft = self.draft();
        // Where a whole file system cannot be waited for, each file is.
        if cfg!(target_os = "linux") {
            disk::write(&draft, bytes)?;
        } else {
            disk::write_to_disk(&draft, bytes)?;
        }
        // What was packed of the file as it was must not be served beside it as it is.
        packed::unpack(&file)?;
        disk::rename(&draft, &file)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Puts the manifest into its place, when all that it names is on the disk.
    pub fn publish(&self, manifest: &[u8]) -> io::Result<()> {
        if self.is_same(MANIFEST, manifest) {
            return Ok(());
        }
        #[cfg(target_os = "linux")]
        disk::sync(self.out)?;
        let draft = self.draft();
        disk::write_to_disk(&draft, manifest)?;
        let file = self.out.join(MANIFEST);
        packed::unpack(&file)?;
        disk::rename(&draft, &file)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn draft(&self) -> PathBuf {
        hidden::draft(self.out)
    }

    /// How large the parts and cards are that this edition needs.
    pub fn sizes(&self) -> Sizes {
        lock(&self.needed).iter().map(|(path, size)| (path.clone(), *size)).collect()
    }

    /// A problem for each of somebody else's files that stands where one of the press's is to.
    pub fn met(&self) -> Vec<Diagnostic> {
        let told = "a file that the press did not write stands in this place: it stays, and is served \
                    as it is; move it away and build again";
        let met = lock(&self.met);
        met.iter().map(|path| Diagnostic::of_file(&self.shown(path), told)).collect()
    }

    fn shown(&self, path: &str) -> String {
        self.out.join(path).display().to_string()
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
