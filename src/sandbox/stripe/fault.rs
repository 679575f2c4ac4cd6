//! Stripe's error answers.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The version whose fields are answered.
pub(crate) const API_VERSION: &str = "2026-07-29.dahlia";

/// An error with its type.
pub(super) struct Fault {
    pub(super) status: StatusCode,
    error: Value,
}

impl Fault {
    fn new(status: StatusCode, kind: &str, message: &str) -> Self {
        Self { status, error: json!({"type": kind, "message": message}) }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", "Invalid API Key provided")
    }

    pub(super) fn invalid(code: &str, param: &str, message: &str) -> Self {
        let mut fault = Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message);
        fault.error["code"] = json!(code);
        fault.error["param"] = json!(param);
        fault
    }

    pub(super) fn missing(param: &str) -> Self {
        Self::invalid("parameter_missing", param, &format!("Missing required param: {param}."))
    }

    pub(super) fn not_found(id: &str) -> Self {
        let mut fault = Self::invalid("resource_missing", "id", &format!("No such transfer: '{id}'"));
        fault.status = StatusCode::NOT_FOUND;
        fault
    }

    pub(super) fn failed() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "An unknown error occurred")
    }

    pub(super) fn other_parameters() -> Self {
        let message =
            "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    pub(super) fn in_use() -> Self {
        let message = "There is currently another in-progress request using this idempotency key.";
        let mut fault = Self::new(StatusCode::CONFLICT, "idempotency_error", message);
        fault.error["code"] = json!("idempotency_key_in_use");
        fault
    }

    pub(super) fn body(&self) -> Value {
        json!({"error": self.error})
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
