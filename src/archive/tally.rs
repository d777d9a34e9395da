//! Counting: what a query finds by year, and the counts of every facet's values.

use super::digest::{Cell, Digest};
use super::filing::Filing;
use super::list::{Facet, FacetValue};
use crate::query::{Dimension, Query};
use crate::route::Route;
use crate::taxonomy::{Kind, Site};

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
    /// Adds what a digest counts by year.
    pub fn add(&mut self, digest: &Digest, query: &Query, site: &Site) {
        self.add_cells(digest, query, site, |cell| cell.times.clone());
    }

    /// Adds what the digest of a year counts, of the months that the query admits.
    pub fn add_months(&mut self, digest: &Digest, year: u16, query: &Query, site: &Site) {
        let admitted: Vec<bool> = (0..=12)
            .map(|month| query.has(Dimension::Month, &format!("{year:04}-{month:02}")))
            .collect();
        let is_admitted = |month: u16| admitted.get(usize::from(month)) == Some(&true);
        self.add_cells(digest, query, site, |cell| {
            let months = cell.times.iter().filter(|(month, _)| is_admitted(*month));
            vec![(year, months.map(|(_, count)| count).sum())]
        });
    }

    /// Counts the months of the digest of a year, whichever are chosen.
    pub fn count_months(&mut self, digest: &Digest, year: u16, query: &Query, site: &Site) {
        let passes = digest.passes(query, site);
        let mut months = [0u32; 13];
        for cell in digest.cells.iter().filter(|cell| cell.failed(&passes).next().is_none()) {
            for (month, count) in &cell.times {
                if let Some(sum) = months.get_mut(usize::from(*month)) {
                    *sum += count;
                }
            }
        }
        for (month, count) in (0..).zip(months) {
            self.count_more(Dimension::Month, &format!("{year:04}-{month:02}"), count);
        }
    }

    fn add_cells(
        &mut self,
        digest: &Digest,
        query: &Query,
        site: &Site,
        times: impl Fn(&Cell) -> Vec<(u16, u32)>,
    ) {
        let passes = digest.passes(query, site);
        let chosen: Vec<u16> =
            query.chosen(Dimension::Year).filter_map(|year| year.parse().ok()).collect();
        let is_admitted = |year: u16| chosen.is_empty() || chosen.contains(&year);
        // By the digest's own numbers of values, since cells are many.
        let mut counts = digest.values.each_ref().map(|values| vec![0u32; values.len()]);
        let mut years: Vec<(u16, u32)> = Vec::new();
        for cell in &digest.cells {
            let mut failed = cell.failed(&passes);
            let (first, second) = (failed.next(), failed.next());
            if second.is_some() {
                continue;
            }
            let times = times(cell);
            let admitted = times.iter().filter(|(year, _)| is_admitted(*year));
            let matches: u32 = admitted.map(|(_, count)| count).sum();
            for (at, (counts, value)) in counts.iter_mut().zip(cell.filing).enumerate() {
                if first.is_none_or(|failed| failed == at)
                    && let Some(sum) = counts.get_mut(usize::from(value))
                {
                    *sum += matches;
                }
            }
            if first.is_none() {
                for (year, count) in times {
                    add_to(&mut years, year, count);
                }
            }
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
    }

    pub fn count_more(&mut self, dimension: Dimension, value: &str, count: u32) {
        if count == 0 {
            return;
        }
        match self.place(dimension, value) {
            Ok(at) => {
                if let Some((_, _, sum)) = self.counts.get_mut(at) {
                    *sum += count;
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

    /// The facets of a list. Values stand in the site's order, times newest first, so that a value
    /// keeps its place while the reader chooses.
    pub fn facets(&self, query: &Query, site: &Site) -> Vec<Facet> {
        let mut facets = Vec::new();
        let trail_section = query.single(Dimension::Section).is_some();
        if !trail_section {
            let ids = site.sections.iter().map(|section| section.id.as_str());
            facets.push(self.flat(query, site, Dimension::Section, ids));
        }
        facets.push(self.regions(query, site));
        let zones = site.zones.iter().map(|zone| zone.id.as_str());
        facets.push(self.flat(query, site, Dimension::Zone, zones));
        let kinds = Kind::ALL.into_iter().map(|kind| kind.id());
        facets.push(self.flat(query, site, Dimension::Kind, kinds));
        let mut years: Vec<&str> = self
            .counts
            .iter()
            .filter(|(dimension, _, _)| *dimension == Dimension::Year)
            .map(|(_, year, _)| year.as_str())
            .collect();
        // A year that was chosen stays on screen, so that it can be taken out.
        for year in query.chosen(Dimension::Year) {
            if let Err(at) = years.binary_search(&year) {
                years.insert(at, year);
            }
        }
        let newest_first = years.into_iter().rev();
        facets.push(self.flat(query, site, Dimension::Year, newest_first));
        if let Some(year) = query.single_year() {
            let months: Vec<String> = (1..=12).map(|month| format!("{year}-{month:02}")).collect();
            let months = months.iter().map(String::as_str);
            facets.push(self.flat(query, site, Dimension::Month, months));
        }
        facets
    }

    fn value(&self, query: &Query, site: &Site, dimension: Dimension, id: &str) -> FacetValue {
        FacetValue {
            id: id.to_owned(),
            name: site.value_name(dimension, id).unwrap_or_else(|| id.to_owned()),
            count: self.count(dimension, id),
            chosen: query.has(dimension, id),
            route: Route::list(query.clone().toggled(dimension, id)),
            within: Vec::new(),
        }
    }

    fn flat<'a>(
        &self,
        query: &Query,
        site: &Site,
        dimension: Dimension,
        ids: impl Iterator<Item = &'a str>,
    ) -> Facet {
        let values = ids.map(|id| self.value(query, site, dimension, id));
        let values = values.filter(|value| value.count > 0 || value.chosen).collect();
        Facet { dimension, values }
    }

    /// Provinces, each with its cities where it or one of them is chosen. A province counts its
    /// cities' articles too.
    fn regions(&self, query: &Query, site: &Site) -> Facet {
        let provinces = site.regions.iter().map(|province| {
            let cities = province.cities.iter();
            let cities: Vec<FacetValue> =
                cities.map(|city| self.value(query, site, Dimension::Region, &city.id)).collect();
            let mut value = self.value(query, site, Dimension::Region, &province.id);
            value.count += cities.iter().map(|city| city.count).sum::<u32>();
            let open = value.chosen || cities.iter().any(|city| city.chosen);
            let shown = |city: &FacetValue| open && (city.count > 0 || city.chosen);
            value.within = cities.into_iter().filter(shown).collect();
            value
        });
        let values =
            provinces.filter(|value| value.count > 0 || value.chosen || !value.within.is_empty());
        Facet { dimension: Dimension::Region, values: values.collect() }
    }
}

/// Adds to the sum of a year, which stand in ascending order.
fn add_to(sums: &mut Vec<(u16, u32)>, year: u16, count: u32) {
    match sums.binary_search_by_key(&year, |(year, _)| *year) {
        Ok(at) => {
            if let Some((_, sum)) = sums.get_mut(at) {
                *sum += count;
            }
        }
        Err(at) => sums.insert(at, (year, count)),
    }
}
