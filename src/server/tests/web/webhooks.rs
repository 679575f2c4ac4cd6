//! The shop's webhooks: signed, for this shop, kept once, applied once.

use crate::support::{Answer, PREVIOUS_SECRET, TestApp};
use api::inbox::Inbox;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::earnings::EntryQuery;
use hmac::{Hmac, Mac};
use http::Method;
use sandbox::{Credentials, people::ANA};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

const PATH: &str = "/webhooks/shopify";

fn secret() -> String {
    Credentials::default().shopify_webhook_secret
}

fn signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// An order of Ana's, as the shop tells of it.
pub fn order(id: u64) -> Value {
    json!({
        "id": id, "name": format!("#{id}"), "created_at": "2026-11-20T10:00:00-05:00", "updated_at": "2026-11-20T10:00:00-05:00",
        "currency": "USD", "subtotal_price": "100.00", "total_price": "108.00", "financial_status": "paid", "test": false,
        "tags": format!("CreatorCommerce, cc-creator-id-{}", ANA.creator_id), "note_attributes": [], "discount_codes": [],
        "refunds": [],
    })
}

pub struct Hook<'a> {
    topic: &'a str,
    event: &'a str,
    shop: &'a str,
    secret: &'a str,
}

impl Default for Hook<'_> {
    fn default() -> Self {
        Self { topic: "orders/create", event: "evt-1", shop: sandbox::CHANNEL_DOMAIN, secret: "" }
    }
}

impl<'a> Hook<'a> {
    /// An event on a topic.
    pub fn of(event: &'a str, topic: &'a str) -> Self {
        Self { topic, event, ..Self::default() }
    }

    pub async fn send(&self, app: &TestApp, body: &str) -> Answer {
        let current = secret();
        let key = if self.secret.is_empty() { current.as_str() } else { self.secret };
        let signature = signature(key, body);
        let headers = [
            ("x-shopify-topic", self.topic),
            ("x-shopify-webhook-id", self.event),
            ("x-shopify-shop-domain", self.shop),
            ("x-shopify-hmac-sha256", signature.as_str()),
            ("content-type", "application/json"),
        ];
        app.visitor().send(Method::POST, PATH, &headers, body).await
    }
}

/// Applies what was kept.
pub async fn drain(app: &TestApp) {
    let inbox = Inbox {
        store: app.house.store.clone(),
        unify: app.house.unify.clone(),
        program: app.house.program.clone(),
        channel: app.channel.id.clone(),
        arrived: app.house.inbox.clone(),
    };
    inbox.drain().await.unwrap();
}

/// Orders of Ana's in the store, once the inbox is drained.
pub async fn orders(app: &TestApp) -> usize {
    drain(app).await;
    let partner = app.id_of(&ANA).await;
    let store = &app.house.store;
    store.entries(&app.channel.id, &partner, &EntryQuery::default(), Duration::ZERO).await.unwrap().entries.len()
}

#[tokio::test]
async fn a_signed_order_counts_once_however_often_it_is_told() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    let body = order(9_001).to_string();
    let hook = Hook::default();
    let answers = futures::future::join_all((0..50).map(|_| hook.send(&app, &body))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(orders(&app).await, 1);
    let updated = Hook { topic: "orders/updated", event: "evt-2", ..Hook::default() };
    assert_eq!(updated.send(&app, &body).await.status, 200);
    assert_eq!(orders(&app).await, 1, "another event about the same order");
    assert!(app.house.store.check_totals(&app.channel.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_event_that_was_answered_is_applied_after_a_crash_too() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    assert_eq!(Hook::default().send(&app, &order(9_002).to_string()).await.status, 200);
    // Nothing was applied when the process ended; the next one finds the event in the store.
    assert_eq!(app.house.store.pending(&app.channel.id, 10).await.unwrap().len(), 1);
    assert_eq!(orders(&app).await, 1);
    assert!(app.house.store.pending(&app.channel.id, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_applied_is_put_aside_and_does_not_block_the_rest() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    assert_eq!(Hook { event: "bad", ..Hook::default() }.send(&app, "{\"id\": \"none\"}").await.status, 200);
    assert_eq!(Hook { event: "good", ..Hook::default() }.send(&app, &order(9_003).to_string()).await.status, 200);
    assert_eq!(orders(&app).await, 1);
    assert!(app.house.store.pending(&app.channel.id, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn both_secrets_sign_while_one_is_being_changed() {
    let app = TestApp::new().await;
    let hook = Hook { secret: PREVIOUS_SECRET, ..Hook::default() };
    assert_eq!(hook.send(&app, &order(9_004).to_string()).await.status, 200);
}

#[tokio::test]
async fn bad_signatures_are_refused_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let body = order(9_005).to_string();
    let good = signature(&secret(), &body);
    let wrong = signature("another secret", &body);
    let other_body = signature(&secret(), "{}");
    let empty = signature("", &body);
    for given in [wrong.as_str(), &other_body, &empty, "", "not base64!", &good[..20], &format!("{good}=")] {
        let headers = [
            ("x-shopify-topic", "orders/create"),
            ("x-shopify-webhook-id", "evt"),
            ("x-shopify-shop-domain", sandbox::CHANNEL_DOMAIN),
            ("x-shopify-hmac-sha256", given),
        ];
        assert_eq!(app.visitor().send(Method::POST, PATH, &headers, &body).await.status, 401, "{given}");
    }
    assert_eq!(app.visitor().send(Method::POST, PATH, &[], &body).await.status, 401);
    assert!(app.house.store.pending(&app.channel.id, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn other_shops_other_topics_and_events_without_id_are_not_kept() {
    let app = TestApp::new().await;
    let body = order(9_006).to_string();
    let foreign = Hook { shop: "southwind.myshopify.com", ..Hook::default() };
    assert_eq!(foreign.send(&app, &body).await.status, 404);
    let topic = Hook { topic: "products/update", ..Hook::default() };
    assert_eq!(topic.send(&app, &body).await.status, 200, "answered, or the shop would ask again for hours");
    assert_eq!(Hook { event: "", ..Hook::default() }.send(&app, &body).await.status, 400);
    assert!(app.house.store.pending(&app.channel.id, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn endless_bodies_are_refused() {
    let app = TestApp::new().await;
    let body = " ".repeat(2 * 1024 * 1024 + 1);
    assert_eq!(Hook::default().send(&app, &body).await.status, 413);
}

#[tokio::test]
async fn webhooks_need_neither_cookies_nor_an_origin_and_give_no_cookie() {
    let app = TestApp::new().await;
    let body = order(9_007).to_string();
    let signature = signature(&secret(), &body);
    let headers = [
        ("x-shopify-topic", "orders/create"),
        ("x-shopify-webhook-id", "evt"),
        ("x-shopify-shop-domain", sandbox::CHANNEL_DOMAIN),
        ("x-shopify-hmac-sha256", signature.as_str()),
        ("origin", "https://shopify.example"),
    ];
    let answer = app.visitor().send(Method::POST, PATH, &headers, &body).await;
    assert_eq!((answer.status, answer.cookie().as_str()), (200, ""));
}
