//! The archive's files from their host, for the page and for the finder beside it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use js_sys::{Promise, SyntaxError, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestCache, RequestInit, Response};

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

    fn request(&self, path: &str, how: &RequestInit) -> Result<Request, Failure> {
        let address = [&self.base, "/", path].concat();
        Request::new_with_str_and_init(&address, how).map_err(|_| Failure::Offline)
    }
}

/// Asks the host. A page and a worker have the same `fetch`; a library for it would weigh 2 kB in each.
async fn send(request: Request) -> Result<Response, Failure> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    awaited(Ok(scope.fetch_with_request(&request))).await.map(JsCast::unchecked_into)
}

/// What a promise of the network comes to.
async fn awaited(promise: Result<Promise, JsValue>) -> Result<JsValue, Failure> {
    let failed = |why: JsValue| match why.dyn_ref::<SyntaxError>() {
        Some(_) => Failure::Malformed("is no JSON".into()),
        None => Failure::Offline,
    };
    JsFuture::from(promise.map_err(failed)?).await.map_err(failed)
}

impl Source for Network {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        json(self.request(&path, &RequestInit::new()))
    }

    fn anew(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        // Past the browser's cache, which then has what comes.
        let how = RequestInit::new();
        how.set_cache(RequestCache::Reload);
        json(self.request(&path, &how))
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        let request = self.request(&path, &RequestInit::new());
        async move {
            let response = fetch(request?, |kind| !kind.ends_with("html")).await?;
            Ok(Uint8Array::new(&awaited(response.array_buffer()).await?).to_vec())
        }
        .boxed_local()
    }
}

/// The JSON that answers a request.
fn json(request: Result<Request, Failure>) -> LocalBoxFuture<'static, Result<Value, Failure>> {
    async move {
        let response = fetch(request?, |kind| kind.ends_with("json")).await?;
        Ok(to_value(&awaited(response.json()).await?))
    }
    .boxed_local()
}

/// The answer of a host that has the file. Hosts answer for a missing one with a page of their own, some
/// with 200; and so does a network that asks to log in.
async fn fetch(request: Request, is_kind: fn(&str) -> bool) -> Result<Response, Failure> {
    let response = send(request).await?;
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim_end();
    match response.status() {
        200..300 if is_kind(kind) => Ok(response),
        200..300 => Err(Failure::Foreign),
        404 | 410 => Err(Failure::Missing),
        _ => Err(Failure::Offline),
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
        Value::Array((0..list.length()).map(|at| to_value(&list.get(at))).collect())
    } else if let Some(object) = tree.dyn_ref::<js_sys::Object>() {
        let mut fields = serde_json::Map::new();
        // Each a name and a value.
        let entries = js_sys::Object::entries(object);
        for at in 0..entries.length() {
            let field: js_sys::Array = entries.get(at).unchecked_into();
            fields.insert(field.get(0).as_string().unwrap_or_default(), to_value(&field.get(1)));
        }
        Value::Object(fields)
    } else {
        Value::Null
    }
}
