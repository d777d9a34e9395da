//! The list of what the press wrote, `.press/written`: only what stands in it may be removed.
//!
//! It has every path but those that are named by their content, which are known by their form. The
//! paths are sorted by folder, then by name, and each is told by what is new against the one before:
//!
//! ```text
//! "press wrote 1\n"
//! for each path: how many bytes it shares with the one before, how many are new, these bytes
//! 0 0
//! ```
//! Numbers are LEB128. The two zeros say that the list is whole. The journal, `.press/writing`, has the
//! same entries, none of which shares anything, of what was written since the list was: each is there
//! before its file is, so that a run that is stopped has written nothing that nobody knows of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use crate::press::disk;
use crate::press::walk::split;

const HEAD: &[u8] = b"press wrote 1\n";

/// A longer path is none that a disk would hold.
const LONGEST: u64 = 1 << 16;

/// A list as it is read, path after path.
pub struct ListReader {
    from: BufReader<File>,
    last: Vec<u8>,
}

impl ListReader {
    /// Opens a list that is whole; `None` where there is none. What is cut off or foreign counts as none:
    /// then nothing is removed.
    pub fn open(file: &Path) -> Option<Self> {
        Self::begin(file)?.try_fold((), |(), path| path.map(drop)).ok()?;
        Self::begin(file)
    }

    fn begin(file: &Path) -> Option<Self> {
        let mut from = BufReader::new(File::open(file).ok()?);
        let mut head = [0; HEAD.len()];
        from.read_exact(&mut head).ok()?;
        (head == HEAD).then(|| Self { from, last: Vec::new() })
    }
}

impl Iterator for ListReader {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        entry(&mut self.from, &mut self.last).transpose()
    }
}

/// The next entry behind `last`; `None` at the end that the list says itself.
fn entry(from: &mut impl BufRead, last: &mut Vec<u8>) -> io::Result<Option<String>> {
    let (shared, new) = (number(from)?, number(from)?);
    if (shared, new) == (0, 0) {
        return Ok(None);
    }
    let shared = usize::try_from(shared).unwrap_or(usize::MAX);
    if shared > last.len() || new > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    last.truncate(shared);
    if from.by_ref().take(new).read_to_end(last)? as u64 != new {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(last.clone()).map(Some).map_err(io::Error::other)
}

fn number(from: &mut impl BufRead) -> io::Result<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        let [byte] = byte;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn put(to: &mut impl Write, mut number: usize) -> io::Result<()> {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        to.write_all(&[if number > 0 { byte | 0x80 } else { byte }])?;
        if number == 0 {
            return Ok(());
        }
    }
}

/// Writes a list of paths, which must be sorted by folder, then by name.
pub fn write<'p>(file: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
    let write = || {
        let mut to = BufWriter::new(File::create(file)?);
        to.write_all(HEAD)?;
        let mut last = "";
        for path in paths {
            let shared = last.bytes().zip(path.bytes()).take_while(|(one, other)| one == other);
            let shared = shared.count();
            let new = path.as_bytes().get(shared..).unwrap_or_default();
            put(&mut to, shared)?;
            put(&mut to, new.len())?;
            to.write_all(new)?;
            last = path;
        }
        to.write_all(&[0, 0])?;
        to.into_inner()?.sync_all()
    };
    write().map_err(|error: io::Error| disk::error_at("written", file, &error))
}

/// What was written since the list was, by folder.
pub type Journalled = BTreeMap<String, BTreeSet<String>>;

/// The journal of this run, and of those before that were stopped.
#[derive(Debug)]
pub struct Journal(File);

impl Journal {
    /// What it has. A last entry that is cut off was followed by no file.
    pub fn read(file: &Path) -> Journalled {
        let mut journalled = Journalled::new();
        let Ok(opened) = File::open(file) else { return journalled };
        let mut from = BufReader::new(opened);
        while let Ok(Some(path)) = entry(&mut from, &mut Vec::new()) {
            let (folder, name) = split(&path);
            journalled.entry(folder.to_owned()).or_default().insert(name.to_owned());
        }
        journalled
    }

    /// Opens it to go on.
    pub fn open(file: &Path) -> io::Result<Self> {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened.map(Self).map_err(|error| disk::error_at("written", file, &error))
    }

    /// Notes a path, in one call of the system.
    pub fn note(&mut self, path: &str) -> io::Result<()> {
        let mut line = Vec::with_capacity(path.len() + 4);
        put(&mut line, 0)?;
        put(&mut line, path.len())?;
        line.extend_from_slice(path.as_bytes());
        self.0.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paths_of(file: &Path) -> Option<Vec<String>> {
        ListReader::open(file).map(|list| list.map(|path| path.expect("it is whole")).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_list_is_read_as_it_was_written_and_not_at_all_where_it_was_cut_off(
            paths in prop::collection::btree_set("[a-c中\n]{1,3}(/[a-c]{1,9}){0,2}", 0..30), cut in 0usize..400
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("written");
            let mut paths: Vec<String> = paths.into_iter().collect();
            paths.sort_by(|one, other| split(one).cmp(&split(other)));
            write(&file, paths.iter().map(String::as_str)).expect("it is written");
            prop_assert_eq!(paths_of(&file), Some(paths));
            let bytes = std::fs::read(&file).expect("it is there");
            let cut = cut % bytes.len();
            std::fs::write(&file, &bytes[..cut]).expect("it is written");
            prop_assert_eq!(paths_of(&file), None);
        }
    }

    #[test]
    fn a_journal_goes_on_where_it_was_and_a_last_entry_that_is_cut_off_counts_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("writing");
        for path in ["a", "b/c", "b/中 文"] {
            Journal::open(&file).and_then(|mut to| to.note(path)).expect("it is noted");
        }
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut expected: Journalled =
            [("".to_owned(), names(&["a"])), ("b".to_owned(), names(&["c", "中 文"]))].into();
        assert_eq!(Journal::read(&file), expected);
        let bytes = std::fs::read(&file).expect("it is there");
        std::fs::write(&file, &bytes[..bytes.len() - 1]).expect("it is written");
        expected.insert("b".to_owned(), names(&["c"]));
        assert_eq!(Journal::read(&file), expected);
    }
}
