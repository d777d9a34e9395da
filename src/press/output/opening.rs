//! What is looked at when an output is opened, and who is refused.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::found::{self, Files};
use super::list::{Journal, ListReader};
use super::lock::Lock;
use super::{JOURNAL, LIST, LOCK};
use crate::archive::{ARCHIVE, MANIFEST, Part};
use crate::press::hidden::{self, DRAFT};
use crate::press::unreadable::Unreadable;
use crate::press::{card, disk, packed, walk};

/// How many of somebody's files a refusal names.
const NAMED: usize = 3;

/// What the press wrote to an output and serves there, packed copies among it, for as long as it is held.
#[derive(Debug)]
pub struct OwnFiles {
    pub paths: Vec<String>,
    _lock: Option<Lock>,
}

/// Finds them, in a folder that the press has built.
///
/// # Errors
/// [`Unreadable::Refused`] where it has not; an error of the file system, or of another press that works
/// there.
pub fn own_files(out: &Path) -> Result<OwnFiles, Unreadable> {
    let own = hidden::folder(out);
    let unknown = || {
        let told = "has no list of what the press wrote: build it first (press build IN OUT)";
        Unreadable::Refused(format!("{} {told}", out.display()))
    };
    ListReader::open(&own.join(LIST)).ok_or_else(unknown)?;
    refuse_links(out)?;
    let lock = Lock::take(out, &own.join(LOCK))?;
    if lock.is_some() {
        remove_drafts(&own)?;
    }
    let list = ListReader::open(&own.join(LIST)).ok_or_else(unknown)?;
    let files = found::files(out)?;
    let foreign = found::foreign(&files, Some(list), &Journal::read(&own.join(JOURNAL)))?;
    let paths = found::paths(&files).filter(|path| !foreign.contains(path)).collect();
    let mut own = OwnFiles { paths, _lock: lock };
    own.paths.push(MANIFEST.to_owned());
    for part in parts(out)? {
        match fs::read_dir(out.join(&part)) {
            Ok(entries) => own.paths.extend(entries.filter_map(|entry| {
                Some(walk::join(&part, &entry.ok()?.file_name().to_string_lossy()))
            })),
            Err(_) => own.paths.push(part),
        }
    }
    Ok(own)
}

/// A folder that is neither empty nor the press's is refused.
pub fn refuse_strangers(out: &Path) -> Result<(), Unreadable> {
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(disk::error_at("read", out, &error).into()),
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort_unstable();
    if names.is_empty() {
        return Ok(());
    }
    let more = if names.len() > NAMED { ", …" } else { "" };
    names.truncate(NAMED);
    Err(Unreadable::Refused(format!(
        "{} holds files the press did not write ({}{more}): choose an empty folder, or --adopt",
        out.display(),
        names.join(", ")
    )))
}

/// The press's own folders are no links: what it removes there would lie elsewhere.
pub fn refuse_links(out: &Path) -> Result<(), Unreadable> {
    for folder in [hidden::folder(out), out.join(ARCHIVE)] {
        if folder.is_symlink() {
            let told = "is a link: put a folder in its place, for the press removes files there";
            return Err(Unreadable::Refused(format!("{} {told}", folder.display())));
        }
    }
    Ok(())
}

/// What a run left that was stopped.
pub fn remove_drafts(own: &Path) -> io::Result<()> {
    for entry in fs::read_dir(own).map_err(|error| disk::error_at("read", own, &error))? {
        let entry = entry.map_err(|error| disk::error_at("read", own, &error))?;
        if entry.file_name().to_string_lossy().starts_with(DRAFT) {
            match entry.file_type()?.is_dir() {
                true => disk::remove_dir_all(&entry.path())?,
                false => drop(disk::remove(&entry.path())?),
            }
        }
    }
    Ok(())
}

pub fn links(out: &Path, files: &Files) -> BTreeSet<String> {
    found::paths(files).filter(|path| out.join(path).is_symlink()).collect()
}

/// The archive's files and folders that are named as parts are, and the packed copies of the files.
pub fn parts(out: &Path) -> io::Result<Vec<String>> {
    let at = out.join(ARCHIVE);
    let entries = fs::read_dir(&at).map_err(|error| disk::error_at("read", &at, &error))?;
    let names: io::Result<Vec<String>> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect();
    let names = names.map_err(|error| disk::error_at("read", &at, &error))?;
    let is_part = |name: &String| Part::is_name(packed::packed_of(name).unwrap_or(name));
    Ok(names.into_iter().filter(is_part).map(|name| walk::join(ARCHIVE, &name)).collect())
}

pub fn cards(files: &Files) -> Vec<String> {
    let names = files.get(card::FOLDER).into_iter().flatten();
    names.filter(|name| card::is_name(name)).map(|name| walk::join(card::FOLDER, name)).collect()
}
