//! Every call of the browser but fetching: history, scroll, focus, title, the finder. Nothing here runs
//! natively.
//!
//! A history entry's state is one text of two lines: its key, and the list the reader came from. The
//! place of an entry, how far it was scrolled and by which link the reader left, is kept under its
//! key, in memory and, when the page is left, in the session's storage.

mod fit;
mod focus;
mod printed;

use std::cell::RefCell;
use std::time::Duration;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

pub use self::fit::{fit_tables, show_results, show_section};
pub use self::focus::hold_focus;
pub use self::printed::{
    bring_back, dim_printed, is_printed, make_room, stands_printed, started, take_up,
};
use crate::domain::named::Named;
use crate::domain::route::Route;
use crate::site::head::Tag;
use crate::site::parts::Base;

/// What is kept with a history entry.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    key: String,
    /// The list the reader came from.
    origin: Option<String>,
}

impl Entry {
    fn current() -> Self {
        let state = history().and_then(|history| history.state().ok());
        let state = state.and_then(|state| state.as_string()).unwrap_or_default();
        let mut lines = state.split('\n').map(str::to_owned);
        let mut line = || lines.next().filter(|line| !line.is_empty());
        Self { key: line().unwrap_or_default(), origin: line() }
    }

    fn state(&self) -> JsValue {
        format!("{}\n{}", self.key, self.origin.as_deref().unwrap_or_default()).into()
    }

    fn with_new_key() -> Self {
        let key = format!("{:x}", (js_sys::Math::random() * 1e15) as u64);
        Self { key, ..Self::default() }
    }

    /// Writes over the state of the current entry.
    fn keep(&self) {
        if let Some(history) = history() {
            let _ = history.replace_state_with_url(&self.state(), "", None);
        }
    }
}

thread_local! {
    static PLACES: RefCell<Places> = RefCell::default();
}

#[derive(Default)]
struct Places {
    /// The entry on screen, while its scroll position is the reader's own.
    following: Option<String>,
    by_key: Named<Place>,
}

impl Places {
    fn change(&mut self, key: &str, change: impl FnOnce(&mut Place)) {
        let mut place = self.by_key.get(key).cloned().unwrap_or_default();
        change(&mut place);
        self.by_key.insert(key, place);
    }
}

/// Where the reader was in an entry.
#[derive(Clone, Debug, Default)]
struct Place {
    y: u32,
    /// The link by which the reader left.
    left_by: Option<String>,
}

impl Place {
    /// What [`Self::read`] reads.
    fn text(&self) -> String {
        format!("{} {}", self.y, self.left_by.as_deref().unwrap_or_default())
    }

    fn read(text: &str) -> Option<Self> {
        let (y, left_by) = text.split_once(' ')?;
        let left_by = Some(left_by.to_owned()).filter(|link| !link.is_empty());
        Some(Self { y: y.parse().ok()?, left_by })
    }
}

fn history() -> Option<web_sys::History> {
    window().history().ok()
}

/// The path the site lives under, as the page says it.
pub fn base() -> Base {
    let meta = document().query_selector("meta[name=base]").ok().flatten();
    let content = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    Base(content.trim_end_matches('/').to_owned())
}

/// Where an address in the address bar leads, seen from the site's root.
pub fn from_root(base: &Base, path: &str, search: &str) -> String {
    // A host takes several slashes for one.
    let path = ["/", path.trim_start_matches('/')].concat();
    let path = path.strip_prefix(base.0.as_str()).unwrap_or(&path);
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

/// Begins: takes scrolling over from the browser, which would restore it before the data is there.
pub fn begin() {
    if let Some(history) = history() {
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
    }
    if Entry::current().key.is_empty() {
        Entry::with_new_key().keep();
    }
    on(&["scroll"], |_| {
        PLACES.with_borrow_mut(|places| {
            if let Some(key) = places.following.clone() {
                places.change(&key, |place| place.y = scrolled());
            }
        });
    });
    on(&["pagehide"], |_| {
        // What is opened again may be printed: then the browser knows its place best.
        if let Some(history) = history() {
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Auto);
        }
        PLACES.with_borrow(|places| {
            let Ok(Some(storage)) = window().session_storage() else { return };
            for (key, place) in places.by_key.iter() {
                let _ = storage.set_item(&format!("place:{key}"), &place.text());
            }
        });
    });
}

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

/// Stops noting the scroll position: what is on screen is about to be replaced.
pub fn stop_following() {
    PLACES.with_borrow_mut(|places| places.following = None);
}

/// Goes on noting the scroll position, for the current entry.
pub fn follow_scrolling() {
    let Entry { key, .. } = Entry::current();
    PLACES.with_borrow_mut(|places| {
        places.change(&key, |place| place.y = scrolled());
        places.following = Some(key);
    });
}

/// How far the page is scrolled, in pixels.
fn scrolled() -> u32 {
    window().scroll_y().unwrap_or_default() as u32
}

/// The list the reader came from to what is on screen.
pub fn origin() -> Option<String> {
    Entry::current().origin
}

/// A link of the site that was clicked.
#[derive(Clone, Debug)]
pub struct Click {
    /// As it goes into the address bar.
    pub href: String,
    pub route: Route,
    /// A filter: the page stays, and so does the focus.
    pub is_filter: bool,
    /// Leads to the article beside this one.
    pub is_neighbour: bool,
}

/// The link of the site an event happened in, if it is one that the app follows.
fn link(event: &web_sys::Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href]").ok()??;
    let left_alone = link.has_attribute("download")
        || link.has_attribute("target")
        || link.get_attribute("rel").is_some_and(|rel| rel.contains("external"));
    let href = link.get_attribute("href")?;
    (!left_alone && href.starts_with('/') && !href.starts_with("//")).then_some(link)
}

/// What the button says that was clicked, if it was one of the site's.
pub fn act(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-act]").ok()??.get_attribute("data-act")
}

/// Calls back when a part is opened that says what it is.
pub fn on_opened(callback: impl Fn(String) + 'static) {
    let callback: Box<dyn Fn(web_sys::Event)> = Box::new(move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let opened = target.filter(|part| part.has_attribute("open"));
        if let Some(what) = opened.and_then(|part| part.get_attribute("data-opened")) {
            callback(what);
        }
    });
    let callback = Closure::wrap(callback).into_js_value();
    let callback = callback.unchecked_ref();
    // This event does not bubble: it is heard on its way down.
    let _ = window().add_event_listener_with_callback_and_bool("toggle", callback, true);
}

/// The click on a link that the app follows itself; the browser is then told to leave it.
pub fn followed(event: &MouseEvent, base: &Base) -> Option<Click> {
    let with_key = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || with_key {
        return None;
    }
    let link = link(event)?;
    let href = link.get_attribute("href")?;
    let route = Route::parse(&from_root(base, &href, ""));
    if route == Route::Unknown {
        return None;
    }
    event.prevent_default();
    let is_neighbour = link.closest(".neighbours").ok().flatten().is_some();
    Some(Click { href, route, is_filter: link.has_attribute("data-filter"), is_neighbour })
}

/// The route of the link that an event happened in, for fetching ahead.
pub fn hinted(event: &web_sys::Event, base: &Base) -> Option<Route> {
    let href = link(event)?.get_attribute("href")?;
    Some(Route::parse(&from_root(base, &href, "")))
}

/// Makes a new history entry for an address. `origin` is the list it was reached from.
pub fn push(href: &str, origin: Option<String>) {
    let Entry { key, .. } = Entry::current();
    let left_by = Some(href.to_owned());
    PLACES.with_borrow_mut(|places| places.change(&key, |place| place.left_by = left_by));
    let entry = Entry { origin, ..Entry::with_new_key() };
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&entry.state(), "", Some(href));
    }
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
        if leads && !with_key && !event.is_composing() && focus(".hits a") {
            event.prevent_default();
        }
    });
}

/// Writes the path of the current history entry anew; what stands behind it stays.
pub fn replace_path(path: &str) {
    let location = window().location();
    let [search, hash] = [location.search(), location.hash()].map(Result::unwrap_or_default);
    replace(&[path, &search, &hash].concat());
}

/// Puts an address into the current history entry.
pub fn replace(href: &str) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&Entry::current().state(), "", Some(href));
    }
}

const RECENT: &str = "recent";

/// What the reader searched for on this device, newest first.
pub fn recent() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let kept = storage.get_item(RECENT).ok().flatten().unwrap_or_default();
    kept.lines().map(str::to_owned).collect()
}

/// Keeps what the reader searched for; an empty list forgets it.
pub fn keep_recent(words: &[String]) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = match words {
        [] => storage.remove_item(RECENT),
        words => storage.set_item(RECENT, &words.join("\n")),
    };
}

/// A program beside the page. It ends when this is dropped.
#[derive(Debug)]
pub struct Beside {
    worker: web_sys::Worker,
    _listeners: [Closure<dyn FnMut(web_sys::MessageEvent)>; 2],
}

impl Beside {
    /// Starts the finder. `told` gets each of its answers, or nothing once it has failed.
    pub fn finder(told: impl Fn(Option<String>) + Clone + 'static) -> Option<Self> {
        let meta = document().query_selector("meta[name=finder]").ok().flatten()?;
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let script = meta.get_attribute("content")?;
        let worker = web_sys::Worker::new_with_options(&script, &options).ok()?;
        let failed = told.clone();
        let listeners = [
            Closure::new(move |event: web_sys::MessageEvent| told(event.data().as_string())),
            Closure::new(move |_| failed(None)),
        ];
        let [message, error] = &listeners;
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self { worker, _listeners: listeners })
    }

    pub fn tell(&self, text: &str) {
        let _ = self.worker.post_message(&text.into());
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Calls back when the network is there again.
pub fn on_online(callback: impl Fn() + 'static) {
    on(&["online"], move |_| callback());
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
    focus("main h1");
}

/// Puts the focus on an element, if it is there.
fn focus(selector: &str) -> bool {
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

/// Puts the reader where they were in the current entry; `false` where that is not known.
pub fn return_to_place(with_focus: bool) -> bool {
    let Entry { key, .. } = Entry::current();
    let kept = PLACES.with_borrow(|places| places.by_key.get(&key).cloned());
    let stored = || {
        let storage = window().session_storage().ok().flatten()?;
        Place::read(&storage.get_item(&format!("place:{key}")).ok().flatten()?)
    };
    let place = kept.or_else(stored);
    if with_focus {
        let left_by = place.as_ref().and_then(|place| place.left_by.as_ref());
        let left_by = left_by.map(|href| href.replace(['"', '\\'], ""));
        let link = left_by.map(|href| format!("main a[href=\"{href}\"]:not([tabindex])"));
        if !link.is_some_and(|link| focus(&link)) {
            focus_heading();
        }
    }
    let Some(place) = place else { return false };
    window().scroll_to_with_x_and_y(0.0, f64::from(place.y));
    true
}
