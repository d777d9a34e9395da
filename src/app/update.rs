//! What happens changes the model, and asks for effects: the rules of the app, which are pure.

use std::mem;

use super::model::{Arrival, Click, Effect, Entry, EntryKind, Fetch, Model, Msg, Outcome};
use crate::archive::Failure;
use crate::domain::article::ArticleId;
use crate::domain::phrases::Startup;
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::site::action::Action;
use crate::site::head::head;
use crate::site::page::{ArticlePage, Content, Page};
use crate::site::pages;
use crate::site::parts::{Base, failure_title};
use crate::site::screen::{Former, Screen, Status};

impl Model {
    /// Begins at the address that was opened. Where what was printed stands for it, nothing is asked for.
    pub fn begin(
        base: Base,
        startup: Startup,
        address: String,
        origin: Option<String>,
        stands_printed: bool,
    ) -> (Self, Vec<Effect>) {
        let mut model = Self { base, origin, ..Self::default() };
        model.screen.startup = startup;
        if stands_printed {
            (model.from, model.address, model.request) = (address.clone(), address, 1);
            model.effects.push(Effect::FollowPlace);
        } else {
            model.visit(address, Arrival::Opened);
        }
        let effects = mem::take(&mut model.effects);
        (model, effects)
    }

    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// What is on screen, or being fetched: its address from the site's root.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether the answer to a request is still wanted.
    pub fn awaits(&self, request: u32) -> bool {
        self.request == request
    }

    /// Whether the screen is no longer what was drawn; it is told once.
    pub fn take_change(&mut self) -> bool {
        mem::take(&mut self.has_changed)
    }

    /// Takes note of what has happened; returns what is to be done, in this order.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        self.take_note(msg);
        mem::take(&mut self.effects)
    }

    fn take_note(&mut self, msg: Msg) {
        match msg {
            Msg::Travelled { address, origin } => {
                (self.origin, self.entry) = (origin, None);
                self.come_to(address, Arrival::Returned)
            }
            Msg::Clicked(click) => self.follow(click),
            Msg::Acted(action) => self.act(action),
            Msg::Pointed { route, at_search } => self.look_ahead(route, at_search),
            Msg::Typed(words) => self.hold_words(words),
            Msg::TypingPaused { typed, words } if typed == self.typed => self.search(&words),
            Msg::Sent(words) => self.send(words.trim()),
            Msg::CameOnline if self.failure() == Some(&Failure::Offline) => self.retry(),
            Msg::TookLong { request } if request == self.request => self.be_slow(),
            Msg::Arrived { request, site, outcome, was_printed } if request == self.request => {
                self.screen.site = site.or(self.screen.site.take());
                self.arrive(outcome, was_printed)
            }
            Msg::Painted { request } if request == self.request => self.stand(),
            Msg::Announced(text) => {
                self.change().announcement = text;
            }
            Msg::NeighboursFound { id, neighbours } => {
                let Some(page) = self.article(&id) else { return };
                page.neighbours = neighbours.map(|neighbours| *neighbours);
                let origin = self.origin.as_deref().map(Route::parse);
                if let Some(query) = origin.and_then(query_with_words) {
                    let query = Box::new(query);
                    self.effects.push(Effect::Fetch(Fetch::Marks { id, query }));
                }
            }
            Msg::MarksFound { id, marks } => {
                if let Some(page) = self.article(&id) {
                    page.marks = marks.map(Into::into);
                }
            }
            Msg::TypingPaused { .. }
            | Msg::CameOnline
            | Msg::TookLong { .. }
            | Msg::Arrived { .. }
            | Msg::Painted { .. } => {}
        }
    }

    /// The screen, for a change that is to be drawn.
    fn change(&mut self) -> &mut Screen {
        self.has_changed = true;
        &mut self.screen
    }

    /// An article, if it is still on screen, for a change that is to be drawn.
    fn article(&mut self, id: &ArticleId) -> Option<&mut ArticlePage> {
        match self.screen.status.content_mut() {
            Some(Content::Article(page)) if page.article.id == *id => {
                self.has_changed = true;
                Some(page)
            }
            _ => None,
        }
    }

    fn failure(&self) -> Option<&Failure> {
        match &self.screen.status {
            Status::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Goes to an address by way of the history: as an entry that was reached from a list, or in place of
    /// the current one.
    fn go(
        &mut self,
        href: String,
        address: String,
        arrival: Arrival,
        kind: EntryKind,
        origin: Option<String>,
    ) {
        if !self.screen.status.is_loading() {
            // What is on screen stays in the history, however soon it is left.
            self.enter();
        }
        // What would take the place of an entry takes that of one which was not made yet.
        let kind = match self.entry.take() {
            Some(Entry { kind: EntryKind::New, .. }) => EntryKind::New,
            _ => kind,
        };
        self.entry = Some(Entry { href, kind });
        self.origin = origin;
        self.come_to(address, arrival);
    }

    /// Puts what has come on screen into the history.
    fn enter(&mut self) {
        let Some(Entry { href, kind }) = self.entry.take() else { return };
        self.effects.push(match kind {
            EntryKind::New => Effect::PushEntry { href, origin: self.origin.clone() },
            EntryKind::Current => Effect::ReplaceEntry { href },
        });
    }

    fn come_to(&mut self, address: String, arrival: Arrival) {
        if self.address != address {
            self.visit(address, arrival);
        } else if !self.screen.status.is_loading() {
            // Only what stands behind `#` has changed.
            self.enter();
            self.effects.push(Effect::FollowPlace);
        }
    }

    /// Asks for what an address shows; what is on screen stays meanwhile.
    fn visit(&mut self, address: String, arrival: Arrival) {
        self.request += 1;
        self.screen.status = Status::Loading(mem::take(&mut self.screen.status).into_former());
        self.has_sign = false;
        self.is_draft &= arrival == Arrival::Typed;
        let route = Route::parse(&address);
        (self.address, self.arrival) = (address, arrival);
        let request = self.request;
        self.effects.extend([
            Effect::LeavePlace,
            Effect::AwaitPatience { request },
            Effect::Fetch(Fetch::Page { request, route }),
        ]);
    }

    /// Shows that it takes long: a list or a search is dimmed where another one is to come, anything else
    /// gives way to a shape.
    fn be_slow(&mut self) {
        let stays = matches!(Route::parse(&self.address), Route::List { .. } | Route::Search(_));
        match mem::take(&mut self.screen.status) {
            Status::Loading(former) => {
                self.change().status = Status::LoadingSlowly(match former {
                    Former::Page(content) if stays && content.stays() => Some(content),
                    _ => None,
                });
                self.enter();
            }
            status => self.screen.status = status,
        }
    }

    fn arrive(&mut self, outcome: Outcome, was_printed: bool) {
        let (arrival, request) = (self.arrival, self.request);
        if let Outcome::Page(page) = &outcome {
            self.readdress(&page.route);
        }
        self.from = self.address.clone();
        let mut once_drawn =
            vec![Effect::GiveBack { same: arrival == Arrival::Filtered }, Effect::Fit];
        if arrival == Arrival::Filtered {
            self.effects.push(Effect::HoldFocus);
        }
        let former = mem::take(&mut self.change().status);
        self.screen.status = match outcome {
            Outcome::Page(page) => {
                if matches!(arrival, Arrival::Followed | Arrival::Returned) {
                    self.screen.announcement = page.heading();
                }
                self.screen.section = page.section();
                let mut content = page.content;
                if let Some(former) = former.content() {
                    content.take_over(former);
                }
                if let (Content::List(page), Some(facet)) = (&mut content, self.expanded.take()) {
                    page.expanded.expand(facet, true);
                }
                match &content {
                    Content::Article(page) => {
                        let (article, origin) = (page.article.clone(), self.origin.clone());
                        self.effects.push(Effect::Fetch(Fetch::Neighbours { article, origin }));
                    }
                    Content::List(page) if was_printed && arrival == Arrival::Filtered => {
                        // The status came with the page, and only what changes in it is told.
                        let site = self.screen.site.as_ref();
                        let total = site.map(|site| pages::total_label(&page.list, &site.phrases));
                        once_drawn.extend(total.map(Effect::Announce));
                    }
                    _ => {}
                }
                Status::Loaded(content)
            }
            Outcome::Printed => Status::Empty,
            Outcome::Failure(failure) => {
                self.screen.announcement = failure_title(&failure, &self.screen.startup).to_owned();
                Status::Failed(failure)
            }
        };
        if arrival != Arrival::Typed {
            let query = query_with_words(Route::parse(&self.address));
            let words = query.map(|query| query.words).unwrap_or_default();
            let with_focus = matches!(arrival, Arrival::Returned | Arrival::Followed);
            once_drawn.push(Effect::FillField { words, with_focus });
        }
        once_drawn.extend(settle(arrival));
        self.effects.extend([Effect::OnceDrawn(once_drawn), Effect::OncePainted { request }]);
    }

    /// What is on screen has been shown: the history, the head and the noted place are brought after it.
    fn stand(&mut self) {
        self.enter();
        self.set_head();
        self.effects.push(Effect::FollowPlace);
    }

    /// Makes the document's head tell of what is on screen; what was printed has its own.
    fn set_head(&mut self) {
        let site = self.screen.site.clone();
        let (title, tags) = match (mem::take(&mut self.screen.status), site) {
            (Status::Loaded(content), Some(site)) => {
                let page = Page { site, route: Route::parse(&self.address), content };
                let told = (page.title(), head(&page.site, Some(&page)));
                self.screen.status = Status::Loaded(page.content);
                told
            }
            (Status::Failed(failure), site) => {
                let title = failure_title(&failure, &self.screen.startup).to_owned();
                self.screen.status = Status::Failed(failure);
                (title, site.map(|site| head(&site, None)).unwrap_or_default())
            }
            (status, _) => return self.screen.status = status,
        };
        self.effects.push(Effect::SetHead { title, tags });
    }

    /// Takes the address that an old one has become in its place.
    fn readdress(&mut self, route: &Route) {
        if Route::parse(&self.address) != *route {
            self.address = route.href();
            let kind = self.entry.take().map_or(EntryKind::Current, |entry| entry.kind);
            self.entry = Some(Entry { href: self.href(&self.address), kind });
        }
    }

    /// An address as it goes into the address bar.
    fn href(&self, address: &str) -> String {
        [&self.base.0, address].concat()
    }

    fn follow(&mut self, click: Click) {
        let Click { mut href, mut address, is_filter, is_neighbour, expanded } = click;
        self.expanded = expanded;
        if is_filter && let Some(meant) = self.beside_what_is_asked_for(&address) {
            address = meant.href();
            href = self.href(&address);
        }
        let (from, to) = (Route::parse(&self.from), Route::parse(&address));
        let origin = match from {
            Route::List { .. } | Route::Search(_) | Route::Zone(_) => Some(self.from.clone()),
            Route::Article(_) if is_neighbour => self.origin.clone(),
            _ => None,
        };
        if let (Some(query), Route::Article(_)) = (query_with_words(from), to) {
            self.effects.push(Effect::Remember(query.words));
        }
        let arrival = if is_filter { Arrival::Filtered } else { Arrival::Followed };
        self.go(href, address, arrival, EntryKind::New, origin);
    }

    /// Where a filter leads that is chosen while another one is on its way: its link starts from the list on
    /// screen, and the reader means it beside the other. Nothing where its link says it all.
    fn beside_what_is_asked_for(&self, address: &str) -> Option<Route> {
        if !self.screen.status.is_loading() {
            return None;
        }
        let [from, to, asked] = [&*self.from, address, &*self.address].map(Route::parse);
        Some(match (from, to, asked) {
            (
                Route::List { query: from, .. },
                Route::List { query: to, .. },
                Route::List { query, .. },
            ) => Route::list(query.after_step(&from, &to)),
            (Route::Search(from), Route::Search(to), Route::Search(query)) => {
                Route::search(query.after_step(&from, &to))
            }
            _ => return None,
        })
    }

    fn act(&mut self, action: Action) {
        match (action, self.screen.status.content_mut()) {
            (Action::Retry, _) => return self.retry(),
            (Action::ForgetSearches, _) => {
                self.effects.push(Effect::ForgetSearches);
                return self.retry();
            }
            (Action::NarrowSearch, Some(Content::Search(page))) => page.narrowing = true,
            (Action::MarkWords, Some(Content::Article(page))) => page.unmarked = false,
            (Action::UnmarkWords, Some(Content::Article(page))) => page.unmarked = true,
            (Action::Expand(facet), Some(Content::List(page))) => {
                page.expanded.expand(facet, false)
            }
            // A printed page does it by itself.
            _ => return,
        }
        self.has_changed = true;
    }

    /// Asks once more; what a newer press wrote needs a newer app.
    fn retry(&mut self) {
        if self.failure() == Some(&Failure::TooNew) {
            return self.effects.push(Effect::Reload);
        }
        self.effects.push(Effect::ForgetFailures);
        self.visit(self.address.clone(), Arrival::Retried);
    }

    /// Fetches what the reader is about to need. At the first sign that an article is being read, looks
    /// around it, so that to go on costs the next article and no more.
    fn look_ahead(&mut self, route: Option<Route>, at_search: bool) {
        if at_search {
            self.effects.push(Effect::StartFinder);
        }
        if let Some(Route::Article(id)) = route {
            self.effects.push(Effect::Fetch(Fetch::Article(id)));
        }
        if !mem::replace(&mut self.has_sign, true)
            && let Route::Article(id) = Route::parse(&self.address)
        {
            let origin = self.origin.clone();
            self.effects.push(Effect::Fetch(Fetch::Around { id, origin }));
        }
    }

    /// Takes what was typed; where a search is on screen, it is searched for once it has stood.
    fn hold_words(&mut self, words: String) {
        self.effects.push(Effect::StartFinder);
        if let Some(Content::Search(_)) = self.screen.status.content() {
            self.typed += 1;
            self.effects.push(Effect::AwaitPause { typed: self.typed, words });
        }
    }

    /// Searches for what was typed, in place of what was typed before.
    fn search(&mut self, words: &str) {
        let address = self.address_of(words.trim());
        let href = self.href(&address);
        let (kind, origin) = match mem::replace(&mut self.is_draft, true) {
            true => (EntryKind::Current, self.origin.clone()),
            false => (EntryKind::New, None),
        };
        self.go(href, address, Arrival::Typed, kind, origin);
    }

    /// Searches for what was sent, as an entry of its own.
    fn send(&mut self, words: &str) {
        if !words.is_empty() {
            self.effects.push(Effect::Remember(words.to_owned()));
        }
        self.typed += 1;
        let address = self.address_of(words);
        if mem::take(&mut self.is_draft) && address == self.address {
            // It was found while it was typed, and now stays.
            self.effects.extend(settle(Arrival::Followed));
            self.effects.push(Effect::FollowPlace);
        } else {
            let href = self.href(&address);
            self.go(href, address, Arrival::Followed, EntryKind::New, None);
        }
    }

    /// The address of a search for words: in what is searched on screen, or a new one.
    fn address_of(&self, words: &str) -> String {
        let (query, here) = match self.screen.status.content() {
            Some(Content::Search(page)) => (page.query.clone().from_cursor(None), page.here),
            _ => (Query::default(), Route::search as fn(Query) -> Route),
        };
        here(query.saying(words)).href()
    }
}

/// The query of an address that searches for words.
fn query_with_words(route: Route) -> Option<Query> {
    match route {
        Route::List { query, .. } if !query.words.is_empty() => Some(*query),
        Route::Search(query) if !query.words.is_empty() => Some(*query),
        _ => None,
    }
}

/// Puts scroll and focus where a reader expects them, once the page stands.
fn settle(arrival: Arrival) -> Vec<Effect> {
    let return_to = |with_focus, or| vec![Effect::ReturnToPlace { with_focus, or: Box::new(or) }];
    match arrival {
        Arrival::Opened => return_to(false, Effect::ScrollToHash),
        Arrival::Followed => vec![Effect::ScrollToTop, Effect::FocusHeading],
        Arrival::Retried => vec![Effect::FocusHeading],
        Arrival::Filtered => vec![Effect::ShowResults],
        Arrival::Typed => Vec::new(),
        Arrival::Returned => return_to(true, Effect::ScrollToTop),
    }
}

#[cfg(test)]
mod tests;
