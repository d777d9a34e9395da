//! The focus, which goes with the element that had it: to what stands in its place, or nearest to that.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::focus_element;

/// What had the focus: its place, as the number of each element among its siblings from the page down;
/// and what a field held.
struct Held {
    place: Vec<u32>,
    value: Option<String>,
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Takes note of what has the focus in what is drawn, for it may be about to go.
pub fn hold_focus() {
    if let Some(page) = page() {
        hold(&page);
    }
}

/// Takes note of what has the focus in a page.
pub(super) fn hold(page: &Element) {
    let active = document().active_element().filter(|active| page.contains(Some(active)));
    HELD.set(active.map(|active| {
        let value = active.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
        Held { place: place_in(page, active), value }
    }));
}

fn place_in(page: &Element, element: Element) -> Vec<u32> {
    let mut place = Vec::new();
    let mut at = Some(element);
    while let Some(element) = at.filter(|element| element != page) {
        let before = std::iter::successors(element.previous_element_sibling(), |one| {
            one.previous_element_sibling()
        });
        place.push(before.map(|_| 1).sum());
        at = element.parent_element();
    }
    place.reverse();
    place
}

/// Gives the focus that went with its element to what stands in its place; where that is nothing, as where
/// the last of some values is gone, to the last link of what was around it.
pub(super) fn give_back() {
    let Some((Held { place, value }, page)) = HELD.take().zip(page()) else { return };
    let is_lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    if !is_lost {
        return;
    }
    let mut at = page;
    for before in place {
        match at.children().item(before) {
            Some(inner) => at = inner,
            None => return focus_last_link(at),
        }
    }
    let Ok(element) = at.dyn_into::<HtmlElement>() else { return };
    focus_element(&element);
    if let (Some(value), Some(field)) = (value, element.dyn_ref::<HtmlInputElement>()) {
        field.set_value(&value);
    }
}

/// Puts the focus on the last link in an element, or else in what is around it.
fn focus_last_link(element: Element) {
    let mut around = Some(element);
    while let Some(element) = around {
        let links = element.get_elements_by_tag_name("a");
        let mut links = (0..links.length()).rev().filter_map(|at| links.item(at));
        let last = links.find(|link| link.has_attribute("href") && !link.has_attribute("tabindex"));
        if let Some(link) = last.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            focus_element(&link);
            return;
        }
        around = element.parent_element();
    }
}

fn page() -> Option<Element> {
    document().query_selector(".page").ok().flatten()
}
