//! Which category an id means: the one that has it, or the one that had it before.

use super::{Province, Section, Site, Zone};
use crate::domain::dimension::Dimension;

/// Whether a category has an id, or had it before.
fn goes_by(asked: &str, id: &str, was: &[String]) -> bool {
    asked == id || was.iter().any(|old| asked == old)
}

impl Site {
    /// The section that has or had an id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| goes_by(id, &section.id, &section.was))
    }

    /// The zone that has or had an id.
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| goes_by(id, &zone.id, &zone.was))
    }

    /// The name of the province or city that has or had an id.
    pub fn region(&self, id: &str) -> Option<&str> {
        self.place(id).map(|(_, name)| name)
    }

    /// The province that a region is or lies in.
    pub fn province(&self, region: &str) -> Option<&Province> {
        self.regions.iter().find(|province| named(province, region).is_some())
    }

    /// The id and the name of the province or city that has or had an id.
    fn place(&self, id: &str) -> Option<(&str, &str)> {
        self.regions.iter().find_map(|province| named(province, id))
    }

    /// The id that a filter's value has now: that of the category which has it or had it before, and
    /// any kind or time as it is. `None` where the site knows no such value.
    pub fn canonical<'s>(&'s self, dimension: Dimension, value: &'s str) -> Option<&'s str> {
        match dimension {
            Dimension::Section => self.section(value).map(|section| section.id.as_str()),
            Dimension::Region => self.place(value).map(|(id, _)| id),
            Dimension::Zone => self.zone(value).map(|zone| zone.id.as_str()),
            Dimension::Kind | Dimension::Year | Dimension::Month => {
                dimension.admits(value).then_some(value)
            }
        }
    }

    /// The ids of provinces and cities, each province before its own.
    pub fn region_ids(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().flat_map(|province| {
            let cities = province.cities.iter().map(|city| city.id.as_str());
            std::iter::once(province.id.as_str()).chain(cities)
        })
    }
}

/// The id and the name of what in a province goes by an id: itself or a city.
fn named<'p>(province: &'p Province, id: &str) -> Option<(&'p str, &'p str)> {
    if goes_by(id, &province.id, &province.was) {
        return Some((&province.id, &province.name));
    }
    let city = province.cities.iter().find(|city| goes_by(id, &city.id, &city.was))?;
    Some((&city.id, &city.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

    #[test]
    fn an_old_id_means_the_category_that_had_it() {
        let mut site = site();
        site.sections[1].was = vec!["rules".into(), "laws".into()];
        site.regions[1].was = vec!["su".into()];
        site.regions[1].cities[0].was = vec!["tai".into()];
        site.zones[0].was = vec!["jiangyan-old".into()];
        let check = |dimension, asked: &str, id: Option<&str>| {
            assert_eq!(site.canonical(dimension, asked), id, "{asked}");
        };
        check(Dimension::Section, "policy", Some("policy"));
        check(Dimension::Section, "laws", Some("policy"));
        check(Dimension::Section, "tai", None);
        check(Dimension::Region, "su", Some("jiangsu"));
        check(Dimension::Region, "tai", Some("taizhou"));
        check(Dimension::Region, "suzhou", Some("suzhou"));
        check(Dimension::Region, "laws", None);
        check(Dimension::Zone, "jiangyan-old", Some("jiangyan"));
        check(Dimension::Zone, "rules", None);
        check(Dimension::Kind, "photo", Some("photo"));
        check(Dimension::Kind, "audio", None);
        check(Dimension::Year, "2022", Some("2022"));
        check(Dimension::Month, "2022-13", None);
        assert_eq!(site.region("tai"), Some("泰州"));
        assert_eq!(site.province("tai").map(|province| province.id.as_str()), Some("jiangsu"));
    }
}
