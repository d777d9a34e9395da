//! What comes to an article after it is on screen: its neighbours, and where the words that led to it
//! stand.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Shell, query_with_words};
use crate::domain::article::{Article, ArticleId};
use crate::domain::route::Route;
use crate::site::open;
use crate::site::page::{Beside, Content};
use crate::site::screen::{Screen, Seen};

impl Shell {
    /// Finds the articles beside one, and where the words that led to it stand.
    pub(super) fn find_beside(self, article: Arc<Article>) {
        let (reader, finder) = self.state(|state| (state.reader.clone(), state.finder.clone()));
        let origin = self.origin();
        spawn_local(async move {
            let found = open::neighbours(&reader, &article, origin.as_deref()).await;
            self.see_beside(&article.id, |beside| beside.neighbours = found.ok());
            let origin = origin.as_deref().map(Route::parse);
            if let Some(query) = origin.as_ref().and_then(query_with_words) {
                let marks = finder.marks(&article.id, query).await;
                self.see_beside(&article.id, |beside| beside.marks = marks.ok().map(Arc::new));
            }
        });
    }

    /// Changes what stands beside an article, if that is still on screen.
    fn see_beside(self, id: &ArticleId, change: impl FnOnce(&mut Beside)) {
        let shows = |seen: &Seen| match &seen.screen {
            Screen::Page(Content::Article(article)) => article.id == *id,
            _ => false,
        };
        if self.seen.with_untracked(shows) {
            self.see(|seen| change(&mut seen.beside));
        }
    }
}
