//! Addresses in markup: the one place where the site's base path is put before them.

use leptos::prelude::use_context;

use crate::route::Route;

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
