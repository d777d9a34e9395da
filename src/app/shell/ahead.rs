//! What is fetched before the reader asks for it.

use leptos::task::spawn_local;

use super::super::browser;
use super::super::open;
use super::Shell;
use crate::route::Route;

impl Shell {
    /// Asks for the edition, which a printed page does not tell.
    pub(super) fn meet(self) {
        let Some(reader) = self.state(|state| state.reader.clone()) else { return };
        spawn_local(async move {
            let _ = reader.edition().await;
        });
    }

    /// Fetches an article that the reader is about to open, or what a search needs. At the first sign of
    /// whoever reads an article, that is fetched as data too, if it was printed: the next builds on it.
    pub(super) fn fetch_ahead(self, event: &web_sys::Event) {
        let sources = self.state(|state| {
            let is_first = !std::mem::replace(&mut state.has_sign, true);
            let here = Some(Route::parse(&state.address)).filter(is_article);
            if browser::is_search_field(event) {
                state.finder.ready();
            }
            let hinted = browser::hinted(event, &state.base).filter(is_article);
            let is_reading = here.is_some();
            let wanted = [hinted, here.filter(|_| is_first)];
            (state.reader.clone(), wanted, is_reading)
        });
        let Some((reader, wanted, is_reading)) = sources else { return };
        for route in wanted.into_iter().flatten() {
            let reader = reader.clone();
            spawn_local(async move {
                // What fails now is asked for again, and told, when it is opened.
                let Route::Article(id) = route else { return };
                let Ok(article) = reader.article(&id).await else { return };
                // From a list they are mostly at hand, and not all that is pointed at is opened.
                if is_reading {
                    let origin = browser::origin();
                    let _ = open::neighbours(&reader, &article, origin.as_deref()).await;
                }
            });
        }
    }
}

fn is_article(route: &Route) -> bool {
    matches!(route, Route::Article(_))
}
