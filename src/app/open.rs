//! From an address to the data of its page.

use std::sync::Arc;

use super::browser;
use super::finder::Finder;
use crate::archive::{Failure, Front, List, Neighbours, News, Reader, Source};
use crate::article::Article;
use crate::finder::Answer;
use crate::named::Named;
use crate::query::{Dimension, Query};
use crate::route::Route;
use crate::taxonomy::{Site, Zone};
use crate::view::place;

/// A page that can be shown: the site it belongs to, and its content.
#[derive(Clone, Debug)]
pub struct Page {
    pub site: Arc<Site>,
    pub route: Route,
    pub content: Content,
}

/// The data of a page, by kind of page.
#[derive(Clone, Debug)]
pub enum Content {
    Home(Arc<Front>),
    List(Arc<List>),
    Search(Arc<Search>),
    Article(Arc<Article>),
    /// How many articles each zone has.
    Zones(Arc<Named<u32>>),
    Zone(Arc<Zone>, Arc<News>),
    About,
}

/// What is found for words, among what the filters admit.
#[derive(Clone, Debug)]
pub struct Search {
    pub query: Query,
    /// The address of a query here: on the page of the search, or in a list.
    pub here: fn(Query) -> Route,
    /// The years that the archive has something of, newest first.
    pub years: Vec<String>,
    /// What the reader searched for before, newest first.
    pub recent: Vec<String>,
    /// Nothing where there are no words.
    pub answer: Option<Answer>,
}

/// Fetches what an address shows, by the newest edition where that of the tab is gone. What leads nowhere
/// is [`Failure::Missing`].
pub async fn open<S: Source>(
    reader: &Reader<S>,
    finder: &Finder,
    route: Route,
) -> Result<Page, Failure> {
    let ask = || opened(reader, finder, route.clone());
    reader.across_editions(ask, |_| false).await
}

async fn opened<S: Source>(
    reader: &Reader<S>,
    finder: &Finder,
    route: Route,
) -> Result<Page, Failure> {
    let route = match route {
        Route::List { .. } | Route::Search(_) | Route::Zone(_) => {
            // The finder begins before the site is there, which tells what filters there are.
            if matches!(&route, Route::Search(query) if !query.words.is_empty()) {
                finder.ready();
            }
            canonical(route, &reader.edition().await?.site).ok_or(Failure::Missing)?
        }
        route => route,
    };
    // An article does not wait for the site's file, nor the other way round.
    let content = content(reader, finder, &route);
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

async fn content<S: Source>(
    reader: &Reader<S>,
    finder: &Finder,
    route: &Route,
) -> Result<Content, Failure> {
    match route {
        Route::Home => reader.front().await.map(Content::Home),
        Route::List { query, .. } if !query.words.is_empty() => {
            search(reader, finder, query, Route::list).await
        }
        Route::List { query, page } => {
            reader.list(query, *page).await.map(Arc::new).map(Content::List)
        }
        Route::Article(id) => reader.article(id).await.map(Content::Article),
        Route::Zones => reader.zone_counts().await.map(Arc::new).map(Content::Zones),
        Route::Zone(id) => {
            let site = reader.edition().await?.site;
            let zone = site.zone(id).cloned().ok_or(Failure::Missing)?;
            let news = reader.news(&zone_query(&zone)).await?;
            Ok(Content::Zone(Arc::new(zone), Arc::new(news)))
        }
        Route::About => Ok(Content::About),
        Route::Search(query) => search(reader, finder, query, Route::search).await,
        // The address of saved articles is reserved; nothing stands there yet.
        Route::Saved | Route::Unknown => Err(Failure::Missing),
    }
}

async fn search<S: Source>(
    reader: &Reader<S>,
    finder: &Finder,
    query: &Query,
    here: fn(Query) -> Route,
) -> Result<Content, Failure> {
    let manifest = reader.edition().await?.manifest;
    let years = manifest.years.iter().rev().map(|(year, _)| year.clone()).collect();
    let answer = match query.words.trim() {
        "" => None,
        _ => Some(finder.search(query).await?),
    };
    // So that a hit is opened from where the finder has it.
    reader.remember(answer.iter().flat_map(|answer| &answer.found.hits).map(|hit| &hit.headline));
    let (query, recent) = (query.clone(), browser::recent());
    Ok(Content::Search(Arc::new(Search { query, here, years, recent, answer })))
}

/// The news of a zone, as a list.
pub fn zone_query(zone: &Zone) -> Query {
    Query::default().with(Dimension::Zone, &zone.id)
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

/// The query whose trail leads to an article: section, region and kind.
pub fn article_trail(article: &Article, site: &Site) -> Query {
    let query = Query::default().with(Dimension::Section, article.section_in(site));
    let query = match article.region_in(site) {
        Some(region) => query.with(Dimension::Region, region),
        None => query,
    };
    query.with(Dimension::Kind, article.kind.id())
}

impl Page {
    /// The heading of a page: what it is about.
    pub fn heading(&self) -> String {
        match &self.content {
            Content::Home(_) => self.site.full_name(),
            Content::List(list) => list_heading(&list.query, &self.site),
            Content::Search(search) => search_heading(&search.query),
            Content::Article(article) => article.title.clone(),
            Content::Zones(_) => "开发区名录".into(),
            Content::Zone(zone, _) => zone.name.clone(),
            Content::About => format!("关于{}", self.site.name),
        }
    }

    /// The document's title.
    pub fn title(&self) -> String {
        match (&self.content, &self.route) {
            (Content::Home(_), _) if self.site.slogan.is_empty() => self.heading(),
            (Content::Home(_), _) => format!("{} - {}", self.heading(), self.site.slogan),
            (Content::List(list), _) if !place(&list.pager).is_empty() => {
                format!("{}（{}） - {}", self.heading(), place(&list.pager), self.site.name)
            }
            _ => format!("{} - {}", self.heading(), self.site.name),
        }
    }

    /// The section that the navigation marks.
    pub fn section(&self) -> Option<String> {
        match &self.content {
            Content::Home(_) => Some("home".into()),
            Content::List(list) => {
                Some(list.query.single(Dimension::Section).unwrap_or("all").to_owned())
            }
            Content::Article(article) => Some(article.section_in(&self.site).to_owned()),
            Content::Zones(_) | Content::Zone(..) => Some("zones".into()),
            Content::Search(_) | Content::About => None,
        }
    }
}

/// What a search is headed by.
pub fn search_heading(query: &Query) -> String {
    match query.words.trim() {
        "" => "搜索".into(),
        words => format!("搜索“{words}”"),
    }
}

/// All that a list was narrowed to, in words.
pub fn list_heading(query: &Query, site: &Site) -> String {
    let mut names: Vec<String> = Vec::new();
    for dimension in Dimension::ALL {
        let chosen = query.chosen(dimension).filter_map(|id| site.value_name(dimension, id));
        let chosen: Vec<String> = chosen.collect();
        if !chosen.is_empty() {
            names.push(chosen.join("、"));
        }
    }
    if names.is_empty() { "全部新闻".into() } else { names.join(" · ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::tests::site;

    #[test]
    fn a_list_is_headed_by_what_it_was_narrowed_to() {
        let heading = |address: &str| match Route::parse(address) {
            Route::List { query, .. } => list_heading(&query, &site()),
            other => panic!("{other:?} is no list"),
        };
        assert_eq!(heading("/zone-news/taizhou/text/"), "开发区新闻 · 泰州 · 文字新闻");
        assert_eq!(heading("/all/?year=2021&year=2022"), "2021年、2022年");
        assert_eq!(heading("/all/"), "全部新闻");
    }

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
        let article = crate::article::read_text(text).article.expect("it is valid");
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
