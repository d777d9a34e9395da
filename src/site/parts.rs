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

pub use article::{ArticleView, mark_switch, neighbour_links};
pub use changing::{Fixed, Text, fixed, keyed};
pub use facets::facets;
use facts::contact_key;
pub use facts::{ContactBox, contact_facts, fact};
pub use frame::{Footer, Header, line};
pub use headline::{HeadlineList, LeadStory, picture_strip};
pub use link::{
    Anchor, Base, at_root, button, choices, column, disclosure, file, item, items, outward, to,
};
pub use pager::{pager_links, place};
use search::search_field;
pub use search::{hits, instead, pieces, sorts, total_label};
pub use state::{failed, failure_title, shape};
pub use trail::Trail;
