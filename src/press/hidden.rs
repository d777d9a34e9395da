//! The press's own folder in an output, which is not served: what it remembers lies there, and what is
//! not whole yet.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// How the names of files begin that are not whole yet.
pub const DRAFT: &str = "draft-";

/// Where it lies.
pub fn folder(out: &Path) -> PathBuf {
    out.join(".press")
}

/// A place to write at that no other thread or process has.
pub fn draft(out: &Path) -> PathBuf {
    static DRAFTS: AtomicU64 = AtomicU64::new(0);
    let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
    folder(out).join(format!("{DRAFT}{:x}-{number:x}", std::process::id()))
}
