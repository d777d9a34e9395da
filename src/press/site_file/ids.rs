//! Ids of categories: each stands once in the whole file, those that a category had before among them,
//! so that an address or an article never means two.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Fields, Judge, join};
use crate::domain::slug::{RESERVED, is_slug};
use crate::domain::taxonomy::did_you_mean;

/// An id, and the path of its field.
struct Id<'v> {
    field: String,
    id: &'v str,
    is_region: bool,
}

impl Judge {
    /// Judges what ids are and whether they agree, as far as they can be read.
    pub(super) fn ids(&mut self, site: &Fields) {
        let provinces = objects("", site, "regions");
        let cities = provinces.iter().flat_map(|(at, province)| objects(at, province, "cities"));
        let regions: Vec<Place<'_>> = provinces.iter().cloned().chain(cities).collect();
        let (sections, zones) = (objects("", site, "sections"), objects("", site, "zones"));
        let (mut own, mut old) = (Vec::new(), Vec::new());
        for (places, is_region) in [(&sections, false), (&regions, true), (&zones, false)] {
            for (at, category) in places {
                let field = format!("{at}.id");
                own.extend(text(category, "id").map(|id| Id { field, id, is_region }));
                let was = elements(category, "was").iter().enumerate();
                old.extend(was.filter_map(|(place, id)| {
                    Some(Id { field: format!("{at}.was[{place}]"), id: id.as_str()?, is_region })
                }));
            }
        }
        self.once(&own, &old);
        for (at, zone) in &zones {
            self.region_of(at, zone, &own, &old);
        }
    }

    /// Each id is a slug and stands once; one that a category has is not one that another had.
    fn once(&mut self, own: &[Id<'_>], old: &[Id<'_>]) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for Id { field, id, .. } in own.iter().chain(old) {
            if !is_slug(id) {
                let told = format!(
                    "\"{id}\" is not a slug: use lower-case ASCII letters, digits and hyphens, and none of {}",
                    RESERVED.join(", ")
                );
                self.problem(field.as_str(), told);
            } else if let Some(other) = seen.insert(id, field) {
                let cure = match field.ends_with(']') {
                    true => "leave it out here, or choose another id there",
                    false => "choose another for one of them",
                };
                self.problem(
                    field.as_str(),
                    format!("\"{id}\" stands twice, also at {other}: {cure}"),
                );
                seen.insert(id, other);
            }
        }
    }

    /// A zone lies in a region, by the id that it has now.
    fn region_of(&mut self, at: &str, zone: &Fields, own: &[Id<'_>], old: &[Id<'_>]) {
        let Some(region) = text(zone, "region") else { return };
        let mut regions = own.iter().filter(|id| id.is_region);
        if regions.clone().any(|id| id.id == region) {
            return;
        }
        let was = old.iter().find(|id| id.is_region && id.id == region);
        let now = was.and_then(|was| {
            let category = was.field.split(".was").next()?;
            regions.find(|id| id.field.strip_suffix(".id") == Some(category))
        });
        let cure = match now {
            Some(now) => format!("is what \"{0}\" was: write \"{0}\"", now.id),
            None => {
                let known = own.iter().filter(|id| id.is_region).map(|id| id.id);
                let meant = did_you_mean(region, known);
                format!("is not among the regions{meant}: name the city or the province it lies in")
            }
        };
        self.problem(format!("{at}.region"), format!("\"{region}\" {cure}"));
    }
}

/// An object of the file, with its path.
type Place<'v> = (String, &'v Fields);

/// The objects of a list in what stands at a path.
fn objects<'v>(at: &str, fields: &'v Fields, name: &str) -> Vec<Place<'v>> {
    let place = |(place, element): (usize, &'v Value)| {
        Some((format!("{}[{place}]", join(at, name)), element.as_object()?))
    };
    elements(fields, name).iter().enumerate().filter_map(place).collect()
}

fn elements<'v>(fields: &'v Fields, name: &str) -> &'v [Value] {
    fields.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text that says something; one that does not is told elsewhere.
fn text<'v>(fields: &'v Fields, name: &str) -> Option<&'v str> {
    fields.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}
