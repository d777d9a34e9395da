//! A built archive in a folder, as a source for the reader's own code.

use std::path::PathBuf;

use futures::FutureExt;
use futures::future::LocalBoxFuture;

use crate::archive::{Failure, Source};

/// Hands out the files below a folder.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<String, Failure>> {
        let path = path.split('?').next().unwrap_or_default();
        let file = self.0.join(path);
        let text = std::fs::read_to_string(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::Missing,
            _ => Failure::Malformed(error.to_string()),
        });
        futures::future::ready(text).boxed_local()
    }
}
