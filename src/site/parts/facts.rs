//! Facts: a name and its value.

use leptos::prelude::*;

use super::{Fixed, fixed, keyed, outward};
use crate::domain::address;
use crate::domain::taxonomy::{Contact, Site};

/// A row of a description list.
pub fn fact(name: &'static str, value: Fixed) -> Fixed {
    fixed(view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
}

/// How to reach the publisher, as rows of a description list; what is not told has none.
pub fn contact_facts(site: &Site) -> Vec<Fixed> {
    let Contact { phone, fax, mail } = site.contact.clone();
    let phrases = &site.phrases;
    let mut facts = Vec::new();
    if !phone.is_empty() {
        let dial = address::link(&format!("tel:{}", Contact::dial(&phone)));
        facts.push(fact(phrases.phone, outward(dial, phone)));
    }
    if !fax.is_empty() {
        facts.push(fact(phrases.fax, fixed(fax)));
    }
    if !mail.is_empty() {
        facts.push(fact(phrases.mail, outward(address::mail(&mail), mail)));
    }
    facts
}

/// How to reach the publisher, beside what a reader has just read.
#[component]
pub fn ContactBox(site: std::sync::Arc<Site>) -> impl IntoView {
    let facts = contact_facts(&site);
    if facts.is_empty() {
        return None;
    }
    let name = site.phrases.contact;
    let contact = view! {
        <aside class="contact" aria-label=name>
            <h2>{name}</h2>
            <dl>{facts}</dl>
        </aside>
    };
    Some(keyed(contact_key(&site), contact))
}

/// What tells the contact of a site from another.
pub(super) fn contact_key(site: &Site) -> String {
    let Contact { phone, fax, mail } = &site.contact;
    [phone, "\n", fax, "\n", mail].concat()
}
