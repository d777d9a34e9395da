//! Reading values out of JSON. The browser parses with its own parser and the press with
//! `serde_json`; both hand over the same tree, which is read here without generated code, since that
//! weighs some 40 kB in the browser.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::domain::text::decimal;

/// What is wrong with a value: `zones[3].region: is missing`.
pub type Fault = String;

/// The tree of a JSON text as browsers read it: without a byte order mark, and half a character,
/// `\ud83d` alone, is U+FFFD.
pub fn from_text(text: &str) -> serde_json::Result<Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).or_else(|error| {
        // The parser knows no half characters.
        serde_json::from_str(&without_halves(text)).map_err(|_| error)
    })
}

/// A JSON text of the same length, without escapes of half a character.
fn without_halves(text: &str) -> String {
    const LEN: usize = "\\u0000".len();
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let len = match (unit(escape), escape.get(LEN..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * LEN,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str("\\ufffd");
                rest = escape.get(LEN..).unwrap_or_default();
                continue;
            }
            // What is escaped may be a backslash.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, behind) = escape.split_at(len);
        whole.push_str(escape);
        rest = behind;
    }
    whole + rest
}

/// The number of the escape that a text begins with, if it is one of a number.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// A text that must be there.
pub fn text(value: &Value, name: &str) -> Result<String, Fault> {
    optional_text(value, name)?.ok_or_else(|| fault(name, "is missing"))
}

/// A text, or `None` where the field is missing or null.
pub fn optional_text(value: &Value, name: &str) -> Result<Option<String>, Fault> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(fault(name, "is not a text")),
    }
}

/// A whole number that must be there.
pub fn number(value: &Value, name: &str) -> Result<i64, Fault> {
    value.get(name).and_then(Value::as_i64).ok_or_else(|| fault(name, "is not a whole number"))
}

/// A field that must be there.
pub fn field<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Fault> {
    value.get(name).ok_or_else(|| fault(name, "is missing"))
}

/// The elements of a list; none where the field is missing.
pub fn list<T>(
    value: &Value,
    name: &str,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    elements_of(elements(value, name)?, name, read)
}

/// What a list holds; nothing where the field is missing.
fn elements<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], Fault> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(elements)) => Ok(elements),
        Some(_) => Err(fault(name, "is not a list")),
    }
}

/// Each element, or the first fault with its place.
pub fn elements_of<T>(
    elements: &[Value],
    name: &str,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut values = Vec::with_capacity(elements.len());
    each(elements, name, &mut |element| {
        values.push(read(element)?);
        Ok(())
    })?;
    Ok(values)
}

// Once in the browser's programs, and not once for each type.
#[inline(never)]
fn each(
    elements: &[Value],
    name: &str,
    read: &mut dyn FnMut(&Value) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for (at, element) in elements.iter().enumerate() {
        read(element).map_err(|fault| [name, "[", &decimal(at as i64), "].", &fault].concat())?;
    }
    Ok(())
}

#[inline(never)]
#[cold]
fn fault(name: &str, what: &str) -> Fault {
    // In the browser the field alone is told, as of articles: nobody mends a file there.
    if cfg!(target_arch = "wasm32") { name.to_owned() } else { [name, ": ", what].concat() }
}

/// The elements of a list of texts.
pub fn texts(value: &Value, name: &str) -> Result<Vec<String>, Fault> {
    list(value, name, |element| match element {
        Value::String(text) => Ok(text.clone()),
        _ => Err("is not a text".into()),
    })
}

/// An object's fields in their order; none where it is missing.
pub fn fields<T>(
    value: &Value,
    name: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<Vec<(String, T)>, Fault> {
    let fields = match value.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(fault(name, "is not an object")),
    };
    let mut read_fields = Vec::with_capacity(fields.len());
    for (key, value) in fields {
        let value =
            read(value).ok_or_else(|| fault(&[name, ".", key].concat(), "cannot be read"))?;
        read_fields.push((key.clone(), value));
    }
    Ok(read_fields)
}

/// Writes what [`fields`] reads.
pub fn named<S: Serializer, T: Serialize>(
    fields: &[(String, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
}

/// An object that is read field by field. The first fault is kept, and told at the end: that weighs
/// less in the browser's programs than a way out behind each field.
#[derive(Debug)]
pub struct Record<'v> {
    value: &'v Value,
    fault: Option<Fault>,
}

impl<'v> Record<'v> {
    pub fn of(value: &'v Value) -> Self {
        Self { value, fault: None }
    }

    /// What was read; its default after a fault.
    pub fn checked<T: Default>(&mut self, read: Result<T, Fault>) -> T {
        read.unwrap_or_else(|fault| {
            self.fault.get_or_insert(fault);
            T::default()
        })
    }

    /// As [`text`].
    pub fn text(&mut self, name: &str) -> String {
        self.checked(text(self.value, name))
    }

    /// As [`optional_text`].
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        self.checked(optional_text(self.value, name))
    }

    /// A text that is empty where the field is missing or null.
    pub fn any_text(&mut self, name: &str) -> String {
        self.optional_text(name).unwrap_or_default()
    }

    /// As [`number`].
    pub fn number(&mut self, name: &str) -> i64 {
        self.checked(number(self.value, name))
    }

    /// A count that must be there.
    pub fn count(&mut self, name: &str) -> u32 {
        let told = self.value.get(name).and_then(count);
        self.checked(told.ok_or_else(|| fault(name, "is no count")))
    }

    /// As [`texts`].
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        self.checked(texts(self.value, name))
    }

    /// As [`list`].
    pub fn list<T>(&mut self, name: &str, read: impl Fn(&Value) -> Result<T, Fault>) -> Vec<T> {
        self.checked(list(self.value, name, read))
    }

    /// Texts by name, as [`fields`].
    pub fn named_texts(&mut self, name: &str) -> Vec<(String, String)> {
        self.checked(fields(self.value, name, |text| text.as_str().map(str::to_owned)))
    }

    /// A field that is none where it is missing or null.
    pub fn optional<T>(
        &mut self,
        name: &str,
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        match self.value.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.checked(read(value).map(Some)),
        }
    }

    /// What was made of the fields, or the first fault.
    pub fn end<T>(self, read: T) -> Result<T, Fault> {
        match self.fault {
            None => Ok(read),
            Some(fault) => Err(fault),
        }
    }
}

/// A count.
pub fn count(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}

/// Writes JSON: in the browser's programs it weighs less than generated code.
#[derive(Clone, Debug, Default)]
pub struct Writer(String);

impl Writer {
    pub fn end(self) -> String {
        self.0
    }

    /// Parts what comes next from what stands before it.
    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    /// What is no text, as it stands in JSON.
    fn bare(&mut self, value: &str) {
        self.comma();
        self.0.push_str(value);
    }

    pub fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.bare("{");
        fields(self);
        self.0.push('}');
    }

    pub fn list<T>(
        &mut self,
        elements: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.bare("[");
        elements.into_iter().for_each(|element| write(self, element));
        self.0.push(']');
    }

    /// The name of the field that is written next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.0.push(':');
        self
    }

    pub fn text(&mut self, text: &str) {
        self.comma();
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.0.extend(['\\', character]),
                '\0'..='\x1f' => {
                    let digit = |of: u32| char::from_digit(of, 16).unwrap_or('0');
                    let code = u32::from(character);
                    self.0.push_str("\\u00");
                    self.0.extend([digit(code >> 4), digit(code & 15)]);
                }
                _ => self.0.push(character),
            }
        }
        self.0.push('"');
    }

    pub fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.bare("null"),
        }
    }

    pub fn number(&mut self, number: i64) {
        self.bare(&decimal(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_read_as_browsers_read_it() {
        let check = |text: &str, expected: &str| {
            assert_eq!(from_text(text).ok().as_ref().and_then(Value::as_str), Some(expected));
        };
        check("\u{feff}\"题\"", "题");
        check(r#""a\ud83db""#, "a\u{fffd}b");
        check(r#""\uDE00\ud83d""#, "\u{fffd}\u{fffd}");
        check(r#""\ud83d\ud83d\ude00\n""#, "\u{fffd}😀\n");
        check(r#""\\ud83d \ud83d""#, "\\ud83d \u{fffd}");
        check(r#""\ud83d\\""#, "\u{fffd}\\");
        for broken in ["", "\u{feff}\u{feff}1", r#""\ud83d"#, r#""\ud83d\"#, r#""\u""#, "\"\\中\""]
        {
            assert!(from_text(broken).is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn any_text_of_escapes_is_read_or_refused(text in "[\"\\\\udD83ec0中]{0,24}") {
            let text = ["\"", &text, "\""].concat();
            let whole = without_halves(&text);
            prop_assert_eq!(whole.len(), text.len());
            if let Ok(read) = serde_json::from_str::<Value>(&text) {
                prop_assert_eq!(from_text(&text).ok(), Some(read));
            }
        }

        #[test]
        fn what_is_written_is_json(text in any::<String>(), controls in "[\\x00-\\x1f\"\\\\中]{0,9}", numbers in prop::collection::vec(any::<i64>(), 0..4)) {
            let mut writer = Writer::default();
            writer.object(|fields| {
                fields.name("text").text(&text);
                fields.name(&controls).optional_text(Some(&controls));
                fields.name("none").optional_text(None);
                fields.name("numbers").list(&numbers, |out, number| out.number(*number));
                fields.name("objects").list([(), ()], |out, ()| out.object(|_| {}));
            });
            let expected = serde_json::json!({
                "text": text, controls.clone(): controls, "none": null, "numbers": numbers, "objects": [{}, {}],
            });
            let read: Value = serde_json::from_str(&writer.end()).expect("it is JSON");
            prop_assert_eq!(read, expected);
        }
    }
}
