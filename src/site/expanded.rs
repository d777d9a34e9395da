//! Which facets of a list show all their values, and not the first ones alone.

use crate::archive::{FacetValue, List};
use crate::domain::query::Dimension;

/// The facets of a list all of whose values are drawn.
#[derive(Clone, Debug, Default)]
pub struct Expanded {
    whole: Vec<Dimension>,
    /// Of these, the ones that are drawn open. The reader opens and closes the others, and these.
    open: Vec<Dimension>,
}

impl Expanded {
    /// All of them, for who has no script to draw them.
    pub fn all(self) -> Self {
        Self { whole: Dimension::ALL.to_vec(), ..self }
    }

    /// Whether all values of a facet are drawn.
    pub fn is_whole(&self, facet: Dimension) -> bool {
        self.whole.contains(&facet)
    }

    /// Whether they are drawn open.
    pub fn is_open(&self, facet: Dimension) -> bool {
        self.open.contains(&facet)
    }

    /// Draws all values of a facet; `open` where it is not the reader who opens it.
    pub fn expand(&mut self, facet: Dimension, open: bool) {
        if !self.is_whole(facet) {
            self.whole.push(facet);
            self.open.extend(open.then_some(facet));
        }
    }

    /// Brings the chosen values of a list into sight.
    pub fn show_chosen(&mut self, list: &List) {
        for facet in &list.facets {
            if facet.split().1.iter().any(FacetValue::has_chosen) {
                self.expand(facet.dimension, true);
            }
        }
    }
}
