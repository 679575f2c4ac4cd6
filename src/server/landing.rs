//! `/p/{handle}`: the public landing page. No cookies, no scripts, and anybody may keep a copy for a minute.

use crate::{House, respond, visit};
use api::collect::{Caller, is_code};
use app::documents::landing_html;
use axum::{
    Extension, Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use domain::{Handle, analytics::EventName};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
};
use leptos::config::LeptosOptions;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};

const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600");

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route("/p/{handle}", get(landing).with_state(house.clone()))
}

/// What a link adds to the page's address.
#[derive(Debug, Default, Deserialize)]
struct Came {
    #[serde(default)]
    tandem: String,
    #[serde(default)]
    utm_source: String,
}

async fn landing(
    State(house): State<House>,
    Path(handle): Path<String>,
    came: Result<Query<Came>, QueryRejection>,
    caller: Option<Extension<Caller>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Ok(handle) = handle.parse::<Handle>() else {
        return respond::not_found();
    };
    match house.unify.landing(&house.channel, &handle).await {
        Ok(Some(landing)) => {
            if method == Method::GET {
                let came = came.map_or_else(|_| Came::default(), |Query(came)| came);
                count(&house, handle, came, caller, &headers);
            }
            kept(landing_html(&landing, &house.public_url), &headers)
        }
        Ok(None) | Err(unify::UnifyError::NotFound) => respond::not_found(),
        Err(error) => {
            tracing::error!(%error, "a landing page could not be made");
            respond::unavailable()
        }
    }
}

/// Counts the visit; one that finds no room is not counted.
fn count(house: &House, handle: Handle, came: Came, caller: Option<Extension<Caller>>, headers: &HeaderMap) {
    if let Some(mut seen) = visit::seen(house, EventName::PageViewed, &came.utm_source, caller, headers) {
        seen.handle = Some(handle);
        seen.link = Some(came.tandem).filter(|code| is_code(code));
        let _ = house.collect.collector.offer(seen);
    }
}

/// The page, or word that the visitor's copy is still good.
fn kept(html: String, asked: &HeaderMap) -> Response {
    // Weak, because a compressed copy is another sequence of bytes for the same page.
    let mut hasher = DefaultHasher::new();
    html.hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let is_known = asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| matches!(known.trim(), "*") || known.trim() == tag);
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""));
    let headers = [(CACHE_CONTROL, KEPT), (ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Html(html)).into_response()
}
