//! The folder that is served, as the press writes to it. A file comes into its place in one step,
//! and so does a folder that is named by its content.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::authored::short_hash;
use super::{pack, state};
use crate::archive::{ARCHIVE, HASH_DIGITS, Part};

/// Written to by several threads.
pub struct Output<'a> {
    out: &'a Path,
    /// The archive's parts, files and folders, that were there before.
    present: BTreeSet<String>,
    /// The archive's parts that this edition needs.
    needed: Mutex<BTreeSet<String>>,
    written: AtomicUsize,
}

impl<'a> Output<'a> {
    pub fn open(out: &'a Path) -> io::Result<Self> {
        fs::create_dir_all(out.join(ARCHIVE))?;
        fs::create_dir_all(state::folder(out))?;
        let mut present = BTreeSet::new();
        for entry in fs::read_dir(out.join(ARCHIVE))? {
            present.insert(format!("{ARCHIVE}/{}", entry?.file_name().to_string_lossy()));
        }
        let (needed, written) = (Mutex::default(), AtomicUsize::new(0));
        Ok(Self { out, present, needed, written })
    }

    fn needed(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder that is written to.
    pub fn root(&self) -> &Path {
        self.out
    }

    /// How many files were written.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// Whether all of these parts are there; they are then needed.
    pub fn stands(&self, parts: Vec<String>) -> bool {
        let all = parts.iter().all(|part| self.present.contains(part));
        if all {
            self.needed().extend(parts);
        }
        all
    }

    /// Writes a part under its content's hash, and returns the hash.
    pub fn part(&self, part: Part, content: impl AsRef<[u8]>) -> io::Result<String> {
        let content = content.as_ref();
        let hash = short_hash(content);
        let path = part.path(&hash);
        if !self.stands(vec![path.clone()]) {
            self.write(&path, content)?;
            self.needed().insert(path);
        }
        Ok(hash)
    }

    /// Writes a part of several files, told by name, under the hash of all; returns the hash.
    pub fn folder<B: AsRef<[u8]>>(&self, part: Part, files: &[(String, B)]) -> io::Result<String> {
        let hash = folder_hash(files.iter().map(|(name, content)| (name.clone(), content)));
        let path = part.folder(&hash);
        if !self.stands(vec![path.clone()]) {
            let draft = self.draft("folder");
            // One may be left of a build that was stopped.
            if draft.exists() {
                fs::remove_dir_all(&draft)?;
            }
            fs::create_dir_all(&draft)?;
            for (name, content) in files {
                fs::write(draft.join(name), content)?;
            }
            fs::rename(draft, self.out.join(&path))?;
            self.written.fetch_add(files.len(), Ordering::Relaxed);
            self.needed().insert(path);
        }
        Ok(hash)
    }

    /// Writes a file in one step, if it does not hold these bytes already.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.out.join(path);
        if fs::read(&file).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        let draft = self.draft("file");
        fs::write(&draft, bytes)?;
        // What was packed of the file as it was must not be served beside it as it is.
        pack::unpack(&file)?;
        fs::rename(&draft, &file)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// A place to write at, one a thread, in the folder that is not served.
    fn draft(&self, kind: &str) -> PathBuf {
        let thread = rayon::current_thread_index().unwrap_or(usize::MAX);
        state::folder(self.out).join(format!("draft-{kind}-{thread:x}"))
    }

    /// Removes the archive's parts that neither this edition needs nor `others`; returns how many.
    pub fn remove_all_but(&self, others: &BTreeSet<String>) -> io::Result<usize> {
        let mut removed = 0;
        let needed = self.needed();
        for path in &self.present {
            let of = pack::packed_of(path).unwrap_or(path);
            if !needed.contains(of) && !others.contains(of) {
                let file = self.out.join(path);
                if file.is_dir() {
                    fs::remove_dir_all(file)?
                } else {
                    pack::remove(&file)?
                }
                removed += usize::from(of == path);
            }
        }
        Ok(removed)
    }
}

/// The hash of files that are named together, by name and content, in any order.
pub fn folder_hash<B: AsRef<[u8]>>(files: impl Iterator<Item = (String, B)>) -> String {
    let mut files: Vec<(String, B)> = files.collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files {
        let bytes = bytes.as_ref();
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        hasher.update(name.as_bytes()).update(&[0]).update(&len.to_le_bytes()).update(bytes);
    }
    hasher.finalize().to_hex().chars().take(HASH_DIGITS).collect()
}
