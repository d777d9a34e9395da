//! The app's entry in the browser.

use std::time::Duration;

use investchn::app::{App, browser};
use leptos::prelude::*;

/// Weighs half a kB less than the standard one in what is loaded.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    // A release says nothing when it panics, so that it need not carry the words.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Whoever reads what was printed is not to notice: to start is one task, and this another.
    set_timeout(mount, Duration::ZERO);
}

fn mount() {
    mount_to_body(|| {
        browser::begin();
        provide_context(browser::base());
        view! { <App/> }
    });
}
