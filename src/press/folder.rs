//! A built archive in a folder, as a source for the reader's own code.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde_json::Value;

use super::hash::{folder_hash, short_hash};
use super::packed::packed_of;
use super::walk;
use crate::archive::{Failure, HASH_DIGITS, Source};
use crate::domain::json;

/// Hands out the files below a folder. What is named by its content's hash, a file or a folder, must
/// have it, so that whatever happened to it is told by its name.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        futures::future::ready(self.read(&path)).boxed_local()
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        // Such files carry a checksum of their own, and lie in folders that are large.
        let bytes = std::fs::read(self.0.join(&path)).map_err(|error| failure(&path, &error));
        futures::future::ready(bytes).boxed_local()
    }
}

impl Folder {
    fn read(&self, path: &str) -> Result<Value, Failure> {
        let path = path.split('?').next().unwrap_or_default();
        if let Some((folder, _)) = path.rsplit_once('/')
            && let Some(told) = hash_in(folder)
        {
            let files = self.files(folder).map_err(|error| failure(folder, &error))?;
            same(folder, told, &folder_hash(files.into_iter()))?;
        }
        let bytes = std::fs::read(self.0.join(path)).map_err(|error| failure(path, &error))?;
        if let Some(told) = path.strip_suffix(".json").and_then(hash_in) {
            same(path, told, &short_hash(&bytes))?;
        }
        let malformed = |why: &dyn Display| Failure::Malformed(format!("{path}: {why}"));
        let text = std::str::from_utf8(&bytes).map_err(|error| malformed(&error))?;
        json::from_text(text).map_err(|error| malformed(&error))
    }

    /// The files of a folder, by name, without the packed copies that lie beside them.
    fn files(&self, folder: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(self.0.join(folder))? {
            names.insert(entry?.file_name().to_string_lossy().into_owned());
        }
        let is_copy = |name: &str| packed_of(name).is_some_and(|of| names.contains(of));
        let own = names.iter().filter(|name| !is_copy(name));
        let read = |name: &String| {
            Ok((name.clone(), std::fs::read(self.0.join(walk::join(folder, name)))?))
        };
        own.map(read).collect()
    }
}

fn failure(path: &str, error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Failure::Missing,
        _ => Failure::Malformed(format!("{path}: {error}")),
    }
}

fn same(path: &str, told: &str, found: &str) -> Result<(), Failure> {
    if told == found {
        return Ok(());
    }
    Err(Failure::Malformed(format!("{path}: holds something else than was written")))
}

/// The hash in the name of a part of the archive, `archive/volume-HASH`.
fn hash_in(part: &str) -> Option<&str> {
    let (_, hash) = part.strip_prefix("archive/")?.rsplit_once('-')?;
    Some(hash).filter(|hash| hash.len() == HASH_DIGITS && !hash.contains('/'))
}

/// The tree of a JSON text.
pub(super) fn parse(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Malformed(error.to_string()))
}
