//! `/r/{code}`: a partner's short link. It leads on at once, and the click is counted behind the visitor's back.

use crate::{House, respond, visit};
use api::collect::{Caller, is_code};
use axum::{
    Extension, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::analytics::EventName;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY},
};
use leptos::config::LeptosOptions;
use unify::{Followed, UnifyError};

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route("/r/{code}", get(follow).with_state(house.clone()))
}

async fn follow(
    State(house): State<House>,
    Path(code): Path<String>,
    caller: Option<Extension<Caller>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    // Codes are typed off posters, also in capitals.
    let code = code.to_ascii_lowercase();
    if !is_code(&code) {
        return respond::not_found();
    }
    match house.unify.follow_link(&house.channel, &code).await {
        Ok(Some(followed)) => {
            // Those who only look where a link leads do not follow it.
            if method == Method::GET {
                count(&house, code, &followed, caller, &headers);
            }
            lead_on(&followed.address)
        }
        Ok(None) | Err(UnifyError::NotFound) => respond::not_found(),
        Err(error) => {
            tracing::error!(%error, "a link could not be followed");
            respond::unavailable()
        }
    }
}

fn count(house: &House, code: String, followed: &Followed, caller: Option<Extension<Caller>>, headers: &HeaderMap) {
    let Some(partner) = followed.partner.clone() else { return };
    if let Some(mut seen) = visit::seen(house, EventName::Click, &followed.utm_source, caller, headers) {
        seen.partner = Some(partner);
        seen.link = Some(code);
        // A click that finds no room is not counted; the visitor goes on all the same.
        let _ = house.collect.collector.offer(seen);
    }
}

fn lead_on(address: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(address) else {
        return respond::not_found();
    };
    let headers = [
        (LOCATION, location),
        // Kept by nobody: another visitor's click would not be counted, and the target may change.
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    ];
    (StatusCode::FOUND, headers).into_response()
}
