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

/// After a filter, brings the total and the first result into sight; where there is no room for both, the
/// total.
pub fn show_results() {
    let element = |selector| {
        let element = document().query_selector(selector).ok().flatten();
        element.and_then(|element| element.dyn_into::<HtmlElement>().ok())
    };
    let room = window().inner_height().ok().and_then(|height| height.as_f64());
    let first = element("main :is(.headlines > li, .hits > li, .empty, .instead)");
    let (Some(head), Some(first), Some(room)) = (element(".list-head"), first, room) else {
        return;
    };
    let top = f64::from(head.offset_top());
    let bottom = f64::from(first.offset_top() + first.offset_height());
    let here = window().scroll_y().unwrap_or_default();
    let there = here.max(bottom - room).min(top);
    if there != here {
        window().scroll_to_with_x_and_y(0.0, there);
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
