//! The app's entry in the browser.

use investchn::app::{App, browser};
use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        browser::begin();
        provide_context(browser::base());
        view! { <App/> }
    });
}
