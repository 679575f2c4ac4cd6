//! Stripe's transfers (contract 5.2): made at once, listed by group, reversed; and the keys that make calls repeatable.

mod book;
mod fault;
mod form;
mod transfers;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::HeaderMap,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::world::World;
pub(crate) use book::Book;
pub(crate) use fault::API_VERSION;
use fault::Fault;

/// What lies in the merchant's balance, in cents: enough.
const BALANCE: i64 = 10_000_000_000;

/// Routes below `/stripe`.
pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/v1/transfers", get(transfers::list).post(transfers::create))
        .route("/v1/transfers/{id}", get(transfers::show))
        .route("/v1/transfers/{id}/reversals", post(transfers::reverse))
        .route("/v1/balance", get(balance))
        .layer(from_fn_with_state(Arc::clone(world), authorise))
}

async fn authorise(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    if is_known(&world.options.credentials.stripe_key, request.headers()) {
        next.run(request).await
    } else {
        Fault::unauthorized().into_response()
    }
}

/// The key as Bearer token, or as the user name of Basic credentials.
fn is_known(key: &str, headers: &HeaderMap) -> bool {
    let given = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let basic = given.strip_prefix("Basic ").and_then(|text| STANDARD.decode(text).ok());
    given.strip_prefix("Bearer ") == Some(key) || basic == Some(format!("{key}:").into_bytes())
}

async fn balance() -> Json<Value> {
    let of = |amount: i64| json!([{"amount": amount, "currency": "usd", "source_types": {"card": amount}}]);
    Json(json!({"object": "balance", "available": of(BALANCE), "pending": of(0), "livemode": false}))
}
