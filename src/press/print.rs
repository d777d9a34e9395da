//! Printing a page natively, from the components the app uses.

use leptos::prelude::*;

use crate::site::parts::Base;
use crate::site::screen::{self, Printed};

/// The HTML of a page's body, as the app would draw it.
pub fn print(printed: Printed, base: Base) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(base);
        screen::print(printed).to_html()
    });
    owner.unset();
    // Marks between texts are for an app that takes its nodes from the page; ours draws its own.
    html.replace("<!>", "")
}
