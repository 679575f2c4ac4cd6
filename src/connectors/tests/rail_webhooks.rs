//! Webhooks of the payout rails: believed only when proven, and read for what they are about.

use crate::{
    payouts::contract,
    stub::{NOW, Stub, ok, text},
};
use connectors::{
    ConnectorError, PayoutRail,
    rail::RailEvent,
    rails::stripe::{StripeClient, StripeConfig},
};
use domain::{Timestamp, clock::ManualClock};
use hmac::{Hmac, Mac};
use http::HeaderMap;
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::Arc;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
}

fn from_paypal() -> HeaderMap {
    headers(&[
        ("paypal-auth-algo", "SHA256withRSA"),
        ("paypal-cert-url", "https://api.paypal.com/v1/notifications/certs/CERT-1"),
        ("paypal-transmission-id", "dfb3be50"),
        ("paypal-transmission-sig", "c2ln"),
        ("paypal-transmission-time", "2026-11-21T15:00:00Z"),
    ])
}

async fn paypal(status: &str) -> Stub {
    let token = ok(json!({"access_token": "A21AA", "expires_in": 3_600}));
    Stub::saying([token, ok(json!({"verification_status": status}))]).await
}

#[tokio::test]
async fn paypal_is_asked_whether_a_webhook_is_its_own() {
    let stub = paypal("SUCCESS").await;
    let body = "{ \"id\":\"WH-9\",\n\"event_type\":\"PAYMENT.PAYOUTS-ITEM.SUCCEEDED\", \"resource\":{\"sender_batch_id\":\"bat_1\",\
                \"payout_batch_id\":\"Q8KV\",\"amount\":1.10,\"payout_item\":{\"sender_item_id\":\"pay_1\"}}}";
    let event = stub.paypal().event(&from_paypal(), body.as_bytes()).await.unwrap();
    let expected = RailEvent {
        id: "WH-9".to_owned(),
        kind: "PAYMENT.PAYOUTS-ITEM.SUCCEEDED".to_owned(),
        batch_id: Some("bat_1".to_owned()),
        rail_id: Some("Q8KV".to_owned()),
        item_id: Some("pay_1".to_owned()),
    };
    assert_eq!(event, Some(expected));
    let asked = &stub.seen()[1];
    assert_eq!(asked.path(), "/v1/notifications/verify-webhook-signature");
    let text = std::str::from_utf8(&asked.body).unwrap();
    assert!(text.contains(body), "the event goes on letter by letter: {text}");
    assert_eq!((&asked.json()["webhook_id"], &asked.json()["transmission_sig"]), (&json!("WH-1"), &json!("c2ln")));
}

#[tokio::test]
async fn batches_are_told_of_and_other_things_are_not_ours() {
    let of = async |body: Value| {
        let stub = paypal("SUCCESS").await;
        stub.paypal().event(&from_paypal(), body.to_string().as_bytes()).await
    };
    let header = json!({"payout_batch_id": "Q8KV", "sender_batch_header": {"sender_batch_id": "bat_1"}});
    let batch =
        json!({"id": "WH-1", "event_type": "PAYMENT.PAYOUTSBATCH.DENIED", "resource": {"batch_header": header}});
    let event = of(batch).await.unwrap().unwrap();
    assert_eq!(
        (event.batch_id.as_deref(), event.rail_id.as_deref(), event.item_id),
        (Some("bat_1"), Some("Q8KV"), None)
    );
    let other = json!({"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": {}});
    assert_eq!(of(other).await, Ok(None));
    assert!(matches!(
        of(json!({"event_type": "PAYMENT.PAYOUTSBATCH.DENIED"})).await,
        Err(ConnectorError::Malformed { .. })
    ));
    assert!(matches!(of(json!([7])).await, Err(ConnectorError::Malformed { .. })));
}

#[tokio::test]
async fn what_paypal_does_not_vouch_for_is_not_believed() {
    let body = b"{\"id\":\"WH-9\",\"event_type\":\"PAYMENT.PAYOUTSBATCH.SUCCESS\"}";
    for status in ["FAILURE", "success", ""] {
        let stub = paypal(status).await;
        assert_eq!(stub.paypal().event(&from_paypal(), body).await, Err(ConnectorError::Unauthorized), "{status}");
    }
    let stub = Stub::saying([ok(json!({"access_token": "A", "expires_in": 60})), text(500, "")]).await;
    assert!(
        matches!(stub.paypal().event(&from_paypal(), body).await, Err(ConnectorError::Failed { .. })),
        "to be told again"
    );
    let stub = paypal("SUCCESS").await;
    for (name, _) in &from_paypal() {
        let mut without = from_paypal();
        without.remove(name);
        assert_eq!(stub.paypal().event(&without, body).await, Err(ConnectorError::Unauthorized), "{name}");
    }
    assert_eq!(stub.count(), 0, "nobody is asked about what cannot be proven");
    assert!(matches!(stub.paypal().event(&from_paypal(), b"").await, Err(ConnectorError::Malformed { .. })));
}

fn stripe_at(seconds: i64, secret: Option<&str>) -> StripeClient {
    let config = StripeConfig {
        base_url: "http://127.0.0.1:9".to_owned(),
        secret_key: "sk_test".into(),
        webhook_secret: secret.map(Into::into),
    };
    StripeClient::new(config, Arc::new(ManualClock::at(Timestamp::from_millis(seconds * 1_000)))).unwrap()
}

#[tokio::test]
async fn stripe_s_published_vectors_are_proven() {
    let Some(path) = contract("webhook-vectors.json") else { return };
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let vectors =
        file["vectors"].as_array().unwrap().iter().filter(|it| it["id"].as_str().unwrap().starts_with("stripe"));
    let mut tried = 0;
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let seconds = vector["timestamp"].as_i64().unwrap();
        let signed = headers(&[("stripe-signature", &format!("t={seconds},v1={}", text("expect")))]);
        let proven = stripe_at(seconds, Some(text("secret"))).event(&signed, text("body").as_bytes()).await;
        // The vector's body is no event, but it is Stripe's.
        assert!(matches!(proven, Err(ConnectorError::Malformed { .. })), "{proven:?}");
        let late = stripe_at(seconds + 301, Some(text("secret"))).event(&signed, text("body").as_bytes()).await;
        assert_eq!(late, Err(ConnectorError::Unauthorized));
        tried += 1;
    }
    assert!(tried > 0);
}

fn signed(body: &[u8]) -> HeaderMap {
    let seconds = NOW.millis() / 1_000;
    let mut mac = Hmac::<Sha256>::new_from_slice(b"whsec_test_secret").unwrap();
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    let hex = mac.finalize().into_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    headers(&[("stripe-signature", &format!("t={seconds},v1={hex}"))])
}

#[tokio::test]
async fn stripe_tells_of_transfers_and_other_things_are_not_ours() {
    let stripe = stripe_at(NOW.millis() / 1_000, Some("whsec_test_secret"));
    let of = async |body: Value| {
        let body = body.to_string();
        stripe.event(&signed(body.as_bytes()), body.as_bytes()).await
    };
    let transfer = json!({"id": "tr_1", "transfer_group": "bat_1", "metadata": {"payout_id": "pay_1"}});
    let event =
        of(json!({"id": "evt_1", "type": "transfer.reversed", "data": {"object": transfer}})).await.unwrap().unwrap();
    assert_eq!((event.id.as_str(), event.kind.as_str()), ("evt_1", "transfer.reversed"));
    assert_eq!(
        (event.batch_id.as_deref(), event.item_id.as_deref(), event.rail_id),
        (Some("bat_1"), Some("pay_1"), None)
    );
    assert_eq!(of(json!({"id": "evt_1", "type": "payout.paid", "data": {}})).await, Ok(None));
    assert!(matches!(of(json!({"type": "transfer.created"})).await, Err(ConnectorError::Malformed { .. })));
}

#[tokio::test]
async fn without_a_signature_or_a_secret_stripe_is_not_believed() {
    let body = b"{\"id\":\"evt_1\",\"type\":\"transfer.created\"}";
    let seconds = NOW.millis() / 1_000;
    let of = async |secret: Option<&str>, headers: &HeaderMap| stripe_at(seconds, secret).event(headers, body).await;
    assert!(of(Some("whsec_test_secret"), &signed(body)).await.is_ok());
    assert_eq!(of(Some("whsec_test_secret"), &HeaderMap::new()).await, Err(ConnectorError::Unauthorized));
    assert_eq!(of(Some("whsec_another"), &signed(body)).await, Err(ConnectorError::Unauthorized));
    assert_eq!(of(Some(""), &signed(body)).await, Err(ConnectorError::Unauthorized));
    assert_eq!(of(None, &signed(body)).await, Err(ConnectorError::Unauthorized));
    assert_eq!(of(Some("whsec_test_secret"), &signed(b"other")).await, Err(ConnectorError::Unauthorized));
}
