//! `POST /v1/notifications/verify-webhook-signature`: vouches for what was sent, and for nothing else.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use serde_json::{Value, json};

use super::Fault;
use crate::world::{World, lock};

/// Says whether a webhook is PayPal's.
pub(super) async fn verify(State(world): State<Arc<World>>, body: Bytes) -> Result<Json<Value>, Fault> {
    let question: Value = serde_json::from_slice(&body).map_err(|_| Fault::no_json())?;
    for name in ["auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time", "webhook_id"] {
        if question[name].as_str().is_none_or(str::is_empty) {
            return Err(Fault::invalid(name, "Required field is missing"));
        }
    }
    let is_our_hook = question["webhook_id"] == world.options.credentials.paypal_webhook_id.as_str();
    let is_ours = is_our_hook && lock(&world.paypal).vouches_for(&question);
    Ok(Json(json!({"verification_status": if is_ours { "SUCCESS" } else { "FAILURE" }})))
}
