//! A whole site: the app, its pages, feeds, sitemap, and what hosts want to be told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::build::Wishes;
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
}

/// What was written beside the files that are kept.
pub struct Written {
    pub pages: Pages,
    /// Whether articles without a cover have title cards.
    pub has_cards: bool,
}

/// Writes all but the archive. Adds what it wrote to `kept`, but for pages, which it returns.
pub fn write(
    output: &Output<'_>,
    app: &Path,
    edition: Edition<'_>,
    wishes: &Wishes,
    served: &BTreeMap<String, Vec<String>>,
    state: &mut State,
    kept: &mut BTreeSet<String>,
) -> io::Result<Written> {
    let Edition { site, front, digests, rows } = edition;
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

    let snapshots = wishes.snapshots;
    let cards = match &wishes.font {
        _ if snapshots == Snapshots::None => None,
        Some(font) => Some(Cards::with(font)?),
        None => Cards::of_machine(),
    };
    let printer = Printer {
        site: Arc::new(site.clone()),
        base: Base(site.base().to_owned()),
        document: &document,
        front: Arc::new(front.clone()),
        digests,
        rows,
        snapshots,
        cards: cards.as_ref(),
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
    Ok(Written { pages, has_cards: cards.is_some() || snapshots == Snapshots::None })
}
