//! What changes on screen where a page translator may have been.
//!
//! A translator puts elements of its own in place of text nodes. What is then drawn into the text node
//! that stood there is drawn into nothing, and the page shows the old words in a place that leads
//! elsewhere. So no text is changed by its node: [`Text`] stands alone in its element and replaces all
//! that is in there, and [`keyed`] takes an element away with all that is in it.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node, Text as TextNode};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::wasm_bindgen::JsCast;

/// A text that may change while its element stays: the only child that the element has.
#[derive(Debug)]
pub struct Text(pub String);

#[derive(Debug)]
pub struct TextState {
    text: String,
    node: TextNode,
    /// Known once the text is on screen.
    parent: Option<Element>,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Render for Text {
    type State = TextState;

    fn build(self) -> TextState {
        let node = document().create_text_node(&self.0);
        TextState { text: self.0, node, parent: None }
    }

    fn rebuild(self, state: &mut TextState) {
        if self.0 == state.text {
            return;
        }
        match &state.parent {
            Some(parent) => {
                parent.set_text_content(Some(&self.0));
                let node = parent.first_child().and_then(|node| node.dyn_into().ok());
                state.node = node.unwrap_or_else(|| document().create_text_node(""));
            }
            None => state.node.set_data(&self.0),
        }
        state.text = self.0;
    }
}

impl Mountable for TextState {
    fn unmount(&mut self) {
        if let Some(parent) = self.parent.take() {
            parent.set_text_content(None);
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.node.mount(parent, marker);
        self.parent = Some(parent.clone());
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

no_attrs!(Text);

impl RenderHtml for Text {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        // A library that took the page over would need a space in place of nothing.
        if !self.0.is_empty() {
            self.0.to_html_with_buf(html, position, escape, mark_branches, attributes);
        }
    }

    /// What is printed is never taken over, but drawn anew.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> TextState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// An element that is made anew where its key is another, and changed in place where it is the same. The
/// key tells all of its texts.
pub fn keyed(key: impl Into<String>, view: AnyView) -> AnyView {
    Keyed { key: key.into(), view }.into_any()
}

struct Keyed {
    key: String,
    view: AnyView,
}

struct KeyedState {
    key: String,
    state: AnyViewState,
}

impl Render for Keyed {
    type State = KeyedState;

    fn build(self) -> KeyedState {
        KeyedState { key: self.key, state: self.view.build() }
    }

    fn rebuild(self, old: &mut KeyedState) {
        if self.key == old.key {
            return self.view.rebuild(&mut old.state);
        }
        let mut new = self.build();
        old.state.insert_before_this(&mut new.state);
        old.state.unmount();
        *old = new;
    }
}

impl Mountable for KeyedState {
    fn unmount(&mut self) {
        self.state.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.state.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.state.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.state.elements()
    }
}

no_attrs!(Keyed);

impl RenderHtml for Keyed {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        self.view.dry_resolve();
    }

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        self.view.to_html_with_buf(html, position, escape, mark_branches, attributes);
    }

    /// What is printed is never taken over, but drawn anew.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> KeyedState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
