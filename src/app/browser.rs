//! Every call of the browser but fetching: history, scroll, focus, title, the finder. Nothing here runs
//! natively.

mod events;
mod fit;
mod focus;
mod history;
mod printed;
mod recent;
mod worker;

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

pub use self::events::{
    clicked, follow_keys, hinted, is_search_field, on, on_travel, submitted, typed,
};
pub use self::fit::{fit_tables, show_results, show_section};
pub use self::focus::hold_focus;
pub use self::history::{
    begin, follow_scrolling, origin, push, replace, replace_path, return_to_place, stop_following,
};
pub use self::printed::{
    bring_back, dim_printed, is_printed, make_room, stands_printed, started, take_up,
};
pub use self::recent::{forget_searches, recent, remember};
pub use self::worker::Worker;
use crate::domain::address;
use crate::domain::phrases::Startup;
use crate::network;
use crate::site::head::Tag;
use crate::site::parts::Base;

/// The path the site lives under, as the page says it.
pub fn base() -> Base {
    let meta = document().query_selector("meta[name=base]").ok().flatten();
    let content = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    Base(content.trim_end_matches('/').to_owned())
}

/// What is said before the site's file has come, as the page holds it.
pub fn startup() -> Startup {
    let held = document().get_element_by_id("startup").and_then(|held| held.text_content());
    let held = held.and_then(|text| network::parse(&text));
    held.and_then(|told| Startup::read(&told).ok()).unwrap_or_default()
}

/// Where an address in the address bar leads, seen from the site's root; nothing where it is not the site's.
pub fn from_root(base: &Base, path: &str, search: &str) -> Option<String> {
    // A host takes several slashes for one.
    let path = ["/", path.trim_start_matches('/')].concat();
    let path = address::below(&path, &base.0)?;
    Some(if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") })
}

/// Puts words into the search field. One that has the focus may hold what is being typed: it is left
/// alone but `with_focus`.
pub fn fill_field(words: &str, with_focus: bool) {
    let field = document().query_selector(".search [name=q]").ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
        && field.value() != words
        && (with_focus || document().active_element().as_ref() != Some(field.as_ref()))
    {
        field.set_value(words);
    }
}

/// Makes the document's head tell of what is on screen. What only the press prints of it, it takes
/// away: it told of another page.
pub fn set_head(title: &str, tags: &[Tag]) {
    document().set_title(title);
    let Some(head) = document().head() else { return };
    while let Ok(Some(old)) = head.query_selector("[data-page]") {
        old.remove();
    }
    for tag in tags {
        let [element, key, value] = tag.kind.names();
        let Ok(made) = document().create_element(element) else { continue };
        let attributes = [(key, tag.key), (value, tag.value.as_str()), ("data-page", "")];
        for (name, value) in attributes {
            let _ = made.set_attribute(name, value);
        }
        let _ = head.append_child(&made);
    }
}

/// Calls back once the next frame is on screen; where none will be, at once.
pub fn after_frame(callback: impl FnOnce() + 'static) {
    let soon = move || set_timeout(callback, Duration::ZERO);
    if document().hidden() { soon() } else { request_animation_frame(soon) }
}

/// Loads the site anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Puts the focus on the page's heading, from where a screen reader reads on.
pub fn focus_heading() {
    focus_on("main h1");
}

/// Puts the focus on an element, if it is there.
fn focus_on(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| focus_element(&element))
}

/// Puts the focus on an element, and leaves the place as it is.
fn focus_element(element: &HtmlElement) -> bool {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Scrolls to the element that the address names behind `#`, if there is one.
pub fn scroll_to_hash() {
    let hash = window().location().hash().unwrap_or_default();
    let target = hash.strip_prefix('#').and_then(|id| document().get_element_by_id(id));
    if let Some(target) = target {
        target.scroll_into_view();
    }
}

pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
