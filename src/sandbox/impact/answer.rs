//! impact.com's envelopes: JSON when asked for, XML otherwise; errors; amounts with two decimals.

use std::fmt::Write;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json, value::RawValue};

use crate::{shopify::decimal, world::World};

/// An error in the vendor's form.
pub(super) struct Fault {
    status: u16,
    message: String,
    errors: Vec<(&'static str, String)>,
}

impl Fault {
    pub(super) fn new(status: u16, message: &str) -> Self {
        Self { status, message: message.to_owned(), errors: Vec::new() }
    }

    pub(super) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, message: "Validation Failed".to_owned(), errors: vec![(field, message.into())] }
    }

    fn body(&self) -> Value {
        let errors: Vec<Value> =
            self.errors.iter().map(|(field, message)| json!({"Field": field, "Message": message})).collect();
        let mut body = json!({"Status": "ERROR", "Message": self.message});
        if !errors.is_empty() {
            body["Errors"] = errors.into();
        }
        body
    }
}

/// Writes a result in the form that the request asks for.
pub(super) fn respond<T: Serialize>(world: &World, headers: &HeaderMap, result: Result<T, Fault>) -> Response {
    let (status, text) = match result {
        Ok(body) => (StatusCode::OK, serde_json::to_string(&body).unwrap_or_default()),
        Err(fault) => (StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST), fault.body().to_string()),
    };
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, text) = if accepts.contains("json") {
        ("application/json", text)
    } else {
        // Whoever forgets the header gets XML, as on the vendor's older endpoints.
        ("application/xml", xml(&serde_json::from_str(&text).unwrap_or_default()))
    };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], text).into_response();
    for (name, value) in super::count_call(world) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

fn xml(body: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ImpactRadiusResponse>");
    write_xml(&mut out, body);
    out.push_str("</ImpactRadiusResponse>");
    out
}

fn write_xml(out: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                write_element(out, name.trim_start_matches('@'), value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| write_element(out, "Item", item)),
        Value::String(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
        Value::Null => {}
        other => out.push_str(&other.to_string()),
    }
}

fn write_element(out: &mut String, name: &str, value: &Value) {
    let _ = write!(out, "<{name}>");
    write_xml(out, value);
    let _ = write!(out, "</{name}>");
}

/// An amount as a JSON number with exactly two decimals.
pub(super) fn amount(cents: i64) -> Box<RawValue> {
    RawValue::from_string(decimal(cents)).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
