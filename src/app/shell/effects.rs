//! What the model asks for, done: by the network, the finder, the browser.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Effect, Fetch, Msg, Shell, Stage};
use crate::app::browser;
use crate::archive::{Failure, Neighbours, Reader, Source};
use crate::domain::article::ArticleId;
use crate::site::open::{self, Searcher};

/// Nothing is shown for this long while a page is being fetched; then its shape is.
const PATIENCE: Duration = Duration::from_millis(300);

/// What is typed is searched for once it has stood for this long.
const PAUSE: Duration = Duration::from_millis(150);

impl Shell {
    pub(super) fn perform(self, effects: Vec<Effect>) {
        for effect in effects {
            self.perform_one(effect);
        }
    }

    fn perform_one(self, effect: Effect) {
        match effect {
            Effect::Fetch(fetch) => self.fetch(fetch),
            Effect::StartFinder => self.state(|state| state.finder.ready()),
            Effect::ForgetFailures => self.state(|state| {
                state.reader.refresh();
                state.finder.refresh();
            }),
            Effect::AwaitPatience { request } => {
                set_timeout(move || self.tell(Msg::TookLong { request }), PATIENCE);
            }
            Effect::AwaitPause { typed, words } => {
                set_timeout(move || self.tell(Msg::TypingPaused { typed, words }), PAUSE);
            }
            Effect::OnceDrawn(effects) => {
                // In the task behind the one that draws, and not a frame later: by then the reader may have
                // put the focus elsewhere.
                spawn_local(async move {
                    spawn_local(async move { self.perform(effects) });
                });
            }
            Effect::OncePainted { request } => {
                browser::after_frame(move || self.tell(Msg::Painted { request }));
            }
            Effect::PushEntry { href, origin } => browser::push(&href, origin),
            Effect::ReplaceEntry { href } => browser::replace(&href),
            Effect::LeavePlace => browser::stop_following(),
            Effect::FollowPlace => browser::follow_scrolling(),
            Effect::ReturnToPlace { with_focus, or } => {
                if !browser::return_to_place(with_focus) {
                    self.perform_one(*or);
                }
            }
            Effect::ScrollToTop => browser::scroll_to_top(),
            Effect::ScrollToHash => browser::scroll_to_hash(),
            Effect::ShowResults => browser::show_results(),
            Effect::FocusHeading => browser::focus_heading(),
            Effect::HoldFocus => browser::hold_focus(),
            Effect::GiveBack { same } => browser::take_up(same),
            Effect::Fit => {
                browser::fit_tables();
                browser::show_section();
            }
            Effect::FillField { words, with_focus } => browser::fill_field(&words, with_focus),
            Effect::Announce(text) => self.tell(Msg::Announced(text)),
            Effect::SetHead { title, tags } => browser::set_head(&title, &tags),
            Effect::Remember(words) => browser::remember(&words),
            Effect::ForgetSearches => browser::forget_searches(),
            Effect::Reload => browser::reload(),
        }
    }

    /// What takes a while, and is told when it has come.
    fn fetch(self, fetch: Fetch) {
        let (reader, finder) = self.state(|state| (state.reader.clone(), state.finder.clone()));
        spawn_local(async move {
            match fetch {
                Fetch::Page { request, route } => {
                    let page = open::open(&reader, &finder, route).await;
                    // The frame stands even where its page does not.
                    let site = reader.edition().await.ok().map(|edition| edition.site);
                    if !self.state(|state| state.model.awaits(request)) {
                        return;
                    }
                    let was_printed = self.state(|state| state.stage) == Stage::Printed;
                    let outcome = self.outcome(page);
                    self.tell(Msg::Arrived { request, site, outcome, was_printed });
                }
                // What fails now is asked for again, and told, when it is opened.
                Fetch::Article(id) => drop(reader.article(&id).await),
                Fetch::Around { id, origin } => {
                    let look = || look_around(&reader, &id, origin.as_deref());
                    let _ = reader.across_editions(look, |()| false).await;
                }
                Fetch::Neighbours { article, origin } => {
                    let found = open::neighbours(&reader, &article, origin.as_deref()).await;
                    let id = article.id.clone();
                    self.tell(Msg::NeighboursFound { id, neighbours: found.ok().map(Box::new) });
                }
                Fetch::Marks { id, query } => {
                    let marks = finder.marks(&id, &query).await.ok();
                    self.tell(Msg::MarksFound { id, marks });
                }
            }
        });
    }
}

/// Finds what stands beside an article, and beside that.
async fn look_around<S: Source>(
    reader: &Reader<S>,
    id: &ArticleId,
    origin: Option<&str>,
) -> Result<(), Failure> {
    let article = reader.article(id).await?;
    let query = open::neighbourhood(&article, &reader.edition().await?.site, origin);
    let Neighbours { newer, older } = reader.neighbours(id, &query).await?;
    for headline in older.into_iter().chain(newer) {
        reader.neighbours(&headline.id, &query).await?;
    }
    Ok(())
}
