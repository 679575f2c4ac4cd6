//! HubSpot's error answers.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// An error with its category.
pub(super) struct Fault {
    status: StatusCode,
    category: &'static str,
    message: String,
    errors: Vec<Value>,
}

impl Fault {
    fn new(status: StatusCode, category: &'static str, message: impl Into<String>) -> Self {
        Self { status, category, message: message.into(), errors: Vec::new() }
    }

    pub(super) fn unauthorized() -> Self {
        let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can \
                       find more details at the developers' site";
        Self::new(StatusCode::UNAUTHORIZED, "INVALID_AUTHENTICATION", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", message)
    }

    pub(super) fn conflict(existing: u64) -> Self {
        let message = format!("Contact already exists. Existing ID: {existing}");
        Self::new(StatusCode::CONFLICT, "CONFLICT", message)
    }

    pub(super) fn invalid(message: impl Into<String>, code: &str, place: &str) -> Self {
        let message = message.into();
        let detail = json!({"message": message, "code": code, "in": place, "context": {"propertyName": [place]}});
        let mut fault = Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message);
        fault.errors.push(detail);
        fault
    }

    /// The error's JSON, which a batch lists per input.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({
            "status": "error", "message": self.message, "category": self.category,
            "correlationId": "3f6c0d8e-5a51-4b8e-9d0a-7a1c2e4b6f90",
        });
        if !self.errors.is_empty() {
            body["errors"] = self.errors.clone().into();
        }
        body
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
