//! Reading what clients send: bodies as tolerant JSON, pictures as address or object, products by any of their ids.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde_json::{Map, Value, json};

use super::Fault;
use crate::{model::State, rng::object_id};

/// A JSON object as request body; anything else is a fault of CC's form.
pub(super) struct Fields(pub(super) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Fault::new(400, "Unreadable body"))?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            _ => Err(Fault::new(400, "Request body is not a JSON object")),
        }
    }
}

impl Fields {
    /// A text field: absent is `None`, another type is a fault.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        text(&self.0, name)
    }

    pub(super) fn required(&self, name: &str) -> Result<String, Fault> {
        self.text(name)?
            .filter(|value| !value.trim().is_empty())
            .ok_or_else(|| Fault::failed(format!("{name} is required")))
    }

    pub(super) fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.0.get(name).and_then(Value::as_object)
    }

    pub(super) fn list(&self, name: &str) -> Result<Option<&Vec<Value>>, Fault> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(Fault::failed(format!("{name} must be a list"))),
        }
    }
}

/// As [`Fields::text`], for nested objects.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, Fault> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value.clone())),
        Some(_) => Err(Fault::failed(format!("{name} must be a string"))),
    }
}

/// A Media object, also when only its address was given.
pub(super) fn media(value: &Value, made: u64) -> Option<Value> {
    match value {
        Value::String(url) => {
            let extension = url.rsplit('.').next().filter(|end| end.len() <= 5).unwrap_or("png");
            let kind = if matches!(extension, "mp4" | "webm" | "mov") { "VIDEO" } else { "IMAGE" };
            let id = object_id("media", made);
            Some(json!({
                "_id": id, "url": url, "mediaContentType": kind, "filename": id, "extension": extension,
                "mimeType": if kind == "VIDEO" { format!("video/{extension}") } else { format!("image/{extension}") },
            }))
        }
        Value::Object(fields) if fields.get("url").is_some_and(Value::is_string) => Some(value.clone()),
        _ => None,
    }
}

/// A list of media, addresses made into objects.
pub(super) fn media_list(items: &[Value], state: &mut State) -> Result<Vec<Value>, Fault> {
    items
        .iter()
        .map(|item| media(item, state.next_made()).ok_or_else(|| Fault::failed("media must be an address or a Media")))
        .collect()
}

/// Index of a product by Shopify's number, its GID, or CC's own id.
pub(super) fn product(state: &State, id: &str) -> Option<usize> {
    let number = id.rsplit('/').next().and_then(|end| end.parse::<u64>().ok());
    state.products.iter().position(|product| product.cc_id == id || Some(product.id) == number)
}
