//! Values and rules: what an article, a category, a query and an address are, whoever asks.
//!
//! In the order in which they know each other: what a text or a time is, then slugs, kinds and
//! dimensions, the phrases that name them, the taxonomy of these, articles that are filed in it, queries for them, routes, trails.
//!
//! Nothing here fetches, draws, reads files or knows a browser.

pub mod address;
pub mod article;
pub mod bits;
pub mod dimension;
pub mod fold;
pub mod json;
pub mod kind;
pub mod phrases;
pub mod query;
pub mod route;
pub mod slug;
pub mod sorted_map;
pub mod taxonomy;
pub mod text;
pub mod time;
pub mod trail;
pub mod words;
