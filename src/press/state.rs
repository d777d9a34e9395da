//! What the press remembers between two builds of a folder, so that it does only what changed. It
//! lies in a hidden folder of the output, which is not served, and is written last: a build that is
//! stopped remembers nothing, and the next one does its work again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::archive::{HASH_DIGITS, VolumeEntry};
use crate::article::Headline;

const LINES_AT_ONCE: usize = 16_384;

/// Where a file's content is taken to be the same: by its size and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    modified: u64,
}

/// A sound article, without its body.
#[derive(Clone, Debug)]
pub struct Known {
    pub headline: Headline,
    pub stamp: Stamp,
    /// The files and articles it leads to, by path, with the size that it was told to have.
    pub needs: Vec<(String, Option<u64>)>,
}

/// A volume as it was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub entry: VolumeEntry,
    pub pages: Vec<String>,
}

/// The memory of a build.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub articles: BTreeMap<String, Arc<Known>>,
    /// What is served as it lies.
    pub files: BTreeMap<String, Stamp>,
    /// By the hash of what they hold.
    pub volumes: BTreeMap<String, Written>,
}

impl Stamp {
    pub fn of(file: &Path) -> io::Result<Self> {
        let data = fs::metadata(file)?;
        let since = data.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        Ok(Self { bytes: data.len(), modified })
    }

    fn read(row: &Value, at: usize) -> Option<Self> {
        Some(Self { bytes: row.get(at)?.as_u64()?, modified: row.get(at + 1)?.as_u64()? })
    }
}

impl State {
    /// What is remembered in `out` by the same press for the same site; nothing where that is not
    /// so. `key` names the press and the site.
    pub fn load(out: &Path, key: &str) -> Self {
        let mut state = Self::default();
        let Ok(file) = fs::File::open(file(out)) else { return state };
        let mut lines = BufReader::new(file).lines().map_while(Result::ok);
        if lines.next().as_deref() != Some(key) {
            return state;
        }
        // Some at a time, for a large archive's lines are many.
        loop {
            let some: Vec<String> = lines.by_ref().take(LINES_AT_ONCE).collect();
            if some.is_empty() {
                return state;
            }
            let rows: Vec<Option<Row>> = some.par_iter().map(|line| Row::read(line)).collect();
            rows.into_iter().flatten().for_each(|row| state.take(row));
        }
    }

    fn take(&mut self, row: Row) {
        match row {
            Row::Article(path, known) => drop(self.articles.insert(path, Arc::new(known))),
            Row::File(path, stamp) => drop(self.files.insert(path, stamp)),
            Row::Volume(key, written) => drop(self.volumes.insert(key, written)),
        }
    }

    /// Writes it in one step.
    pub fn save(&self, out: &Path, key: &str) -> io::Result<()> {
        let file = file(out);
        let draft = file.with_extension("draft");
        let mut lines = BufWriter::new(fs::File::create(&draft)?);
        writeln!(lines, "{key}")?;
        for (path, known) in &self.articles {
            let Known { headline, stamp, needs } = &**known;
            let row = json!(["article", path, stamp.bytes, stamp.modified, needs]);
            // The headline apart, for a tree of each would take long.
            writeln!(lines, "{}\t{}", serde_json::to_string(headline)?, row)?;
        }
        for (path, stamp) in &self.files {
            writeln!(lines, "\t{}", json!(["file", path, stamp.bytes, stamp.modified]))?;
        }
        for (key, Written { entry, pages }) in &self.volumes {
            writeln!(lines, "\t{}", json!(["volume", key, entry, pages.concat()]))?;
        }
        lines.flush()?;
        fs::rename(draft, file)
    }
}

enum Row {
    Article(String, Known),
    File(String, Stamp),
    Volume(String, Written),
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let (headline, row) = line.split_once('\t')?;
        let row: Value = serde_json::from_str(row).ok()?;
        let name = row.get(1)?.as_str()?.to_owned();
        match row.get(0)?.as_str()? {
            "article" => {
                let headline = Headline::decode(&serde_json::from_str(headline).ok()?).ok()?;
                let need =
                    |need: &Value| Some((need.get(0)?.as_str()?.into(), need.get(1)?.as_u64()));
                let needs = row.get(4)?.as_array()?.iter().map(need).collect::<Option<_>>()?;
                Some(Row::Article(name, Known { headline, stamp: Stamp::read(&row, 2)?, needs }))
            }
            "file" => Some(Row::File(name, Stamp::read(&row, 2)?)),
            "volume" => {
                let entry = VolumeEntry::decode(row.get(2)?).ok()?;
                let pages = row.get(3)?.as_str()?.as_bytes().chunks(HASH_DIGITS);
                let pages = pages.map(|hash| String::from_utf8_lossy(hash).into_owned());
                Some(Row::Volume(name, Written { entry, pages: pages.collect() }))
            }
            _ => None,
        }
    }
}

/// The press's own folder in an output.
pub fn folder(out: &Path) -> PathBuf {
    out.join(".press")
}

fn file(out: &Path) -> PathBuf {
    folder(out).join("state")
}
