//! The whole site as the press makes it: pages, feeds, sitemap, and what hosts are told.
#![cfg(feature = "press")]
// A test may fail by a panic.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

#[path = "../files/mod.rs"]
mod files;
mod links;
mod machines;
mod made;
mod moved;
mod names;
mod pages;
mod previews;
mod texts;
mod untold;
