//! A whole site: the app, its pages, feeds, sitemap, and what hosts want to be told.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use super::app::App;
use super::card::Cards;
use super::document::Document;
use super::feeds::feeds;
use super::hosting::hosting;
use super::memory::Memory;
use super::output::Output;
use super::pages::{Pages, Printer, Snapshots};
use super::sitemap::sitemap;
use crate::archive::{Digests, Front};
use crate::domain::article::Headline;
use crate::domain::taxonomy::Site;
use crate::site::parts::Base;

/// What a site is made of.
pub struct SiteToWrite<'a> {
    pub site: &'a Site,
    pub front: &'a Front,
    pub digests: &'a Digests,
    /// All headlines, oldest first.
    pub rows: &'a [&'a Headline],
    pub snapshots: Snapshots,
    pub cards: Option<&'a Cards>,
}

/// Writes all but the archive; returns the pages, and the paths of all that it wrote, cards left out.
pub fn write(
    output: &Output<'_>,
    app: &App,
    edition: SiteToWrite<'_>,
    memory: &mut Memory,
) -> io::Result<(Pages, Vec<String>)> {
    let SiteToWrite { site, front, digests, rows, snapshots, cards } = edition;
    let document = Document::new(app, site.base(), &site.language, &site.phrases)?;
    for (name, bytes) in &app.files {
        output.write(name, bytes)?;
    }
    let own: BTreeSet<String> = app.files.iter().map(|(name, _)| name.clone()).collect();
    // Tabs that were open before go on with the app they have.
    if own != memory.app[0] {
        let [now, before] = &mut memory.app;
        *before = std::mem::replace(now, own);
    }

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
    let (pages, mut paths) = printer.write(output, &memory.pages)?;
    paths.extend(memory.app.iter().flatten().cloned());
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
        paths.push(path);
    }
    Ok((pages, paths))
}
