//! Webhooks to Tandem: signed, complete, and from live mode too.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sandbox::people;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    bench::Bench,
    listener::{Listener, Webhook},
};

fn is_signed(webhook: &Webhook, secret: &str) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&webhook.body);
    mac.verify_slice(&STANDARD.decode(webhook.header("x-shopify-hmac-sha256")).unwrap()).is_ok()
}

#[tokio::test]
async fn an_order_and_its_refund_arrive_signed() {
    let listener = Listener::start().await;
    let bench = Bench::with(|options| options.app_url.clone_from(&listener.url)).await;
    let made =
        bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": "90.50", "refund": "partial"})).await;
    assert_eq!(made["webhooks"], json!({"orders/create": 200, "refunds/create": 200}));
    let webhooks = listener.webhooks(2).await;
    for webhook in &webhooks {
        assert!(is_signed(webhook, &bench.keys.shopify_webhook_secret));
        assert_eq!(webhook.header("x-shopify-shop-domain"), sandbox::CHANNEL_DOMAIN);
        assert_eq!(webhook.header("x-shopify-webhook-id").len(), 36);
    }
    assert_ne!(webhooks[0].header("x-shopify-webhook-id"), webhooks[1].header("x-shopify-webhook-id"));
    assert_eq!(webhooks[0].header("x-shopify-topic"), "orders/create");
    let order: Value = serde_json::from_slice(&webhooks[0].body).unwrap();
    assert_eq!(
        (&order["total_price"], &order["currency"], &order["email"]),
        (&json!("90.50"), &json!("USD"), &Value::Null)
    );
    assert!(
        order["tags"]
            .as_str()
            .unwrap()
            .starts_with(&format!("CreatorCommerce, cc-creator-id-{}", people::ANA.creator_id))
    );
    assert_eq!(order["note_attributes"][0], json!({"name": "cc-creator-id", "value": people::ANA.creator_id}));
    assert_eq!(order["discount_codes"][0]["code"], people::ANA.affiliate_code);
    let refund: Value = serde_json::from_slice(&webhooks[1].body).unwrap();
    assert_eq!((&refund["order_id"], &refund["transactions"][0]["amount"]), (&order["id"], &json!("45.25")));
}

#[tokio::test]
async fn what_the_generator_writes_is_announced_in_a_signed_envelope() {
    let listener = Listener::start().await;
    let bench = Bench::with(|options| options.app_url.clone_from(&listener.url)).await;
    let made = bench.own_post("/_generated", json!({"handle": people::ANA.handle})).await;
    assert_eq!(made["delivered"], 200);
    bench.own_post("/_generated", json!({"handle": people::ANA.handle, "drops": [{"title": "Sun"}]})).await;
    let form = bench.client.post(bench.own("/_generated")).form(&[("handle", people::ANA.handle)]);
    assert!(form.send().await.unwrap().status().is_redirection());
    let webhooks = listener.webhooks(3).await;
    for webhook in &webhooks {
        let mut mac = Hmac::<Sha256>::new_from_slice(bench.keys.cc_webhook_secret.as_bytes()).unwrap();
        mac.update(&webhook.body);
        assert!(mac.verify_slice(&STANDARD.decode(webhook.header("x-cc-hmac-sha256")).unwrap()).is_ok());
        let event: Value = serde_json::from_slice(&webhook.body).unwrap();
        assert_eq!((&event["type"], &event["test"]), (&json!("content.generated"), &json!(false)));
        assert_eq!(event["id"], webhook.header("x-cc-event-id"));
        assert_eq!(event["data"]["creator_id"], people::ANA.creator_id);
    }
    let event: Value = serde_json::from_slice(&webhooks[1].body).unwrap();
    assert_eq!((&event["data"]["drops"][0]["title"], &event["data"]["bio"]), (&json!("Sun"), &Value::Null));
    let portal = bench.client.get(bench.own("/")).send().await.unwrap().text().await.unwrap();
    assert!(portal.contains("action='/_generated'"));
}

#[tokio::test]
async fn live_mode_keeps_selling_and_sometimes_refunds() {
    let listener = Listener::start().await;
    let bench = Bench::with(|options| {
        options.app_url.clone_from(&listener.url);
        options.live = Some(Duration::from_millis(5));
    })
    .await;
    let webhooks = listener.webhooks(60).await;
    let topics: Vec<String> = webhooks.iter().map(|webhook| webhook.header("x-shopify-topic")).collect();
    assert!(
        topics.iter().any(|topic| topic == "orders/create") && topics.iter().any(|topic| topic == "refunds/create")
    );
    let bodies: Vec<Value> = webhooks.iter().map(|it| serde_json::from_slice(&it.body).unwrap()).collect();
    let named: Vec<&Value> = bodies.iter().filter(|body| body["email"].is_string()).collect();
    assert!(!named.is_empty(), "some come back by themselves, and the shop says who");
    assert!(named.iter().all(|body| body["tags"] == "" && body["customer"]["email"] == body["email"]), "{named:?}");
    let id = bodies[0]["admin_graphql_api_id"].clone();
    let order = bench.graphql("query($id: ID!) { order(id: $id) { id name } }", json!({"id": id})).await;
    assert_eq!(order["data"]["order"]["id"], id);
}

#[tokio::test]
async fn nobody_listening_stops_nothing() {
    let bench = Bench::start().await;
    let made = bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": "10.00"})).await;
    assert_eq!(made["webhooks"]["orders/create"], Value::Null);
    assert!(made["name"].as_str().unwrap().starts_with('#'));
}

#[tokio::test]
async fn wrong_orders_are_refused_with_a_reason() {
    let bench = Bench::start().await;
    for (body, status) in [
        (json!({"total": "5.00"}), 400),
        (json!({"handle": "nobody", "total": "5.00"}), 404),
        (json!({"handle": people::ANA.handle}), 400),
        (json!({"handle": people::ANA.handle, "total": "5.001"}), 400),
        (json!({"handle": people::ANA.handle, "total": "-5"}), 400),
        (json!({"handle": people::ANA.handle, "total": "5", "currency": "XXX"}), 400),
        (json!({"handle": people::ANA.handle, "total": "5", "refund": "most"}), 400),
    ] {
        let answer = bench.client.post(bench.own("/_orders")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{body}");
        assert!(answer.text().await.unwrap().contains("error"));
    }
}
