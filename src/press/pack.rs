//! Packed copies of what is served, beside the originals: brotli and gzip, for hosts that hand out what
//! lies there and do not pack each answer anew.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::packed::{ENDINGS, brotli, copy_of, gzip};
use super::unreadable::Unreadable;
use super::{disk, hidden, output};

/// What is worth packing. Pictures and clips are packed as they are.
const KINDS: [&str; 13] = [
    "html",
    "js",
    "css",
    "json",
    "bin",
    "wasm",
    "svg",
    "xml",
    "txt",
    "vtt",
    "atom",
    "rss",
    "webmanifest",
];

/// A file below this would hardly become smaller, in bytes.
const LEAST: u64 = 200;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// Files that have packed copies.
    pub files: usize,
    /// Copies that were written.
    pub written: usize,
}

/// Packs what the press wrote to an output and has no copies yet, on all cores. A copy stands while it is
/// younger than its file, unless all are to be verified; the press takes the copies of a file away when it
/// writes that anew.
///
/// # Errors
/// [`Unreadable::Refused`] where the press has not built the folder.
pub fn pack(out: &Path, verify: bool) -> Result<Packed, Unreadable> {
    let files = output::own_files(out)?;
    let packed = files.paths.into_par_iter().map(|path| pack_file(out, &out.join(path), verify));
    let packed = packed.try_reduce(Packed::default, |one, other| {
        Ok(Packed { files: one.files + other.files, written: one.written + other.written })
    })?;
    Ok(packed)
}

fn pack_file(out: &Path, file: &Path, verify: bool) -> io::Result<Packed> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let data = fs::metadata(file).map_err(|error| disk::error_at("read", file, &error))?;
    if !KINDS.contains(&ending) || data.len() < LEAST {
        return Ok(Packed::default());
    }
    let mut written = 0;
    let mut bytes = None;
    for ending in ENDINGS {
        let copy = copy_of(file, ending);
        let stands = fs::metadata(&copy).and_then(|copy| copy.modified());
        let is_younger = stands.is_ok_and(|time| data.modified().is_ok_and(|of| time >= of));
        if is_younger && !verify {
            continue;
        }
        let content = match bytes.take() {
            Some(content) => content,
            None => disk::read(file)?,
        };
        let packed = if ending == "br" { brotli(&content)? } else { gzip(&content)? };
        bytes = Some(content);
        if is_younger && fs::read(&copy).is_ok_and(|present| present == packed) {
            continue;
        }
        let draft = hidden::draft(out);
        disk::write(&draft, &packed)?;
        disk::rename(&draft, &copy)?;
        written += 1;
    }
    Ok(Packed { files: 1, written })
}
