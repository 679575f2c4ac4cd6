//! A number for every request, and a line in the log that never holds its query: there are tokens in queries.

use axum::{extract::Request, middleware::Next, response::Response};
use domain::clock::random;
use http::{HeaderName, HeaderValue};
use std::fmt::Write as _;
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    trace::{DefaultOnResponse, MakeSpan, TraceLayer},
};
use tracing::{Level, Span};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request. A number that the visitor brought along is dropped: it would go into our log.
pub(crate) async fn number(mut request: Request, next: Next) -> Response {
    let bytes: [u8; 12] = random();
    let id = bytes.iter().fold(String::with_capacity(24), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    });
    let Ok(value) = HeaderValue::from_str(&id) else {
        return next.run(request).await;
    };
    request.headers_mut().insert(REQUEST_ID, value.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(REQUEST_ID, value);
    response
}

/// What a request's span holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spans;

impl<B> MakeSpan<B> for Spans {
    fn make_span(&mut self, request: &http::Request<B>) -> Span {
        let id = request.headers().get(REQUEST_ID);
        tracing::info_span!(
            "request",
            id = id.and_then(|value| value.to_str().ok()),
            method = %request.method(),
            path = request.uri().path(),
        )
    }
}

/// Logs each answer with its status and how long it took.
pub(crate) fn layer() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, Spans> {
    TraceLayer::new_for_http().make_span_with(Spans).on_response(DefaultOnResponse::new().level(Level::INFO))
}
