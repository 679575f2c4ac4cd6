//! Answers that are not pages of the application: redirects, refusals, and faults in words for people.

use app::{AppError, documents::message_html};
use axum::{
    body::Body,
    response::{Html, IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
};
use std::any::Any;
use tower_http::csrf::ProtectionError;

/// Sends the browser on with GET. The path is one of ours.
pub(crate) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A page that says one thing and offers one way on.
pub(crate) fn message(status: StatusCode, title: &str, text: &str, action: Option<(&str, &str)>) -> Response {
    (status, Html(message_html(title, text, action))).into_response()
}

pub(crate) fn not_found() -> Response {
    message(
        StatusCode::NOT_FOUND,
        "Page not found",
        "There is nothing at this address. It may have moved, or the link may be incomplete.",
        Some(("Go to the start page", "/")),
    )
}

pub(crate) fn forbidden() -> Response {
    message(
        StatusCode::FORBIDDEN,
        "This page is for the store's team",
        "You are signed in as a partner, and partners see their own pages only.",
        Some(("Go to your dashboard", "/")),
    )
}

/// Our own store does not answer: nothing is lost, and trying again helps.
pub(crate) fn unavailable() -> Response {
    let page = message(
        StatusCode::SERVICE_UNAVAILABLE,
        "Back in a moment",
        "Tandem cannot reach its own data right now. Nothing is lost. Please try again in a few seconds.",
        None,
    );
    (retry_after(5), page).into_response()
}

/// The same for a server function, in the form its caller reads.
pub(crate) fn function_unavailable() -> Response {
    let body = serde_json::to_vec(&AppError::Unavailable).unwrap_or_default();
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry_after(5), kind, body).into_response()
}

pub(crate) fn retry_after(seconds: u64) -> [(http::HeaderName, HeaderValue); 1] {
    [(RETRY_AFTER, HeaderValue::from(seconds))]
}

/// A request that changes something came from another site.
pub(crate) fn cross_site(error: ProtectionError) -> Response {
    tracing::warn!(%error, "cross-site request refused");
    message(
        StatusCode::FORBIDDEN,
        "This request came from another site",
        "To protect your account it was not carried out. Open the page here and try again.",
        Some(("Go to the start page", "/")),
    )
}

/// Something broke. The panic hook has logged it with the request's number.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the box over")]
pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    let what = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(what, "a request broke");
    message(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong on our side",
        "It has been noted. Please try again; if it happens again, tell your contact at the store when it happened.",
        Some(("Go to the start page", "/")),
    )
}
