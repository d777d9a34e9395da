//! The shell: the frame around every page, and the way from an address to what is on screen.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use super::browser;
use super::finder::Finder;
use super::open::{self, Content, Page, Search};
use super::pages::{self, Recent};
use crate::archive::{Failure, List, Neighbours, Reader};
use crate::article::Article;
use crate::finder::Marks;
use crate::network::Network;
use crate::query::Query;
use crate::route::Route;
use crate::taxonomy::Site;
use crate::view::{Base, Failed, Footer, Header, Skeleton, at_root, failure_title, to};

/// Nothing is shown for this long while a page is being fetched; then its shape is.
const PATIENCE: Duration = Duration::from_millis(300);

/// What is typed is searched for once it has stood for this long.
const PAUSE: Duration = Duration::from_millis(150);

/// How many searches are kept on the device.
const MOST_RECENT: usize = 8;

/// The page an app starts with, where its data is there already.
#[derive(Clone, Debug)]
pub struct Start {
    pub page: Page,
    pub neighbours: Option<Neighbours>,
}

/// What is on screen. A list holds a signal, since a change of its filters keeps the page.
#[derive(Clone)]
enum Screen {
    /// Nothing yet.
    Blank,
    /// Nothing yet, and it takes long.
    Waiting,
    List(ArcRwSignal<Arc<List>>),
    Search(ArcRwSignal<Arc<Search>>),
    Article(Arc<Article>, Beside),
    Other(Content),
    Failed(Failure),
}

/// What comes to an article after it is on screen.
#[derive(Clone, Default)]
pub(super) struct Beside {
    pub neighbours: ArcRwSignal<Option<Neighbours>>,
    /// Where the words that led here stand.
    pub marks: ArcRwSignal<Option<Arc<Marks>>>,
}

/// How the reader came to an address.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Arrival {
    /// By opening it.
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

/// The state of the app. All of it is signals, so that it is as light as a pointer.
#[derive(Clone, Copy)]
struct Shell {
    reader: StoredValue<Reader<Network>, LocalStorage>,
    finder: StoredValue<Finder, LocalStorage>,
    /// The router's idea of the address; none natively.
    address_bar: StoredValue<Option<BrowserUrl>, LocalStorage>,
    base: StoredValue<Base>,
    site: RwSignal<Option<Arc<Site>>>,
    screen: RwSignal<Screen>,
    /// The section that the navigation marks.
    section: RwSignal<Option<String>>,
    /// A change of filters takes long: the old list stays, dimmed.
    late: RwSignal<bool>,
    announcement: RwSignal<String>,
    /// What the search field holds.
    words: RwSignal<String>,
    /// What the reader searched for before.
    recent: RwSignal<Vec<String>>,
    /// Counts what was typed, so that only what stands for a while is searched for.
    typed: StoredValue<u32>,
    /// The search on screen was typed and not sent: what is typed next takes its place.
    is_draft: StoredValue<bool>,
    arrival: StoredValue<Arrival>,
    /// What is on screen, or being fetched: its address from the site's root.
    address: StoredValue<String>,
    /// Counts what was asked for, so that an answer that comes too late is dropped.
    asked: StoredValue<u32>,
    /// What was asked for last has not come yet.
    pending: StoredValue<bool>,
}

/// The whole app. In the browser it follows the address bar; printed natively it shows the
/// [`Start`] in its context.
#[component]
pub fn App() -> impl IntoView {
    view! { <Router><Frame/></Router> }
}

#[component]
fn Frame() -> impl IntoView {
    let shell = Shell::new(use_context::<Start>());
    shell.watch();
    let header = move || {
        shell.site.get().map(|site| view! { <Header site here=shell.section words=shell.words/> })
    };
    let footer = move || shell.site.get().map(|site| view! { <Footer site/> });
    view! {
        <div
            class="page"
            on:click=move |event| shell.follow(&event)
            on:submit=move |event| shell.send(&event)
            on:input=move |event| shell.type_words(&event)
            on:compositionend=move |event| shell.type_words(&event)
            on:pointerover=move |event| shell.fetch_ahead(&event)
            on:touchstart=move |event| shell.fetch_ahead(&event)
            on:focusin=move |event| shell.fetch_ahead(&event)
        >
            <a class="skip" href="#main" rel="external">"跳到正文"</a>
            {header}
            <main id="main" tabindex="-1">{move || shell.show()}</main>
            {footer}
            <p class="visually-hidden" aria-live="polite">{shell.announcement}</p>
        </div>
    }
    .into_any()
}

impl Shell {
    fn new(start: Option<Start>) -> Self {
        let base = use_context::<Base>().unwrap_or_default();
        let shell = Self {
            reader: StoredValue::new_local(Reader::new(Network::new(&base.0))),
            finder: StoredValue::new_local(Finder::default()),
            address_bar: StoredValue::new_local(use_context()),
            base: StoredValue::new(base),
            site: RwSignal::new(None),
            screen: RwSignal::new(Screen::Blank),
            section: RwSignal::new(None),
            late: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            words: RwSignal::new(String::new()),
            recent: RwSignal::new(Vec::new()),
            typed: StoredValue::new(0),
            is_draft: StoredValue::new(false),
            arrival: StoredValue::new(Arrival::Opened),
            address: StoredValue::new(String::new()),
            asked: StoredValue::new(0),
            pending: StoredValue::new(false),
        };
        if let Some(Start { page, neighbours }) = start {
            shell.site.set(Some(Arc::clone(&page.site)));
            shell.section.set(page.section());
            shell.screen.set(match page.content {
                Content::Article(article) => {
                    let neighbours = ArcRwSignal::new(neighbours);
                    Screen::Article(article, Beside { neighbours, ..Beside::default() })
                }
                content => Screen::of(content),
            });
        }
        shell
    }

    /// Follows the address bar. Effects run in the browser alone.
    fn watch(self) {
        let location = use_location();
        Effect::new(move |_| {
            let (path, search) = (location.pathname.get(), location.search.get());
            let address = browser::from_root(&self.base.get_value(), &path, &search);
            if browser::take_travelled() {
                self.arrival.set_value(Arrival::Returned);
            }
            self.visit(address);
        });
        Effect::new(move |_| {
            browser::follow_keys();
            self.recent.set(browser::recent());
            browser::on_online(move || {
                if matches!(self.screen.get_untracked(), Screen::Failed(Failure::Offline)) {
                    self.retry();
                }
            });
        });
    }

    /// Fetches what an address shows, and shows it.
    fn visit(self, address: String) {
        let arrival = self.arrival.get_value();
        self.arrival.set_value(Arrival::Followed);
        browser::stop_following();
        let asked = self.asked.get_value() + 1;
        self.asked.set_value(asked);
        self.pending.set_value(true);
        self.address.set_value(address.clone());
        let is_current = move || self.asked.get_value() == asked;
        let route = Route::parse(&address);
        let stays = matches!(route, Route::List { .. } | Route::Search(_));
        if arrival != Arrival::Typed {
            self.words.set(words_of(&route).to_owned());
            self.is_draft.set_value(false);
        }
        let be_late = move || {
            if is_current() && self.pending.get_value() {
                self.be_late(stays);
            }
        };
        set_timeout(be_late, PATIENCE);
        let (reader, finder) = (self.reader.get_value(), self.finder.get_value());
        spawn_local(async move {
            let page = open::open(&reader, &finder, route).await;
            // The frame stands even where its page does not.
            let site = reader.edition().await.ok().map(|edition| edition.site);
            if is_current() {
                self.arrive(site, page, arrival);
            }
        });
    }

    /// Shows that it takes long: a list that stays is dimmed, anything else gives way to a shape.
    fn be_late(self, stays: bool) {
        if stays && matches!(self.screen.get_untracked(), Screen::List(_) | Screen::Search(_)) {
            self.late.set(true);
        } else {
            self.screen.set(Screen::Waiting);
        }
    }

    fn arrive(self, site: Option<Arc<Site>>, page: Result<Page, Failure>, arrival: Arrival) {
        self.pending.set_value(false);
        self.late.set(false);
        let known = self.site.get_untracked();
        if let Some(site) = site
            && !known.is_some_and(|known| Arc::ptr_eq(&known, &site))
        {
            self.site.set(Some(site));
        }
        match page {
            Ok(page) => self.put_on_screen(page, arrival),
            Err(failure) => {
                browser::set_title(failure_title(&failure));
                self.announcement.set(failure_title(&failure).to_owned());
                self.screen.set(Screen::Failed(failure));
            }
        }
        // The new nodes stand after this turn of the event loop.
        request_animation_frame(move || settle(arrival));
    }

    fn put_on_screen(self, page: Page, arrival: Arrival) {
        browser::set_title(&page.title());
        if matches!(arrival, Arrival::Followed | Arrival::Returned) {
            self.announcement.set(page.heading());
        }
        self.section.set(page.section());
        match (self.screen.get_untracked(), page.content) {
            (Screen::List(shown), Content::List(list)) => shown.set(list),
            (Screen::Search(shown), Content::Search(search)) => shown.set(search),
            (_, content) => self.screen.set(Screen::of(content)),
        }
        if let Screen::Article(article, beside) = self.screen.get_untracked() {
            let (reader, finder) = (self.reader.get_value(), self.finder.get_value());
            let origin = browser::origin();
            spawn_local(async move {
                let found = open::neighbours(&reader, &article, origin.as_deref()).await;
                beside.neighbours.set(found.ok());
                let origin = origin.as_deref().map(Route::parse);
                if let Some(query) = origin.as_ref().and_then(query_with_words) {
                    let marks = finder.marks(&article.id, query).await;
                    beside.marks.set(marks.ok().map(Arc::new));
                }
            });
        }
    }

    /// What stands in `main`.
    fn show(self) -> AnyView {
        let screen = self.screen.get();
        let site = self.site.get_untracked();
        match (screen, site) {
            (Screen::Blank, _) => ().into_any(),
            (Screen::Failed(failure), _) => {
                let retry = Callback::new(move |()| self.retry());
                view! { <Failed failure retry/> }.into_any()
            }
            (Screen::Waiting, _) | (_, None) => view! { <Skeleton/> }.into_any(),
            (Screen::List(list), Some(site)) => pages::list(list, site, self.late.into()),
            (Screen::Search(search), Some(site)) => {
                let forget = Callback::new(move |()| {
                    browser::keep_recent(&[]);
                    self.recent.set(Vec::new());
                });
                let recent = Recent { words: self.recent, forget };
                pages::search(search, site, self.late.into(), recent)
            }
            (Screen::Article(article, beside), Some(site)) => pages::article(article, beside, site),
            (Screen::Other(content), Some(site)) => pages::other(content, site),
        }
    }

    /// Follows a click on a link of the site. The router's own way is bypassed: it compares with a
    /// private stack that drifts after several steps back, and scrolls before the data is there.
    fn follow(self, event: &MouseEvent) {
        let Some(click) = browser::followed(event, &self.base.get_value()) else { return };
        let Some(bar) = self.address_bar.get_value() else { return };
        let Ok(url) = BrowserUrl::parse(&click.href) else { return };
        let here = self.address.get_value();
        let origin = match Route::parse(&here) {
            Route::List { .. } | Route::Search(_) | Route::Zone(_) => Some(here.clone()),
            Route::Article(_) if click.is_neighbour => browser::origin(),
            _ => None,
        };
        let arrival = if click.is_filter { Arrival::Filtered } else { Arrival::Followed };
        self.arrival.set_value(arrival);
        if let (Route::Search(query), Route::Article(_)) = (Route::parse(&here), &click.route) {
            self.remember(&query.words);
        }
        browser::push(&click, origin);
        bar.as_url().set(url);
    }

    /// The query that words belong to: that of the search on screen, or a new one.
    fn query_here(self) -> (Query, fn(Query) -> Route) {
        match self.screen.get_untracked() {
            Screen::Search(search) => {
                let search = search.get_untracked();
                (search.query.clone().from_cursor(None), search.here)
            }
            _ => (Query::default(), Route::search),
        }
    }

    /// Searches for what the reader sent: a history entry of its own.
    fn send(self, event: &web_sys::Event) {
        let Some(words) = browser::submitted(event) else { return };
        let words = words.trim();
        self.remember(words);
        self.typed.update_value(|typed| *typed += 1);
        let (query, here) = self.query_here();
        let href = to(&here(query.saying(words)));
        let is_here = href == at_root(&self.address.get_value());
        if is_here && self.is_draft.get_value() {
            // It was found while it was typed, and now stays.
            self.is_draft.set_value(false);
            return settle(Arrival::Followed);
        }
        self.go(&href, Arrival::Followed, |href| {
            browser::push(&browser::Click::to(href), None);
        });
    }

    /// Takes what the reader typed; where a search is on screen, searches for it as it stands.
    fn type_words(self, event: &web_sys::Event) {
        let Some(words) = browser::typed(event) else { return };
        self.words.set(words.clone());
        self.finder.with_value(Finder::ready);
        if !matches!(self.screen.get_untracked(), Screen::Search(_)) {
            return;
        }
        self.typed.update_value(|typed| *typed += 1);
        let typed = self.typed.get_value();
        let search = move || {
            if self.typed.get_value() != typed {
                return;
            }
            let (query, here) = self.query_here();
            let href = to(&here(query.saying(words.trim())));
            let is_draft = self.is_draft.get_value();
            self.is_draft.set_value(true);
            self.go(&href, Arrival::Typed, move |href| match is_draft {
                true => browser::replace(href),
                false => browser::push(&browser::Click::to(href), None),
            });
        };
        set_timeout(search, PAUSE);
    }

    /// Goes to an address by way of the history.
    fn go(self, href: &str, arrival: Arrival, enter: impl FnOnce(&str)) {
        let Some(bar) = self.address_bar.get_value() else { return };
        let Ok(url) = BrowserUrl::parse(href) else { return };
        self.arrival.set_value(arrival);
        enter(href);
        bar.as_url().set(url);
    }

    /// Keeps what was searched for, on this device.
    fn remember(self, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        let mut recent = self.recent.get_untracked();
        recent.retain(|other| other != words);
        recent.insert(0, words.to_owned());
        recent.truncate(MOST_RECENT);
        browser::keep_recent(&recent);
        self.recent.set(recent);
    }

    /// Fetches an article that the reader is about to open, or what a search needs.
    fn fetch_ahead(self, event: &web_sys::Event) {
        if browser::is_search_field(event) {
            self.finder.with_value(Finder::ready);
        } else if let Some(Route::Article(id)) = browser::hinted(event, &self.base.get_value()) {
            let reader = self.reader.get_value();
            spawn_local(async move {
                // What fails now is asked for again, and told, when it is opened.
                let _ = reader.article(&id).await;
            });
        }
    }

    /// Asks once more; what a newer press wrote needs a newer app.
    fn retry(self) {
        if matches!(self.screen.get_untracked(), Screen::Failed(Failure::TooNew)) {
            return browser::reload();
        }
        self.reader.with_value(Reader::refresh);
        self.arrival.set_value(Arrival::Retried);
        self.visit(self.address.get_value());
    }
}

impl Screen {
    fn of(content: Content) -> Self {
        match content {
            Content::List(list) => Screen::List(ArcRwSignal::new(list)),
            Content::Search(search) => Screen::Search(ArcRwSignal::new(search)),
            Content::Article(article) => Screen::Article(article, Beside::default()),
            other => Screen::Other(other),
        }
    }
}

/// The words that an address searches for; empty for none.
fn words_of(route: &Route) -> &str {
    query_with_words(route).map_or("", |query| &query.words)
}

/// The query of an address that searches for words.
fn query_with_words(route: &Route) -> Option<&Query> {
    match route {
        Route::List { query, .. } | Route::Search(query) => {
            Some(query).filter(|q| !q.words.is_empty()).map(|q| &**q)
        }
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
        Arrival::Filtered | Arrival::Typed => {}
        Arrival::Returned => {
            if !browser::return_to_place(true) {
                browser::scroll_to_top();
            }
        }
    }
    browser::follow_scrolling();
}
