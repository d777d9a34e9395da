//! The site: pages and what they are made of. Values come in, and markup comes out, natively for the press
//! just as in the browser.
//!
//! [`open`] asks an archive for what an address shows; [`page`] is that as a value; [`pages`] draw it from
//! [`parts`], [`screen`] with the frame around, and [`head`] tells it to machines.

pub mod action;
pub mod expanded;
pub mod head;
pub mod open;
pub mod page;
pub mod pages;
pub mod parts;
pub mod screen;
