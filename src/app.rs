//! The living part: the shell, which puts on screen what [`crate::site`] draws, and what it needs of the
//! browser.
//!
//! [`browser`] makes every browser call, [`finder`] asks the worker beside the page, and the shell goes from
//! an address to what is on screen.

pub mod browser;
pub mod finder;
mod shell;

pub use shell::App;
