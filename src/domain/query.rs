//! What a list shows: the reader's filters and words. One thing, for lists and for search alike.

use crate::domain::article::ArticleId;
use crate::domain::taxonomy::Site;

pub use crate::domain::dimension::Dimension;

/// The order of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    #[default]
    Newest,
    Relevance,
}

/// Filters and words. Values of one dimension mean "any of", dimensions mean "and". Filters are
/// kept sorted and without doubles, so that equal queries compare equal and have one address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    filters: Vec<(Dimension, String)>,
    /// What the reader typed; empty for none.
    pub words: String,
    pub sort: Sort,
    /// Only what is older than this article: the cursor of a filtered list.
    pub before: Option<ArticleId>,
}

impl Query {
    /// With one more value; a value that the dimension does not admit changes nothing.
    #[must_use]
    pub fn with(mut self, dimension: Dimension, value: &str) -> Self {
        let filter = (dimension, value.to_owned());
        if dimension.admits(value)
            && let Err(at) = self.filters.binary_search(&filter)
        {
            self.filters.insert(at, filter);
        }
        self
    }

    /// With the value put in, or taken out where it is in; paging starts anew.
    #[must_use]
    pub fn toggled(mut self, dimension: Dimension, value: &str) -> Self {
        self.before = None;
        if self.has(dimension, value) {
            // A year takes its months along.
            let goes = |(of, held): &(Dimension, String)| {
                (*of == dimension && held == value)
                    || (dimension == Dimension::Year
                        && *of == Dimension::Month
                        && held.starts_with(value))
            };
            self.filters.retain(|filter| !goes(filter));
            return self;
        }
        self.with(dimension, value)
    }

    /// After the step that leads from one query to another: the filters that it puts in or takes out, and the
    /// order where it changes that. What else was chosen stays; paging starts anew.
    #[must_use]
    pub fn after_step(&self, from: &Self, to: &Self) -> Self {
        let sort = if to.sort == from.sort { self.sort } else { to.sort };
        let mut query = Self { sort, before: None, ..self.clone() };
        for (dimension, value) in from.filters.iter().chain(&to.filters) {
            let is_wanted = to.has(*dimension, value);
            if from.has(*dimension, value) != is_wanted && query.has(*dimension, value) != is_wanted
            {
                query = query.toggled(*dimension, value);
            }
        }
        query
    }

    /// Only what is older than an article, or all.
    #[must_use]
    pub fn from_cursor(mut self, before: Option<ArticleId>) -> Self {
        self.before = before;
        self
    }

    /// With other words.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// As a site knows it: values by the ids that they have now, and none that it does not know.
    #[must_use]
    pub fn known_to(&self, site: &Site) -> Self {
        let mut known = Self { filters: Vec::new(), ..self.clone() };
        for (dimension, value) in &self.filters {
            if let Some(id) = site.canonical(*dimension, value) {
                known = known.with(*dimension, id);
            }
        }
        known
    }

    /// Without any value of a dimension.
    #[must_use]
    pub fn without(mut self, dimension: Dimension) -> Self {
        self.filters.retain(|(other, _)| *other != dimension);
        self
    }

    pub fn has(&self, dimension: Dimension, value: &str) -> bool {
        self.chosen(dimension).any(|chosen| chosen == value)
    }

    /// The values chosen in a dimension, sorted.
    pub fn chosen(&self, dimension: Dimension) -> impl Iterator<Item = &str> {
        let of_dimension = move |filter: &&(Dimension, String)| filter.0 == dimension;
        self.filters.iter().filter(of_dimension).map(|(_, value)| value.as_str())
    }

    /// The value of a dimension that has exactly one.
    pub fn single(&self, dimension: Dimension) -> Option<&str> {
        let mut chosen = self.chosen(dimension);
        chosen.next().filter(|_| chosen.next().is_none())
    }

    /// The year of all times that are chosen, if it is one.
    pub fn single_year(&self) -> Option<&str> {
        let months = self.chosen(Dimension::Month).filter_map(|month| month.get(..4));
        let mut years = self.chosen(Dimension::Year).chain(months);
        let year = years.next()?;
        years.all(|other| other == year).then_some(year)
    }

    pub fn filters(&self) -> &[(Dimension, String)] {
        &self.filters
    }

    /// Whether the address is a path alone: at most one section, region and kind, and nothing else.
    pub fn is_trail(&self) -> bool {
        let single = |dimension| self.chosen(dimension).count() <= 1;
        let plain = [Dimension::Section, Dimension::Region, Dimension::Kind];
        self.filters.iter().all(|(dimension, _)| plain.contains(dimension))
            && plain.into_iter().all(single)
            && self.words.is_empty()
            && self.before.is_none()
            && self.sort == Sort::Newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_choices_are_equal_queries() {
        let one = Query::default().with(Dimension::Year, "2020").with(Dimension::Region, "beijing");
        let other = Query::default()
            .with(Dimension::Region, "beijing")
            .with(Dimension::Year, "2020")
            .with(Dimension::Year, "2020");
        assert_eq!(one, other);
    }

    #[test]
    fn toggling_twice_changes_nothing() {
        let query = Query::default().with(Dimension::Zone, "jiangyan");
        let toggled = query.clone().toggled(Dimension::Zone, "kunshan");
        assert_eq!(toggled.chosen(Dimension::Zone).count(), 2);
        assert_eq!(toggled.toggled(Dimension::Zone, "kunshan"), query);
    }

    #[test]
    fn a_step_is_the_same_from_another_query() {
        let query = |filters: &[(Dimension, &str)]| {
            filters.iter().fold(Query::default(), |query, (of, value)| query.with(*of, value))
        };
        let check = |of: &Query, from: &Query, to: &Query, after: &Query| {
            assert_eq!(of.after_step(from, to), *after, "{of:?}");
        };
        let (none, photo) = (query(&[]), query(&[(Dimension::Kind, "photo")]));
        let (in_2020, in_2021) =
            (query(&[(Dimension::Year, "2020")]), query(&[(Dimension::Year, "2021")]));
        let both = query(&[(Dimension::Year, "2020"), (Dimension::Year, "2021")]);
        check(&in_2021, &none, &photo, &in_2021.clone().with(Dimension::Kind, "photo"));
        check(&both, &in_2020, &none, &in_2021);
        // It was taken already, or there is nothing to take.
        check(&photo, &none, &photo, &photo);
        check(&photo, &in_2020, &none, &photo);
        let further = none.clone().from_cursor(ArticleId::parse("20200101-a"));
        check(&further, &none, &photo, &photo);
        let (found, other) = (in_2020.clone().saying("a"), none.saying("b"));
        let sorted = |query: &Query| Query { sort: Sort::Relevance, ..query.clone() };
        check(&found, &other, &sorted(&other), &sorted(&found));
    }

    #[test]
    fn a_year_that_is_taken_out_takes_its_months_along() {
        let query = Query::default().with(Dimension::Month, "2020-03");
        let in_2021 = query.clone().with(Dimension::Year, "2021").with(Dimension::Month, "2021-03");
        assert_eq!(in_2021.toggled(Dimension::Year, "2021"), query);
    }

    #[test]
    fn one_year_is_told_from_several() {
        let check = |query: &Query, year: Option<&str>| assert_eq!(query.single_year(), year);
        check(&Query::default(), None);
        let march = Query::default().with(Dimension::Month, "2020-03");
        check(&march, Some("2020"));
        check(&march.clone().with(Dimension::Year, "2020"), Some("2020"));
        check(&march.with(Dimension::Year, "2021"), None);
    }

    #[test]
    fn a_value_that_cannot_be_is_left_out() {
        let check = |dimension, value| {
            assert_eq!(Query::default().with(dimension, value), Query::default(), "{value}");
        };
        check(Dimension::Year, "20");
        check(Dimension::Year, "二〇二二");
        check(Dimension::Month, "2022-13");
        check(Dimension::Kind, "audio");
        check(Dimension::Region, "../etc");
        check(Dimension::Section, "all");
    }

    #[test]
    fn only_single_section_region_and_kind_make_a_trail() {
        let base = Query::default().with(Dimension::Section, "policy");
        assert!(base.is_trail());
        assert!(base.clone().with(Dimension::Kind, "text").is_trail());
        assert!(!base.clone().with(Dimension::Section, "events").is_trail());
        assert!(!base.with(Dimension::Year, "2020").is_trail());
    }
}
