//! Values and rules: what an article, a category, a query and an address are, whoever asks.
//!
//! Nothing here fetches, draws, reads files or knows a browser.

pub mod address;
pub mod article;
pub mod bits;
pub mod fold;
pub mod json;
pub mod named;
pub mod query;
pub mod route;
pub mod taxonomy;
pub mod text;
pub mod time;
pub mod words;
