//! What the press printed, as it came with the document: whether it stands, and how it gives way to what
//! the app draws.

use std::cell::RefCell;

use leptos::prelude::*;
use web_sys::Element;

use super::history::HistoryEntry;
use super::{focus, from_root};
use crate::domain::route::Route;
use crate::site::parts::Base;

/// What the press printed, while it stands.
fn printed() -> Option<Element> {
    let root = document().document_element()?;
    root.has_attribute("data-address").then_some(())?;
    document().query_selector(".page").ok().flatten()
}

pub fn is_printed() -> bool {
    printed().is_some()
}

/// Whether what was printed is what an address shows. A reader who came from a list has other
/// neighbours and marks than were printed, and a search is made for its reader alone.
pub fn stands_printed(base: &Base, address: &str) -> bool {
    let root = document().document_element();
    let Some(own) = root.and_then(|root| root.get_attribute("data-address")) else { return false };
    let route = Route::parse(address);
    let printed = from_root(base, &own, "").filter(|_| !own.is_empty());
    let stands = printed.is_some_and(|printed| route == Route::parse(&printed))
        && !matches!(route, Route::Search(_))
        && HistoryEntry::current().origin.is_none();
    if stands {
        uncover();
    }
    stands
}

/// Shows what the page's own script had hidden, for it was printed for another address.
fn uncover() {
    if let Some(root) = document().document_element() {
        let _ = root.remove_attribute("class");
    }
}

/// Tells that the app runs.
pub fn started() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-app", "");
    }
}

/// Dims what was printed: what comes in its place takes long.
pub fn dim_printed() {
    if let Some(main) = printed().and_then(|page| page.query_selector("main").ok().flatten()) {
        let _ = main.set_attribute("aria-busy", "true");
    }
}

/// What was printed, with its title and its address, for a reader who comes back without network.
struct KeptPage {
    page: Element,
    title: String,
    address: String,
}

thread_local! {
    static KEPT: RefCell<Option<KeptPage>> = const { RefCell::new(None) };
    /// Which of the parts that open were open, in their order.
    static OPEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    /// How far each part of the facets was scrolled, by the name of its facet.
    static SCROLLED: RefCell<Vec<(Option<String>, i32, i32)>> = const { RefCell::new(Vec::new()) };
}

/// Takes away what was printed, for the app is about to draw.
pub fn make_room() {
    let Some(page) = printed() else { return };
    focus::hold(&page);
    let parts = openable(&page);
    OPEN.set(
        (0..)
            .zip(&parts)
            .filter(|(_, part)| part.has_attribute("open"))
            .map(|(at, _)| at)
            .collect(),
    );
    SCROLLED.set(
        scrolling(&page)
            .map(|part| (facet_of(&part), part.scroll_left(), part.scroll_top()))
            .collect(),
    );
    page.remove();
    if let Ok(Some(main)) = page.query_selector("main") {
        let _ = main.remove_attribute("aria-busy");
    }
    if let Some(root) = document().document_element() {
        let address = root.get_attribute("data-address").unwrap_or_default();
        let is_own = root.class_name().is_empty();
        let title = document().title();
        KEPT.set(is_own.then_some(KeptPage { page, title, address }));
        let _ = root.remove_attribute("data-address");
    }
    uncover();
}

/// The parts of a page that can be opened.
fn openable(page: &Element) -> Vec<Element> {
    let parts = page.get_elements_by_tag_name("details");
    (0..parts.length()).filter_map(|at| parts.item(at)).collect()
}

/// The parts of the facets that scroll on their own, and their column.
fn scrolling(page: &Element) -> impl Iterator<Item = Element> + use<'_> {
    ["facets", "facet-values"].into_iter().flat_map(|class| {
        let parts = page.get_elements_by_class_name(class);
        (0..parts.length()).filter_map(move |at| parts.item(at))
    })
}

fn facet_of(part: &Element) -> Option<String> {
    part.parent_element()?.get_attribute("aria-label")
}

/// Brings back what was printed for an address, for nothing else can be had.
pub fn bring_back(base: &Base, address: &str) -> bool {
    let is_own = |kept: &KeptPage| from_root(base, &kept.address, "").as_deref() == Some(address);
    if !KEPT.with_borrow(|kept| kept.as_ref().is_some_and(is_own)) {
        return false;
    }
    let (Some(kept), Some(root)) = (KEPT.take(), document().document_element()) else {
        return false;
    };
    let Some(body) = document().body() else { return false };
    let _ = body.prepend_with_node_1(&kept.page);
    let _ = root.set_attribute("data-address", &kept.address);
    document().set_title(&kept.title);
    true
}

/// Gives the focus back to what stands where it was; `is_same` page opens what was open, too.
pub fn take_up(is_same: bool) {
    let (open, scrolled) = (OPEN.take(), SCROLLED.take());
    if let Some(page) = document().query_selector(".page").ok().flatten().filter(|_| is_same) {
        let parts = openable(&page);
        for part in open.into_iter().filter_map(|at| parts.get(at as usize)) {
            let _ = part.set_attribute("open", "");
        }
        for part in scrolling(&page) {
            let facet = facet_of(&part);
            if let Some((_, left, top)) = scrolled.iter().find(|(of, ..)| *of == facet) {
                part.set_scroll_left(*left);
                part.set_scroll_top(*top);
            }
        }
    }
    focus::give_back();
}
