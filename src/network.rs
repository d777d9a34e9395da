//! The archive's files from their host, for the page and for the finder beside it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use gloo_net::http::{Request, Response};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

use crate::archive::{Failure, Source};

/// Fetches the archive's files from the host.
#[derive(Clone, Debug)]
pub struct Network {
    /// The path the site lives under, without a slash at the end.
    base: String,
}

impl Network {
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned() }
    }

    /// The answer of a host that has the file. Hosts answer for a missing one with a page of their
    /// own, some with 200.
    async fn fetch(
        base: String,
        path: String,
        is_kind: fn(&str) -> bool,
    ) -> Result<Response, Failure> {
        // The query is handed over apart, or the request's builder adds an `&` behind it.
        let (bare, query) = path.split_once('?').unwrap_or((&path, ""));
        let request = Request::get(&format!("{base}/{bare}")).query(query.split_once('='));
        let response = request.send().await.map_err(|_| Failure::Offline)?;
        let kind = response.headers().get("content-type").unwrap_or_default();
        match response.status() {
            200..300 if is_kind(&kind) => Ok(response),
            200..300 | 404 | 410 => Err(Failure::Missing),
            _ => Err(Failure::Offline),
        }
    }
}

impl Source for Network {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        let base = self.base.clone();
        async move {
            let response = Self::fetch(base, path.clone(), |kind| kind.contains("json")).await?;
            let text = response.text().await.map_err(|_| Failure::Offline)?;
            parse(&text).ok_or(Failure::Malformed(path))
        }
        .boxed_local()
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        let base = self.base.clone();
        async move {
            let response = Self::fetch(base, path, |kind| !kind.contains("html")).await?;
            response.binary().await.map_err(|_| Failure::Offline)
        }
        .boxed_local()
    }
}

/// JSON as the browser's own parser reads it; nothing where it is none.
pub fn parse(text: &str) -> Option<Value> {
    js_sys::JSON::parse(text).ok().map(|tree| to_value(&tree))
}

/// The tree that the browser's own parser made. Numbers that are not whole become null: none of the
/// formats has any.
fn to_value(tree: &JsValue) -> Value {
    if let Some(text) = tree.as_string() {
        Value::String(text)
    } else if let Some(number) = tree.as_f64() {
        let whole = number as i64;
        if whole as f64 == number { Value::from(whole) } else { Value::Null }
    } else if let Some(flag) = tree.as_bool() {
        Value::Bool(flag)
    } else if let Some(list) = tree.dyn_ref::<js_sys::Array>() {
        Value::Array(list.iter().map(|element| to_value(&element)).collect())
    } else if let Some(object) = tree.dyn_ref::<js_sys::Object>() {
        let names = js_sys::Object::keys(object);
        let mut fields = serde_json::Map::new();
        for name in names.iter() {
            if let (Some(text), Ok(value)) = (name.as_string(), js_sys::Reflect::get(object, &name))
            {
                fields.insert(text, to_value(&value));
            }
        }
        Value::Object(fields)
    } else {
        Value::Null
    }
}
