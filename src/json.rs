//! Reading values out of JSON. The browser parses with its own parser and the press with
//! `serde_json`; both hand over the same tree, which is read here without generated code, since that
//! weighs some 40 kB in the browser.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// What is wrong with a value: `zones[3].region: is missing`.
pub type Fault = String;

/// A text that must be there.
pub fn text(value: &Value, name: &str) -> Result<String, Fault> {
    optional_text(value, name)?.ok_or_else(|| format!("{name}: is missing"))
}

/// A text, or `None` where the field is missing or null.
pub fn optional_text(value: &Value, name: &str) -> Result<Option<String>, Fault> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name}: is not a text")),
    }
}

/// A whole number that must be there.
pub fn number(value: &Value, name: &str) -> Result<i64, Fault> {
    value.get(name).and_then(Value::as_i64).ok_or_else(|| format!("{name}: is not a whole number"))
}

/// A field that must be there.
pub fn field<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Fault> {
    value.get(name).ok_or_else(|| format!("{name}: is missing"))
}

/// The elements of a list; none where the field is missing.
pub fn list<T>(
    value: &Value,
    name: &str,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(elements)) => elements_of(elements, name, read),
        Some(_) => Err(format!("{name}: is not a list")),
    }
}

/// Each element, or the first fault with its place.
pub fn elements_of<T>(
    elements: &[Value],
    name: &str,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut values = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        values.push(read(element).map_err(|fault| format!("{name}[{i}].{fault}"))?);
    }
    Ok(values)
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
        Some(_) => return Err(format!("{name}: is not an object")),
    };
    let mut read_fields = Vec::with_capacity(fields.len());
    for (key, value) in fields {
        let value = read(value).ok_or_else(|| format!("{name}.{key}: cannot be read"))?;
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

/// A count.
pub fn count(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}
