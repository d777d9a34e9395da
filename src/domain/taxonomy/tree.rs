//! The category tree without its names: all that filters need.

use serde_json::Value;

use super::Site;
use crate::domain::json::{self, Fault};

/// Tells which ids there are, and what lies in what.
pub trait Categories {
    fn sections(&self) -> Vec<&str>;

    /// The province that a region is or lies in.
    fn province_of(&self, region: &str) -> Option<&str>;

    /// The region that a zone lies in.
    fn region_of(&self, zone: &str) -> Option<&str>;

    /// Whether `region` is `of` or a city in it.
    fn lies_in(&self, region: &str, of: &str) -> bool {
        region == of || self.province_of(region) == Some(of)
    }
}

/// The ids of a site's categories: the finder reads no more of `site.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    sections: Vec<String>,
    /// Each province, and its cities.
    provinces: Vec<Vec<String>>,
    /// Each zone, and the region it lies in.
    zones: Vec<(String, String)>,
}

impl Tree {
    /// Reads what it needs of a site's file.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let id = |value: &Value| json::text(value, "id");
        let mut fields = json::Record::of(value);
        let tree = Self {
            sections: fields.list("sections", id),
            provinces: fields.list("regions", |province| {
                let mut ids = json::list(province, "cities", id)?;
                ids.insert(0, id(province)?);
                Ok(ids)
            }),
            zones: fields.list("zones", |zone| Ok((id(zone)?, json::text(zone, "region")?))),
        };
        fields.end(tree)
    }
}

impl Categories for Tree {
    fn sections(&self) -> Vec<&str> {
        self.sections.iter().map(String::as_str).collect()
    }

    fn province_of(&self, region: &str) -> Option<&str> {
        let has = |ids: &&Vec<String>| ids.iter().any(|id| id == region);
        self.provinces.iter().find(has)?.first().map(String::as_str)
    }

    fn region_of(&self, zone: &str) -> Option<&str> {
        self.zones.iter().find(|(id, _)| id == zone).map(|(_, region)| region.as_str())
    }
}

impl Categories for Site {
    fn sections(&self) -> Vec<&str> {
        self.sections.iter().map(|section| section.id.as_str()).collect()
    }

    fn province_of(&self, region: &str) -> Option<&str> {
        self.province(region).map(|province| province.id.as_str())
    }

    fn region_of(&self, zone: &str) -> Option<&str> {
        self.zone(zone).map(|zone| zone.region.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_tells_what_its_site_does() {
        let site = crate::domain::taxonomy::tests::site();
        let text = serde_json::to_string(&site).expect("a site serialises");
        let tree = Tree::decode(&serde_json::from_str(&text).expect("it is JSON"));
        let tree = tree.expect("it is a site");
        assert_eq!(Categories::sections(&site), tree.sections());
        let ids =
            ["beijing", "jiangsu", "taizhou", "suzhou", "jiangyan", "suzhou-park", "policy", ""];
        for id in ids {
            assert_eq!(site.province_of(id), tree.province_of(id), "{id}");
            assert_eq!(site.region_of(id), tree.region_of(id), "{id}");
            for of in ids {
                assert_eq!(Categories::lies_in(&site, id, of), tree.lies_in(id, of), "{id} {of}");
            }
        }
    }

    #[test]
    fn a_city_lies_in_its_province() {
        let site = crate::domain::taxonomy::tests::site();
        assert!(site.lies_in("taizhou", "jiangsu"));
        assert!(site.lies_in("jiangsu", "jiangsu"));
        assert!(!site.lies_in("jiangsu", "taizhou"));
        assert!(!site.lies_in("beijing", "jiangsu"));
    }
}
