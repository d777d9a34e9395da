//! What lies in an output, and what of it the press did not write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::iter::Peekable;
use std::path::Path;

use rayon::prelude::*;

use super::list::{Journalled, ListReader};
use crate::archive::ARCHIVE;
use crate::press::walk::{self, split};
use crate::press::{card, disk, packed};

/// The files of an output, but for the archive's: by folder, their names in order.
pub type Files = BTreeMap<String, Vec<String>>;

/// What is hidden and is served all the same.
const SHOWN: [&str; 2] = [".nojekyll", ".well-known"];

/// What lies below `out`, the archive left out. A link counts as a file, wherever it leads: nothing is
/// written or removed through it.
pub fn files(out: &Path) -> io::Result<Files> {
    Ok(below(out, String::new())?.into_iter().collect())
}

fn below(out: &Path, folder: String) -> io::Result<Vec<(String, Vec<String>)>> {
    let at = out.join(&folder);
    let (mut names, mut folders) = (Vec::new(), Vec::new());
    let entries = fs::read_dir(&at).map_err(|error| disk::error_at("read", &at, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| disk::error_at("read", &at, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = walk::join(&folder, &name);
        let hidden = name.starts_with('.') && !(folder.is_empty() && SHOWN.contains(&&*name));
        if hidden || path == ARCHIVE {
            continue;
        }
        let kind = entry.file_type().map_err(|error| disk::error_at("read", &at, &error))?;
        if kind.is_dir() {
            folders.push(path);
        } else {
            names.push(name);
        }
    }
    names.sort_unstable();
    let deeper = folders.into_par_iter().map(|folder| below(out, folder));
    let mut all = deeper.collect::<io::Result<Vec<_>>>()?.concat();
    if !names.is_empty() {
        all.push((folder, names));
    }
    Ok(all)
}

/// The paths of files, from the site's root.
pub fn paths(files: &Files) -> impl Iterator<Item = String> {
    files.iter().flat_map(|(folder, names)| names.iter().map(|name| walk::join(folder, name)))
}

/// The files that stand neither in the list nor in the journal, and are no packed copies of what does.
pub fn foreign(
    files: &Files,
    list: Option<ListReader>,
    journal: &Journalled,
) -> io::Result<BTreeSet<String>> {
    let mut foreign = BTreeSet::new();
    let mut list = list.into_iter().flatten().peekable();
    for (folder, names) in files {
        let listed = names_in(&mut list, folder)?;
        let journalled = journal.get(folder);
        let is_own = |name: &str| {
            listed.contains(name)
                || journalled.is_some_and(|names| names.contains(name))
                || (folder == card::FOLDER && card::is_name(name))
        };
        let others = names
            .iter()
            .filter(|name| !is_own(name) && !packed::packed_of(name).is_some_and(is_own));
        foreign.extend(others.map(|name| walk::join(folder, name)));
    }
    Ok(foreign)
}

/// The names that a list has in a folder, behind those of the folders before it.
fn names_in(
    list: &mut Peekable<impl Iterator<Item = io::Result<String>>>,
    folder: &str,
) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    while let Some(path) =
        list.next_if(|path| path.as_ref().map_or(true, |path| split(path).0 <= folder))
    {
        let path = path?;
        let (of, name) = split(&path);
        if of == folder {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}
