//! CC's error answers: `{statusCode, error, message}`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// An error as CC writes it.
#[derive(Debug)]
pub(crate) struct Fault {
    status: u16,
    message: String,
}

impl Fault {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// CC reports what it cannot find, and what it cannot do, as 500.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(500, message)
    }

    pub(crate) fn not_found() -> Self {
        Self::failed("Creator or Channel not found")
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Invalid or expired token")
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let error = status.canonical_reason().unwrap_or("Error");
        let body = json!({"statusCode": self.status, "error": error, "message": self.message});
        (status, Json(body)).into_response()
    }
}
