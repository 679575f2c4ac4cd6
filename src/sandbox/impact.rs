//! impact.com's brand API (contract 4.1): actions, their updates, partners, and the export of clicks.

mod actions;
mod answer;
pub(crate) mod clicks;
mod filters;
mod partners;

use std::sync::Arc;

use axum::{Router, http::HeaderMap, routing::get};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::world::{World, lock};
use answer::Fault;

/// Calls an hour that the headers speak of.
const HOURLY_LIMIT: u32 = 1_000;

/// Routes below `/impact`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/Advertisers/{sid}/Actions", get(actions::list))
        .route("/Advertisers/{sid}/ActionUpdates", get(actions::updates))
        .route("/Advertisers/{sid}/MediaPartners", get(partners::list))
        .route("/Advertisers/{sid}/MediaPartners/{id}", get(partners::show))
        .route("/Advertisers/{sid}/Programs/{program}/ClickExport", get(clicks::order))
        .route("/Advertisers/{sid}/Jobs/{id}", get(clicks::show))
        .route("/Advertisers/{sid}/Jobs/{id}/Download", get(clicks::download))
}

/// Checks the Basic credentials and that the path's account is theirs.
fn authorise(world: &World, sid: &str, headers: &HeaderMap) -> Result<(), Fault> {
    let keys = &world.options.credentials;
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    let decoded = given.and_then(|value| value.strip_prefix("Basic ")).and_then(|text| STANDARD.decode(text).ok());
    if decoded != Some(format!("{}:{}", keys.impact_sid, keys.impact_token).into_bytes()) {
        return Err(Fault::new(401, "Authentication failed"));
    }
    if sid == keys.impact_sid { Ok(()) } else { Err(Fault::new(403, "Access denied to this account")) }
}

/// Counts the call into its hour: limit, calls left (never below one here), seconds until the hour ends.
fn count_call(world: &World) -> [(&'static str, String); 3] {
    let now = world.clock.now_ms() / 1000;
    let mut calls = lock(&world.impact_calls);
    if calls.0 != now / 3600 {
        *calls = (now / 3600, 0);
    }
    calls.1 += 1;
    let left = HOURLY_LIMIT.saturating_sub(calls.1).max(1);
    [
        ("x-ratelimit-limit", HOURLY_LIMIT.to_string()),
        ("x-ratelimit-remaining", left.to_string()),
        ("x-ratelimit-reset", (3600 - now % 3600).to_string()),
    ]
}
