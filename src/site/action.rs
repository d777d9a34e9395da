//! What a button does. The markup says it by an attribute and the shell does it, so that a view calls
//! nobody, and a printed page can say it too.

use crate::domain::query::Dimension;

/// What comes before the facet's id.
const EXPAND: &str = "expand-";

/// What the shell does at a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Asks once more for what failed.
    Retry,
    /// Draws the filters of a search, which are some fifty links.
    NarrowSearch,
    /// Draws all values of a facet, of which a list may have hundreds.
    Expand(Dimension),
    MarkWords,
    UnmarkWords,
    /// Forgets what was searched for on this device.
    ForgetSearches,
}

impl Action {
    const PLAIN: [Self; 5] =
        [Self::Retry, Self::NarrowSearch, Self::MarkWords, Self::UnmarkWords, Self::ForgetSearches];

    /// The value of the attribute `data-action`.
    pub fn name(self) -> String {
        let name = match self {
            Self::Expand(dimension) => return [EXPAND, dimension.id()].concat(),
            Self::Retry => "retry",
            Self::NarrowSearch => "narrow-search",
            Self::MarkWords => "mark-words",
            Self::UnmarkWords => "unmark-words",
            Self::ForgetSearches => "forget-searches",
        };
        name.to_owned()
    }

    pub fn named(name: &str) -> Option<Self> {
        match name.strip_prefix(EXPAND) {
            Some(facet) => Dimension::parse(facet).map(Self::Expand),
            None => Self::PLAIN.into_iter().find(|action| action.name() == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read_from_the_name_that_it_has_in_the_markup() {
        let expanding = Dimension::ALL.map(Action::Expand);
        for action in Action::PLAIN.into_iter().chain(expanding) {
            assert_eq!(Action::named(&action.name()), Some(action));
        }
        for unknown in ["launch", "expand-", "expand-colour", ""] {
            assert_eq!(Action::named(unknown), None, "{unknown}");
        }
    }
}
