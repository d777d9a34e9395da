//! A facet: what a list can be narrowed by, with a link and a count for each value.

use crate::domain::query::Dimension;
use crate::domain::route::Route;

/// A dimension a list can be narrowed by, with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    pub dimension: Dimension,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FacetValue {
    pub id: String,
    pub name: String,
    /// How many articles choosing it shows, beside what is chosen of other dimensions; `None` where no
    /// file that the list needs tells it.
    pub count: Option<u32>,
    pub chosen: bool,
    /// The list with this value put in, or taken out where it is chosen.
    pub route: Route,
    /// The cities of a province.
    pub within: Vec<FacetValue>,
}
