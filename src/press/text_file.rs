//! The bytes of an authored text file: what is read of them, what is served, and why they cannot be read.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest text file that is read, in bytes. A long article has some 50,000.
const MOST: u64 = 4_000_000;

/// What some editors write before the first character.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes of a text file as they are served; or why they cannot be, with the cure. A file that is
/// too large, or no file, is not read at all.
pub fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    let why = |error: io::Error| unread(&error);
    let data = file.metadata().map_err(why)?;
    if !data.is_file() && !data.is_dir() {
        return Err("is neither a file nor a folder: put a file there".into());
    }
    let mut bytes = Vec::new();
    if data.len() <= MOST {
        // One more, since it may grow meanwhile.
        File::open(file).map_err(why)?.take(MOST + 1).read_to_end(&mut bytes).map_err(why)?;
    }
    let len = data.len().max(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    if len > MOST {
        let limit = MOST / 1_000_000;
        return Err(format!("has {len} bytes, and above {limit} MB none is read: cut it down"));
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(bytes)
}

/// How large a file may be as it is served, of so many bytes as it was authored.
pub fn served_sizes(bytes: u64) -> impl Iterator<Item = u64> {
    let mark = BYTE_ORDER_MARK.len() as u64;
    [Some(bytes), bytes.checked_sub(mark)].into_iter().flatten()
}

/// The text of a file without a byte order mark; or why it cannot be read, with the cure.
pub fn text(file: &Path) -> Result<String, String> {
    let no_text = |_| "is not UTF-8: save it in that encoding".into();
    bytes(file).and_then(|bytes| String::from_utf8(bytes).map_err(no_text))
}

/// Why a file or folder cannot be read, and the cure; to stand behind its path.
pub fn unread(error: &io::Error) -> String {
    let cure = match error.kind() {
        ErrorKind::NotFound => "it went meanwhile, so start again",
        ErrorKind::PermissionDenied => "let the press read it (chmod a+rX)",
        ErrorKind::IsADirectory => "put a file there",
        ErrorKind::NotADirectory => "put a folder there",
        _ if too_many_open(error) => "let the press open more files (ulimit -n 4096)",
        _ => "look at the disk, or put it there anew",
    };
    format!("cannot be read ({error}): {cure}")
}

/// Unix's EMFILE and ENFILE, which have no kind of their own.
fn too_many_open(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_text_is_read_without_its_mark_and_a_large_one_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.json");
        let check = |bytes: &[u8], expected: Result<&str, &str>| {
            fs::write(&file, bytes).expect("it is written");
            match (text(&file), expected) {
                (Ok(text), Ok(expected)) => assert_eq!(text, expected),
                (Err(told), Err(expected)) => assert!(told.contains(expected), "{told}"),
                (read, expected) => panic!("{read:?} for {expected:?}"),
            }
        };
        check("题".as_bytes(), Ok("题"));
        check("\u{feff}题".as_bytes(), Ok("题"));
        check("题\u{feff}".as_bytes(), Ok("题\u{feff}"));
        check(b"", Ok(""));
        check(b"\xff\xfe\x3a\x4e", Err("is not UTF-8: save it"));
        check(&vec![b' '; 4_000_000], Ok(&" ".repeat(4_000_000)));
        check(&vec![b' '; 4_000_001], Err("has 4000001 bytes"));
    }

    #[test]
    fn a_folder_and_nothing_are_told_with_a_cure() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = text(folder.path()).expect_err("it is a folder");
        assert!(told.ends_with("): put a file there"), "{told}");
        let told = text(&folder.path().join("none")).expect_err("there is none");
        assert!(told.contains("start again"), "{told}");
    }
}
