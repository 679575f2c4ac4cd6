//! Server functions as HTTP sees them: what the framework answers by itself gets the status that fits.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::StatusCode;

/// Errors are short; what is longer is no error of ours.
const LONGEST_ERROR: usize = 16 * 1024;

/// What the framework says by itself to a request that it cannot read: these are no faults of ours.
const UNREADABLE: [&[u8]; 2] = [b"{\"kind\":\"invalid\"", b"{\"kind\":\"internal\",\"id\":\"browser\"}"];

/// The framework answers 500 to arguments that it cannot read. That is the caller's fault, and says so as 422.
pub(crate) async fn blame_rightly(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST_ERROR).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if UNREADABLE.iter().any(|start| bytes.starts_with(start)) {
        parts.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Response::from_parts(parts, Body::from(bytes))
}
