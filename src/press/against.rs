//! What a site serves elsewhere, asked for where no edition before lies in the output: a build on a new
//! machine is then held against what readers have.

use std::io;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use rayon::prelude::*;
use serde_json::Value;

use super::disk;
use super::folder::parse;
use crate::archive::{Digest, MANIFEST, Manifest, Part};
use crate::domain::article::{ArticleId, Headline};

/// The articles that a site serves.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Served {
    pub count: usize,
    /// Those of the open volume, the newest.
    pub newest: Vec<ArticleId>,
}

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The largest file that is fetched, in bytes; a part of an archive is far below it.
const LARGEST: u64 = 64 << 20;

/// Asks a site by its address, or a folder. `None` where it serves no archive yet.
///
/// # Errors
/// Where it does not answer, or answers with something else than an archive.
pub fn ask(place: &str) -> io::Result<Option<Served>> {
    let place = place.trim_end_matches('/');
    let Some(manifest) = get(place, MANIFEST)? else { return Ok(None) };
    let wrong = |what: String| io::Error::other(format!("{place}/{what}: is no archive's"));
    let manifest = Manifest::decode(&manifest).map_err(|_| wrong(MANIFEST.to_owned()))?;
    let count = manifest.volumes.iter().map(|volume| volume.len as usize).sum();
    let open = manifest.volumes.last().map_or(0, |volume| volume.len as usize);
    let path = Part::Digest.path(&manifest.digest);
    let digest = must(place, &path)?;
    let digest = Digest::decode(&digest).map_err(|_| wrong(path))?;
    // The rows of a file follow each other.
    let mut files: Vec<(String, Vec<usize>)> = Vec::new();
    for row in count - open..count {
        let (path, at) = digest.roll.find(row).ok_or_else(|| wrong(MANIFEST.to_owned()))?;
        match files.last_mut().filter(|(last, _)| *last == path) {
            Some((_, rows)) => rows.push(at),
            None => files.push((path, vec![at])),
        }
    }
    let ids = files.into_par_iter().map(|(path, rows)| {
        let headlines = must(place, &path)?;
        let id = |at: &usize| Some(Headline::decode(headlines.get(*at)?).ok()?.id);
        let ids: Option<Vec<ArticleId>> = rows.iter().map(id).collect();
        ids.ok_or_else(|| wrong(path))
    });
    let newest = ids.collect::<io::Result<Vec<_>>>()?.concat();
    Ok(Some(Served { count, newest }))
}

fn must(place: &str, path: &str) -> io::Result<Value> {
    get(place, path)?.ok_or_else(|| io::Error::other(format!("{place}/{path}: is missing")))
}

/// The tree of a file; `None` where there is none.
fn get(place: &str, path: &str) -> io::Result<Option<Value>> {
    let bytes = match place.starts_with("http://") || place.starts_with("https://") {
        true => fetch(&format!("{place}/{path}"))?,
        false => {
            let file = Path::new(place).join(path);
            match file.is_file() {
                true => Some(disk::read(&file)?),
                false => None,
            }
        }
    };
    let Some(bytes) = bytes else { return Ok(None) };
    let wrong = || {
        let told = "the answer is no JSON: look at the address in a browser";
        io::Error::other(format!("{place}/{path}: {told}"))
    };
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    parse(&text).map(Some).map_err(|_| wrong())
}

fn fetch(url: &str) -> io::Result<Option<Vec<u8>>> {
    let told = |error: ureq::Error| {
        io::Error::other(format!("{url}: {error}: look at the address and the network"))
    };
    // One for all files, so that they come over the same connections.
    static AGENT: LazyLock<ureq::Agent> = LazyLock::new(|| {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT));
        config.http_status_as_error(false).build().into()
    });
    let mut answer = AGENT.get(url).call().map_err(told)?;
    match answer.status().as_u16() {
        200 => answer.body_mut().with_config().limit(LARGEST).read_to_vec().map(Some).map_err(told),
        404 => Ok(None),
        status => {
            Err(io::Error::other(format!("{url}: answers {status}: look at it in a browser")))
        }
    }
}
