//! What is written for other programs to read: texts as HTML and as JSON.

use quick_xml::escape::partial_escape;
use serde_json::Value;

use crate::domain::text::without_controls;

/// A text as HTML that shows it. RSS is read so: its titles and descriptions are HTML, which is escaped once
/// more as XML.
pub fn html(text: &str) -> String {
    // Quotes need no escape between tags, and not every reader of feeds knows `&apos;`.
    partial_escape(text).into_owned()
}

/// JSON in which no text has a control, which would be written as an escape and read as itself again.
pub fn json(mut value: Value) -> String {
    clean(&mut value);
    value.to_string()
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_controls(std::mem::take(text)),
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text, where there is one. What a site need not tell is empty where it does not.
pub fn present(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// An object without the fields whose text is empty.
pub fn without_empty(mut object: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.retain(|_, value| value != "");
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[test]
    fn html_shows_what_was_written() {
        let check = |text: &str, shown: &str| assert_eq!(html(text), shown);
        check("执行<GB 50016>标准", "执行&lt;GB 50016&gt;标准");
        check("AT&amp;T \"a\" 'b'", "AT&amp;amp;T \"a\" 'b'");
    }

    #[test]
    fn json_has_no_control_at_any_depth() {
        let written = json(value!({"a": ["一\u{b}二\n", {"b": "\u{fffe}三\u{85}"}], "c": 1}));
        assert_eq!(written, r#"{"a":["一二\n",{"b":"三"}],"c":1}"#);
    }
}
