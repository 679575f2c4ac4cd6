//! `/r/{code}/qr.svg` and `/r/{code}/qr.png`: the QR code of a short link, to be shown, printed and kept. It says no more than
//! the link itself, and a code never changes: anybody may keep a copy.

use crate::{House, respond};
use app::qr::draw::{png, svg};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use leptos::config::LeptosOptions;

const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new()
        .route("/r/{code}/qr.svg", get(as_svg))
        .route("/r/{code}/qr.png", get(as_png))
        .with_state(house.clone())
}

async fn as_svg(State(house): State<House>, Path(code): Path<String>) -> Response {
    answer(&house, &code, "image/svg+xml", |address| svg(address).map(String::into_bytes)).await
}

async fn as_png(State(house): State<House>, Path(code): Path<String>) -> Response {
    answer(&house, &code, "image/png", png).await
}

async fn answer(house: &House, code: &str, kind: &'static str, draw: impl Fn(&str) -> Option<Vec<u8>>) -> Response {
    match house.unify.follow_link(&house.channel, code).await {
        Ok(Some(_)) => {}
        Ok(None) | Err(unify::UnifyError::NotFound) => return respond::not_found(),
        Err(error) => {
            tracing::error!(%error, "a QR code could not be made");
            return respond::unavailable();
        }
    }
    let address = format!("{}/r/{code}", house.public_url.trim_end_matches('/'));
    match draw(&address) {
        Some(file) => ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, KEPT)], file).into_response(),
        None => respond::not_found(),
    }
}
