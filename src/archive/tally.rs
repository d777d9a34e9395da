//! Counting: what a query finds by year, and the counts of every facet's values.

use super::digest::Digest;
use super::facet::{Facet, FacetValue};
use super::filing::Filing;
use crate::domain::query::{Dimension, Query};
use crate::domain::route::Route;
use crate::domain::taxonomy::{Categories, Kind, Site};

/// A value of a dimension and how many articles have it.
type Count = (Dimension, String, u32);

/// What a query finds, counted: the matches of each year, and the counts of every facet's values. The
/// counts of a facet ignore what is chosen in it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// In order, a few hundred at most, without zeros.
    pub(super) counts: Vec<Count>,
    /// By year, ascending.
    pub(super) matches: Vec<(u16, u32)>,
}

impl Tally {
    /// Adds what a digest counts: by year, or by the months of `of_year`, which is empty otherwise.
    pub fn add(&mut self, digest: &Digest, of_year: &str, query: &Query, site: &dyn Categories) {
        let by_month = of_year.parse::<u16>().ok();
        let month_chosen = query.chosen(Dimension::Month).next().is_some();
        let months_to_ask = if by_month.is_some() { 0..13 } else { 0..0 };
        let admitted: Vec<bool> = months_to_ask
            .map(|month| query.has(Dimension::Month, &format!("{of_year}-{month:02}")))
            .collect();
        let passes = digest.passes(query, site);
        let chosen: Vec<u16> =
            query.chosen(Dimension::Year).filter_map(|year| year.parse().ok()).collect();
        let is_admitted = |year: u16| chosen.is_empty() || chosen.contains(&year);
        // By the digest's own numbers of values, since cells are many.
        let mut counts = digest.values.each_ref().map(|values| vec![0u32; values.len()]);
        let mut years: Vec<(u16, u32)> = Vec::new();
        let mut months = [0u32; 13];
        for cell in &digest.cells {
            let mut failed = cell.failed(&passes);
            let (first, second) = (failed.next(), failed.next());
            if second.is_some() {
                continue;
            }
            let mut matches = 0;
            for (time, count) in &cell.times {
                let month = usize::from(*time);
                if by_month.is_some()
                    && first.is_none()
                    && let Some(sum) = months.get_mut(month)
                {
                    *sum = sum.saturating_add(*count);
                }
                let year = by_month.unwrap_or(*time);
                if by_month.is_some() && admitted.get(month) != Some(&true) {
                    continue;
                }
                if is_admitted(year) {
                    matches = count.saturating_add(matches);
                }
                if first.is_none() {
                    add_to(&mut years, year, *count);
                }
            }
            for (at, (counts, value)) in counts.iter_mut().zip(cell.filing).enumerate() {
                if first.is_none_or(|failed| failed == at)
                    && let Some(sum) = counts.get_mut(usize::from(value))
                {
                    *sum = sum.saturating_add(matches);
                }
            }
        }
        if query.single_year() == Some(of_year) {
            for (month, count) in (0..).zip(months) {
                self.count_more(Dimension::Month, &format!("{of_year}-{month:02}"), count);
            }
        }
        if by_month.is_some() && !month_chosen {
            return;
        }
        let values = digest.values.iter().zip(counts).zip(Filing::DIMENSIONS);
        for ((values, counts), dimension) in values {
            for (value, count) in values.iter().zip(counts).filter(|(value, _)| !value.is_empty()) {
                self.count_more(dimension, value, count);
            }
        }
        for (year, count) in years {
            self.count_more(Dimension::Year, &format!("{year:04}"), count);
            if is_admitted(year) && count > 0 {
                add_to(&mut self.matches, year, count);
            }
        }
        // The digest of all sections of a larger archive tells them here alone.
        if digest.values.first().is_some_and(|sections| sections.iter().all(String::is_empty)) {
            for (section, count) in &digest.sections {
                self.count_more(Dimension::Section, section, *count);
            }
        }
    }

    pub fn count_more(&mut self, dimension: Dimension, value: &str, count: u32) {
        if count == 0 {
            return;
        }
        match self.place(dimension, value) {
            Ok(at) => {
                if let Some((_, _, sum)) = self.counts.get_mut(at) {
                    *sum = sum.saturating_add(count);
                }
            }
            Err(at) => self.counts.insert(at, (dimension, value.to_owned(), count)),
        }
    }

    /// Where a value stands among the counts, or belongs.
    fn place(&self, dimension: Dimension, value: &str) -> Result<usize, usize> {
        self.counts.binary_search_by(|(of, held, _)| {
            of.cmp(&dimension).then_with(|| held.as_str().cmp(value))
        })
    }

    /// All matches.
    pub fn total(&self) -> usize {
        self.matches.iter().map(|(_, count)| *count as usize).sum()
    }

    /// The years that have matches and how many, newest first.
    pub fn years(&self) -> impl Iterator<Item = (u16, usize)> {
        self.matches.iter().rev().map(|(year, count)| (*year, *count as usize))
    }

    pub fn count(&self, dimension: Dimension, value: &str) -> u32 {
        let found = self.place(dimension, value).ok().and_then(|at| self.counts.get(at));
        found.map_or(0, |(_, _, count)| *count)
    }

    /// The facets of a list: the same six for every query, and values in the site's order, times newest
    /// first, so that facet and value keep their place while the reader chooses.
    pub fn facets(&self, query: &Query, site: &Site) -> Vec<Facet> {
        let sections = site.sections.iter().map(|section| section.id.as_str());
        let months = query.single_year().map(months_of).unwrap_or_default();
        let months = months.iter().map(String::as_str);
        let kinds = Kind::ALL.into_iter().map(Kind::id);
        let zones = site.zones.iter().map(|zone| zone.id.as_str());
        // What is not shown is not made: an address for each of hundreds of values takes time.
        let shown = |dimension| move |id: &&str| self.is_shown(query, dimension, id);
        vec![
            // Sections and kinds are few: they stand whether they have articles or not.
            self.facet(query, site, Dimension::Section, sections),
            self.regions(query, site),
            self.facet(query, site, Dimension::Year, self.years_to_choose(query).into_iter()),
            self.facet(query, site, Dimension::Month, months.filter(shown(Dimension::Month))),
            self.facet(query, site, Dimension::Kind, kinds),
            // The longest comes last.
            self.facet(query, site, Dimension::Zone, zones.filter(shown(Dimension::Zone))),
        ]
    }

    /// The years that have articles, newest first; one that was chosen stays, so that it can be taken out.
    fn years_to_choose<'a>(&'a self, query: &'a Query) -> Vec<&'a str> {
        let counted = self.counts.iter().filter(|(of, _, _)| *of == Dimension::Year);
        let mut years: Vec<&str> = counted.map(|(_, year, _)| year.as_str()).collect();
        for year in query.chosen(Dimension::Year) {
            if let Err(at) = years.binary_search(&year) {
                years.insert(at, year);
            }
        }
        years.reverse();
        years
    }

    fn value(&self, query: &Query, site: &Site, dimension: Dimension, id: &str) -> FacetValue {
        // A list of one section asks for the counts of that alone.
        let is_told = dimension != Dimension::Section
            || query.single(Dimension::Section).is_none_or(|own| own == id);
        FacetValue {
            id: id.to_owned(),
            name: site.value_name(dimension, id).unwrap_or_else(|| id.to_owned()),
            count: is_told.then(|| self.count(dimension, id)),
            chosen: query.has(dimension, id),
            route: Route::list(query.clone().toggled(dimension, id)),
            within: Vec::new(),
        }
    }

    fn facet<'a>(
        &self,
        query: &Query,
        site: &Site,
        dimension: Dimension,
        ids: impl Iterator<Item = &'a str>,
    ) -> Facet {
        let values = ids.map(|id| self.value(query, site, dimension, id)).collect();
        Facet { dimension, values }
    }

    fn is_shown(&self, query: &Query, dimension: Dimension, id: &str) -> bool {
        self.count(dimension, id) > 0 || query.has(dimension, id)
    }

    /// Provinces, each with its cities where it or one of them is chosen. A province counts its
    /// cities' articles too.
    fn regions(&self, query: &Query, site: &Site) -> Facet {
        let region = Dimension::Region;
        let mut values = Vec::new();
        for province in &site.regions {
            let ids = province.cities.iter().map(|city| city.id.as_str());
            let cities: Vec<&str> = ids.filter(|id| self.is_shown(query, region, id)).collect();
            if cities.is_empty() && !self.is_shown(query, region, &province.id) {
                continue;
            }
            let mut value = self.value(query, site, region, &province.id);
            let of_cities = cities.iter().map(|city| self.count(region, city));
            let own = self.count(region, &province.id);
            value.count = Some(of_cities.fold(own, u32::saturating_add));
            if value.chosen || cities.iter().any(|city| query.has(region, city)) {
                let cities = cities.into_iter();
                value.within = cities.map(|city| self.value(query, site, region, city)).collect();
            }
            values.push(value);
        }
        Facet { dimension: Dimension::Region, values }
    }
}

fn months_of(year: &str) -> Vec<String> {
    (1..=12).map(|month| format!("{year}-{month:02}")).collect()
}

/// Adds to the sum of a year, which stand in ascending order.
fn add_to(sums: &mut Vec<(u16, u32)>, year: u16, count: u32) {
    match sums.binary_search_by_key(&year, |(year, _)| *year) {
        Ok(at) => {
            if let Some((_, sum)) = sums.get_mut(at) {
                *sum = sum.saturating_add(count);
            }
        }
        Err(at) => sums.insert(at, (year, count)),
    }
}
