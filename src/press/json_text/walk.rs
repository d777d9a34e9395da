//! Going over a JSON text in its order, with the path and the line of each value.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::domain::json;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'t> {
    Field(Cow<'t, str>),
    Element(usize),
}

/// A path as it is told: `body[3].image.alt`.
pub fn path_of(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Step::Element(at) => path.push_str(&format!("[{at}]")),
        }
    }
    path
}

/// Is told of what stands in a JSON text, with its line, 1 up.
pub trait Visit<'t> {
    /// A field, at its name, or an element.
    fn begins(&mut self, path: &[Step<'t>], line: usize);

    /// A text or the name of a field, in its quotes and as it is written.
    fn text(&mut self, _path: &[Step<'t>], _line: usize, _raw: &'t str) {}

    /// A field whose name its object has already.
    fn repeated(&mut self, _path: &[Step<'t>], _line: usize) {}
}

/// Walks a valid JSON text; any other as far as it can be understood.
pub fn walk<'t>(text: &'t str, visit: &mut dyn Visit<'t>) {
    Walk { text, at: 0, line: 1, path: Vec::new(), visit }.value();
}

/// As deep as the parser goes, or a hostile text would use up the stack.
const DEEPEST: usize = 128;

struct Walk<'t, 'v> {
    text: &'t str,
    /// In bytes.
    at: usize,
    line: usize,
    path: Vec<Step<'t>>,
    visit: &'v mut dyn Visit<'t>,
}

impl<'t> Walk<'t, '_> {
    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let next = *self.text.as_bytes().get(self.at)?;
            if !next.is_ascii_whitespace() {
                return Some(next);
            }
            self.line += usize::from(next == b'\n');
            self.at += 1;
        }
    }

    /// Walks a value; `None` where the text is no JSON, which ends the walk.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' | b'[' if self.path.len() > DEEPEST => None,
            b'{' => self.fields(),
            b'[' => self.elements(),
            b'"' => {
                let raw = self.quoted()?;
                self.visit.text(&self.path, self.line, raw);
                Some(())
            }
            _ => {
                let rest = self.text.as_bytes().get(self.at..)?;
                let ends = |next: &u8| b",]}:\"[{".contains(next) || next.is_ascii_whitespace();
                let len = rest.iter().position(ends).unwrap_or(rest.len());
                self.at += len;
                (len > 0).then_some(())
            }
        }
    }

    fn fields(&mut self) -> Option<()> {
        let mut names = HashSet::new();
        self.each(b'}', |walk, _| {
            let line = walk.line;
            let raw = walk.quoted()?;
            let name = name_of(raw)?;
            walk.path.push(Step::Field(name.clone()));
            walk.visit.begins(&walk.path, line);
            walk.visit.text(&walk.path, line, raw);
            if !names.insert(name) {
                walk.visit.repeated(&walk.path, line);
            }
            if walk.peek()? != b':' {
                return None;
            }
            walk.at += 1;
            walk.value()
        })
    }

    fn elements(&mut self) -> Option<()> {
        self.each(b']', |walk, at| {
            walk.path.push(Step::Element(at));
            walk.visit.begins(&walk.path, walk.line);
            walk.value()
        })
    }

    /// Walks what stands between commas, up to `end`; `inner` adds a step, which is taken off here.
    fn each(
        &mut self,
        end: u8,
        mut inner: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        let mut number = 0;
        loop {
            match self.peek()? {
                b',' => self.at += 1,
                next if next == end => {
                    self.at += 1;
                    return Some(());
                }
                _ => {
                    inner(self, number)?;
                    self.path.pop();
                    number += 1;
                }
            }
        }
    }

    /// A string in its quotes; `None` where none begins here, or none ends.
    fn quoted(&mut self) -> Option<&'t str> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        if bytes.get(from) != Some(&b'"') {
            return None;
        }
        let mut to = from + 1;
        loop {
            match bytes.get(to)? {
                b'"' => break,
                b'\\' => to += 2,
                _ => to += 1,
            }
        }
        self.at = to + 1;
        self.text.get(from..=to)
    }
}

/// A name as the parser reads it.
fn name_of(raw: &str) -> Option<Cow<'_, str>> {
    if raw.contains('\\') {
        return json::from_text(raw).ok()?.as_str().map(|name| Cow::Owned(name.to_owned()));
    }
    raw.get(1..raw.len().checked_sub(1)?).map(Cow::Borrowed)
}
