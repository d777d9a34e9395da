//! The press: turns authored articles into the files a static host serves.
//!
//! [`authored`] reads and checks a folder, `site_file` its site's file, [`build`] brings what is served up to date by way of
//! `edition`, which writes the archive's parts, `index` among them, and `output`, the folder they go to; [`state`] is
//! what it remembers between two builds, [`find`] asks what was built, [`schema`] tells editors what
//! an authored file looks like, `whole` makes the site around the archive: `pages` says which pages there
//! are, [`print`] prints them, `document` and `head` are around them, `card` draws their pictures for previews, then `feeds`, `sitemap` and `hosting`, with what has `moved`;
//! [`pack`] packs, [`synth`] writes folders to measure with.
//! It asks no clock: the same articles over the same previous output give the same bytes.

pub mod authored;
pub mod build;
mod card;
mod diagnostic;
mod document;
mod edition;
mod feeds;
pub mod find;
mod folder;
mod head;
mod hosting;
mod index;
mod moved;
mod output;
pub mod pack;
mod pages;
pub mod print;
pub mod schema;
mod site_file;
mod site_url;
mod sitemap;
pub mod state;
pub mod synth;
mod told;
mod walk;
mod whole;

pub use diagnostic::{Diagnostic, Severity};
pub use folder::Folder;
pub use pages::Snapshots;
pub use site_file::{Judged, judge};
pub use site_url::site_url;
