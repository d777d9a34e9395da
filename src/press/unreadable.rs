//! Why the press stops before it has written anything.

use std::io;

use super::diagnostic::Diagnostic;

/// Why a folder cannot be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// `site.json` is missing, broken, or wrong.
    Site(Vec<Diagnostic>),
    Io(io::Error),
    /// For safety; the text says what would be lost, and the cure.
    Refused(String),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
