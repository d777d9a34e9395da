//! The shell runs the model in a browser: what happens is told to it, what it asks for is done, and the
//! screen is drawn when it has changed.
//!
//! Drawing keeps the nodes that stand, so a page that stays, like a list whose filters change, keeps its
//! focus and place.

mod effects;
mod events;

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationProvider};

use super::browser;
use super::finder::Finder;
use super::model::{Effect, Fetch, Model, Msg, Outcome};
use crate::archive::{Failure, Reader};
use crate::domain::route::Route;
use crate::network::Network;
use crate::site::page::Page;
use crate::site::parts::Base;
use crate::site::screen::{self, Status};

/// Who made what is on screen. It is no part of the model: what was printed stands outside of what the app
/// draws, and once it is gone it cannot be drawn again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The press. It stands, and the app listens to it, until there is something else to show.
    Printed,
    Drawn,
}

struct State {
    model: Model,
    stage: Stage,
    reader: Reader<Network>,
    finder: Finder,
}

thread_local! {
    /// The one app of the page, for what draws it, which no other thread ever does.
    static SHELL: Cell<Option<Shell>> = const { Cell::new(None) };
}

/// The running app, as light as a pointer. It lasts as long as the page.
#[derive(Clone, Copy)]
struct Shell {
    base: &'static Base,
    state: &'static RefCell<State>,
    redraw: Trigger,
}

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let shell = Shell::start();
    SHELL.set(Some(shell));
    let redraw = shell.redraw;
    (move || {
        redraw.track();
        SHELL.get().map_or_else(|| ().into_any(), Shell::view)
    })
    .into_any()
}

impl Shell {
    fn start() -> Self {
        let base: &'static Base = Box::leak(Box::new(use_context::<Base>().unwrap_or_default()));
        let address = address_now(base).unwrap_or_default();
        let stage = if browser::is_printed() { Stage::Printed } else { Stage::Drawn };
        let stands = browser::stands_printed(base, &address);
        let (model, effects) =
            Model::begin(base.clone(), browser::startup(), address, browser::origin(), stands);
        let (reader, finder) = (Reader::new(Network::new(&base.0)), Finder::default());
        let state = State { model, stage, reader, finder };
        let shell =
            Self { base, state: Box::leak(Box::new(RefCell::new(state))), redraw: Trigger::new() };
        shell.perform(effects);
        shell.listen();
        shell
    }

    /// Reads or changes the state.
    fn state<T>(self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.borrow_mut())
    }

    /// Tells the model what has happened, and does what follows.
    fn tell(self, msg: Msg) {
        let (effects, has_changed) = self.state(|state| {
            let effects = state.model.update(msg);
            (effects, state.model.take_change())
        });
        self.perform(effects);
        if has_changed {
            self.draw();
        }
    }

    /// Draws the screen, or lets what was printed stand.
    fn draw(self) {
        let makes_room = self.state(|state| match (state.stage, &state.model.screen().status) {
            (Stage::Drawn, _) => false,
            (Stage::Printed, Status::Loaded(_) | Status::Failed(_)) => {
                state.stage = Stage::Drawn;
                true
            }
            (Stage::Printed, Status::LoadingSlowly(_)) => {
                browser::dim_printed();
                false
            }
            (Stage::Printed, _) => false,
        });
        self.redraw.notify();
        if makes_room {
            // The app draws before the next frame is shown.
            browser::make_room();
        }
    }

    fn view(self) -> AnyView {
        self.state(|state| match state.stage {
            Stage::Printed => ().into_any(),
            Stage::Drawn => screen::view(state.model.screen()),
        })
    }

    /// What came of a request. Where nothing came, what was printed for the address may be brought back.
    fn outcome(self, page: Result<Page, Failure>) -> Outcome {
        match page {
            Ok(page) => Outcome::Page(Box::new(page)),
            Err(Failure::Offline) => {
                let address = self.state(|state| state.model.address().to_owned());
                if browser::bring_back(self.base, &address) {
                    self.state(|state| state.stage = Stage::Printed);
                    Outcome::Printed
                } else {
                    Outcome::Failure(Failure::Offline)
                }
            }
            Err(failure) => Outcome::Failure(failure),
        }
    }
}

/// What stands in the address bar, from the site's root. A path that is written otherwise than the
/// site's links write it is made plain, there too.
fn address_now(base: &Base) -> Option<String> {
    let url = BrowserUrl::current().ok()?;
    let Some(plain) = Route::plain(&browser::from_root(base, url.path(), "")?) else {
        return browser::from_root(base, url.path(), url.search());
    };
    browser::replace_path(&[&base.0, plain.as_str()].concat());
    browser::from_root(&Base::default(), &plain, url.search())
}
