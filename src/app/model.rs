//! What the app knows, what can happen to it, and what it asks of the browser: plain values.

use std::sync::Arc;

use crate::archive::{Failure, Marks, Neighbours};
use crate::domain::article::{Article, ArticleId};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::site::action::Action;
use crate::site::head::Tag;
use crate::site::page::Page;
use crate::site::parts::Base;
use crate::site::screen::Screen;

/// How the reader came to an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrival {
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

/// All that the app knows, but for what the archive's reader and the finder have fetched.
#[derive(Debug, Default)]
pub struct Model {
    pub(super) base: Base,
    pub(super) screen: Screen,
    /// What is to be done, until the update that asks for it is over.
    pub(super) effects: Vec<Effect>,
    /// The screen is no longer what was drawn.
    pub(super) has_changed: bool,
    /// What is on screen, or being fetched: its address from the site's root.
    pub(super) address: String,
    /// The address of what was on screen last, from which links are followed.
    pub(super) from: String,
    /// The list that it was reached from, by address.
    pub(super) origin: Option<String>,
    pub(super) arrival: Arrival,
    /// The facet whose further values were open where the filter was clicked.
    pub(super) expanded: Option<Dimension>,
    /// How it enters the history once it is on screen; nothing where it stands there already.
    pub(super) entry: Option<Entry>,
    /// Counts what was asked for, so that an answer that comes too late is dropped.
    pub(super) request: u32,
    /// Counts what was typed, so that only what stands for a while is searched for.
    pub(super) typed: u32,
    /// The search on screen was typed and not sent: what is typed next takes its place.
    pub(super) is_draft: bool,
    /// The reader has moved, touched or tabbed since this address was asked for.
    pub(super) has_sign: bool,
}

/// An address that is not in the history yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As it goes into the address bar.
    pub href: String,
    pub kind: EntryKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    New,
    /// In place of the current one.
    Current,
}

/// A link of the site that was clicked.
#[derive(Clone, Debug)]
pub struct Click {
    /// As it goes into the address bar.
    pub href: String,
    /// Where it leads, from the site's root.
    pub address: String,
    /// A filter: the page stays, and so does the focus.
    pub is_filter: bool,
    /// Leads to the article beside this one.
    pub is_neighbour: bool,
    /// The facet among whose further values it stands: they are open, and stay so.
    pub expanded: Option<Dimension>,
}

/// How many searches are kept on the device.
const MOST_RECENT: usize = 8;

/// What was searched for, newest first, with what is searched for now.
pub fn remembered(mut recent: Vec<String>, words: &str) -> Vec<String> {
    recent.retain(|other| other != words);
    recent.insert(0, words.to_owned());
    recent.truncate(MOST_RECENT);
    recent
}

/// What came of a request.
#[derive(Debug)]
pub enum Outcome {
    Page(Box<Page>),
    /// Nothing came, and what the press had printed for the address is on screen again.
    Printed,
    Failure(Failure),
}

/// What happens: of the reader, of the browser, of the network.
#[derive(Debug)]
pub enum Msg {
    /// The address bar leads elsewhere, by Back, Forward or a `#`.
    Travelled {
        address: String,
        origin: Option<String>,
    },
    /// A link of the site was clicked.
    Clicked(Click),
    /// A button was pressed.
    Acted(Action),
    /// The reader gave a sign: on the search field, on a link, or elsewhere.
    Pointed {
        route: Option<Route>,
        at_search: bool,
    },
    /// The search field holds other words.
    Typed(String),
    /// The words have stood for a while.
    TypingPaused {
        typed: u32,
        words: String,
    },
    /// The search field was sent.
    Sent(String),
    CameOnline,
    /// A request takes long.
    TookLong {
        request: u32,
    },
    /// A request was answered. `was_printed` where what the press printed was on screen until then.
    Arrived {
        request: u32,
        site: Option<Arc<Site>>,
        outcome: Outcome,
        was_printed: bool,
    },
    /// What was drawn for a request is on screen.
    Painted {
        request: u32,
    },
    Announced(String),
    NeighboursFound {
        id: ArticleId,
        neighbours: Option<Box<Neighbours>>,
    },
    MarksFound {
        id: ArticleId,
        marks: Option<Marks>,
    },
}

/// What is asked of the archive or the finder, and takes a while.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetch {
    /// What a route shows: [`Msg::Arrived`].
    Page { request: u32, route: Route },
    /// An article that is about to be opened.
    Article(ArticleId),
    /// What stands beside an article that is being read, and beside that.
    Around { id: ArticleId, origin: Option<String> },
    /// The articles beside one: [`Msg::NeighboursFound`].
    Neighbours { article: Arc<Article>, origin: Option<String> },
    /// Where the words of a query stand in an article: [`Msg::MarksFound`].
    Marks { id: ArticleId, query: Box<Query> },
}

/// What the browser, the network or the finder is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Fetch(Fetch),
    /// Waits for as long as a reader does not mind: [`Msg::TookLong`].
    AwaitPatience {
        request: u32,
    },
    /// Waits for a pause in the typing: [`Msg::TypingPaused`].
    AwaitPause {
        typed: u32,
        words: String,
    },
    /// Starts what a search needs.
    StartFinder,
    /// Forgets what failed, so that it is asked for anew.
    ForgetFailures,
    /// Does all of these once the screen is drawn, before it is shown.
    OnceDrawn(Vec<Effect>),
    /// Tells when the screen is shown: [`Msg::Painted`].
    OncePainted {
        request: u32,
    },
    /// Makes a history entry, which keeps the list that it was reached from.
    PushEntry {
        href: String,
        origin: Option<String>,
    },
    ReplaceEntry {
        href: String,
    },
    /// Stops noting how far the page is scrolled, for what is on screen is about to go.
    LeavePlace,
    /// Goes on noting it, for the current entry.
    FollowPlace,
    /// Puts the reader where they were in the current entry, with the focus or without; or else does this.
    ReturnToPlace {
        with_focus: bool,
        or: Box<Effect>,
    },
    ScrollToTop,
    /// Scrolls to what the address names behind `#`.
    ScrollToHash,
    /// After a filter: total and first result come into sight.
    ShowResults,
    FocusHeading,
    /// Takes note of what has the focus, for it may be about to go.
    HoldFocus,
    /// Gives the focus that was noted to what stands in its place. The `same` page is as it was opened and
    /// scrolled, too.
    GiveBack {
        same: bool,
    },
    /// What follows from how much room there is.
    Fit,
    FillField {
        words: String,
        with_focus: bool,
    },
    /// Tells a screen reader: [`Msg::Announced`].
    Announce(String),
    SetHead {
        title: String,
        tags: Vec<Tag>,
    },
    /// Keeps what was searched for, on this device.
    Remember(String),
    ForgetSearches,
    /// Loads the site anew.
    Reload,
}
