//! From an address to its page, by asking what has the data: the one place where both meet.

use std::sync::Arc;

use super::page::{Content, Page, Search, zone_query};
use crate::archive::{Answer, Failure, Front, List, Neighbours, News, Reader, Source};
use crate::domain::article::{Article, ArticleId, Headline};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::{Site, Zone};

/// Who searches for words: the finder beside a page, or nobody where there is none.
pub trait Searcher {
    /// Starts what a search needs, for one is about to be asked for.
    fn ready(&self);

    /// What a query's words find.
    fn search(&self, query: &Query) -> impl Future<Output = Result<Answer, Failure>>;

    /// What the reader searched for before, newest first.
    fn recent(&self) -> Vec<String>;
}

/// Nobody: a page of a search opens where there are no words.
impl Searcher for () {
    fn ready(&self) {}

    async fn search(&self, _: &Query) -> Result<Answer, Failure> {
        Err(Failure::Offline)
    }

    fn recent(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What pages are made of: an archive that is fetched, or the press, which has all at hand.
pub trait Data {
    /// Why something is not told.
    type Failure: From<Failure>;

    fn site(&self) -> impl Future<Output = Result<Arc<Site>, Self::Failure>>;

    fn front(&self) -> impl Future<Output = Result<Arc<Front>, Self::Failure>>;

    /// A page of a list without words: by its number from the oldest, or the newest.
    fn list(
        &self,
        query: &Query,
        page: Option<u32>,
    ) -> impl Future<Output = Result<List, Self::Failure>>;

    fn article(&self, id: &ArticleId) -> impl Future<Output = Result<Arc<Article>, Self::Failure>>;

    /// How many articles each zone has.
    fn zone_counts(&self) -> impl Future<Output = Result<SortedMap<u32>, Self::Failure>>;

    /// The newest of a zone.
    fn news(&self, zone: &Zone) -> impl Future<Output = Result<News, Self::Failure>>;

    /// The years that a search may choose from, newest first.
    fn years(&self) -> impl Future<Output = Result<Vec<String>, Self::Failure>>;

    /// Takes note of headlines that came by another way.
    fn remember<'h>(&self, headlines: impl Iterator<Item = &'h Headline>);
}

impl<S: Source> Data for Reader<S> {
    type Failure = Failure;

    async fn site(&self) -> Result<Arc<Site>, Failure> {
        Ok(self.edition().await?.site)
    }

    async fn front(&self) -> Result<Arc<Front>, Failure> {
        self.front().await
    }

    async fn list(&self, query: &Query, page: Option<u32>) -> Result<List, Failure> {
        self.list(query, page).await
    }

    async fn article(&self, id: &ArticleId) -> Result<Arc<Article>, Failure> {
        self.article(id).await
    }

    async fn zone_counts(&self) -> Result<SortedMap<u32>, Failure> {
        self.zone_counts().await
    }

    async fn news(&self, zone: &Zone) -> Result<News, Failure> {
        self.news(&zone_query(zone)).await
    }

    async fn years(&self) -> Result<Vec<String>, Failure> {
        let manifest = self.edition().await?.manifest;
        Ok(manifest.years.iter().rev().map(|(year, _)| year.clone()).collect())
    }

    fn remember<'h>(&self, headlines: impl Iterator<Item = &'h Headline>) {
        self.remember(headlines);
    }
}

/// Fetches what an address shows, by the newest edition where that of the tab is gone. What leads nowhere
/// is [`Failure::Missing`].
pub async fn open<S: Source>(
    reader: &Reader<S>,
    searcher: &impl Searcher,
    route: Route,
) -> Result<Page, Failure> {
    let ask = || opened(reader, searcher, route.clone());
    reader.across_editions(ask, |_| false).await
}

async fn opened<S: Source>(
    reader: &Reader<S>,
    searcher: &impl Searcher,
    route: Route,
) -> Result<Page, Failure> {
    let route = match route {
        Route::List { .. } | Route::Search(_) | Route::Zone(_) => {
            // The searcher begins before the site is there, which tells what filters there are.
            if matches!(&route, Route::Search(query) if !query.words.is_empty()) {
                searcher.ready();
            }
            canonical(route, &reader.edition().await?.site).ok_or(Failure::Missing)?
        }
        route => route,
    };
    // An article does not wait for the site's file, nor the other way round.
    let content = content(reader, searcher, &route);
    let (edition, content) = futures::join!(reader.edition(), content);
    let site = edition?.site;
    let content = content?;
    Ok(Page { site, route, content })
}

/// A route by the ids that categories have now: the one under which an old address stands today. `None`
/// where the site does not know what stands in its path; such a parameter is left out, like a malformed one.
fn canonical(route: Route, site: &Site) -> Option<Route> {
    Some(match route {
        Route::List { query, page } => {
            if !is_known(&query, site) {
                return None;
            }
            Route::List { query: Box::new(query.known_to(site)), page }
        }
        Route::Search(query) => Route::search(query.known_to(site)),
        Route::Zone(id) => Route::Zone(site.zone(&id)?.id.clone()),
        other => other,
    })
}

/// What an address shows, by the ids that categories have now.
pub async fn content<D: Data>(
    data: &D,
    searcher: &impl Searcher,
    route: &Route,
) -> Result<Content, D::Failure> {
    match route {
        Route::Home => data.front().await.map(Content::Home),
        Route::List { query, .. } if !query.words.is_empty() => {
            search(data, searcher, query, Route::list).await
        }
        Route::List { query, page } => data.list(query, *page).await.map(Content::from),
        Route::Article(id) => data.article(id).await.map(Content::from),
        Route::Zones => data.zone_counts().await.map(Arc::new).map(Content::Zones),
        Route::Zone(id) => {
            let site = data.site().await?;
            let zone = site.zone(id).cloned().ok_or(Failure::Missing)?;
            let news = data.news(&zone).await?;
            Ok(Content::Zone(Arc::new(zone), Arc::new(news)))
        }
        Route::About => Ok(Content::About),
        Route::Search(query) => search(data, searcher, query, Route::search).await,
        // The address of saved articles is reserved; nothing stands there yet.
        Route::Saved | Route::Unknown => Err(Failure::Missing.into()),
    }
}

async fn search<D: Data>(
    data: &D,
    searcher: &impl Searcher,
    query: &Query,
    here: fn(Query) -> Route,
) -> Result<Content, D::Failure> {
    let years = data.years().await?;
    let answer = match query.words.trim() {
        "" => None,
        _ => Some(searcher.search(query).await?),
    };
    // So that a hit is opened from where the finder has it.
    data.remember(answer.iter().flat_map(|answer| &answer.found.hits).map(|hit| &hit.headline));
    let (query, recent) = (query.clone(), searcher.recent());
    Ok(Content::Search(Box::new(Search { query, here, years, recent, answer, narrowing: false })))
}

/// Whether what stands in a list's path is known to the site.
fn is_known(query: &Query, site: &Site) -> bool {
    [Dimension::Section, Dimension::Region].into_iter().all(|dimension| {
        query.single(dimension).is_none_or(|id| site.value_name(dimension, id).is_some())
    })
}

/// The list that an article's neighbours come from: the one the reader came from, where the site still
/// knows it, or else its section and kind.
pub fn neighbourhood(article: &Article, site: &Site, origin: Option<&str>) -> Query {
    match origin.and_then(|origin| canonical(Route::parse(origin), site)) {
        Some(Route::List { query, .. }) => query.saying("").from_cursor(None),
        Some(Route::Zone(id)) => Query::default().with(Dimension::Zone, &id),
        _ => Query::default()
            .with(Dimension::Section, article.section_in(site))
            .with(Dimension::Kind, article.kind.id()),
    }
}

/// The neighbours of an article in its [`neighbourhood`].
pub async fn neighbours<S: Source>(
    reader: &Reader<S>,
    article: &Article,
    origin: Option<&str>,
) -> Result<Neighbours, Failure> {
    let ask = async || {
        let site = reader.edition().await?.site;
        reader.neighbours(&article.id, &neighbourhood(article, &site, origin)).await
    };
    reader.across_editions(ask, |_| false).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;
    use crate::site::page::article_trail;

    #[test]
    fn an_old_address_stands_under_the_ids_that_categories_have_now() {
        let mut site = site();
        site.sections[1].was = vec!["rules".into()];
        site.regions[1].cities[0].was = vec!["tai".into()];
        site.zones[0].was = vec!["jiangyan-old".into()];
        let check = |old: &str, now: &str| {
            let route = canonical(Route::parse(old), &site);
            assert_eq!(route.map(|route| route.href()).as_deref(), Some(now), "{old}");
        };
        check("/rules/", "/policy/");
        check("/rules/tai/text/p7/", "/policy/taizhou/text/p7/");
        check("/all/?section=rules&section=zone-news", "/all/?section=policy&section=zone-news");
        check("/all/?section=rules&section=policy", "/policy/");
        check(
            "/policy/?zone=jiangyan-old&year=2022&zone=nowhere",
            "/policy/?zone=jiangyan&year=2022",
        );
        check(
            "/search/?q=a&region=tai&sort=relevance",
            "/search/?region=taizhou&q=a&sort=relevance",
        );
        check("/zones/jiangyan-old/", "/zones/jiangyan/");
        check("/article/20220519-a/", "/article/20220519-a/");
        for never_known in ["/nowhere/tai/", "/rules/nowhere/", "/zones/nowhere/"] {
            assert_eq!(canonical(Route::parse(never_known), &site), None, "{never_known}");
        }
    }

    #[test]
    fn neighbours_follow_the_list_the_reader_came_from() {
        let text = r#"{"id":"20220519-a","title":"题","published":"2022-05-19","source":"s",
            "section":"policy","zone":"jiangyan","kind":"text","body":["段"]}"#;
        let article = crate::domain::article::read_text(text).article.expect("it is valid");
        let check = |origin: Option<&str>, list: &str| {
            assert_eq!(Route::list(neighbourhood(&article, &site(), origin)).href(), list);
        };
        check(None, "/policy/all/text/");
        check(Some("/all/?zone=jiangyan&before=20200101-x"), "/all/?zone=jiangyan");
        check(Some("/zones/jiangyan/"), "/all/?zone=jiangyan");
        check(Some("/about/"), "/policy/all/text/");
        assert_eq!(Route::list(article_trail(&article, &site())).href(), "/policy/taizhou/text/");
    }
}
