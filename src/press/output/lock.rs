//! One press at a time works on an output.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;

use jiff::ZonedDateTime;

use crate::press::disk;

/// Held while a press works on an output; it goes with its process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

/// Where a file system has no locks.
pub const NO_LOCKS: &str =
    "this file system has no locks: let no other press work on the folder meanwhile";

impl Lock {
    /// Takes the lock of `out`, or says who has it. `None` where the file system has no locks.
    pub fn take(out: &Path, file: &Path) -> io::Result<Option<Self>> {
        let open =
            || File::options().create(true).truncate(false).read(true).write(true).open(file);
        let mut held = open().map_err(|error| disk::error_at("written", file, &error))?;
        match held.try_lock() {
            Ok(()) => {
                // Told to whoever comes meanwhile; the lock itself does not need it.
                let _ = held.set_len(0).and_then(|()| held.rewind());
                let now = ZonedDateTime::now().strftime("%H:%M").to_string();
                let _ = write!(held, "{now} {}", std::process::id());
                Ok(Some(Self { _held: held }))
            }
            Err(TryLockError::WouldBlock) => Err(taken(out, file)),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}

fn taken(out: &Path, file: &Path) -> io::Error {
    let told = fs::read_to_string(file).unwrap_or_default();
    let by = told.split_once(' ').map(|(since, id)| format!(" since {since} (process {id})"));
    let out = out.display();
    let text = format!("another press works on {out}{}: wait for it", by.unwrap_or_default());
    io::Error::new(io::ErrorKind::WouldBlock, text)
}
