//! The press: turns authored articles into the files a static host serves.
//!
//! [`authored`] reads and checks a folder: `entries` says which of them are read and which served, `walk` lists
//! them, `text_file` reads their bytes, `json_text` finds lines and slips, `titles` those that
//! stand twice, `site_file` its site's file, `addresses` those in it.
//! [`guard`] says what may not be lost, `last_good` which articles stay as they were (`against` what is served
//! elsewhere). [`build`] brings what is served up to date by way of `edition`, which writes the archive's
//! parts, `index` among them, and `output`, the folder they go to; `disk` is the file system, `hidden` the press's own folder in there, `hash` names
//! what is served, `unreadable` says why a build stops at once; [`memory`] is what it remembers between two builds, [`find`] asks what was built, [`schema`] tells editors what
//! an authored file looks like, `whole` makes the site around the archive: `pages` says which pages there
//! are, [`print`] prints them, `document` and `head` are around them, `card` draws their pictures for previews, then `feeds`, `sitemap` and `hosting`,
//! with what has `moved`, whose texts `markup` writes;
//! [`pack`] packs, [`packed`] is about one copy, [`synth`] writes folders to measure with.
//! It asks no clock: the same articles over the same previous output give the same bytes.

mod addresses;
mod against;
mod app;
pub mod authored;
pub mod build;
mod card;
mod diagnostic;
mod disk;
mod document;
mod edition;
mod entries;
mod feeds;
pub mod find;
mod folder;
pub mod guard;
mod hash;
mod head;
mod hidden;
mod hosting;
mod index;
mod json_text;
mod last_good;
mod markup;
pub mod memory;
mod moved;
mod output;
pub mod pack;
pub mod packed;
mod pages;
pub mod print;
mod printable;
pub mod schema;
mod site_file;
mod site_url;
mod sitemap;
pub mod synth;
mod text_file;
mod titles;
mod unreadable;
mod walk;
mod whole;

pub use diagnostic::{Diagnostic, Severity};
pub use folder::Folder;
pub use pages::Snapshots;
pub use printable::Printable;
pub use site_file::{Judged, judge};
pub use site_url::site_url;
pub use unreadable::Unreadable;
