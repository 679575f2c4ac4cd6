//! PayPal's stand-in: batches that move on, ids that count once, and webhooks that it vouches for.

use reqwest::Response;
use serde_json::{Value, json};

use crate::{
    bench::{Bench, both, ok},
    listener::{Listener, Webhook},
};

const MOMENT_MS: i64 = 2_000;
const DAY_MS: i64 = 86_400_000;

fn batch(id: &str, receivers: &[&str]) -> Value {
    let items: Vec<Value> = receivers
        .iter()
        .enumerate()
        .map(|(number, receiver)| {
            json!({"recipient_type": "EMAIL", "amount": {"value": "9.87", "currency": "USD"}, "note": "October",
                "sender_item_id": format!("{id}_{number}"), "receiver": receiver})
        })
        .collect();
    json!({"sender_batch_header": {"sender_batch_id": id, "email_subject": "You have a payout!"}, "items": items})
}

async fn create(bench: &Bench, token: &str, body: &Value) -> Response {
    let request = bench.client.post(bench.url("paypal", "/v1/payments/payouts")).bearer_auth(token);
    request.json(body).send().await.unwrap()
}

async fn get(bench: &Bench, token: &str, path: &str) -> (u16, Value) {
    both(bench.client.get(bench.url("paypal", path)).bearer_auth(token).send().await.unwrap()).await
}

fn statuses(batch: &Value) -> Vec<&str> {
    batch["items"].as_array().unwrap().iter().map(|it| it["transaction_status"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_token_is_given_for_the_app_s_credentials_and_ends() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    assert_eq!(get(&bench, &token, "/v1/payments/payouts/NONE").await.0, 404);
    bench.later(9 * 3_600_000).await;
    let (status, body) = get(&bench, &token, "/v1/payments/payouts/NONE").await;
    assert_eq!((status, &body["name"]), (401, &json!("AUTHENTICATION_FAILURE")));
    let wrong = bench.client.post(bench.url("paypal", "/v1/oauth2/token")).basic_auth("a", Some("b"));
    let (status, body) = both(wrong.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
}

#[tokio::test]
async fn items_move_on_to_what_their_receivers_say() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    let receivers = ["ana@x.example", "fail@x.example", "unclaimed@x.example", "return@x.example", "hold@x.example"];
    let made = ok(create(&bench, &token, &batch("b1", &receivers)).await).await;
    assert_eq!(made["batch_header"]["batch_status"], "PENDING");
    let path = format!(
        "/v1/payments/payouts/{}?total_required=true",
        made["batch_header"]["payout_batch_id"].as_str().unwrap()
    );
    assert_eq!(statuses(&get(&bench, &token, &path).await.1), ["PENDING"; 5]);
    bench.later(MOMENT_MS).await;
    let (_, shown) = get(&bench, &token, &path).await;
    assert_eq!(statuses(&shown), ["SUCCESS", "FAILED", "UNCLAIMED", "RETURNED", "ONHOLD"]);
    assert_eq!((&shown["batch_header"]["batch_status"], &shown["total_items"]), (&json!("SUCCESS"), &json!(5)));
    assert_eq!(shown["batch_header"]["amount"], json!({"currency": "USD", "value": "49.35"}));
    assert_eq!(shown["items"][1]["errors"]["name"], "RECEIVER_ACCOUNT_LOCKED");
    bench.later(31 * DAY_MS).await;
    let token = bench.paypal_token().await;
    assert_eq!(statuses(&get(&bench, &token, &path).await.1)[2], "RETURNED", "nobody claimed it");
}

#[tokio::test]
async fn what_nobody_claimed_can_be_taken_back_once() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    ok(create(&bench, &token, &batch("b1", &["unclaimed@x.example", "ana@x.example"])).await).await;
    bench.later(MOMENT_MS).await;
    let listed = ok(bench.client.get(bench.own("/_payouts")).send().await.unwrap()).await;
    let id = |index: usize| listed["paypal"][index]["id"].as_str().unwrap().to_owned();
    let cancel = async |id: &str| {
        let path = format!("/v1/payments/payouts-item/{id}/cancel");
        both(bench.client.post(bench.url("paypal", &path)).bearer_auth(&token).send().await.unwrap()).await
    };
    let (status, item) = cancel(&id(0)).await;
    assert_eq!((status, &item["transaction_status"]), (200, &json!("RETURNED")));
    assert_eq!((cancel(&id(0)).await.0, cancel(&id(1)).await.0), (400, 400));
    let (status, item) = get(&bench, &token, &format!("/v1/payments/payouts-item/{}", id(1))).await;
    assert_eq!((status, &item["sender_batch_id"]), (200, &json!("b1")));
}

#[tokio::test]
async fn an_id_is_refused_for_thirty_days_with_the_way_to_its_first_batch() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    let first = ok(create(&bench, &token, &batch("b1", &["ana@x.example"])).await).await;
    let (status, refused) = both(create(&bench, &token, &batch("b1", &["ben@x.example"])).await).await;
    assert_eq!((status, &refused["name"]), (400, &json!("USER_BUSINESS_ERROR")));
    let link = refused["links"][0]["href"].as_str().unwrap();
    assert!(link.ends_with(first["batch_header"]["payout_batch_id"].as_str().unwrap()), "{link}");
    bench.later(30 * DAY_MS).await;
    let token = bench.paypal_token().await;
    assert_eq!(create(&bench, &token, &batch("b1", &["ana@x.example"])).await.status(), 201, "forgotten by then");
}

#[tokio::test]
async fn mistakes_are_named() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    let good = || batch("b1", &["ana@x.example", "ben@x.example"]);
    let changed = |pointer: &str, value: Value| {
        let mut body = good();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, field) in [
        (changed("/items", json!([])), "items"),
        (changed("/items/0/amount/value", json!("0.00")), "items[0].amount.value"),
        (changed("/items/0/amount/value", json!(9.87)), "items[0].amount.value"),
        (changed("/items/0/amount/value", json!("9.876")), "items[0].amount.value"),
        (changed("/items/0/note", json!("Žofie")), "items[0].note"),
        (changed("/items/0/receiver", json!("")), "items[0].receiver"),
        (changed("/items/1/sender_item_id", json!("b1_0")), "items[1].sender_item_id"),
        (changed("/items/1/sender_item_id", json!("x".repeat(64))), "items[1].sender_item_id"),
        (changed("/items/1/amount/currency", json!("EUR")), "items"),
        (changed("/items/1/recipient_type", json!("PIGEON")), "items[1].recipient_type"),
        (
            changed("/sender_batch_header/sender_batch_id", json!("x".repeat(257))),
            "sender_batch_header.sender_batch_id",
        ),
    ] {
        let (status, fault) = both(create(&bench, &token, &body).await).await;
        assert_eq!((status, &fault["details"][0]["field"]), (400, &json!(field)), "{fault}");
    }
    assert_eq!(
        create(&bench, &token, &changed("/items/0/amount", json!({"value": "5", "currency": "JPY"}))).await.status(),
        400
    );
    assert_eq!(create(&bench, "wrong", &good()).await.status(), 401);
    let listed = ok(bench.client.get(bench.own("/_payouts")).send().await.unwrap()).await;
    assert_eq!(listed["paypal"], json!([]), "nothing was taken on");
}

#[tokio::test]
async fn batches_are_denied_or_refused_as_the_switch_says() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    for (mode, name) in [("invalid", "VALIDATION_ERROR"), ("no_funds", "INSUFFICIENT_FUNDS")] {
        bench.switch("paypal", mode).await;
        let (_, refused) = both(create(&bench, &token, &batch("b1", &["ana@x.example"])).await).await;
        assert_eq!(refused["name"], name);
    }
    bench.switch("paypal", "denied").await;
    let (code, answer) = both(create(&bench, &token, &batch("b1", &["ana@x.example"])).await).await;
    assert_eq!((code, &answer["batch_header"]["batch_status"]), (201, &json!("PENDING")));
    bench.later(MOMENT_MS).await;
    let id = answer["batch_header"]["payout_batch_id"].as_str().unwrap();
    let url = bench.url("paypal", &format!("/v1/payments/payouts/{id}"));
    let denied = ok(bench.client.get(url).bearer_auth(&token).send().await.unwrap()).await;
    assert_eq!(denied["batch_header"]["batch_status"], "DENIED");
    assert_eq!(denied["items"][0]["transaction_status"], "PENDING");
}

#[tokio::test]
async fn what_was_paid_is_turned_by_the_senders_id() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    ok(create(&bench, &token, &batch("b1", &["ana@x.example"])).await).await;
    bench.later(MOMENT_MS).await;
    let turn = |body: Value| bench.client.post(bench.own("/_payouts")).json(&body).send();
    for (body, status) in [
        (json!({"item": "b1_0", "status": "REVERSED"}), 204),
        (json!({"item": "b1_0", "status": "LOST"}), 404),
        (json!({"item": "b1_9", "status": "REVERSED"}), 404),
        (json!({"item": "b1_0", "reversed": 5}), 404),
        (json!({"item": "b1_0"}), 400),
        (json!({}), 400),
    ] {
        assert_eq!(turn(body.clone()).await.unwrap().status(), status, "{body}");
    }
    let listed = ok(bench.client.get(bench.own("/_payouts")).send().await.unwrap()).await;
    assert_eq!(listed["paypal"][0]["status"], "REVERSED");
}

async fn vouched(bench: &Bench, token: &str, webhook: &Webhook, change: impl FnOnce(&mut Value)) -> Value {
    let header = |name: &str| webhook.header(&format!("paypal-{}", name.replace('_', "-")));
    let mut question = json!({"webhook_id": bench.keys.paypal_webhook_id, "webhook_event": serde_json::from_slice::<Value>(&webhook.body).unwrap()});
    for name in ["auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time"] {
        question[name] = json!(header(name));
    }
    change(&mut question);
    let url = bench.url("paypal", "/v1/notifications/verify-webhook-signature");
    ok(bench.client.post(url).bearer_auth(token).json(&question).send().await.unwrap()).await["verification_status"]
        .clone()
}

#[tokio::test]
async fn webhooks_tell_of_batch_and_items_and_are_vouched_for() {
    let listener = Listener::start().await;
    let bench = Bench::with(|options| options.app_url.clone_from(&listener.url)).await;
    let token = bench.paypal_token().await;
    ok(create(&bench, &token, &batch("b1", &["ana@x.example", "hold@x.example"])).await).await;
    bench.later(MOMENT_MS).await;
    let webhooks = listener.webhooks(4).await;
    let kinds: Vec<Value> =
        webhooks.iter().map(|it| serde_json::from_slice::<Value>(&it.body).unwrap()["event_type"].clone()).collect();
    let expected = ["PAYOUTSBATCH.PROCESSING", "PAYOUTSBATCH.SUCCESS", "PAYOUTS-ITEM.SUCCEEDED", "PAYOUTS-ITEM.HELD"];
    for kind in expected {
        assert!(kinds.contains(&json!(format!("PAYMENT.{kind}"))), "{kinds:?}");
    }
    assert_eq!(vouched(&bench, &token, &webhooks[0], |_| {}).await, "SUCCESS");
    for (name, value) in [
        ("webhook_event", json!({"id": "WH-MADE-UP"})),
        ("transmission_id", json!("made-up")),
        ("transmission_sig", json!("made-up")),
        ("transmission_time", json!("2026-01-01T00:00:00Z")),
        ("webhook_id", json!("another")),
    ] {
        assert_eq!(vouched(&bench, &token, &webhooks[0], |question| question[name] = value).await, "FAILURE", "{name}");
    }
}

#[tokio::test]
async fn late_batches_wait_for_the_switch_and_half_of_a_partial_one_fails() {
    let bench = Bench::start().await;
    let token = bench.paypal_token().await;
    bench.switch("paypal", "late").await;
    let made = ok(create(&bench, &token, &batch("b1", &["ana@x.example"])).await).await;
    bench.later(DAY_MS / 4).await;
    let path = format!("/v1/payments/payouts/{}", made["batch_header"]["payout_batch_id"].as_str().unwrap());
    assert_eq!(statuses(&get(&bench, &token, &path).await.1), ["PENDING"]);
    bench.switch("paypal", "partial").await;
    assert_eq!(statuses(&get(&bench, &token, &path).await.1), ["SUCCESS"]);
    ok(create(&bench, &token, &batch("b2", &["a@x.example", "b@x.example", "c@x.example"])).await).await;
    bench.later(MOMENT_MS).await;
    let listed = ok(bench.client.get(bench.own("/_payouts")).send().await.unwrap()).await;
    let of_second: Vec<&Value> = listed["paypal"].as_array().unwrap().iter().skip(1).map(|it| &it["status"]).collect();
    assert_eq!(of_second, ["SUCCESS", "FAILED", "SUCCESS"]);
}
