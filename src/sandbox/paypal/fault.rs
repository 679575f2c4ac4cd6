//! PayPal's error answers.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// An error with its name.
pub(super) struct Fault {
    status: StatusCode,
    name: &'static str,
    message: &'static str,
    details: Vec<Value>,
    links: Vec<Value>,
}

impl Fault {
    fn new(status: StatusCode, name: &'static str, message: &'static str) -> Self {
        Self { status, name, message, details: Vec::new(), links: Vec::new() }
    }

    pub(super) fn unauthenticated() -> Self {
        let message =
            "Authentication failed due to invalid authentication credentials or a missing Authorization header.";
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILURE", message)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "INVALID_RESOURCE_ID", "Requested resource ID was not found")
    }

    pub(super) fn invalid(field: impl Into<String>, issue: &str) -> Self {
        let mut fault = Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", "Invalid request - see details");
        fault.details.push(json!({"field": field.into(), "issue": issue, "location": "body"}));
        fault
    }

    pub(super) fn no_json() -> Self {
        let message = "Request is not well-formed, syntactically incorrect, or violates schema.";
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
    }

    pub(super) fn duplicate_item(index: usize) -> Self {
        let mut fault = Self::invalid(format!("items[{index}].sender_item_id"), "Duplicate sender_item_id");
        fault.name = "DUPLICATE_ITEM";
        fault
    }

    /// The id was used in the last 30 days: the link leads to the first batch.
    pub(super) fn duplicate_batch(id: &str, href: String) -> Self {
        let mut fault = Self::new(StatusCode::BAD_REQUEST, "USER_BUSINESS_ERROR", "User business error.");
        let issue = "Batch with given sender_batch_id already exists";
        fault.details.push(json!({"field": "SENDER_BATCH_ID", "value": id, "location": "body", "issue": issue}));
        fault.links.push(json!({"href": href, "rel": "self", "method": "GET"}));
        fault
    }

    pub(super) fn no_funds() -> Self {
        let message = "Sender does not have sufficient funds. Please add funds and retry.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "INSUFFICIENT_FUNDS", message)
    }

    pub(super) fn not_unclaimed() -> Self {
        let message = "Item cannot be cancelled: it is not unclaimed";
        Self::new(StatusCode::BAD_REQUEST, "ITEM_CANCELLATION_FAILED", message)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = json!({
            "name": self.name, "message": self.message, "debug_id": "f7d3c2b1a0e49",
            "information_link": "https://developer.paypal.com/docs/api/payments.payouts-batch/#errors",
            "details": self.details, "links": self.links,
        });
        (self.status, Json(body)).into_response()
    }
}

/// Errors about tokens have the form of OAuth 2.
pub(super) fn token(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({"error": error, "error_description": description}))).into_response()
}
