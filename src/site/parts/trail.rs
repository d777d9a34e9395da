//! The breadcrumb.

use leptos::prelude::*;

use super::{Anchor, item};
use crate::domain::trail::Crumb;

/// Where the reader is. On a list the last step is the page itself.
#[component]
pub fn Trail(crumbs: Vec<Crumb>, ends_here: bool, name: &'static str) -> impl IntoView {
    let last = crumbs.len().saturating_sub(1);
    let steps = crumbs.into_iter().enumerate().map(|(at, crumb)| {
        let current = (ends_here && at == last).then_some("page");
        item(Anchor { current, ..Anchor::default() }.to(&crumb.route, crumb.name))
    });
    let steps: Vec<AnyView> = steps.collect();
    view! {
        <nav class="trail" aria-label=name>
            <ol>{steps}</ol>
        </nav>
    }
    .into_any()
}
