//! `POST /webhooks/paypal` and `POST /webhooks/stripe`: a rail says that a payout changed.
//!
//! What it says is believed only after its signature, and even then it is only heard: the rail is asked how its run stands.
//! So it does not matter how often, how late or in what order it speaks.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{ChannelId, payout::PayoutMethod};
use program::{Program, ProgramError};

const BODY_LIMIT: usize = 256 * 1024;

/// What the routes need.
#[derive(Debug, Clone)]
pub struct Rails {
    /// Asks.
    pub program: Program,
    /// Whose payouts the rails carry.
    pub channel: ChannelId,
}

/// The routes below `/webhooks`.
pub fn routes<S: Clone + Send + Sync + 'static>(rails: Rails) -> Router<S> {
    Router::new()
        .route("/paypal", post(hear_paypal))
        .route("/stripe", post(hear_stripe))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(rails)
}

async fn hear_paypal(State(rails): State<Rails>, headers: HeaderMap, body: Bytes) -> Response {
    hear(&rails, PayoutMethod::Paypal, &headers, &body).await
}

async fn hear_stripe(State(rails): State<Rails>, headers: HeaderMap, body: Bytes) -> Response {
    hear(&rails, PayoutMethod::Stripe, &headers, &body).await
}

async fn hear(rails: &Rails, method: PayoutMethod, headers: &HeaderMap, body: &[u8]) -> Response {
    match rails.program.hear_rail(&rails.channel, method, headers, body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(ProgramError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(ProgramError::Store(error)) => {
            tracing::error!(%error, rail = method.as_str(), "a rail's webhook could not be heard");
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, rail = method.as_str(), "a rail's webhook was refused");
            StatusCode::UNAUTHORIZED.into_response()
        }
    }
}
