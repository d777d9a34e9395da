//! Addresses in markup, the one place where the site's base path is put before them, and what is made
//! of links everywhere. Each different shape of markup weighs some kB in the app, so these have one.

use leptos::prelude::*;

use super::{Fixed, Text, fixed};
use crate::domain::address;
use crate::domain::query::Dimension;
use crate::domain::route::Route;
use crate::site::action::Action;

/// The path the site lives under, without a slash at the end; empty at a domain's root.
#[derive(Clone, Debug, Default)]
pub struct Base(pub String);

/// The address of a route.
pub fn to(route: &Route) -> String {
    at_root(&route.href())
}

/// The address of a path from the site's root; one with a scheme stays as it is.
pub fn at_root(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    let base = use_context::<Base>().unwrap_or_default();
    format!("{}{path}", base.0)
}

/// The address of a file of this site, given its path as it lies.
pub fn file(path: &str) -> String {
    at_root(&address::of_file(path))
}

/// A link out of the site; its text alone where it leads nowhere.
pub fn outward(href: Option<String>, text: String) -> Fixed {
    match href {
        Some(href) => fixed(view! { <a href=at_root(&href) rel="external noopener">{text}</a> }),
        None => fixed(text),
    }
}

/// What a link is besides its address and its text.
#[derive(Clone, Debug, Default)]
pub struct Anchor {
    pub rel: Option<&'static str>,
    /// The value of `aria-current`: the page or the choice that stands.
    pub current: Option<&'static str>,
    /// The name for a screen reader, where the text does not tell all.
    pub label: Option<String>,
    /// A filter keeps the page and the focus.
    pub is_filter: bool,
}

impl Anchor {
    /// A filter, chosen or not.
    pub fn filter(chosen: bool) -> Self {
        Self { current: chosen.then_some("true"), is_filter: true, ..Self::default() }
    }

    /// The link to a route.
    pub fn to(self, route: &Route, text: impl Into<Text>) -> AnyView {
        self.holding(route, text.into())
    }

    fn holding(self, route: &Route, text: Text) -> AnyView {
        let Self { rel, current, label, is_filter } = self;
        let filter = is_filter.then_some("");
        view! {
            <a href=to(route) rel=rel aria-current=current aria-label=label data-filter=filter>{text}</a>
        }
        .into_any()
    }
}

/// A list of links, or of what else; hidden where there is none.
pub fn items(class: &'static str, label: Option<&'static str>, items: Vec<AnyView>) -> AnyView {
    let is_empty = items.is_empty();
    let items: Vec<AnyView> = items.into_iter().map(item).collect();
    view! { <ul class=class aria-label=label hidden=is_empty>{items}</ul> }.into_any()
}

/// One of a list.
pub fn item(view: AnyView) -> AnyView {
    view! { <li>{view}</li> }.into_any()
}

/// What can be chosen of one dimension, under its name, and as a picture.
pub fn choices(
    class: &'static str,
    name: &'static str,
    picture: AnyView,
    values: AnyView,
) -> AnyView {
    view! {
        <section class=class role="group" aria-label=name>
            <h2 aria-hidden="true">{name}</h2>
            {picture}
            {values}
        </section>
    }
    .into_any()
}

/// Views one below the other.
pub fn column(class: &'static str, views: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{views}</div> }.into_any()
}

/// What a summary opens. The content is drawn once the action has asked for it. Of a facet's further values,
/// `facet` says which one it is, and whether they are drawn open.
pub fn disclosure(
    class: &'static str,
    label: impl Into<Text>,
    action: Action,
    facet: Option<(Dimension, bool)>,
    content: AnyView,
) -> AnyView {
    let (label, action) = (label.into(), action.name());
    let open = facet.is_some_and(|(_, open)| open);
    let facet = facet.map(|(dimension, _)| dimension.id());
    view! {
        <details class=class data-facet=facet open=open>
            <summary data-action=action>{label}</summary>
            {content}
        </details>
    }
    .into_any()
}

/// A button for what is no address.
pub fn button(name: &'static str, action: Action) -> AnyView {
    view! {
        <button type="button" class="act" data-action=action.name()>{Text::from(name)}</button>
    }
    .into_any()
}
