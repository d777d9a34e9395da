//! A page as a value: the site it belongs to, what it shows, and what it is called.

use std::sync::Arc;

use super::expanded::Expanded;
use super::parts::place;
use crate::archive::{Answer, Front, List, Marks, Neighbours, News};
use crate::domain::article::Article;
use crate::domain::phrases::{Phrases, fill};
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::{Site, Zone};

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
    List(Box<ListPage>),
    Search(Box<Search>),
    Article(Box<ArticlePage>),
    /// How many articles each zone has.
    Zones(Arc<SortedMap<u32>>),
    Zone(Arc<Zone>, Arc<News>),
    About,
}

/// A list, and which of its facets show all their values.
#[derive(Clone, Debug)]
pub struct ListPage {
    pub list: Arc<List>,
    pub expanded: Expanded,
}

impl From<List> for Content {
    fn from(list: List) -> Self {
        let mut expanded = Expanded::default();
        expanded.show_chosen(&list);
        Self::List(Box::new(ListPage { list: Arc::new(list), expanded }))
    }
}

/// An article, and what comes to it after it is on screen.
#[derive(Clone, Debug)]
pub struct ArticlePage {
    pub article: Arc<Article>,
    pub neighbours: Option<Neighbours>,
    /// Where the words that led here stand.
    pub marks: Option<Arc<Marks>>,
    /// The reader would rather not see them marked.
    pub unmarked: bool,
}

impl From<Arc<Article>> for Content {
    fn from(article: Arc<Article>) -> Self {
        let page = ArticlePage { article, neighbours: None, marks: None, unmarked: false };
        Self::Article(Box::new(page))
    }
}

impl Content {
    /// Whether this stays on screen, dimmed, while other filters or words are slow to come.
    pub fn stays(&self) -> bool {
        matches!(self, Self::List(_) | Self::Search(_))
    }

    /// Takes over what the reader has opened of a page of the same kind.
    pub fn take_over(&mut self, former: &Self) {
        match (self, former) {
            (Self::Search(page), Self::Search(former)) => page.narrowing |= former.narrowing,
            (Self::List(page), Self::List(former)) => {
                page.expanded = former.expanded.clone();
                page.expanded.show_chosen(&page.list);
            }
            _ => {}
        }
    }
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
    /// The filters are drawn: once the reader has opened them.
    pub narrowing: bool,
}

/// The news of a zone, as a list.
pub fn zone_query(zone: &Zone) -> Query {
    Query::default().with(Dimension::Zone, &zone.id)
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
            Content::List(page) => list_heading(&page.list.query, &self.site),
            Content::Search(search) => search_heading(&search.query, &self.site.phrases),
            Content::Article(page) => page.article.title.clone(),
            Content::Zones(_) => self.site.phrases.startup.zone_directory.into(),
            Content::Zone(zone, _) => zone.name.clone(),
            Content::About => fill(self.site.phrases.about, &[&self.site.name]),
        }
    }

    /// The document's title.
    pub fn title(&self) -> String {
        let phrases = &self.site.phrases;
        match (&self.content, &self.route) {
            (Content::Home(_), _) if self.site.slogan.is_empty() => self.heading(),
            (Content::Home(_), _) => format!("{} - {}", self.heading(), self.site.slogan),
            (Content::List(page), _) if !place(&page.list.pager, phrases).is_empty() => {
                let place = place(&page.list.pager, phrases);
                let heading = fill(phrases.heading_with_place, &[&self.heading(), &place]);
                format!("{heading} - {}", self.site.name)
            }
            _ => format!("{} - {}", self.heading(), self.site.name),
        }
    }

    /// The section that the navigation marks.
    pub fn section(&self) -> Option<String> {
        match &self.content {
            Content::Home(_) => Some("home".into()),
            Content::List(page) => {
                Some(page.list.query.single(Dimension::Section).unwrap_or("all").to_owned())
            }
            Content::Article(page) => Some(page.article.section_in(&self.site).to_owned()),
            Content::Zones(_) | Content::Zone(..) => Some("zones".into()),
            Content::Search(_) | Content::About => None,
        }
    }
}

/// What a search is headed by.
pub fn search_heading(query: &Query, phrases: &Phrases) -> String {
    match query.words.trim() {
        "" => phrases.search.into(),
        words => fill(phrases.search_for, &[words]),
    }
}

/// All that a list was narrowed to, in words.
pub fn list_heading(query: &Query, site: &Site) -> String {
    let mut names: Vec<String> = Vec::new();
    for dimension in Dimension::ALL {
        let chosen = query.chosen(dimension).filter_map(|id| site.value_name(dimension, id));
        let chosen: Vec<String> = chosen.collect();
        if !chosen.is_empty() {
            names.push(chosen.join(site.phrases.list_comma));
        }
    }
    match names.is_empty() {
        true => site.phrases.startup.all_news.into(),
        false => names.join(" · "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

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
}
