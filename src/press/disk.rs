//! The press's calls of the file system. Each error names the file and the cure, for the one who
//! reads it has a disk before them and not this code.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// An error with the file that it is of, what was tried, and what helps.
pub fn error_at(doing: &str, path: &Path, error: &io::Error) -> io::Error {
    let cure = match error.kind() {
        ErrorKind::NotFound => "it is not there (any more): put it back, or run again",
        ErrorKind::PermissionDenied => "give the press the right to",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk, and run again",
        ErrorKind::ReadOnlyFilesystem => "choose a folder that can be written to",
        ErrorKind::IsADirectory => "a folder stands in the place of a file: move it away",
        ErrorKind::NotADirectory => "a file stands in the place of a folder: move it away",
        ErrorKind::InvalidFilename => "give it a shorter name",
        _ => "look at the disk, and run again",
    };
    let text = format!("{}: cannot be {doing} ({error}): {cure}", path.display());
    io::Error::new(error.kind(), text)
}

pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path).map_err(|error| error_at("read", path, &error))
}

pub fn read_to_string(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| error_at("read", path, &error))
}

pub fn create_dir_all(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path).map_err(|error| error_at("made", path, &error))
}

/// Writes a whole file, which may be there already.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes).map_err(|error| error_at("written", path, &error))
}

/// Writes a whole file and waits until it is on the disk.
pub fn write_to_disk(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error: io::Error| error_at("written", path, &error))
}

/// Moves a file or a folder to where it belongs, in one step; a file that is there is replaced.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to).map_err(|error| error_at("written", to, &error))
}

/// Removes a file, if it is there; says whether it was.
pub fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error_at("removed", path, &error)),
    }
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove_dir_all(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error_at("removed", path, &error)),
        _ => Ok(()),
    }
}

/// The size of a file in bytes; `None` where there is none.
pub fn size(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len())
}

/// Waits until all that was written below a folder is on the disk.
#[cfg(target_os = "linux")]
pub fn sync(folder: &Path) -> io::Result<()> {
    let sync = || {
        rustix::fs::syncfs(File::open(folder)?)?;
        Ok(())
    };
    sync().map_err(|error: io::Error| error_at("written", folder, &error))
}
