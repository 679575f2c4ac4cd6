//! `GET /live`: what happens, as it happens, to whoever has a page open (server-sent events).
//!
//! - A partner hears of themselves; an admin of the partner they name (`?partner=ptn_…`) or of the whole channel.
//! - Each event carries its place in the log as `id`. Who comes back hands it in, as `Last-Event-ID` or `?after=`, and is first told
//!   what they missed; when that is too much or no longer known, `reset` asks them to read everything anew.
//! - `hello` says that from here on all is told as it comes; `bye` says why the server ends a stream, also to a browser that is
//!   not signed in any more.
//! - `beat` comes every fifteen seconds: it keeps proxies from hanging up, tells the page that the line is there, and is when the
//!   session behind the stream is looked at.

mod follow;
mod hub;
mod seat;
mod wire;

pub use hub::Hub;

use crate::{House, respond};
use access::{Access, AccessError, SessionKey, Viewer};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::PartnerId;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use hub::{Asked, Audience};
use leptos::config::LeptosOptions;
use serde::Deserialize;
use tower_sessions::Session;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");
/// Tells nginx, and those who follow its word, to hand each event on at once.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// Where the browser asks.
pub(crate) const PATH: &str = "/live";

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route(PATH, get(listen).with_state(house.clone()))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    partner: Option<PartnerId>,
    after: Option<String>,
}

async fn listen(
    State(house): State<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    session: Session,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let (Some(viewer), Some(key)) = (viewer, SessionKey::of(&session)) else {
        return signed_out(&headers);
    };
    let Ok(Query(wanted)) = wanted else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let audience = match audience(&viewer, &house.access, wanted.partner.as_ref()).await {
        Ok(audience) => audience,
        Err(error) => return refused(&error),
    };
    // The browser's own header is newer than the address it was once given.
    let header = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = Asked { audience, account: viewer.account(), key, after: header.or(wanted.after) };
    match house.live.open(viewer.channel(), asked).await {
        Ok(Some(line)) => ([(CONTENT_TYPE, EVENT_STREAM), UNBUFFERED], Body::from_stream(line)).into_response(),
        Ok(None) => (StatusCode::SERVICE_UNAVAILABLE, respond::retry_after(5)).into_response(),
        Err(error) => refused(&AccessError::Store(error)),
    }
}

/// A browser's stream cannot see a status: it would come back for ever, and its page would never say why nothing comes.
fn signed_out(headers: &HeaderMap) -> Response {
    if headers.get(ACCEPT) == Some(&EVENT_STREAM) {
        ([(CONTENT_TYPE, EVENT_STREAM)], wire::bye(wire::Bye::Over)).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn audience(viewer: &Viewer, access: &Access, asked: Option<&PartnerId>) -> Result<Audience, AccessError> {
    if viewer.is_admin() && asked.is_none() {
        return Ok(Audience::Channel);
    }
    let scope = viewer.scope(access, asked).await?;
    Ok(Audience::Partner(scope.partner().clone()))
}

fn refused(error: &AccessError) -> Response {
    match error {
        AccessError::Denied => StatusCode::FORBIDDEN.into_response(),
        AccessError::NotFound => StatusCode::NOT_FOUND.into_response(),
        AccessError::Store(_) => {
            tracing::error!(%error, "a live stream could not be opened");
            (StatusCode::SERVICE_UNAVAILABLE, respond::retry_after(5)).into_response()
        }
    }
}
