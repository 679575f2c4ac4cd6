//! CC's events: signed, of now, for this channel, kept once; what its text generator writes waits for the team.

use crate::support::{Answer, TestApp};
use api::inbox::Inbox;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Clock, Timestamp, content::ReviewPage, zone::rfc3339};
use hmac::{Hmac, Mac};
use http::Method;
use sandbox::{Credentials, people::ANA};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

fn signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn event(id: &str, at: Timestamp, data: &Value) -> Value {
    json!({ "id": id, "type": "content.generated", "created_at": rfc3339(at), "test": false, "data": data })
}

fn bio(text: &str) -> Value {
    json!({ "creator_id": ANA.creator_id, "bio": text })
}

async fn send(app: &TestApp, secret: &str, id: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let signature = signature(secret, &body);
    let headers = [("x-cc-hmac-sha256", signature.as_str()), ("x-cc-event-id", id)];
    app.visitor().send(Method::POST, "/webhooks/cc", &headers, &body).await
}

async fn drain(app: &TestApp) -> bool {
    let house = &app.house;
    let inbox = Inbox {
        store: house.store.clone(),
        unify: house.unify.clone(),
        program: app.house.program.clone(),
        channel: app.channel.id.clone(),
        arrived: house.inbox.clone(),
    };
    inbox.drain().await.is_ok()
}

async fn reviews(app: &TestApp) -> ReviewPage {
    app.house.unify.reviews(&app.channel.id, None, None).await.unwrap()
}

fn secret() -> String {
    Credentials::default().cc_webhook_secret
}

#[tokio::test]
async fn what_the_generator_writes_is_in_the_queue_once() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    let body = event("evt_1", app.clock.now(), &bio("Made by CC."));
    for _ in 0..3 {
        assert_eq!(send(&app, &secret(), "evt_1", &body).await.status, 200);
    }
    assert!(drain(&app).await && drain(&app).await);
    let queue = reviews(&app).await;
    assert_eq!((queue.waiting, queue.reviews.len()), (1, 1));
    let detail = app.house.unify.review(&app.channel.id, &queue.reviews[0].id).await.unwrap();
    assert_eq!(detail.after.bio, "Made by CC.");
}

#[tokio::test]
async fn events_that_are_not_ccs_or_not_of_now_are_refused() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    let now = app.clock.now();
    let good = event("evt_1", now, &bio("x"));
    assert_eq!(send(&app, "another secret", "evt_1", &good).await.status, 401);
    assert_eq!(send(&app, "", "evt_1", &good).await.status, 401);
    let unsigned =
        app.visitor().send(Method::POST, "/webhooks/cc", &[("x-cc-event-id", "evt_1")], &good.to_string()).await;
    assert_eq!(unsigned.status, 401);
    assert_eq!(send(&app, &secret(), "evt_2", &good).await.status, 400, "the header says another id");
    for (body, status) in [
        (event("evt_1", now.minus(Duration::from_secs(301)), &bio("x")), 401),
        (event("evt_1", now.plus(Duration::from_secs(302)), &bio("x")), 401),
        (json!({ "id": "evt_1", "type": "content.generated", "data": {} }), 400),
        (json!("evt_1"), 400),
        (json!({ "id": "evt_1", "type": "other.thing", "created_at": rfc3339(now), "data": {} }), 200),
        (
            json!({ "id": "evt_1", "type": "content.generated", "created_at": rfc3339(now), "test": true, "data": bio("x") }),
            200,
        ),
    ] {
        assert_eq!(send(&app, &secret(), "evt_1", &body).await.status, status, "{body}");
    }
    assert!(drain(&app).await);
    assert_eq!(reviews(&app).await.reviews.len(), 0, "nothing of it was kept");
}

#[tokio::test]
async fn an_event_that_cannot_be_applied_holds_up_no_other() {
    let app = TestApp::alone().await;
    app.partner(ANA.handle).await;
    let now = app.clock.now();
    for (id, data) in [
        ("evt_1", json!({ "creator_id": "64b0000000000000000000ff", "bio": "Nobody." })),
        ("evt_2", json!({ "creator_id": ANA.creator_id, "bio": 7 })),
        ("evt_3", json!({ "creator_id": ANA.creator_id, "bio": "x".repeat(30_000) })),
        ("evt_4", bio("Good.")),
    ] {
        assert_eq!(send(&app, &secret(), id, &event(id, now, &data)).await.status, 200);
    }
    assert!(drain(&app).await);
    let queue = reviews(&app).await;
    assert_eq!(queue.reviews.len(), 1);
}

#[tokio::test]
async fn an_event_waits_for_a_cc_that_never_answered_yet() {
    let app = TestApp::alone().await;
    app.partner(ANA.handle).await;
    app.outside.switch("cc", "error500").await;
    let body = event("evt_1", app.clock.now(), &bio("Later."));
    assert_eq!(send(&app, &secret(), "evt_1", &body).await.status, 200);
    let (was_settled, count) = (drain(&app).await, reviews(&app).await.reviews.len());
    // What signing in asked for may have come already; then there is nothing to wait for.
    assert_eq!(was_settled, count == 1);
    app.outside.switch("cc", "ok").await;
    for _ in 0..100 {
        app.clock.advance(Duration::from_secs(30));
        if drain(&app).await {
            break;
        }
    }
    assert_eq!(reviews(&app).await.reviews.len(), 1);
}
