//! The living part: the shell, the pages, and how an address becomes one.
//!
//! A page starts from the data in its context, so it prints natively just as it shows in the
//! browser. [`browser`] makes every browser call; [`open`] asks the archive; [`shell`] puts what
//! comes back on screen.

pub mod browser;
pub mod finder;
mod shell;

pub use shell::App;
