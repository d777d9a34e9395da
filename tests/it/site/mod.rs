//! The whole site as the press makes it: pages, feeds, sitemap, and what hosts are told.

mod links;
mod machines;
mod made;
mod moved;
mod names;
mod pages;
mod previews;
mod texts;
mod untold;
