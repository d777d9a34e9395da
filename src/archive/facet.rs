//! A facet: what a list can be narrowed by, with a link and a count for each value.

use crate::domain::query::Dimension;
use crate::domain::route::Route;

/// A dimension a list can be narrowed by, with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    pub dimension: Dimension,
    pub values: Vec<FacetValue>,
}

/// So many values of a facet are shown at first, where it has many more.
const FIRST: usize = 8;

/// More values than [`FIRST`], and still few enough to be shown at once.
const FEW: usize = FIRST + 2;

impl Facet {
    /// The values that are shown at first, and the others; nothing where all are shown.
    pub fn split(&self) -> (&[FacetValue], &[FacetValue]) {
        let is_timeline = matches!(self.dimension, Dimension::Year | Dimension::Month);
        if is_timeline || self.values.len() <= FEW {
            return (&self.values, &[]);
        }
        self.values.split_at_checked(FIRST).unwrap_or((&self.values, &[]))
    }
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

impl FacetValue {
    /// Whether this value is chosen, or one within it.
    pub fn has_chosen(&self) -> bool {
        self.chosen || self.within.iter().any(Self::has_chosen)
    }
}
