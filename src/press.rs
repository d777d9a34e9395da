//! The press: turns authored articles into the files a static host serves.
//!
//! [`authored`] reads and checks a folder, [`build`] writes the archive,
//! [`state`] is what it remembers between two builds, [`find`] asks what was built,
//! [`schema`] tells editors what an authored file looks like, [`print`] prints pages,
//! [`synth`] writes folders to measure with.
//! It asks no clock: the same articles over the same previous output give the same bytes.

pub mod authored;
pub mod build;
mod diagnostic;
pub mod find;
mod folder;
pub mod print;
pub mod schema;
pub mod state;
pub mod synth;

pub use diagnostic::Diagnostic;
pub use folder::Folder;
