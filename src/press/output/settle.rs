//! The end of a build: what nothing needs goes, and the list tells what is left.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use rayon::prelude::*;

use super::{JOURNAL, LIST, Output, list, lock};
use crate::archive::ARCHIVE;
use crate::press::walk::{self, split};
use crate::press::{disk, hidden, packed};

/// What was done at the end of a build.
#[derive(Debug, Default)]
pub struct Settled {
    /// Files that went, and folders of the archive's parts.
    pub removed: usize,
    /// Files of an older press that nothing needs: they stay, for no list says that they are the press's.
    pub left: Vec<String>,
}

impl Output<'_> {
    /// Removes what the press wrote and neither this edition nor the one before it needs, then writes the
    /// list of what is left. `paths` are all that this edition needs beside the archive and the cards,
    /// `parts` are the archive's of the edition before.
    pub fn settle(&self, mut paths: Vec<String>, parts: &BTreeSet<String>) -> io::Result<Settled> {
        paths.par_sort_unstable_by(|one, other| split(one).cmp(&split(other)));
        paths.dedup();
        let unneeded = self.unneeded(&paths);
        let mut settled = Settled { removed: self.remove_parts(parts)?, left: Vec::new() };
        if self.taken_over {
            settled.left = unneeded.into_iter().flat_map(|(_, files)| files).collect();
            settled.left.retain(|path| packed::packed_of(path).is_none());
        } else {
            settled.removed += self.remove_files(unneeded)?;
        }
        let met = lock(&self.met);
        let own = paths.iter().filter(|path| !met.contains(*path)).map(String::as_str);
        let list = self.draft();
        list::write(&list, own)?;
        disk::rename(&list, &hidden::folder(self.out).join(LIST))?;
        disk::remove(&hidden::folder(self.out).join(JOURNAL))?;
        Ok(settled)
    }

    fn remove_parts(&self, others: &BTreeSet<String>) -> io::Result<usize> {
        let mut removed = 0;
        let needed = lock(&self.needed);
        for path in self.present.iter().filter(|path| split(path).0 == ARCHIVE) {
            let of = packed::packed_of(path).unwrap_or(path);
            if !needed.contains_key(of) && !others.contains(of) {
                let file = self.out.join(path);
                if file.is_dir() {
                    disk::remove_dir_all(&file)?;
                } else {
                    disk::remove(&file)?;
                }
                removed += usize::from(of == path);
            }
        }
        Ok(removed)
    }

    /// The press's own files that are not among `paths`, which are sorted: by folder, packed copies before
    /// what they are of.
    fn unneeded(&self, paths: &[String]) -> Vec<(&str, Vec<String>)> {
        let needed = lock(&self.needed);
        let is_needed = |path: &str| {
            let found = paths.binary_search_by(|needed| split(needed).cmp(&split(path)));
            found.is_ok() || needed.contains_key(path)
        };
        let in_folder = |folder: &'_ str| {
            let paths = self.own_names(folder).map(|name| walk::join(folder, name));
            let mut unneeded: Vec<String> = paths
                .filter(|path| !is_needed(path) && !packed::packed_of(path).is_some_and(is_needed))
                .collect();
            unneeded.reverse();
            unneeded
        };
        let folders: Vec<&str> = self.folders().collect();
        let unneeded = folders.into_par_iter().map(|folder| (folder, in_folder(folder)));
        unneeded.filter(|(_, files)| !files.is_empty()).collect()
    }

    /// Returns how many files went, their packed copies not counted.
    fn remove_files(&self, unneeded: Vec<(&str, Vec<String>)>) -> io::Result<usize> {
        let remove = |files: &[String]| {
            let mut removed = 0;
            for path in files {
                let lay_there = disk::remove(&self.out.join(path))?;
                removed += usize::from(lay_there && packed::packed_of(path).is_none());
            }
            Ok(removed)
        };
        let removed =
            unneeded.par_iter().map(|(_, files)| remove(files)).sum::<io::Result<usize>>()?;
        // A page's folder goes with it; one that holds anything stays.
        for (folder, _) in &unneeded {
            let mut at = Some(*folder).filter(|folder| !folder.is_empty());
            while let Some(folder) =
                at.filter(|folder| fs::remove_dir(self.out.join(folder)).is_ok())
            {
                at = folder.rsplit_once('/').map(|(above, _)| above);
            }
        }
        Ok(removed)
    }
}
