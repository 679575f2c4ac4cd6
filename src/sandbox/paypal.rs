//! PayPal's Payouts API (contract 5.1): tokens, batches, items, and the check of webhooks.

mod book;
mod create;
mod fault;
mod show;
mod verify;

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::world::{World, lock};
pub(crate) use book::Book;
use fault::Fault;

/// How long a token is good.
const TOKEN_SECONDS: i64 = 32_400;

/// Routes below `/paypal`.
pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/v1/payments/payouts", post(create::create))
        .route("/v1/payments/payouts/{id}", get(show::batch))
        .route("/v1/payments/payouts-item/{id}", get(show::item))
        .route("/v1/payments/payouts-item/{id}/cancel", post(show::cancel))
        .route("/v1/notifications/verify-webhook-signature", post(verify::verify))
        .layer(from_fn_with_state(Arc::clone(world), authorise))
        .route("/v1/oauth2/token", post(token))
}

async fn authorise(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let given = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let is_good = lock(&world.paypal).knows_token(token, world.clock.now_ms());
    if is_good { next.run(request).await } else { Fault::unauthenticated().into_response() }
}

/// `grant_type=client_credentials` with the app's id and secret as Basic credentials.
async fn token(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Json<Value>, Response> {
    let keys = &world.options.credentials;
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    let decoded = given.and_then(|value| value.strip_prefix("Basic ")).and_then(|text| STANDARD.decode(text).ok());
    if decoded != Some(format!("{}:{}", keys.paypal_client_id, keys.paypal_secret).into_bytes()) {
        return Err(fault::token(StatusCode::UNAUTHORIZED, "invalid_client", "Client Authentication failed"));
    }
    if !fields.iter().any(|(name, value)| name == "grant_type" && value == "client_credentials") {
        return Err(fault::token(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Grant Type is NULL"));
    }
    let token = lock(&world.paypal).new_token(world.clock.now_ms() + TOKEN_SECONDS * 1_000);
    Ok(Json(json!({
        "scope": "https://uri.paypal.com/payments/payouts", "access_token": token, "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T", "expires_in": TOKEN_SECONDS,
    })))
}
