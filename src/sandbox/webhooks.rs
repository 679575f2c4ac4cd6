//! Webhooks to Tandem: signed as Shopify, PayPal and Stripe sign them, and CC's in our own form (A6).

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    CHANNEL_DOMAIN,
    clock::{utc_millis, utc_seconds},
    world::{World, lock},
};

const API_VERSION: &str = "2026-04";

/// HMAC-SHA256 of a message.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Sends one webhook. Gives the status it was answered with, or nothing when it did not arrive.
pub(crate) async fn send(world: &World, topic: &str, body: &Value) -> Option<u16> {
    let text = body.to_string();
    let secret = world.options.credentials.shopify_webhook_secret.as_bytes();
    let request = world
        .http
        .post(format!("{}/webhooks/shopify", world.options.app_url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .header("x-shopify-topic", topic)
        .header("x-shopify-hmac-sha256", STANDARD.encode(hmac_sha256(secret, text.as_bytes())))
        .header("x-shopify-shop-domain", CHANNEL_DOMAIN)
        .header("x-shopify-api-version", API_VERSION)
        .header("x-shopify-webhook-id", fresh_uuid())
        .header("x-shopify-event-id", fresh_uuid())
        .header("x-shopify-triggered-at", utc_millis(world.clock.now_ms()))
        .body(text);
    deliver(request, topic).await
}

/// Sends one of CC's events. Gives the status it was answered with, or nothing when it did not arrive.
pub(crate) async fn send_cc(world: &World, kind: &str, data: &Value) -> Option<u16> {
    let id = format!("evt_{}", fresh_uuid());
    let body = json!({
        "id": id, "type": kind, "created_at": utc_millis(world.clock.now_ms()), "test": false, "data": data,
    });
    let text = body.to_string();
    let secret = world.options.credentials.cc_webhook_secret.as_bytes();
    let request = world
        .http
        .post(format!("{}/webhooks/cc", world.options.app_url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .header("x-cc-hmac-sha256", STANDARD.encode(hmac_sha256(secret, text.as_bytes())))
        .header("x-cc-event-id", id)
        .body(text);
    deliver(request, kind).await
}

/// Sends one of PayPal's events, which PayPal vouches for when it is asked.
pub(crate) async fn send_paypal(world: &World, body: &Value) -> Option<u16> {
    let time = utc_seconds(world.clock.unmoved_ms());
    let (id, signature) = lock(&world.paypal).sign(body, &time);
    let request = world
        .http
        .post(format!("{}/webhooks/paypal", world.options.app_url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .header("paypal-transmission-id", id)
        .header("paypal-transmission-time", time)
        .header("paypal-transmission-sig", signature)
        .header("paypal-auth-algo", "SHA256withRSA")
        .header("paypal-cert-url", format!("{}/paypal/v1/notifications/certs/CERT-360caa42-fca2a594", world.origin))
        .body(body.to_string());
    deliver(request, body["event_type"].as_str().unwrap_or_default()).await
}

/// Sends one of Stripe's events. The key of its signature is the whole secret.
pub(crate) async fn send_stripe(world: &World, body: &Value) -> Option<u16> {
    let (text, time) = (body.to_string(), world.clock.unmoved_ms() / 1_000);
    let secret = world.options.credentials.stripe_webhook_secret.as_bytes();
    let signed = hmac_sha256(secret, format!("{time}.{text}").as_bytes());
    let hex = signed.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let request = world
        .http
        .post(format!("{}/webhooks/stripe", world.options.app_url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .header("stripe-signature", format!("t={time},v1={hex}"))
        .body(text);
    deliver(request, body["type"].as_str().unwrap_or_default()).await
}

async fn deliver(request: reqwest::RequestBuilder, topic: &str) -> Option<u16> {
    match request.send().await {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) => {
            tracing::info!(topic, error = %error.without_url(), "webhook not delivered");
            None
        }
    }
}

/// A random UUID of version 4.
pub(crate) fn fresh_uuid() -> String {
    let mut bytes = [0_u8; 16];
    let _ = getrandom::fill(&mut bytes);
    let number = u128::from_be_bytes(bytes) & !(0xf000 << 64) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
    let hex = format!("{number:032x}");
    [hex.get(..8), hex.get(8..12), hex.get(12..16), hex.get(16..20), hex.get(20..)]
        .map(Option::unwrap_or_default)
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_contract_s_vector_says() {
        let body = r##"{"id":1001,"name":"#1001","total_price":"100.00"}"##;
        let signature = STANDARD.encode(hmac_sha256(b"hush", body.as_bytes()));
        assert_eq!(signature, "mBprPvJ1FofKWBq0V7zOa6nfA96SzRLd8r2sXFIUMGE=");
    }

    #[test]
    fn ids_are_uuids_of_version_four() {
        let id = fresh_uuid();
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
