//! The archive: the files a static host serves, and how a query is answered over them.
//!
//! ```text
//! archive/manifest.json        revalidated: names the rest
//! archive/site-HASH.json       the category tree and who publishes
//! archive/front-HASH.json      the newest of each section, for the home page
//! archive/digest-HASH.json     what is filed how in which year, and the newest headlines
//! archive/volume-HASH/…        a volume's registers: all.json, section-ID.json, region-ID.json
//! archive/headlines-HASH/…     a chapter of headlines: 0.json, 1.json and on, of a fixed number
//! archive/headlines-HASH.json  headlines of the open volume, where the next ones are added
//! archive/fold-HASH.bin        what a search folds texts by
//! archive/search-HASH.json     what the index of words has: see [`index`]
//! articles/YYYY/MM/ID.json     an article as it was authored
//! ```
//! What has a hash in its name, or in its folder's, never changes. Everything is written before the manifest is.

mod digest;
mod facet;
mod files;
mod filing;
mod front;
pub mod index;
mod list;
mod manifest;
mod postings;
mod reader;
mod roll;
mod source;
mod tally;
mod trail;
mod volume;

pub use digest::{Cell, Digest, Digests};
pub use facet::{Facet, FacetValue};
pub use filing::Filing;
pub use front::{Front, Lead, SectionBlock};
pub use list::{List, Pager, Place};
pub use manifest::{Before, FORMAT, Manifest, OPEN, SearchEntry, VolumeEntry, volume_bounds};
pub use reader::{Answer, Edition, Found, Hit, Instead, Marks, Neighbours, News, Reader, Total};
pub use roll::{FILE_ROWS, Roll, split_into_files, split_into_parts};
pub use source::{Failure, Source};
pub use trail::{newest_page, older_page, older_pages};
pub use volume::{Volume, registers, registers_for};

/// The folder of the archive's files, from the site's root.
pub const ARCHIVE: &str = "archive";

/// Where the manifest lies, from the site's root.
pub const MANIFEST: &str = "archive/manifest.json";

/// The length of a hash in a name, in hexadecimal digits: 48 bits.
pub const HASH_DIGITS: usize = 12;

/// Rows of a list's page. The newest page shows up to twice as many less one, so that older pages
/// keep their rows and no page is ever nearly empty.
pub const PAGE_ROWS: usize = 20;

/// The parts of the archive that are named by their content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Site,
    Front,
    Digest,
    Volume,
    Headlines,
    /// The table that texts are folded by.
    Fold,
    /// The segments of the index: see [`index`].
    Search,
    Segment,
    Guide,
}

impl Part {
    /// The file of a part whose content has this hash, from the site's root.
    pub fn path(self, hash: &str) -> String {
        let ending = if self == Part::Fold { ".bin" } else { ".json" };
        self.folder(hash) + ending
    }

    /// The folder of a part whose files have this hash together, from the site's root.
    pub fn folder(self, hash: &str) -> String {
        [ARCHIVE, "/", self.name(), "-", hash].concat()
    }

    fn name(self) -> &'static str {
        match self {
            Part::Site => "site",
            Part::Front => "front",
            Part::Digest => "digest",
            Part::Volume => "volume",
            Part::Headlines => "headlines",
            Part::Fold => "fold",
            Part::Search => "search",
            Part::Segment => "index",
            Part::Guide => "guide",
        }
    }

    const ALL: [Part; 9] = [
        Part::Site,
        Part::Front,
        Part::Digest,
        Part::Volume,
        Part::Headlines,
        Part::Fold,
        Part::Search,
        Part::Segment,
        Part::Guide,
    ];

    /// Whether a file or folder of the archive's folder is named as a part is.
    pub fn is_name(name: &str) -> bool {
        let name = name.strip_suffix(".json").or(name.strip_suffix(".bin")).unwrap_or(name);
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        name.split_once('-').is_some_and(|(part, hash)| {
            Self::ALL.into_iter().any(|own| own.name() == part)
                && hash.len() == HASH_DIGITS
                && hash.bytes().all(is_hex)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_its_name_and_nothing_else_is() {
        for part in Part::ALL {
            for path in [part.path("0123456789ab"), part.folder("0123456789ab")] {
                assert!(path.strip_prefix("archive/").is_some_and(Part::is_name), "{path}");
            }
        }
        for name in [
            "manifest.json",
            "site-0123456789ab.txt",
            "site-0123456789aB.json",
            "mine-0123456789ab",
            "site-0123",
        ] {
            assert!(!Part::is_name(name), "{name}");
        }
    }
}
