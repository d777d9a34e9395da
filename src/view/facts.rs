//! Facts: a name and its value.

use leptos::prelude::*;

use super::outward;
use crate::address;
use crate::taxonomy::{Contact, Site};

/// A row of a description list.
pub fn fact(name: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

/// How to reach the publisher, as rows of a description list.
pub fn contact_facts(site: &Site) -> Vec<AnyView> {
    let Contact { phone, fax, mail } = site.contact.clone();
    vec![
        fact("电话", outward(address::link(&format!("tel:{}", Contact::dial(&phone))), phone)),
        fact("传真", fax.into_any()),
        fact("邮箱", outward(address::mail(&mail), mail)),
    ]
}

/// How to reach the publisher, beside what a reader has just read.
#[component]
pub fn ContactBox(site: std::sync::Arc<Site>) -> impl IntoView {
    view! {
        <aside class="contact" aria-label="联系我们">
            <h2>"联系我们"</h2>
            <dl>{contact_facts(&site)}</dl>
        </aside>
    }
    .into_any()
}
