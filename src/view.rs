//! Components that show values. They fetch nothing, ask no router and no browser, and print
//! natively just as they show.

mod article;
mod body;
mod facets;
mod facts;
mod frame;
mod headline;
mod link;
mod pager;
mod search;
mod state;
mod trail;

pub use article::{ArticleView, MarkSwitch, NeighbourLinks};
pub use facets::Facets;
pub use facts::{ContactBox, contact_facts, fact};
pub use frame::{Footer, Header};
pub use headline::{HeadlineList, LeadStory, PictureStrip};
pub use link::{Base, at_root, to};
pub use pager::PagerLinks;
pub use search::{HitList, InsteadLinks, SearchField, SortLinks, pieces, told};
pub use state::{Failed, Skeleton, failure_title};
pub use trail::Trail;
