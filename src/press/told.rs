//! What a site need not tell is empty where it does not, and is then written nowhere.

use serde_json::Value;

/// A text, where there is one.
pub fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// An object without the fields whose text is empty.
pub fn fields(mut object: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.retain(|_, value| value != "");
    }
    object
}
