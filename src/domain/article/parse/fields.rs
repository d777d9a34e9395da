//! Reading one field of an article, and telling what is wrong with it.

use serde_json::Value;

use super::{Fields, Problem, join};
use crate::domain::{address, text};

/// Nobody mends an article in the browser, so the words for its faults stay out of the app.
const TELLS: bool = cfg!(not(target_arch = "wasm32"));

/// The most faults that are kept of one article: it may be megabytes of them.
const MOST: usize = 1_000;

/// Reads, and keeps what is wrong.
#[derive(Default)]
pub(super) struct FieldReader {
    pub problems: Vec<Problem>,
}

impl FieldReader {
    /// Notes a fault; returns `None` so that it can stand for the value that is missing.
    pub fn fault<T>(&mut self, field: &str, message: impl FnOnce() -> String) -> Option<T> {
        if !TELLS {
            self.note(field, String::new());
        } else if self.problems.len() < MOST {
            self.note(field, message());
        }
        None
    }

    // Once in the app, and not once for each kind of value that may be missing.
    #[inline(never)]
    fn note(&mut self, field: &str, message: String) {
        let message = if TELLS { message } else { field.to_owned() };
        self.problems.push(Problem { field: field.to_owned(), line: None, message });
    }

    /// Faults for fields nobody reads, which are mostly misspelt ones.
    pub fn known(&mut self, at: &str, fields: &Fields, known: &[&str]) {
        if !TELLS {
            return;
        }
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let meant = || crate::domain::taxonomy::did_you_mean(name, known.iter().copied());
            self.fault::<()>(&join(at, name), || format!("is no known field{}", meant()));
        }
    }

    pub fn object<'a>(&mut self, at: &str, value: &'a Value, known: &[&str]) -> Option<&'a Fields> {
        match value {
            Value::Object(fields) => {
                self.known(at, fields, known);
                Some(fields)
            }
            _ => self.fault(at, || format!("is not an object with {}", known.join(", "))),
        }
    }

    /// Each element of a list that can be read; not a list is a fault.
    pub fn each<T>(
        &mut self,
        at: &str,
        value: &Value,
        mut read: impl FnMut(&mut Self, &str, &Value) -> Option<T>,
    ) -> Vec<T> {
        let Value::Array(values) = value else {
            self.fault::<()>(at, || "is not a list".into());
            return Vec::new();
        };
        let numbered = values.iter().enumerate();
        numbered.filter_map(|(i, value)| read(self, &format!("{at}[{i}]"), value)).collect()
    }

    /// Each element of a list that may be missing.
    pub fn list<T>(
        &mut self,
        fields: &Fields,
        name: &str,
        read: impl FnMut(&mut Self, &str, &Value) -> Option<T>,
    ) -> Vec<T> {
        match fields.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(values) => self.each(name, values, read),
        }
    }

    /// A text. A number is shown as it stands, and is a fault all the same.
    pub fn text(&mut self, at: &str, value: &Value) -> Option<String> {
        if let Value::String(text) = value {
            return Some(text.clone());
        }
        self.fault::<()>(at, || "is not a text: put it in quotes".into());
        value.as_i64().map(|number| number.to_string())
    }

    /// A cell of a table: a text or a whole number.
    pub fn cell(&mut self, at: &str, value: &Value) -> Option<String> {
        match value.as_i64() {
            Some(number) => Some(number.to_string()),
            None => self.text(at, value).map(text::paragraph),
        }
    }

    /// A text as it was written, which may be missing; one that shows nothing counts as missing.
    pub fn optional(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        match fields.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.text(&join(at, name), value).filter(|text| text::is_shown(text)),
        }
    }

    pub fn required(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        let before = self.problems.len();
        let text = self.optional(fields, at, name);
        if text.is_none() && self.problems.len() == before {
            self.fault::<()>(&join(at, name), || "is missing or empty: fill it in".into());
        }
        text
    }

    /// A text that is shown in one line.
    pub fn line(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        self.optional(fields, at, name).map(|text| text::line(&text))
    }

    /// A text that is shown as a paragraph.
    pub fn paragraph(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        self.optional(fields, at, name).map(text::paragraph)
    }

    pub fn parsed<T>(
        &mut self,
        fields: &Fields,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        example: &str,
    ) -> Option<T> {
        let text = self.required(fields, "", name)?;
        let told = || format!("\"{text}\" cannot be read: write it {example}");
        parse(&text).or_else(|| self.fault(name, told))
    }

    /// The address of a file of this site, which must be there.
    pub fn media(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        let src = self.required(fields, at, name)?;
        self.src(&join(at, name), &src)
    }

    /// The path of a file of this site: other origins are refused, and would be blocked anyway.
    pub fn src(&mut self, field: &str, src: &str) -> Option<String> {
        address::file(src).or_else(|| {
            let told = || format!("\"{src}\" is not a file of this site: put it under media/");
            self.fault(field, told)
        })
    }

    /// A link a reader may follow.
    pub fn href(&mut self, field: &str, href: &str) -> Option<String> {
        address::link(href).or_else(|| {
            let cure = address::LINK_CURE;
            self.fault(field, || format!("\"{href}\" is not a link to follow: {cure}"))
        })
    }

    /// Width and height.
    pub fn size(&mut self, fields: &Fields, at: &str) -> (u32, u32) {
        let mut side = |name: &str| {
            let side =
                fields.get(name).and_then(Value::as_u64).and_then(|side| u32::try_from(side).ok());
            side.filter(|side| *side > 0).or_else(|| {
                let told =
                    || "is missing: give it in pixels, so that the page does not jump".into();
                self.fault(&join(at, name), told)
            })
        };
        (side("width").unwrap_or(1200), side("height").unwrap_or(800))
    }

    /// The level of a heading; 2 where none is given, since the title is the first.
    pub fn level(&mut self, fields: &Fields, at: &str) -> u8 {
        let level = match fields.get("level") {
            None | Some(Value::Null) => return 2,
            Some(level) => level.as_u64().unwrap_or_default(),
        };
        let known = u8::try_from(level).ok().filter(|level| (2..=4).contains(level));
        known.unwrap_or_else(|| {
            self.fault::<()>(&join(at, "level"), || "is not 2, 3 or 4".into());
            u8::try_from(level.clamp(2, 4)).unwrap_or(2)
        })
    }

    /// Whether something is so; it is not where that is not said.
    pub fn flag(&mut self, fields: &Fields, at: &str, name: &str) -> bool {
        match fields.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault::<()>(&join(at, name), || "is neither true nor false".into());
                false
            }
        }
    }
}
