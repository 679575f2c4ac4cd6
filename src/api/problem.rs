//! Refusals in the form of RFC 9457.

use axum::{
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refusal in one sentence.
pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    answer(status, &body(status, detail))
}

/// A refusal that names the fields at fault, as JSON pointers.
pub(crate) fn invalid_body(faults: &[(String, String)]) -> Value {
    let mut whole = body(StatusCode::UNPROCESSABLE_ENTITY, "The request has fields that are not usable.");
    let errors: Vec<Value> =
        faults.iter().map(|(pointer, detail)| json!({"detail": detail, "pointer": pointer})).collect();
    whole["errors"] = errors.into();
    whole
}

/// The same refusal, and when to come back.
pub(crate) fn wait(mut response: Response, seconds: u32) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(crate) fn body(status: StatusCode, detail: &str) -> Value {
    let title = status.canonical_reason().unwrap_or_default();
    json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail})
}

pub(crate) fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
