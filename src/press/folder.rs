//! A built archive in a folder, as a source for the reader's own code.

use std::path::PathBuf;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde_json::Value;

use crate::archive::{Failure, Source};

/// Hands out the files below a folder.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        let path = path.split('?').next().unwrap_or_default();
        let file = self.0.join(path);
        let text = std::fs::read_to_string(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::Missing,
            _ => Failure::Malformed(error.to_string()),
        });
        let value = text.and_then(|text| parse(&text));
        futures::future::ready(value).boxed_local()
    }
}

/// The tree of a JSON text.
pub(super) fn parse(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Malformed(error.to_string()))
}
