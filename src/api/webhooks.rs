//! `POST /webhooks/shopify`: the shop says that an order changed. `POST /webhooks/cc`: CC's text generator wrote something.
//!
//! The signature is checked over the bytes as they came, then the event is kept (once per event id) and
//! answered; applying it is the [`inbox`](crate::inbox)'s work. Shopify waits five seconds and asks again for four hours.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::post,
};
use connectors::{cc::event::Event, shopify::webhook::verify};
use domain::{ChannelId, Source};
use secrecy::SecretString;
use std::sync::Arc;
use store::Store;
use tokio::sync::Notify;

const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// What is applied; events on other topics are answered and forgotten.
const TOPICS: [&str; 5] = ["orders/create", "orders/paid", "orders/updated", "orders/cancelled", "refunds/create"];

/// The same for CC's events.
const CC_EVENTS: [&str; 1] = ["content.generated"];

/// What the routes need.
#[derive(Debug, Clone)]
pub struct Hooks {
    /// Where events are kept.
    pub store: Store,
    /// The channel of the shop.
    pub channel: ChannelId,
    /// The shop's domain; others are refused.
    pub shop_domain: String,
    /// Secrets that sign the shop's webhooks, the current one first. With none, everything is refused.
    pub secrets: Vec<SecretString>,
    /// The same for CC's events.
    pub cc_secrets: Vec<SecretString>,
    /// Whether the channel holds test data only.
    pub is_test: bool,
    /// Told when an event was kept.
    pub arrived: Arc<Notify>,
}

/// The routes below `/webhooks`.
pub fn routes<S: Clone + Send + Sync + 'static>(hooks: Hooks) -> Router<S> {
    Router::new()
        .route("/shopify", post(receive_shopify))
        .route("/cc", post(receive_cc))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(hooks)
}

async fn receive_shopify(State(hooks): State<Hooks>, headers: HeaderMap, body: Bytes) -> Response {
    let signature = header(&headers, "x-shopify-hmac-sha256");
    if !verify(&hooks.secrets, &body, signature) {
        tracing::warn!("webhook with a bad signature refused");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // The headers are not signed: a shop's secret must not be good for another shop's orders.
    let shop = header(&headers, "x-shopify-shop-domain");
    if !shop.eq_ignore_ascii_case(&hooks.shop_domain) {
        tracing::warn!(shop, "webhook of another shop refused");
        return StatusCode::NOT_FOUND.into_response();
    }
    let topic = header(&headers, "x-shopify-topic");
    if !TOPICS.contains(&topic) {
        return StatusCode::OK.into_response();
    }
    let event_id = header(&headers, "x-shopify-webhook-id");
    let is_id = (1..=200).contains(&event_id.len());
    let Some(text) = std::str::from_utf8(&body).ok().filter(|_| is_id) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    keep(&hooks, Source::Shopify, event_id, topic, text).await
}

/// CC's events in the form that we agreed on: an envelope that says when it was made, since a signature alone is good for ever.
async fn receive_cc(State(hooks): State<Hooks>, headers: HeaderMap, body: Bytes) -> Response {
    if !verify(&hooks.cc_secrets, &body, header(&headers, "x-cc-hmac-sha256")) {
        tracing::warn!("CC event with a bad signature refused");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let event = std::str::from_utf8(&body).ok().and_then(|text| Some((text, Event::parse(&body)?)));
    // The header is not signed: it must say what the signed body says.
    let Some((text, event)) = event.filter(|(_, event)| event.id == header(&headers, "x-cc-event-id")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if !event.is_recent(hooks.store.clock().now()) {
        tracing::warn!(event = event.id, "CC event from another time refused");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if event.is_test != hooks.is_test || !CC_EVENTS.contains(&event.kind.as_str()) {
        return StatusCode::OK.into_response();
    }
    keep(&hooks, Source::Cc, &event.id, &event.kind, text).await
}

async fn keep(hooks: &Hooks, source: Source, event_id: &str, topic: &str, body: &str) -> Response {
    let kept = hooks.store.receive(&hooks.channel, source, event_id, topic, body);
    match kept.await {
        Ok(is_new) => {
            if is_new {
                hooks.arrived.notify_one();
            }
            StatusCode::OK.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a webhook could not be kept");
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response()
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
