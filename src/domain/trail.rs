//! The trail: the steps from home to a list, which stand above it as links.

use crate::domain::dimension::Dimension;
use crate::domain::query::Query;
use crate::domain::route::Route;
use crate::domain::taxonomy::Site;

/// A step of a trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Crumb {
    pub name: String,
    pub route: Route,
}

impl Site {
    /// The trail of a list: home, then section, region and kind as far as each is a single choice.
    pub fn trail(&self, query: &Query) -> Vec<Crumb> {
        let mut trail = vec![Crumb { name: self.phrases.home.into(), route: Route::Home }];
        let mut so_far = Query::default();
        for dimension in [Dimension::Section, Dimension::Region, Dimension::Kind] {
            let Some(value) = query.single(dimension) else { continue };
            let Some(name) = self.value_name(dimension, value) else { continue };
            so_far = so_far.with(dimension, value);
            trail.push(Crumb { name, route: Route::list(so_far.clone()) });
        }
        if trail.len() == 1 {
            let name = self.phrases.startup.all_news.into();
            trail.push(Crumb { name, route: Route::list(Query::default()) });
        }
        trail
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

    #[test]
    fn a_trail_leads_from_home_through_section_region_and_kind() {
        let names = |query: &Query| {
            let trail = site().trail(query);
            trail.into_iter().map(|crumb| crumb.name).collect::<Vec<_>>().join(" > ")
        };
        let query = Query::default()
            .with(Dimension::Section, "zone-news")
            .with(Dimension::Region, "taizhou")
            .with(Dimension::Kind, "text");
        assert_eq!(names(&query), "首页 > 开发区新闻 > 泰州 > 文字新闻");
        let two = Query::default().with(Dimension::Kind, "text").with(Dimension::Kind, "photo");
        assert_eq!(names(&two), "首页 > 全部新闻");
        assert_eq!(names(&Query::default().with(Dimension::Region, "suzhou")), "首页 > 苏州");
    }
}
