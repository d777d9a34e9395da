//! Every address of the site, both ways: `Route::parse(&route.href()) == route`.

use crate::domain::address::{decode, encode};
use crate::domain::article::ArticleId;
use crate::domain::dimension::Dimension;
use crate::domain::query::{Query, Sort};
use crate::domain::slug::{is_slug, page_number};

/// An address of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    /// A list of headlines. `page` counts from the oldest, 1 up; `None` is the newest.
    List {
        query: Box<Query>,
        page: Option<u32>,
    },
    Article(ArticleId),
    Search(Box<Query>),
    Zones,
    Zone(String),
    Saved,
    About,
    /// An address that leads nowhere.
    Unknown,
}

impl Route {
    /// The newest page of a list.
    pub fn list(query: Query) -> Self {
        Route::List { query: Box::new(query), page: None }
    }

    /// What is found for a query's words.
    pub fn search(query: Query) -> Self {
        Route::Search(Box::new(query))
    }

    /// Reads an address: a path, with its query behind a `?` or none. A parameter that is unknown
    /// or malformed is ignored.
    pub fn parse(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or_default();
        let (path, search) = address.split_once('?').unwrap_or((address, ""));
        let segments = path.split('/').filter(|part| !part.is_empty());
        let segments: Vec<String> = segments.map(|part| decode(part, b'+')).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        // The name by which hosts know the page of a folder.
        let segments = match segments.as_slice() {
            [folder @ .., "index.html"] => folder,
            segments => segments,
        };
        match segments {
            [] => Route::Home,
            ["article", id] => ArticleId::parse(id).map_or(Route::Unknown, Route::Article),
            ["search"] => Route::Search(Box::new(query_of(Query::default(), search))),
            ["zones"] => Route::Zones,
            ["zones", id] if is_slug(id) => Route::Zone((*id).to_owned()),
            ["saved"] => Route::Saved,
            ["about"] => Route::About,
            trail => parse_list(trail, search).unwrap_or(Route::Unknown),
        }
    }

    /// The one way to write a path that has a page, where it is written otherwise: without its slash,
    /// with `index.html`, with slashes or signs that it needs not.
    pub fn plain(path: &str) -> Option<String> {
        let route = Route::parse(path);
        let plain = route.href();
        (route != Route::Unknown && plain != path).then_some(plain)
    }

    /// The address, from the site's root, with a slash before and behind the path.
    pub fn href(&self) -> String {
        match self {
            Route::Home | Route::Unknown => "/".into(),
            Route::List { query, page } => list_href(query, *page),
            Route::Article(id) => format!("/article/{id}/"),
            Route::Search(query) => with_search("/search/".into(), query, &[]),
            Route::Zones => "/zones/".into(),
            Route::Zone(id) => format!("/zones/{id}/"),
            Route::Saved => "/saved/".into(),
            Route::About => "/about/".into(),
        }
    }
}

/// The three dimensions that stand in a list's path, in their order.
const IN_PATH: [Dimension; 3] = [Dimension::Section, Dimension::Region, Dimension::Kind];

fn parse_list(segments: &[&str], search: &str) -> Option<Route> {
    let (trail, page) = match segments.split_last() {
        Some((last, trail)) if page_number(last).is_some() => (trail, page_number(last)),
        _ => (segments, None),
    };
    if trail.is_empty() || trail.len() > IN_PATH.len() {
        return None;
    }
    let mut query = Query::default();
    for (dimension, value) in IN_PATH.into_iter().zip(trail) {
        if *value == "all" {
            continue;
        }
        if !dimension.admits(value) {
            return None;
        }
        query = query.with(dimension, value);
    }
    let query = query_of(query, search);
    // A cursor and a page number are two answers to one question: the cursor is the finer one.
    let page = page.filter(|_| query.before.is_none());
    Some(Route::List { query: Box::new(query), page })
}

fn list_href(query: &Query, page: Option<u32>) -> String {
    let mut values: Vec<&str> =
        IN_PATH.into_iter().map(|dimension| query.single(dimension).unwrap_or("all")).collect();
    while values.len() > 1 && values.last() == Some(&"all") {
        values.pop();
    }
    let mut path = format!("/{}/", values.join("/"));
    if let Some(page) = page {
        path.push_str(&format!("p{page}/"));
    }
    with_search(path, query, &IN_PATH)
}

/// The path with what of the query it does not say itself: single values of `said` it does.
fn with_search(path: String, query: &Query, said: &[Dimension]) -> String {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (dimension, value) in query.filters() {
        if !(said.contains(dimension) && query.single(*dimension).is_some()) {
            pairs.push((dimension.id(), value));
        }
    }
    if !query.words.is_empty() {
        pairs.push(("q", &query.words));
    }
    if query.sort == Sort::Relevance {
        pairs.push(("sort", "relevance"));
    }
    if let Some(before) = &query.before {
        pairs.push(("before", before.as_str()));
    }
    let pairs: Vec<String> =
        pairs.into_iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

fn query_of(mut query: Query, search: &str) -> Query {
    for pair in search.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value, b' ');
        match key {
            "q" => query.words = value,
            "sort" if value == "relevance" => query.sort = Sort::Relevance,
            "before" => query.before = ArticleId::parse(&value),
            _ => {
                if let Some(dimension) = Dimension::parse(key) {
                    query = query.with(dimension, &value);
                }
            }
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(filters: &[(Dimension, &str)]) -> Query {
        filters
            .iter()
            .fold(Query::default(), |query, (dimension, value)| query.with(*dimension, value))
    }

    #[test]
    fn every_address_of_the_design_is_known() {
        use Dimension::{Kind, Region, Section, Year, Zone};
        let check = |address: &str, route: Route| {
            assert_eq!(Route::parse(address), route, "{address}");
            assert_eq!(route.href(), address);
        };
        let article = |id| ArticleId::parse(id).map(Route::Article).expect(id);
        check("/", Route::Home);
        check("/all/", Route::list(list(&[])));
        check("/zone-news/", Route::list(list(&[(Section, "zone-news")])));
        check("/all/taizhou/", Route::list(list(&[(Region, "taizhou")])));
        check(
            "/zone-news/taizhou/text/",
            Route::list(list(&[(Section, "zone-news"), (Region, "taizhou"), (Kind, "text")])),
        );
        check(
            "/zone-news/all/photo/p7/",
            Route::List {
                query: Box::new(list(&[(Section, "zone-news"), (Kind, "photo")])),
                page: Some(7),
            },
        );
        check(
            "/policy/?zone=jiangyan&year=2021&year=2022",
            Route::list(list(&[
                (Section, "policy"),
                (Zone, "jiangyan"),
                (Year, "2021"),
                (Year, "2022"),
            ])),
        );
        check(
            "/all/?section=events&section=policy",
            Route::list(list(&[(Section, "events"), (Section, "policy")])),
        );
        check("/article/20220519-jiangyan-assessment/", article("20220519-jiangyan-assessment"));
        let words = Query::default().saying("100% 外资+合作 & %2541");
        check(
            "/search/?q=100%25%20%E5%A4%96%E8%B5%84%2B%E5%90%88%E4%BD%9C%20%26%20%252541",
            Route::Search(Box::new(words)),
        );
        check("/zones/", Route::Zones);
        check("/zones/jiangyan/", Route::Zone("jiangyan".into()));
        check("/saved/", Route::Saved);
        check("/about/", Route::About);
    }

    #[test]
    fn an_address_is_read_generously() {
        let same = |address: &str, canonical: &str| {
            assert_eq!(Route::parse(address).href(), canonical, "{address}");
        };
        same("/zone-news", "/zone-news/");
        same("//zone-news//taizhou#top", "/zone-news/taizhou/");
        same("/zone-news/?year=abc&colour=red&year=2020&&=", "/zone-news/?year=2020");
        same("/zone-news/?region=taizhou", "/zone-news/taizhou/");
        same("/zone-news/all/all/", "/zone-news/");
        same("/search/?q=a+b", "/search/?q=a%20b");
        same("/index.html", "/");
        same("/events/taizhou/index.html?year=2020", "/events/taizhou/?year=2020");
        same("/zones//jiangyan/index.html", "/zones/jiangyan/");
        same("/%65vents/%74aizhou", "/events/taizhou/");
        same("/article/20220519%2Da/index%2Ehtml", "/article/20220519-a/");
        same("/search/?q=100%", "/search/?q=100%25");
    }

    #[test]
    fn a_path_that_is_written_otherwise_has_a_plain_one() {
        let check = |path: &str, plain: Option<&str>| {
            assert_eq!(Route::plain(path).as_deref(), plain, "{path}");
        };
        check("/events/p3", Some("/events/p3/"));
        check("//zones//", Some("/zones/"));
        check("/about/index.html", Some("/about/"));
        check("/all/all/", Some("/all/"));
        for plain in ["/", "/events/", "/all/all/photo/", "/search/", "/index.html/x", "/a+b/"] {
            check(plain, None);
        }
    }

    #[test]
    fn what_leads_nowhere_is_unknown() {
        for address in [
            "/article/",
            "/article/x/",
            "/a/b/c/d/",
            "/zone-news/taizhou/audio/",
            "/新闻/",
            "/p7/",
            "/zones/all/",
            "/article/20220519-jiangyan/more/",
            "/Zone-News/",
            "/events%2Ftaizhou/",
            "/%FF/",
            "/index.html/events/",
        ] {
            assert_eq!(Route::parse(address), Route::Unknown, "{address}");
        }
    }

    fn any_filter() -> impl Strategy<Value = (Dimension, String)> {
        prop_oneof![
            "[a-z]{1,3}".prop_map(|id| (Dimension::Section, id)),
            "[a-z]{1,3}".prop_map(|id| (Dimension::Region, id)),
            "[a-z]{1,3}".prop_map(|id| (Dimension::Zone, id)),
            prop_oneof!["text", "photo", "video"].prop_map(|id| (Dimension::Kind, id)),
            (1979u16..2030).prop_map(|year| (Dimension::Year, year.to_string())),
            (1u8..=12).prop_map(|month| (Dimension::Month, format!("2020-{month:02}"))),
        ]
    }

    fn any_query() -> impl Strategy<Value = Query> {
        let filters = prop::collection::vec(any_filter(), 0..6);
        (filters, ".{0,12}", any::<bool>(), any::<bool>()).prop_map(
            |(filters, words, relevance, cursor)| {
                let query = filters
                    .iter()
                    .fold(Query::default(), |query, (of, value)| query.with(*of, value));
                let mut query = query
                    .saying(words)
                    .from_cursor(ArticleId::parse("20200101-x").filter(|_| cursor));
                query.sort = if relevance { Sort::Relevance } else { Sort::Newest };
                query
            },
        )
    }

    proptest! {
        #[test]
        fn every_list_round_trips(query in any_query(), page in prop::option::of(1u32..99_999)) {
            let page = page.filter(|_| query.before.is_none());
            let route = Route::List { query: Box::new(query), page };
            prop_assert_eq!(Route::parse(&route.href()), route);
        }

        #[test]
        fn every_search_round_trips(query in any_query()) {
            let route = Route::Search(Box::new(query));
            prop_assert_eq!(Route::parse(&route.href()), route);
        }

        #[test]
        fn any_address_is_read_without_a_panic(address in "(/|[a-z%?&=+#]|\\PC){0,40}") {
            let _ = Route::parse(&address).href();
        }
    }
}
