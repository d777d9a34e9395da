//! Printing a page natively, from the components the app uses.

use leptos::prelude::*;

use crate::app::{App, Start};
use crate::view::Base;

/// The HTML of a page's body, as the app would show it.
pub fn print(start: Start, base: Base) -> String {
    let owner = Owner::new();
    owner.set();
    let html = owner.with(|| {
        provide_context(base);
        provide_context(start);
        view! { <App/> }.to_html()
    });
    owner.unset();
    html
}
