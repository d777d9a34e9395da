//! Finding: a reader's question, put to a built archive by the reader's own code.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde::Serialize;
use serde_json::Value;

use super::folder::Folder;
use super::printable::Printable;
use crate::archive::{Failure, List, MANIFEST, PAGE_ROWS, Reader, Source, Total};
use crate::domain::article::{ArticleId, Headline};
use crate::domain::query::{Dimension, Query, Sort};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Site, did_you_mean};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct FindOptions {
    /// Several values of one dimension mean "any of".
    pub filters: Vec<(Dimension, String)>,
    pub words: String,
    pub sort: Sort,
    /// The most rows that are wanted.
    pub limit: usize,
}

/// What a reader would see, and what it would cost.
#[derive(Clone, Debug)]
pub struct Found {
    pub total: Total,
    /// As many as were wanted, in the order of the list.
    pub headlines: Vec<Headline>,
    /// Different files that were fetched, and their bytes as they lie in the folder.
    pub files: usize,
    pub bytes: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// Words were given, and the archive has no index of words.
    Words,
    /// A filter's value that the archive does not know, with what may have been meant.
    Value { dimension: Dimension, value: String, meant: String },
    /// A file of the archive is missing, damaged or foreign.
    Archive { what: String, cure: &'static str },
}

/// Asks a folder that was built.
pub fn find(out: &Path, options: &FindOptions) -> Result<Found, Unanswered> {
    let source = Counted { folder: Folder(out.to_owned()), asked: Rc::default() };
    let asked = Rc::clone(&source.asked);
    // A folder answers at once.
    let answer = ask(&Reader::new(source), options).now_or_never();
    let asked = asked.borrow();
    let (total, headlines) = answer.unwrap_or(Err(Refused::Failure(Failure::Offline))).map_err(
        |refused| match refused {
            Refused::Answered(unanswered) => unanswered,
            Refused::Failure(failure) => of_failure(failure, &asked),
        },
    )?;
    let files = asked.len();
    let bytes = asked.values().flatten().sum();
    Ok(Found { total, headlines, files, bytes })
}

enum Refused {
    Answered(Unanswered),
    Failure(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// The total and the first rows of a list, page after page as its pager leads on.
async fn ask(
    reader: &Reader<Counted>,
    options: &FindOptions,
) -> Result<(Total, Vec<Headline>), Refused> {
    let edition = reader.edition().await?;
    let query = query_of(options, &edition.site).map_err(Refused::Answered)?;
    if !query.words.is_empty() {
        if edition.manifest.search.is_none() {
            return Err(Refused::Answered(Unanswered::Words));
        }
        return search(reader, query, options.limit).await;
    }
    let List { total, mut headlines, mut pager, .. } = reader.list(&query, None).await?;
    let total = total.unwrap_or_default();
    let wanted = options.limit.min(total);
    while headlines.len() < wanted
        && let Some(Route::List { query, page }) = pager.older.take()
    {
        let next = reader.list(&query, page).await?;
        // Else a damaged pager might lead in a circle.
        if next.headlines.is_empty() {
            break;
        }
        headlines.extend(next.headlines);
        pager = next.pager;
    }
    if headlines.len() < wanted {
        let what = format!("{MANIFEST}: counts {total} articles, of which some cannot be found");
        return Err(Failure::Malformed(what).into());
    }
    headlines.truncate(wanted);
    Ok((Total { at_least: total, at_most: total }, headlines))
}

/// The total and the first rows of a search, as far as its cursors lead on.
async fn search(
    reader: &Reader<Counted>,
    mut query: Query,
    wanted: usize,
) -> Result<(Total, Vec<Headline>), Refused> {
    let mut headlines: Vec<Headline> = Vec::new();
    let mut total = Total::default();
    loop {
        let found = reader.search(&query, PAGE_ROWS.min(wanted - headlines.len())).await?;
        // A reader is shown what came; here it is told what did not.
        if let Some(gap) = found.gaps.into_iter().next() {
            return Err(
                Failure::Malformed(format!("{}: is missing or damaged", part_of(&gap))).into()
            );
        }
        let first = query.before.is_none();
        if first {
            total = found.total;
        }
        headlines.extend(found.hits.into_iter().map(|hit| hit.headline));
        let next = found.next.filter(|next| query.before.as_ref() != Some(next));
        if next.is_none() && found.reach.is_none() && (!first || wanted > 0) {
            // All was looked at.
            total = Total { at_least: headlines.len(), at_most: headlines.len() };
        }
        if headlines.len() >= wanted || next.is_none() {
            break;
        }
        query = query.from_cursor(next);
    }
    Ok((total, headlines))
}

/// What was written together with a file of the archive: its folder, if that has a name of its own.
fn part_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((folder, _)) if folder.starts_with("archive/") => folder,
        _ => path,
    }
}

/// The query of all options, whose values the site must know.
fn query_of(options: &FindOptions, site: &Site) -> Result<Query, Unanswered> {
    let mut query = Query::default().saying(&options.words);
    query.sort = options.sort;
    for (dimension, value) in &options.filters {
        let ids: Vec<&str> = match dimension {
            Dimension::Section => site.sections.iter().map(|section| &*section.id).collect(),
            Dimension::Region => site.region_ids().collect(),
            Dimension::Zone => site.zones.iter().map(|zone| &*zone.id).collect(),
            Dimension::Kind | Dimension::Year | Dimension::Month => Vec::new(),
        };
        let Some(id) = site.canonical(*dimension, value) else {
            let meant = did_you_mean(value, ids);
            let (dimension, value) = (*dimension, value.clone());
            return Err(Unanswered::Value { dimension, value, meant });
        };
        query = query.with(*dimension, id);
    }
    Ok(query)
}

fn of_failure(failure: Failure, asked: &Fetched) -> Unanswered {
    let missing = asked.iter().find(|(_, bytes)| bytes.is_none()).map(|(path, _)| path);
    let (what, cure) = match (failure, missing) {
        (Failure::TooNew, _) => {
            (format!("{MANIFEST}: was written by a newer press"), "update the press")
        }
        (Failure::Lost(path), _) if path == MANIFEST => {
            (format!("{MANIFEST}: is missing"), "name a folder that the press has built")
        }
        (Failure::Lost(path), _) => (format!("{path}: is missing"), "build again"),
        (Failure::Missing | Failure::Foreign | Failure::Offline, Some(path)) => {
            (format!("{path}: is missing"), "build again")
        }
        (Failure::Malformed(what), _) => (what, "delete it and build again"),
        // The reader asks for what the manifest names, so it named nothing that is a file.
        (other, None) => (format!("{MANIFEST}: {other}"), "delete it and build again"),
    };
    Unanswered::Archive { what, cure }
}

/// The files that were asked for, with their bytes; `None` where there is no such file.
type Fetched = BTreeMap<String, Option<u64>>;

/// A folder that keeps account of what is fetched from it.
#[derive(Clone, Debug)]
struct Counted {
    folder: Folder,
    asked: Rc<RefCell<Fetched>>,
}

impl Source for Counted {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        let bytes = self.folder.0.join(&path).metadata().ok().map(|file| file.len());
        self.asked.borrow_mut().insert(path.clone(), bytes);
        self.folder.get(path)
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        let bytes = self.folder.0.join(&path).metadata().ok().map(|file| file.len());
        self.asked.borrow_mut().insert(path.clone(), bytes);
        self.folder.bytes(path)
    }
}

impl Found {
    /// `{"total": n, "exact": true, "ids": ["…"], "files": n, "bytes": n}`
    pub fn json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Json<'a> {
            total: usize,
            exact: bool,
            ids: Vec<&'a ArticleId>,
            files: usize,
            bytes: u64,
        }
        serde_json::to_string(&Json {
            // A list's total comes from the digests, which count every article.
            total: self.total.at_most,
            exact: self.total.exact().is_some(),
            ids: self.headlines.iter().map(|headline| &headline.id).collect(),
            files: self.files,
            bytes: self.bytes,
        })
    }
}

/// A line a row, and one for the total.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for headline in &self.headlines {
            let date = headline.moment().date();
            writeln!(f, "{date}  {}  {}", headline.id, Printable(&headline.title))?;
        }
        let (total, files, bytes) = (self.total, self.files, self.bytes);
        let total = match total.exact() {
            Some(total) => total.to_string(),
            None => format!("{} to {}", total.at_least, total.at_most),
        };
        write!(f, "{total} found, {} shown: {files} files, {bytes} bytes", self.headlines.len())
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words => {
                f.write_str("there is no index of words: build again, or leave the words out")
            }
            Self::Value { dimension: Dimension::Kind, value, .. } => {
                write!(f, "--kind: \"{value}\" is no kind: use text, photo or video")
            }
            Self::Value { dimension: Dimension::Year, value, .. } => {
                write!(f, "--year: \"{value}\" is no year: write it like 2022")
            }
            Self::Value { dimension: Dimension::Month, value, .. } => {
                write!(f, "--month: \"{value}\" is no month: write it like 2022-05")
            }
            Self::Value { dimension, value, meant } => {
                let name = dimension.id();
                write!(f, "--{name}: \"{value}\" is no {name} of this archive{meant}")
            }
            Self::Archive { what, cure } => write!(f, "{what}: {cure}"),
        }
    }
}
