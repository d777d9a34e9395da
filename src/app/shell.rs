//! The shell: the frame around every page, and the way from an address to what is on screen.
//!
//! All that is on screen is one value, [`Seen`], which is shown anew whenever it changes. Nodes that
//! stand are kept, so a page that stays, like a list whose filters change, keeps its focus and place.

mod ahead;
mod beside;
mod entry;
mod typing;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};
use wasm_bindgen::JsCast;

use self::entry::Entry;
use super::browser;
use super::finder::Finder;
use crate::archive::{Failure, Reader};
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::network::Network;
use crate::site::head::head;
use crate::site::open;
use crate::site::page::{Beside, Content, Page};
use crate::site::pages;
use crate::site::parts::{Base, failure_title};
use crate::site::screen::{Screen, Seen, drawn};

/// Nothing is shown for this long while a page is being fetched; then its shape is.
const PATIENCE: Duration = Duration::from_millis(300);

/// How the reader came to an address.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Arrival {
    /// By opening it.
    #[default]
    Opened,
    /// By a link.
    Followed,
    /// By a filter: the page stays where it is.
    Filtered,
    /// By words that are being typed: the page and the field stay as they are.
    Typed,
    /// Back or forward.
    Returned,
    /// By asking once more.
    Retried,
}

/// What the shell knows besides what is on screen.
struct State {
    reader: Reader<Network>,
    finder: Finder,
    base: Base,
    arrival: Arrival,
    /// What is on screen, or being fetched: its address from the site's root.
    address: String,
    /// How that is written in the address bar, and how it enters the history once it is on screen.
    entry: Option<(String, Entry)>,
    /// Counts what was asked for, so that an answer that comes too late is dropped.
    asked: u32,
    /// What was asked for last has not come yet.
    pending: bool,
    /// Counts what was typed, so that only what stands for a while is searched for.
    typed: u32,
    /// The search on screen was typed and not sent: what is typed next takes its place.
    is_draft: bool,
    /// The reader has moved, touched or tabbed since this address was asked for.
    has_sign: bool,
}

/// The app's state, as light as a pointer. It lasts as long as the page.
#[derive(Clone, Copy)]
struct Shell {
    state: &'static RefCell<State>,
    seen: RwSignal<Seen>,
}

/// The whole app: follows the address bar.
#[component]
pub fn App() -> impl IntoView {
    let shell = Shell::new();
    shell.watch();
    (move || shell.seen.with(drawn)).into_any()
}

impl Shell {
    fn new() -> Self {
        let base = use_context::<Base>().unwrap_or_default();
        let screen = if browser::is_printed() { Screen::Printed } else { Screen::Blank };
        let state = State {
            reader: Reader::new(Network::new(&base.0)),
            finder: Finder::default(),
            base,
            arrival: Arrival::Opened,
            address: String::new(),
            entry: None,
            asked: 0,
            pending: false,
            typed: 0,
            is_draft: false,
            has_sign: false,
        };
        let seen = Seen { screen, ..Seen::default() };
        Self { state: Box::leak(Box::new(RefCell::new(state))), seen: RwSignal::new(seen) }
    }

    /// Reads or changes the state.
    fn state<T>(self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.borrow_mut())
    }

    fn see(self, change: impl FnOnce(&mut Seen)) {
        let was_printed = self.is_printed();
        self.seen.update(change);
        if was_printed && !self.is_printed() {
            // The app draws before the next frame is shown.
            browser::make_room();
        }
    }

    fn is_printed(self) -> bool {
        self.seen.with_untracked(|seen| matches!(seen.screen, Screen::Printed))
    }

    /// Follows the address bar. Of the router, the address alone is used: its links compare with a
    /// private stack that drifts after several steps back, and scroll before the data is there.
    fn watch(self) {
        if let Some(address) = self.state(|state| address_now(&state.base)) {
            let stands = self.state(|state| browser::stands_printed(&state.base, &address));
            if stands {
                self.state(|state| {
                    (state.address, state.asked) = (address, 1);
                    state.arrival = Arrival::Followed;
                });
                browser::follow_scrolling();
            } else {
                self.visit(address);
            }
        }
        browser::on_travel(move || {
            self.state(|state| (state.arrival, state.entry) = (Arrival::Returned, None));
            if let Some(address) = self.state(|state| address_now(&state.base)) {
                self.come_to(address);
            }
        });
        browser::on(&["click"], move |event| self.follow(event.unchecked_ref()));
        browser::on(&["submit"], move |event| self.send(&event));
        browser::on(&["input", "compositionend"], move |event| self.type_words(&event));
        browser::on(&["pointerover", "touchstart", "focusin"], move |event| {
            self.fetch_ahead(&event);
        });
        browser::follow_keys();
        browser::on(&["resize"], |_| browser::fit_tables());
        browser::fit_tables();
        browser::show_section();
        browser::started();
        // So the frame stands whatever comes; a task of its own, for somebody may be reading.
        set_timeout(move || self.meet(), Duration::ZERO);
        browser::on_online(move || {
            if self.failure() == Some(Failure::Offline) {
                self.retry();
            }
        });
    }

    /// Shows what the address bar has come to.
    fn come_to(self, address: String) {
        if self.state(|state| state.address != address) {
            self.visit(address);
        } else if !self.state(|state| state.pending) {
            // Only what stands behind `#` has changed.
            self.enter();
            browser::follow_scrolling();
        }
    }

    /// Fetches what an address shows, and shows it.
    fn visit(self, address: String) {
        browser::stop_following();
        let route = Route::parse(&address);
        let (asked, arrival, reader, finder) = self.state(|state| {
            state.asked += 1;
            state.pending = true;
            state.has_sign = false;
            state.address = address;
            let arrival = std::mem::replace(&mut state.arrival, Arrival::Followed);
            state.is_draft &= arrival == Arrival::Typed;
            (state.asked, arrival, state.reader.clone(), state.finder.clone())
        });
        let is_current = move || self.state(|state| state.asked == asked);
        let stays = matches!(route, Route::List { .. } | Route::Search(_));
        let be_late = move || {
            if is_current() && self.state(|state| state.pending) {
                self.be_late(stays);
            }
        };
        set_timeout(be_late, PATIENCE);
        spawn_local(async move {
            let page = open::open(&reader, &finder, route).await;
            // The frame stands even where its page does not.
            let site = reader.edition().await.ok().map(|edition| edition.site);
            if is_current() {
                self.arrive(site, page, arrival);
            }
        });
    }

    /// Shows that it takes long: a list that stays is dimmed, and so is what was printed; anything else
    /// gives way to a shape.
    fn be_late(self, stays: bool) {
        self.enter();
        self.see(|seen| match &seen.screen {
            Screen::Printed => browser::dim_printed(),
            Screen::Page(Content::List(_) | Content::Search(_)) if stays => seen.late = true,
            _ => seen.screen = Screen::Waiting,
        });
    }

    fn arrive(self, site: Option<Arc<Site>>, page: Result<Page, Failure>, arrival: Arrival) {
        if let Ok(page) = &page {
            self.readdress(&page.route);
        }
        let was_printed = self.is_printed();
        let (base, address, asked) = self.state(|state| {
            state.pending = false;
            (state.base.clone(), state.address.clone(), state.asked)
        });
        let (mut title, mut tags) = (None, Vec::new());
        if arrival == Arrival::Filtered {
            browser::hold_focus();
        }
        let mut article = None;
        self.see(|seen| {
            seen.late = false;
            seen.site = site.or(seen.site.take());
            seen.beside = Beside::default();
            if let Some(site) = &seen.site {
                tags = head(site, page.as_ref().ok());
            }
            match page {
                Ok(page) => {
                    title = Some(page.title());
                    if matches!(arrival, Arrival::Followed | Arrival::Returned) {
                        seen.announcement = page.heading();
                    }
                    seen.section = page.section();
                    if let Content::Article(shown) = &page.content {
                        article = Some(Arc::clone(shown));
                    }
                    seen.screen = Screen::Page(page.content);
                }
                Err(Failure::Offline) if browser::bring_back(&base, &address) => {
                    seen.screen = Screen::Printed;
                }
                Err(failure) => {
                    title = Some(failure_title(&failure).to_owned());
                    failure_title(&failure).clone_into(&mut seen.announcement);
                    seen.screen = Screen::Failed(failure);
                }
            }
        });
        if let Some(article) = article {
            self.find_beside(article);
        }
        // The new nodes stand after this turn of the event loop.
        request_animation_frame(move || {
            browser::take_up(arrival == Arrival::Filtered);
            browser::fit_tables();
            browser::show_section();
            if was_printed && arrival == Arrival::Filtered {
                // The status came with the new page, and only what changes in it is told.
                self.see(|seen| {
                    if let Screen::Page(Content::List(list)) = &seen.screen {
                        seen.announcement = pages::told(list);
                    }
                });
            }
            if arrival != Arrival::Typed {
                let with_focus = matches!(arrival, Arrival::Returned | Arrival::Followed);
                browser::fill_field(words_of(&Route::parse(&address)), with_focus);
            }
            settle(arrival);
        });
        browser::after_frame(move || {
            if self.state(|state| state.asked) != asked {
                return;
            }
            self.enter();
            if let Some(title) = &title {
                browser::set_head(title, &tags);
            }
            browser::follow_scrolling();
        });
    }

    /// Follows a click on a link of the site, or does what a button says.
    fn follow(self, event: &MouseEvent) {
        if let Some(act) = browser::act(event) {
            return self.act(&act);
        }
        let (here, base) = self.state(|state| (state.address.clone(), state.base.clone()));
        let Some(click) = browser::followed(event, &base) else { return };
        let from = Route::parse(&here);
        if let (Some(query), Route::Article(_)) = (query_with_words(&from), &click.route) {
            self.remember(&query.words);
        }
        let origin = match from {
            Route::List { .. } | Route::Search(_) | Route::Zone(_) => Some(here),
            Route::Article(_) if click.is_neighbour => self.origin(),
            _ => None,
        };
        let arrival = if click.is_filter { Arrival::Filtered } else { Arrival::Followed };
        self.go(&click.href, arrival, Entry::New { origin });
    }

    /// What the buttons of the pages do.
    fn act(self, act: &str) {
        match act {
            "retry" => self.retry(),
            "narrow" => self.see(|seen| seen.narrowing = true),
            "unmark" => self.see(|seen| seen.beside.unmarked = true),
            "mark" => self.see(|seen| seen.beside.unmarked = false),
            "forget" => {
                browser::keep_recent(&[]);
                self.retry();
            }
            _ => {}
        }
    }

    /// The address of a route; outside of drawing, where the context tells the base path.
    fn href(self, route: &Route) -> String {
        self.state(|state| state.base.0.clone()) + &route.href()
    }

    fn failure(self) -> Option<Failure> {
        self.seen.with_untracked(|seen| match &seen.screen {
            Screen::Failed(failure) => Some(failure.clone()),
            _ => None,
        })
    }

    /// Asks once more; what a newer press wrote needs a newer app.
    fn retry(self) {
        if self.failure() == Some(Failure::TooNew) {
            return browser::reload();
        }
        let address = self.state(|state| {
            state.reader.refresh();
            state.finder.refresh();
            state.arrival = Arrival::Retried;
            state.address.clone()
        });
        self.visit(address);
    }
}

/// What stands in the address bar, from the site's root. A path that is written otherwise than the
/// site's links write it is made plain, there too.
fn address_now(base: &Base) -> Option<String> {
    let url = BrowserUrl::current().ok()?;
    let Some(plain) = Route::plain(&browser::from_root(base, url.path(), "")) else {
        return Some(address_of(base, &url));
    };
    browser::replace_path(&[&base.0, plain.as_str()].concat());
    Some(browser::from_root(&Base::default(), &plain, url.search()))
}

/// An address from the site's root.
fn address_of(base: &Base, url: &Url) -> String {
    browser::from_root(base, url.path(), url.search())
}

/// The words that an address searches for; empty for none.
fn words_of(route: &Route) -> &str {
    query_with_words(route).map_or("", |query| &query.words)
}

/// The query of an address that searches for words.
fn query_with_words(route: &Route) -> Option<&Query> {
    match route {
        Route::List { query, .. } | Route::Search(query) if !query.words.is_empty() => Some(query),
        _ => None,
    }
}

/// Puts scroll and focus where a reader expects them, once the page stands.
fn settle(arrival: Arrival) {
    match arrival {
        Arrival::Opened => {
            if !browser::return_to_place(false) {
                browser::scroll_to_hash();
            }
        }
        Arrival::Followed => {
            browser::scroll_to_top();
            browser::focus_heading();
        }
        Arrival::Retried => browser::focus_heading(),
        Arrival::Filtered => browser::show_results(),
        Arrival::Typed => {}
        Arrival::Returned => {
            if !browser::return_to_place(true) {
                browser::scroll_to_top();
            }
        }
    }
}
