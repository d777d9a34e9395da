//! What runs against the outside, as one program: the press as its users call it, and what it makes.

// A test may fail by a panic.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod recipes; // the recipes of docs/CONTRIBUTING.md against examples that follow them
mod rooms; // which room of src/ may use which

#[cfg(feature = "press")]
mod decoders; // every decoder over what is not what it should be
#[cfg(feature = "press")]
mod files; // helper: walking folders
#[cfg(feature = "press")]
mod find; // `press find` against a naive filter
#[cfg(feature = "press")]
mod press; // the press as a program: what it says, writes and leaves alone
#[cfg(feature = "press")]
mod print; // pages print natively
#[cfg(feature = "press")]
mod schema; // the JSON Schemas against the press's own reading
#[cfg(feature = "press")]
mod search; // searching against brute force
#[cfg(feature = "press")]
mod site; // the whole site: pages, feeds, sitemap, what hosts are told
#[cfg(feature = "press")]
mod tree; // helper: walking JSON
