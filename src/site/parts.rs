//! Components that show values. They fetch nothing, ask no router and no browser, and print
//! natively just as they show.

mod article;
mod body;
mod changing;
mod facets;
mod facts;
mod frame;
mod headline;
mod link;
mod pager;
mod search;
mod state;
mod trail;

pub use article::{ArticleView, NeighbourLinks, mark_switch};
pub use changing::{Fixed, Text, fixed, keyed};
pub use facets::facets;
use facts::contact_key;
pub use facts::{ContactBox, contact_facts, fact};
pub use frame::{Footer, Header, line};
pub use headline::{HeadlineList, LeadStory, PictureStrip};
pub use link::{
    Anchor, Base, at_root, button, choices, column, disclosure, file, item, items, outward, to,
};
pub use pager::{PagerLinks, place};
pub use search::{SearchField, hits, instead, pieces, sorts, total_label};
pub use state::{Failed, Skeleton, failure_title};
pub use trail::Trail;
