//! The living part, as in The Elm Architecture.
//!
//! A [`model::Model`] holds all that the app knows. What happens is a [`model::Msg`]; `update` changes the
//! model by it and returns what is to be done as [`model::Effect`]s; the shell does that, and draws the
//! screen that the model holds with [`crate::site::screen::view`]. Model and update are pure and tested
//! natively; [`browser`] makes every browser call, and [`finder`] asks the worker beside the page.

pub mod model;
mod update;

#[cfg(feature = "app")]
pub mod browser;
#[cfg(feature = "app")]
pub mod finder;
#[cfg(feature = "app")]
mod shell;

#[cfg(feature = "app")]
pub use shell::App;
