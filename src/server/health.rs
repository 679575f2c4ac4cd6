//! `/healthz`: whether this process can do its work, for the load balancer.

use crate::{House, respond};
use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use leptos::config::LeptosOptions;
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route("/healthz", get(health).with_state(house.clone()))
}

/// 200 when the store answers. Outside systems do not count: pages come without them.
async fn health(State(house): State<House>) -> Response {
    let fresh = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    match tokio::time::timeout(PATIENCE, house.store.ping()).await {
        Ok(Ok(())) => (fresh, Json(json!({"status": "ok"}))).into_response(),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            fresh,
            respond::retry_after(5),
            Json(json!({"status": "the database does not answer"})),
        )
            .into_response(),
    }
}
