//! Walking folders: a large archive has a million files, so folders are read side by side and no
//! file is asked more than its name.

mod inside;

use std::collections::BTreeMap;

pub use inside::{Inside, inside};

/// The one hidden folder that is served: what others ask every host for, a proof of ownership among it.
const WELL_KNOWN: &str = ".well-known";

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

/// Whether a file is among others: by the folder they lie in, their names in order.
pub fn has(files: &BTreeMap<String, Vec<String>>, path: &str) -> bool {
    let (folder, name) = split(path);
    files.get(folder).is_some_and(|names| holds(names, name))
}

/// Whether a name is among others, which stand in order.
pub fn holds(names: &[String], name: &str) -> bool {
    names.binary_search_by(|held| held.as_str().cmp(name)).is_ok()
}
