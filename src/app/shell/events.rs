//! What happens in the browser, as messages. The app listens to the whole page from outside, so that what
//! was printed is heard as well as what is drawn.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::location::{BrowserUrl, LocationProvider};
use wasm_bindgen::JsCast;

use super::{Msg, Shell, address_now, address_of};
use crate::app::browser::{self, Pressed};
use crate::app::model::Click;

impl Shell {
    pub(super) fn listen(self) {
        browser::on_travel(move || {
            if let Some(address) = address_now(self.base) {
                self.tell(Msg::Travelled { address, origin: browser::origin() });
            }
        });
        browser::on(&["click"], move |event| self.hear_click(event.unchecked_ref()));
        browser::on_opened(move |action| self.tell(Msg::Acted(action)));
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

    /// A click on a link of the site is followed; a button says what it does.
    fn hear_click(self, event: &leptos::ev::MouseEvent) {
        match browser::pressed(event, self.base) {
            Some(Pressed::Button(action)) => self.tell(Msg::Acted(action)),
            Some(Pressed::Link { href, is_filter, is_neighbour }) => {
                let Ok(url) = BrowserUrl::parse(&href) else { return };
                let address = address_of(self.base, &url);
                self.tell(Msg::Clicked(Click { href, address, is_filter, is_neighbour }));
            }
            None => {}
        }
    }

    /// Asks for the edition, which a printed page does not tell.
    fn meet(self) {
        let reader = self.state(|state| state.reader.clone());
        spawn_local(async move {
            let _ = reader.edition().await;
        });
    }
}
