//! The tracking API as the contract has it: what is tracked, what brings nothing, and every refusal.

mod amounts;
mod public;
mod refusals;
mod repeats;

pub use repeats::the_main_story;

use crate::{
    support::{Answer, TestApp, Visitor},
    webhooks::{Hook, order as shop_order, orders},
};
use axum::http::header::WWW_AUTHENTICATE;
use domain::{ChannelId, Currency, PartnerId, partner::Channel, zone::rfc3339};
use http::Method;
use program::NewMember;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::time::Duration;
use store::KeyScope;

const TRACK: &str = "/api/affiliates/track";

struct Client {
    app: TestApp,
    visitor: Visitor,
    key: String,
    fern: PartnerId,
}

impl Client {
    async fn new() -> Self {
        Self::of(TestApp::new().await).await
    }

    async fn of(app: TestApp) -> Self {
        let key = key(&app, &app.channel.id, KeyScope::Write).await;
        let fern = member(&app, &app.channel.id, "fern", true).await;
        Self { visitor: app.visitor(), app, key, fern }
    }

    /// Sends a body as it stands, also one that is no JSON.
    async fn raw(&self, body: &str) -> Answer {
        self.send(&format!("{TRACK}/FERN10"), &[("y-api-key", &self.key)], body).await
    }

    /// Sends a request with an `Idempotency-Key`.
    async fn keyed(&self, idempotency_key: &str, body: &str) -> Answer {
        let headers = [("y-api-key", self.key.as_str()), ("idempotency-key", idempotency_key)];
        self.send(&format!("{TRACK}/FERN10"), &headers, body).await
    }

    async fn track(&self, code: &str, body: &Value) -> Answer {
        self.send(&format!("{TRACK}/{code}"), &[("y-api-key", &self.key)], &body.to_string()).await
    }

    async fn send(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.visitor.send(Method::POST, path, &all, body).await
    }

    async fn proven(&self) {
        let (store, channel) = (&self.app.house.store, &self.app.channel.id);
        assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(store.check_totals(channel).await.unwrap(), Vec::<String>::new());
    }
}

async fn key(app: &TestApp, channel: &ChannelId, scope: KeyScope) -> String {
    let (_, secret) = app.house.access.create_api_key(channel, "test", scope, "admin:a").await.unwrap();
    secret.expose_secret().to_owned()
}

async fn member(app: &TestApp, channel: &ChannelId, name: &str, is_approved: bool) -> PartnerId {
    let new = NewMember {
        first_name: name.into(),
        last_name: String::new(),
        email: format!("{name}@program.example").parse().unwrap(),
        code: Some(format!("{name}10").parse().unwrap()),
        is_approved,
    };
    app.house.program.add_member(channel, &new).await.unwrap()
}

fn order(id: &str) -> Value {
    json!({
        "order_id": id, "total_amount": 100.00,
        "customer": {"email": "Lin@Example.com", "name": "Lin", "customer_id": "c1", "customer_metadata": {"vip": true}},
        "timestamp": 1_700_000_000, "notes": "a gift", "product": {"id": "p1", "name": "Tent", "category": "Camp"},
        "metadata": {"basket": [1, 2]},
    })
}

/// The fields that an answer names as at fault.
fn pointers(answer: &Answer) -> Vec<String> {
    assert_eq!((answer.status, answer.header("content-type")), (422, "application/problem+json"), "{}", answer.body);
    let errors = json_of(answer)["errors"].clone();
    errors.as_array().unwrap().iter().map(|it| it["pointer"].as_str().unwrap().to_owned()).collect()
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| unreachable!("{}", answer.body))
}

#[tokio::test]
async fn an_order_is_tracked_once_and_answered_with_its_commission() {
    let client = Client::new().await;
    let first = client.track("FERN10", &order("1001")).await;
    assert_eq!((first.status, first.header("content-type")), (200, "application/json"));
    let body = json_of(&first);
    assert_eq!((&body["success"], &body["commission"]["currency"]), (&json!(true), &json!("USD")));
    assert!(first.body.contains("\"amount\":10.00"), "exact to the digit: {}", first.body);
    for again in ["1001", "#1001"] {
        let answer = client.track("fern10", &order(again)).await;
        assert_eq!((answer.status, answer.header("content-type")), (409, "application/problem+json"));
        assert_eq!(json_of(&answer)["commission"]["id"], body["commission"]["id"]);
    }
    client.proven().await;
}

#[tokio::test]
async fn what_was_given_back_is_counted_once_and_never_more_than_the_order() {
    let client = Client::new().await;
    client.track("FERN10", &order("1001")).await;
    let balance = async || {
        let store = &client.app.house.store;
        store.balances(&client.app.channel.id, &client.fern).await.unwrap()[0].outstanding()
    };
    let back = async |order_id: &str, body: Value| {
        let path = format!("/api/affiliates/orders/{order_id}/refunds");
        client.send(&path, &[("y-api-key", &client.key)], &body.to_string()).await
    };
    let half = json!({"refund_id": "r1", "amount": 50.00});
    let first = back("1001", half.clone()).await;
    assert_eq!((first.status, &json_of(&first)["success"]), (200, &json!(true)), "{}", first.body);
    assert_eq!(balance().await, 500);
    assert_eq!(back("%231001", half).await.status, 409, "once, however the order is named");
    assert_eq!(back("9", json!({"refund_id": "r1", "amount": 1})).await.status, 404);
    let refused = [
        (json!({"refund_id": "r2", "amount": 50.01}), "/amount"),
        (json!({"refund_id": "r2", "amount": 0}), "/amount"),
        (json!({"refund_id": "r2", "amount": "5"}), "/amount"),
        (json!({"refund_id": "r2", "amount": 5, "currency": "EUR"}), "/amount"),
        (json!({"refund_id": "r2", "amount": 5, "currency": "XX"}), "/currency"),
        (json!({"amount": 5}), "/refund_id"),
    ];
    for (body, pointer) in refused {
        let answer = back("1001", body).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains(&format!("\"{pointer}\"")), "{}", answer.body);
    }
    assert_eq!(back("1001", json!(7)).await.status, 400);
    assert_eq!(balance().await, 500);
    assert_eq!(back("1001", json!({"refund_id": "r2", "amount": 50})).await.status, 200);
    assert_eq!(balance().await, 0);
    client.proven().await;
}

#[tokio::test]
async fn whose_code_it_is_not_brings_nothing_and_is_no_error() {
    let client = Client::new().await;
    member(&client.app, &client.app.channel.id, "moss", false).await;
    for code in ["NOBODY", "MOSS10", "%20"] {
        let answer = client.track(code, &order("7")).await;
        assert_eq!((answer.status, &json_of(&answer)["success"]), (200, &json!(false)), "{code}");
    }
}

#[tokio::test]
async fn keys_open_their_own_channel_and_no_other() {
    let client = Client::new().await;
    let far = ChannelId::new(client.app.clock.as_ref());
    let shop = Channel {
        id: far.clone(),
        domain: "far.myshopify.com".into(),
        currency: Currency::EUR,
        ..client.app.channel.clone()
    };
    client.app.house.store.put_channel(&shop).await.unwrap();
    let far_key = key(&client.app, &far, KeyScope::Write).await;
    let path = format!("{TRACK}/FERN10");
    let body = order("1").to_string();
    let theirs = client.send(&path, &[("y-api-key", &far_key)], &body).await;
    assert_eq!(
        (theirs.status, &json_of(&theirs)["success"]),
        (200, &json!(false)),
        "another merchant's code is nobody's"
    );
    let bearer = format!("Bearer {}", client.key);
    assert_eq!(client.send(&path, &[("authorization", &bearer)], &body).await.status, 200);
    let reader = key(&client.app, &client.app.channel.id, KeyScope::Read).await;
    assert_eq!(client.send(&path, &[("y-api-key", &reader)], &body).await.status, 403);
    for headers in
        [&[][..], &[("y-api-key", "")], &[("y-api-key", "tandem_nonsense")], &[("authorization", "Basic eDp5")]]
    {
        let answer = client.send(&path, headers, &body).await;
        assert_eq!((answer.status, answer.header(WWW_AUTHENTICATE.as_str())), (401, "Bearer"), "{headers:?}");
    }
    let keys = client.app.house.store.api_keys(&client.app.channel.id).await.unwrap();
    let used = keys.iter().find(|key| key.scope == KeyScope::Write).unwrap();
    assert!(used.last_used_at.is_some());
    assert!(client.app.house.store.revoke_api_key(&client.app.channel.id, &used.id).await.unwrap());
    assert_eq!(client.send(&path, &[("y-api-key", &client.key)], &order("2").to_string()).await.status, 401);
}

#[tokio::test]
async fn what_is_wrong_is_named_field_by_field() {
    let client = Client::new().await;
    let with = |name: &str, value: Value| {
        let mut body = order("9");
        body[name] = value;
        body
    };
    for (pointer, body) in [
        ("/order_id", with("order_id", json!(17))),
        ("/order_id", with("order_id", Value::Null)),
        ("/total_amount", with("total_amount", json!("100.00"))),
        ("/total_amount", with("total_amount", json!(-1))),
        ("/total_amount", with("total_amount", json!(1e15))),
        ("/customer/email", with("customer", json!({"email": "nobody"}))),
        ("/customer/email", with("customer", json!({}))),
        ("/customer", with("customer", json!("lin@example.com"))),
        ("/commission", with("commission", json!(-0.5))),
        ("/timestamp", with("timestamp", json!("yesterday"))),
        ("/timestamp", with("timestamp", json!(99_999_999_999_i64))),
        ("/notes", with("notes", json!("x".repeat(4_001)))),
        ("/metadata", with("metadata", json!([1]))),
        ("/product/name", with("product", json!({"name": 1}))),
        ("/currency", with("currency", json!("dollars"))),
    ] {
        let answer = client.track("FERN10", &body).await;
        assert_eq!(answer.status, 422, "{pointer}: {}", answer.body);
        let pointers: Vec<Value> =
            json_of(&answer)["errors"].as_array().unwrap().iter().map(|it| it["pointer"].clone()).collect();
        assert_eq!(pointers, [json!(pointer)]);
    }
    for body in ["", "[]", "{", "null", "\"x\"", "{\"order_id\":\"1\",\"total_amount\":1e3"] {
        let answer = client.send(&format!("{TRACK}/FERN10"), &[("y-api-key", &client.key)], body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let huge = with("notes", json!("x".repeat(70_000))).to_string();
    assert_eq!(client.send(&format!("{TRACK}/FERN10"), &[("y-api-key", &client.key)], &huge).await.status, 413);
    let literal = r#"{"order_id":"e","total_amount":1e3,"customer":{"email":"a@b.de"}}"#;
    assert_eq!(client.send(&format!("{TRACK}/FERN10"), &[("y-api-key", &client.key)], literal).await.status, 422);
    client.proven().await;
}

#[tokio::test]
async fn a_thousand_orders_come_at_once_with_an_answer_for_each() {
    let client = Client::new().await;
    let coded = |id: &str, code: &str| {
        let mut body = order(id);
        body["affiliate_code"] = json!(code);
        body
    };
    let send = async |orders: Vec<Value>| {
        let body = json!({ "orders": orders }).to_string();
        client.send(TRACK, &[("y-api-key", &client.key)], &body).await
    };
    let mixed = vec![
        coded("1", "FERN10"),
        coded("1", "FERN10"),
        coded("2", "NOBODY"),
        order("3"),
        json!(4),
        coded("5", "FERN 10"),
        coded("6", &"X".repeat(61)),
        coded("7", &"X".repeat(201)),
    ];
    let answer = send(mixed).await;
    let results = json_of(&answer);
    let statuses: Vec<u64> =
        results["results"].as_array().unwrap().iter().map(|it| it["status"].as_u64().unwrap()).collect();
    assert_eq!((answer.status, statuses.as_slice()), (200, &[200, 409, 200, 422, 422, 200, 200, 200][..]));
    assert_eq!(results["results"][3]["body"]["errors"][0]["pointer"], "/orders/3/affiliate_code");
    // What can be nobody's code is answered as in the path of a single order.
    for (index, code) in [(5, "FERN%2010".to_owned()), (6, "X".repeat(61)), (7, "X".repeat(201))] {
        let path = format!("{TRACK}/{code}");
        let single = json_of(&client.send(&path, &[("y-api-key", &client.key)], &order("9").to_string()).await);
        assert_eq!((&single["success"], &results["results"][index]["body"]), (&json!(false), &single), "{code}");
    }
    let many: Vec<Value> = (0..1_000).map(|number| coded(&format!("m{number}"), "FERN10")).collect();
    let answer = send(many.clone()).await;
    assert_eq!(json_of(&answer)["results"].as_array().unwrap().len(), 1_000);
    let too_many = [many, vec![coded("x", "FERN10")]].concat();
    assert_eq!(send(too_many).await.status, 422);
    assert_eq!(send(Vec::new()).await.status, 422);
    client.proven().await;
}

#[tokio::test]
async fn rails_webhooks_are_believed_only_with_their_signature() {
    let client = Client::new().await;
    for path in ["/webhooks/paypal", "/webhooks/stripe"] {
        let unsigned = client.send(path, &[], "{}").await;
        assert!(matches!(unsigned.status, 401 | 404), "{path}: {}", unsigned.status);
    }
}

#[tokio::test]
async fn the_shops_orders_count_for_the_code_that_was_used_and_follow_the_shop() {
    let client = Client::new().await;
    let app = &client.app;
    app.partner(sandbox::people::ANA.handle).await;
    let partner = app.house.store.partner_by_code(&app.channel.id, &"FERN10".parse().unwrap()).await.unwrap().unwrap();
    let balance = async || {
        orders(app).await;
        let balances = app.house.store.balances(&app.channel.id, &partner.id).await.unwrap();
        balances.first().map_or(0, |it| it.held)
    };
    let mut body = shop_order(42);
    body["tags"] = json!("");
    // Fern was approved before.
    let now = rfc3339(app.house.store.clock().now());
    (body["created_at"], body["updated_at"]) = (json!(now), json!(now));
    body["discount_codes"] = json!([{"code": "SUMMER"}, {"code": "fern10"}]);
    body["email"] = json!("lin@example.com");
    let event = |event: &'static str, topic: &'static str| Hook::of(event, topic);
    for id in ["e1", "e2"] {
        event(id, "orders/create").send(app, &body.to_string()).await;
    }
    assert_eq!(balance().await, 1_000, "ten per cent of the goods");
    let refund = json!({
        "id": 7, "order_id": 42, "created_at": "2026-11-20T12:00:00Z",
        "transactions": [{"kind": "refund", "status": "success", "amount": "27.00", "currency": "USD"}],
    });
    event("e3", "refunds/create").send(app, &refund.to_string()).await;
    assert_eq!(
        balance().await,
        750,
        "a quarter of all that was paid, tax and shipping included, is a quarter of the goods"
    );
    let later = rfc3339(app.house.store.clock().now().plus(Duration::from_mins(1)));
    (body["cancelled_at"], body["updated_at"]) = (json!(later), json!(later));
    event("e4", "orders/cancelled").send(app, &body.to_string()).await;
    assert_eq!(balance().await, 0);
    client.proven().await;
}
