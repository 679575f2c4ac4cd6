//! Stripe's stand-in: transfers that are made at once, and keys under which a call counts once.

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    bench::{Bench, both, ok},
    listener::Listener,
};

const DAY_MS: i64 = 86_400_000;

fn fields<'a>(id: &'a str, destination: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("amount", "1100"),
        ("currency", "usd"),
        ("destination", destination),
        ("transfer_group", "bat_1"),
        ("metadata[payout_id]", id),
    ]
}

async fn transfer(bench: &Bench, key: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    both(bench.stripe_post("/v1/transfers", fields).header("idempotency-key", key).send().await.unwrap()).await
}

async fn made(bench: &Bench) -> usize {
    let listed = ok(bench.client.get(bench.own("/_payouts")).send().await.unwrap()).await;
    listed["stripe"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_transfer_is_made_once_under_its_key() {
    let bench = Bench::start().await;
    let (status, first) = transfer(&bench, "k1", &fields("p1", "acct_1")).await;
    assert_eq!((status, &first["amount"], &first["metadata"]["payout_id"]), (200, &json!(1_100), &json!("p1")));
    assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await, (200, first));
    let (status, fault) = transfer(&bench, "k1", &fields("p1", "acct_2")).await;
    assert_eq!((status, &fault["error"]["type"]), (400, &json!("idempotency_error")));
    assert_eq!(made(&bench).await, 1);
    bench.later(DAY_MS).await;
    assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await.0, 200);
    assert_eq!(made(&bench).await, 2, "a day later the key is forgotten");
}

#[tokio::test]
async fn a_failure_is_replayed_and_a_mistake_is_not_kept() {
    let bench = Bench::start().await;
    bench.switch("stripe", "error500").await;
    assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await.0, 500);
    bench.switch("stripe", "ok").await;
    assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await.0, 500, "the first answer counts");
    let (status, fault) = transfer(&bench, "k2", &fields("p2", "acct_1")[1..]).await;
    assert_eq!((status, &fault["error"]["code"]), (400, &json!("parameter_missing")));
    assert_eq!(transfer(&bench, "k2", &fields("p2", "acct_1")).await.0, 200, "nothing was kept of the mistake");
    let (status, fault) = transfer(&bench, "k3", &fields("p3", "acct_fail")).await;
    assert_eq!((status, &fault["error"]["param"]), (400, &json!("destination")));
    assert_eq!(transfer(&bench, "k4", &fields("p4", "acct_silent")).await.0, 500, "of this one nobody ever hears");
    assert_eq!(made(&bench).await, 1);
}

#[tokio::test]
async fn mistakes_are_named() {
    let bench = Bench::start().await;
    for (name, value, code) in [
        ("amount", "0", "parameter_invalid_integer"),
        ("amount", "1.5", "parameter_invalid_integer"),
        ("currency", "USD", "currency_invalid"),
        ("destination", "ba_1", "resource_missing"),
        ("nonsense", "1", "parameter_unknown"),
    ] {
        let mut asked = fields("p1", "acct_1");
        asked.retain(|(key, _)| *key != name);
        asked.push((name, value));
        let (status, fault) = transfer(&bench, "k", &asked).await;
        assert_eq!((status, &fault["error"]["code"]), (400, &json!(code)), "{name}={value}");
    }
    let wrong = bench.client.get(bench.url("stripe", "/v1/transfers")).bearer_auth("sk_wrong");
    assert_eq!(wrong.send().await.unwrap().status(), 401);
    let basic = bench.client.get(bench.url("stripe", "/v1/balance")).basic_auth(&bench.keys.stripe_key, Some(""));
    assert!(ok(basic.send().await.unwrap()).await["available"][0]["amount"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn transfers_are_listed_by_group_page_by_page() {
    let bench = Bench::start().await;
    for id in ["p1", "p2", "p3"] {
        transfer(&bench, id, &fields(id, "acct_1")).await;
    }
    let mut other = fields("p4", "acct_1");
    other[3].1 = "bat_2";
    transfer(&bench, "p4", &other).await;
    let page = async |query: &str| ok(bench.stripe_get(&format!("/v1/transfers?{query}")).send().await.unwrap()).await;
    let first = page("transfer_group=bat_1&limit=2").await;
    let ids = |page: &Value| {
        page["data"].as_array().unwrap().iter().map(|it| it["metadata"]["payout_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&first), &first["has_more"]), (vec![json!("p3"), json!("p2")], &json!(true)));
    let after = first["data"][1]["id"].as_str().unwrap();
    let second = page(&format!("transfer_group=bat_1&limit=2&starting_after={after}")).await;
    assert_eq!((ids(&second), &second["has_more"]), (vec![json!("p1")], &json!(false)));
    assert_eq!(page("transfer_group=bat_9").await["data"], json!([]));
    assert_eq!(bench.stripe_get("/v1/transfers?limit=101").send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn transfers_come_back_by_call_or_by_themselves() {
    let bench = Bench::start().await;
    let (_, kept) = transfer(&bench, "k1", &fields("p1", "acct_1")).await;
    let path = format!("/v1/transfers/{}", kept["id"].as_str().unwrap());
    let reverse = async |amount: &str| {
        bench.stripe_post(&format!("{path}/reversals"), &[("amount", amount)]).send().await.unwrap().status()
    };
    assert_eq!(reverse("100").await, 200);
    assert_eq!(reverse("1001").await, 400, "more than is left");
    let shown = ok(bench.stripe_get(&path).send().await.unwrap()).await;
    assert_eq!((&shown["amount_reversed"], &shown["reversed"]), (&json!(100), &json!(false)));
    let (_, odd) = transfer(&bench, "k2", &fields("p2", "acct_reverse")).await;
    bench.later(2_000).await;
    let shown =
        ok(bench.stripe_get(&format!("/v1/transfers/{}", odd["id"].as_str().unwrap())).send().await.unwrap()).await;
    assert_eq!((&shown["amount_reversed"], &shown["reversed"]), (&json!(1_100), &json!(true)));
}

#[tokio::test]
async fn webhooks_are_signed_and_can_be_told_twice() {
    let listener = Listener::start().await;
    let bench = Bench::with(|options| options.app_url.clone_from(&listener.url)).await;
    bench.switch("stripe", "twice").await;
    transfer(&bench, "k1", &fields("p1", "acct_1")).await;
    bench.later(0).await;
    let webhooks = listener.webhooks(2).await;
    for webhook in &webhooks {
        let header = webhook.header("stripe-signature");
        let (time, signature) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(bench.keys.stripe_webhook_secret.as_bytes()).unwrap();
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(&webhook.body);
        let expected = mac.finalize().into_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(signature, expected);
    }
    let event = |index: usize| serde_json::from_slice::<Value>(&webhooks[index].body).unwrap();
    assert_eq!((event(0)["id"].clone(), &event(0)["type"]), (event(1)["id"].clone(), &json!("transfer.created")));
}

#[tokio::test]
async fn a_late_transfer_is_made_and_its_key_is_in_use() {
    let bench = Bench::start().await;
    bench.switch("stripe", "late").await;
    for _ in 0..2 {
        assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await.0, 409);
    }
    assert_eq!(made(&bench).await, 1);
    bench.switch("stripe", "ok").await;
    assert_eq!(transfer(&bench, "k1", &fields("p1", "acct_1")).await.0, 200);
    assert_eq!(made(&bench).await, 1);
}

#[tokio::test]
async fn a_lost_answer_is_of_a_transfer_that_was_made() {
    let bench = Bench::start().await;
    bench.switch("stripe", "lost_answer").await;
    assert!(bench.stripe_post("/v1/transfers", &fields("p1", "acct_1")).send().await.is_err());
    let listed = ok(bench.stripe_get("/v1/transfers?transfer_group=bat_1").send().await.unwrap()).await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "only the answer was lost");
}
