//! Where the archive's files come from: the network in the browser, a folder in the press.

use std::fmt;

use futures::future::LocalBoxFuture;
use serde_json::Value;

/// Hands out the files of the archive by their path from the site's root.
pub trait Source: Clone + 'static {
    /// The JSON tree of a file. Never that of something else: a page in its place is
    /// [`Failure::Foreign`].
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>>;

    /// The same as the host has it now, past every cache on the way, where there is one.
    fn anew(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        self.get(path)
    }

    /// The bytes of a file that is no JSON, `.bin`. Whether they are the file's own, the file tells.
    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>>;
}

/// Why something cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The host has no such file.
    Missing,
    /// A page came in the file's place: that of a network which asks to log in, or the host's own.
    Foreign,
    /// A file is gone that its edition names, by its path: the host has another edition by now, or is
    /// being brought up to date.
    Lost(String),
    /// No answer came: the network or the host is down.
    Offline,
    /// The file is not what it should be: cut off, or foreign. Says where.
    Malformed(String),
    /// The archive was written by a newer press than this app understands.
    TooNew,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Missing => f.write_str("no such file"),
            Failure::Foreign => f.write_str("a page in place of a file"),
            Failure::Lost(path) => write!(f, "no such file: {path}"),
            Failure::Offline => f.write_str("no answer"),
            Failure::Malformed(place) => write!(f, "malformed: {place}"),
            Failure::TooNew => f.write_str("written by a newer press"),
        }
    }
}
