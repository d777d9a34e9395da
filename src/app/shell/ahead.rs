//! What is fetched before the reader asks for it.

use leptos::task::spawn_local;

use super::super::browser;
use super::Shell;
use crate::archive::{Failure, Neighbours, Reader, Source};
use crate::domain::article::ArticleId;
use crate::domain::route::Route;
use crate::site::open::{self, Searcher};

impl Shell {
    /// Asks for the edition, which a printed page does not tell.
    pub(super) fn meet(self) {
        let reader = self.state(|state| state.reader.clone());
        spawn_local(async move {
            let _ = reader.edition().await;
        });
    }

    /// Fetches an article that the reader is about to open, or what a search needs. At the first sign that
    /// an article is being read, looks around it, so that to go on costs the next article and no more.
    pub(super) fn fetch_ahead(self, event: &web_sys::Event) {
        let (reader, [hinted, here]) = self.state(|state| {
            let is_first = !std::mem::replace(&mut state.has_sign, true);
            if browser::is_search_field(event) {
                state.finder.ready();
            }
            let hinted = browser::hinted(event, &state.base);
            let here = is_first.then(|| Route::parse(&state.address));
            (state.reader.clone(), [hinted, here])
        });
        // What fails now is asked for again, and told, when it is opened.
        if let Some(Route::Article(id)) = hinted {
            let reader = reader.clone();
            spawn_local(async move {
                let _ = reader.article(&id).await;
            });
        }
        if let Some(Route::Article(id)) = here {
            let origin = self.origin();
            spawn_local(async move {
                let look = || look_around(&reader, &id, origin.as_deref());
                let _ = reader.across_editions(look, |()| false).await;
            });
        }
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
