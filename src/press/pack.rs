//! Packed copies of what is served, beside the originals: brotli and gzip, for hosts that hand out what
//! lies there and do not pack each answer anew.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::authored::Unreadable;
use super::{disk, output};

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

/// How the packed copies' names end.
const ENDINGS: [&str; 2] = ["br", "gz"];

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
    let data = fs::metadata(file).map_err(|error| disk::told("read", file, &error))?;
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
        let draft = output::draft(out);
        disk::write(&draft, &packed)?;
        disk::rename(&draft, &copy)?;
        written += 1;
    }
    Ok(Packed { files: 1, written })
}

pub(super) fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}

fn copy_of(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// The name of the file that a packed copy is of.
pub fn packed_of(name: &str) -> Option<&str> {
    let (of, ending) = name.rsplit_once('.')?;
    ENDINGS.contains(&ending).then_some(of)
}

/// Takes the packed copies of a file away, if there are any.
pub fn unpack(file: &Path) -> io::Result<()> {
    ENDINGS.into_iter().try_for_each(|ending| disk::remove(&copy_of(file, ending)).map(drop))
}
