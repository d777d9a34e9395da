//! A packed copy of a file: what is in it, and what it is called.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::disk;

/// How the packed copies' names end.
pub const ENDINGS: [&str; 2] = ["br", "gz"];

pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
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

pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}

pub fn copy_of(file: &Path, ending: &str) -> PathBuf {
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
