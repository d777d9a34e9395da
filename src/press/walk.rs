//! Walking folders: a large archive has a million files, so folders are read side by side and no
//! file is asked more than its name.

mod inside;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

pub use inside::{Inside, inside};

/// The one hidden folder that is served: what others ask every host for, a proof of ownership among it.
const WELL_KNOWN: &str = ".well-known";

/// The files below a folder: by the folder they lie in, their names in order. Paths are told from
/// the root, with `/` between the parts. What is hidden is left out, and so is the folder `skipped`.
pub fn files(root: &Path, skipped: Option<&str>) -> io::Result<BTreeMap<String, Vec<String>>> {
    Ok(below(root, String::new(), skipped)?.into_iter().collect())
}

fn below(
    root: &Path,
    folder: String,
    skipped: Option<&str>,
) -> io::Result<Vec<(String, Vec<String>)>> {
    let (mut names, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(root.join(&folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = join(&folder, &name);
        if is_hidden(&folder, &name) || skipped == Some(&path) {
            continue;
        }
        let mut kind = entry.file_type()?;
        if kind.is_symlink() {
            kind = fs::metadata(entry.path())?.file_type();
        }
        if kind.is_dir() {
            folders.push(path);
        } else {
            names.push(name);
        }
    }
    names.sort_unstable();
    let deeper = folders.into_par_iter().map(|folder| below(root, folder, skipped));
    let mut all = deeper.collect::<io::Result<Vec<_>>>()?.concat();
    if !names.is_empty() {
        all.push((folder, names));
    }
    Ok(all)
}

fn is_hidden(folder: &str, name: &str) -> bool {
    name.starts_with('.') && !(folder.is_empty() && name == WELL_KNOWN)
}

/// A path from a folder's and a name.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { [folder, "/", name].concat() }
}

/// A path as its folder and its name.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether a path is that of a folder, or lies below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a file is among those of [`files`].
pub fn has(files: &BTreeMap<String, Vec<String>>, path: &str) -> bool {
    let (folder, name) = split(path);
    files.get(folder).is_some_and(|names| holds(names, name))
}

/// Whether a name is among others, which stand in order.
pub fn holds(names: &[String], name: &str) -> bool {
    names.binary_search_by(|held| held.as_str().cmp(name)).is_ok()
}
