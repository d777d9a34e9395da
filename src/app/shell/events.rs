//! What happens in the browser, as messages. The app listens to the whole page from outside, so that what
//! was printed is heard as well as what is drawn.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::{Msg, Shell, address_now};
use crate::app::browser;

impl Shell {
    pub(super) fn listen(self) {
        browser::on_travel(move || {
            if let Some(address) = address_now(self.base) {
                self.tell(Msg::Travelled { address, origin: browser::origin() });
            }
        });
        browser::on(&["click"], move |event| {
            if let Some(msg) = browser::clicked(event.unchecked_ref(), self.base) {
                self.tell(msg);
            }
        });
        browser::on(&["submit"], move |event| {
            if let Some(words) = browser::submitted(&event) {
                self.tell(Msg::Sent(words));
            }
        });
        browser::on(&["input", "compositionend"], move |event| {
            if let Some(words) = browser::typed(&event) {
                self.tell(Msg::Typed(words));
            }
        });
        browser::on(&["pointerover", "touchstart", "focusin"], move |event| {
            let route = browser::hinted(&event, self.base);
            self.tell(Msg::Pointed { route, at_search: browser::is_search_field(&event) });
        });
        browser::follow_keys();
        browser::on(&["resize"], |_| browser::fit_tables());
        browser::fit_tables();
        browser::show_section();
        browser::started();
        // So the frame stands whatever comes; a task of its own, for somebody may be reading.
        set_timeout(move || self.meet(), Duration::ZERO);
        browser::on(&["online"], move |_| self.tell(Msg::CameOnline));
    }

    /// Asks for the edition, which a printed page does not tell.
    fn meet(self) {
        let reader = self.state(|state| state.reader.clone());
        spawn_local(async move {
            let _ = reader.edition().await;
        });
    }
}
