//! What follows from how much room there is, and no style can say in every browser: which tables are tab
//! stops, and how far the sections are scrolled.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A table that scrolls is a tab stop, so that a keyboard can scroll it; one that does not is none.
pub fn fit_tables() {
    let tables = document().get_elements_by_class_name("table");
    for table in (0..tables.length()).filter_map(|at| tables.item(at)) {
        let _ = match table.scroll_width() > table.client_width() {
            true => table.set_attribute("tabindex", "0"),
            false => table.remove_attribute("tabindex"),
        };
    }
}

/// Scrolls the sections, where they do not fit side by side, to the one that is marked.
pub fn show_section() {
    let marked = document().query_selector(".sections [aria-current]").ok().flatten();
    let marked = marked.and_then(|marked| marked.dyn_into::<HtmlElement>().ok());
    let row = marked.as_ref().and_then(|marked| marked.closest(".sections").ok().flatten());
    if let Some((marked, row)) = marked.zip(row) {
        let room = row.client_width() - marked.offset_width();
        row.set_scroll_left(marked.offset_left() - room / 2);
    }
}
