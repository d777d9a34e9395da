//! A built archive in a folder, as a source for the reader's own code.

use std::io::ErrorKind;
use std::path::PathBuf;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde_json::Value;

use super::authored::short_hash;
use crate::archive::{Failure, HASH_DIGITS, Source};

/// Hands out the files below a folder. A file that is named by its content's hash must have it, so
/// that whatever happened to it is told by its name.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        futures::future::ready(self.read(&path)).boxed_local()
    }
}

impl Folder {
    fn read(&self, path: &str) -> Result<Value, Failure> {
        let path = path.split('?').next().unwrap_or_default();
        let malformed = |what: String| Failure::Malformed(format!("{path}: {what}"));
        let bytes = std::fs::read(self.0.join(path)).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Failure::Missing,
            _ => malformed(error.to_string()),
        })?;
        let told = hash_in(path);
        if told.is_some_and(|told| told != short_hash(&bytes)) {
            return Err(malformed("holds something else than was written".into()));
        }
        serde_json::from_slice(&bytes).map_err(|error| malformed(error.to_string()))
    }
}

/// The hash in the name of a part of the archive, `archive/volume-HASH.json`.
fn hash_in(path: &str) -> Option<&str> {
    let (_, hash) = path.strip_prefix("archive/")?.strip_suffix(".json")?.rsplit_once('-')?;
    Some(hash).filter(|hash| hash.len() == HASH_DIGITS)
}

/// The tree of a JSON text.
pub(super) fn parse(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Malformed(error.to_string()))
}
