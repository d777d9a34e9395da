//! What the reader does, as the page's events tell it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationProvider};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Element;

use super::{focus_on, from_root, stop_following};
use crate::app::model::{Click, Msg};
use crate::domain::query::Dimension;
use crate::domain::route::Route;
use crate::site::action::Action;
use crate::site::parts::Base;

/// Calls back for events anywhere on the page, printed or drawn.
pub fn on(events: &[&str], callback: impl Fn(web_sys::Event) + 'static) {
    listen(events, Box::new(callback));
}

/// Not generic, so that it is there once; the app listens as long as it runs.
fn listen(events: &[&str], callback: Box<dyn Fn(web_sys::Event)>) {
    let callback = Closure::wrap(callback).into_js_value();
    for event in events {
        let _ = window().add_event_listener_with_callback(event, callback.unchecked_ref());
    }
}

/// The link of the site an event happened in, if it is one that the app follows.
fn link(event: &web_sys::Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href]").ok()??;
    let left_alone = link.has_attribute("download")
        || link.has_attribute("target")
        || link
            .get_attribute("rel")
            .is_some_and(|rel| rel.split(' ').any(|word| word == "external"));
    let href = link.get_attribute("href")?;
    (!left_alone && href.starts_with('/') && !href.starts_with("//")).then_some(link)
}

/// What a click means that the app does itself: what a button says, or a link that is followed. The browser
/// is then told to leave the link alone.
pub fn clicked(event: &MouseEvent, base: &Base) -> Option<Msg> {
    let target: Element = event.target()?.dyn_into().ok()?;
    if let Some(button) = target.closest("[data-action]").ok()? {
        return action(&button.get_attribute("data-action")?).map(Msg::Acted);
    }
    let with_key = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || with_key {
        return None;
    }
    let link = link(event)?;
    let href = link.get_attribute("href")?;
    let url = BrowserUrl::parse(&href).ok()?;
    let address = from_root(base, url.path(), url.search())?;
    if Route::parse(&address) == Route::Unknown {
        return None;
    }
    event.prevent_default();
    let is_filter = link.has_attribute("data-filter");
    let is_neighbour = link.closest(".neighbours").ok().flatten().is_some();
    let facet = link.closest("[data-facet]").ok().flatten();
    let facet = facet.and_then(|facet| facet.get_attribute("data-facet"));
    let expanded = facet.and_then(|facet| Dimension::parse(&facet));
    Some(Msg::Clicked(Click { href, address, is_filter, is_neighbour, expanded }))
}

/// The action of a name in the markup. A page that another release printed may name one that this does not
/// know, which is told.
fn action(name: &str) -> Option<Action> {
    let action = Action::named(name);
    if action.is_none() {
        leptos::leptos_dom::logging::console_error(
            &["this release knows no action ", name].concat(),
        );
    }
    action
}

/// The route of the link that an event happened in, for fetching ahead.
pub fn hinted(event: &web_sys::Event, base: &Base) -> Option<Route> {
    let href = link(event)?.get_attribute("href")?;
    Some(Route::parse(&from_root(base, &href, "")?))
}

/// Calls back when the reader goes back or forward.
pub fn on_travel(callback: impl Fn() + 'static) {
    on(&["popstate"], move |_| {
        stop_following();
        callback();
    });
}

/// What a reader typed into the search field, once it is text: while an input method composes it, it
/// is not.
pub fn typed(event: &web_sys::Event) -> Option<String> {
    let field: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    let composing =
        event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
    (field.name() == "q" && !composing).then(|| field.value())
}

/// What the search field holds when its form is sent, which the app then does itself.
pub fn submitted(event: &web_sys::Event) -> Option<String> {
    let form: Element = event.target()?.dyn_into().ok()?;
    let field = form.query_selector("[name=q]").ok()??;
    let field: web_sys::HtmlInputElement = field.dyn_into().ok()?;
    event.prevent_default();
    Some(field.value())
}

/// Whether an event is about the search field.
pub fn is_search_field(event: &web_sys::Event) -> bool {
    let field =
        event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    field.is_some_and(|field| field.name() == "q")
}

/// The key of the search: the arrow down leads from the field to what was found. A shortcut of one
/// character from anywhere is none, for it cannot be switched off by who speaks to the page or shakes.
pub fn follow_keys() {
    on(&["keydown"], |event| {
        let event: web_sys::KeyboardEvent = event.unchecked_into();
        let with_key = event.meta_key() || event.ctrl_key() || event.alt_key();
        let leads = event.key() == "ArrowDown" && is_search_field(&event);
        if leads && !with_key && !event.is_composing() && focus_on(".hits a") {
            event.prevent_default();
        }
    });
}
