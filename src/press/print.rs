//! Printing a page natively, from the components the app uses.

use leptos::prelude::*;

use crate::site::parts::Base;
use crate::site::screen::{self, PageToPrint};

/// The HTML of a page's body, as the app would draw it.
pub fn page_html(printed: PageToPrint, base: Base) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(base);
        screen::printed_view(printed).to_html()
    });
    owner.unset();
    // Marks between texts are for an app that takes its nodes from the page; ours draws its own.
    html.replace("<!>", "")
}
