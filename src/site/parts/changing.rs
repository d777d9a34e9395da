//! What changes on screen where a page translator may have been.
//!
//! A translator puts elements of its own in place of text nodes. What is then drawn into the text node
//! that stood there is drawn into nothing, and the page shows the old words in a place that leads
//! elsewhere. So no text is changed by a node that may be gone: [`Text`] stands alone in its element, where
//! it replaces all that is not its own, and [`fixed`] and [`keyed`] take an element away with all that is in
//! it.

#![expect(missing_debug_implementations, reason = "what is drawn has none")]

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node, Text as TextNode};
use leptos::tachys::view::{Mountable, Position, PositionState};

/// A text that may change while its element stays: the only child that the element has.
pub struct Text(pub String);

pub struct TextState {
    text: String,
    /// As it was drawn first; what replaces it stands in the parent alone.
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
            Some(parent) if !stands_alone(&state.node, parent) => {
                parent.set_text_content(Some(&self.0));
            }
            _ => state.node.set_data(&self.0),
        }
        state.text = self.0;
    }
}

/// Whether an element holds a text and nothing else, as it was drawn: no translator has been there, and the
/// text can be changed in place, which is one change to the page in place of two.
fn stands_alone(text: &TextNode, parent: &Element) -> bool {
    let (first, last) = (parent.first_child(), parent.last_child());
    first.as_ref() == Some(&**text) && first == last
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

    /// A text is the only child: nothing comes before it.
    fn insert_before_this(&self, _: &mut dyn Mountable) -> bool {
        false
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

/// A view that is never changed in place: what stands is taken away, and the new one put there. The code
/// that would change it is not there, which is most of what an element weighs.
pub struct Fixed {
    /// What stands under the same key stays. The key tells all that is in the view.
    key: Option<String>,
    view: Box<dyn Draw>,
}

/// A view that is made anew whenever what it stands in changes.
pub fn fixed(view: impl RenderHtml<State: 'static> + 'static) -> Fixed {
    Fixed { key: None, view: Box::new(view) }
}

/// A view that stands as long as its key is the same.
pub fn keyed(key: impl Into<String>, view: impl RenderHtml<State: 'static> + 'static) -> Fixed {
    Fixed { key: Some(key.into()), view: Box::new(view) }
}

/// What is needed of a view of any type.
trait Draw: Send {
    fn draw(self: Box<Self>) -> Box<dyn Mountable>;

    #[cfg(feature = "press")]
    fn print(self: Box<Self>, html: &mut String, position: &mut Position);
}

impl<V: RenderHtml<State: 'static> + 'static> Draw for V {
    fn draw(self: Box<Self>) -> Box<dyn Mountable> {
        Box::new(self.build())
    }

    #[cfg(feature = "press")]
    fn print(self: Box<Self>, html: &mut String, position: &mut Position) {
        self.to_html_with_buf(html, position, true, false, Vec::new());
    }
}

/// What is on screen of a fixed view.
pub struct Drawn {
    key: Option<String>,
    view: Box<dyn Mountable>,
}

impl Render for Fixed {
    type State = Drawn;

    fn build(self) -> Drawn {
        Drawn { key: self.key, view: self.view.draw() }
    }

    fn rebuild(self, state: &mut Drawn) {
        if self.key.is_some() && self.key == state.key {
            return;
        }
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.view.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.view.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.view.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.view.elements()
    }
}

no_attrs!(Fixed);

impl RenderHtml for Fixed {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    #[cfg_attr(not(feature = "press"), expect(unused_variables, reason = "the app prints nothing"))]
    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
        #[cfg(feature = "press")]
        self.view.print(html, position);
    }

    /// What is printed is never taken over, but drawn anew.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
