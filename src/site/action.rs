//! What a button does. The markup says it by an attribute and the shell does it, so that a view calls
//! nobody, and a printed page can say it too.

/// What the shell does at a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Asks once more for what failed.
    Retry,
    /// Draws the filters of a search, which are some fifty links.
    NarrowSearch,
    MarkWords,
    UnmarkWords,
    /// Forgets what was searched for on this device.
    ForgetSearches,
}

impl Action {
    pub const ALL: [Self; 5] =
        [Self::Retry, Self::NarrowSearch, Self::MarkWords, Self::UnmarkWords, Self::ForgetSearches];

    /// The value of the attribute `data-action`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::NarrowSearch => "narrow-search",
            Self::MarkWords => "mark-words",
            Self::UnmarkWords => "unmark-words",
            Self::ForgetSearches => "forget-searches",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read_from_the_name_that_it_has_in_the_markup() {
        for action in Action::ALL {
            assert_eq!(Action::named(action.name()), Some(action));
        }
        assert_eq!(Action::named("launch"), None);
    }
}
