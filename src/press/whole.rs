//! A whole site: the app, its pages, feeds, sitemap, and what hosts want to be told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::card::Cards;
use super::document::Document;
use super::feeds::feeds;
use super::hosting::hosting;
use super::output::Output;
use super::pages::{Pages, Printer, Snapshots};
use super::sitemap::sitemap;
use super::state::State;
use crate::archive::{Digests, Front};
use crate::article::Headline;
use crate::taxonomy::Site;
use crate::view::Base;

/// What a site is made of.
pub struct Edition<'a> {
    pub site: &'a Site,
    pub front: &'a Front,
    pub digests: &'a Digests,
    /// All headlines, oldest first.
    pub rows: &'a [&'a Headline],
    pub snapshots: Snapshots,
    pub cards: Option<&'a Cards>,
}

/// Writes all but the archive. Adds what it wrote to `kept`, but for pages, which it returns.
pub fn write(
    output: &Output<'_>,
    app: &Path,
    edition: Edition<'_>,
    served: &BTreeMap<String, Vec<String>>,
    state: &mut State,
    kept: &mut BTreeSet<String>,
) -> io::Result<Pages> {
    let Edition { site, front, digests, rows, snapshots, cards } = edition;
    let document = Document::read(app, site.base())?;
    let mut own = BTreeSet::new();
    for entry in fs::read_dir(app)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "index.html" && entry.file_type()?.is_file() {
            output.write(&name, &fs::read(entry.path())?)?;
            own.insert(name);
        }
    }
    // Tabs that were open before go on with the app they have.
    if own != state.app[0] {
        let [now, before] = &mut state.app;
        *before = std::mem::replace(now, own);
    }
    kept.extend(state.app.iter().flatten().cloned());

    let printer = Printer {
        site: Arc::new(site.clone()),
        base: Base(site.base().to_owned()),
        document: &document,
        front: Arc::new(front.clone()),
        digests,
        rows,
        snapshots,
        cards,
    };
    let (pages, drawn) = printer.write(output, served, &state.pages)?;
    kept.extend(drawn);
    let with_pages: Vec<&Headline> = printer.with_pages().collect();
    let routes = if snapshots == Snapshots::None { Vec::new() } else { printer.routes() };
    let all_have_pages = with_pages.len() == rows.len();
    let files = [
        feeds(site, rows, output.root())?,
        sitemap(site, &with_pages, &routes)?,
        hosting(site, &document.policy, all_have_pages),
    ];
    for (path, bytes) in files.into_iter().flatten() {
        output.write(&path, &bytes)?;
        kept.insert(path);
    }
    Ok(pages)
}
