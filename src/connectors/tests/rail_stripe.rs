//! Stripe's answers: one transfer for each payment, never a second one, and an honest word about each.

use crate::{
    payouts::{outcomes, to_stripe},
    stub::{Reply, Stub, ok, status, text},
};
use RailOutcome::{Failed, Paid, Unknown};
use connectors::{
    ConnectorError, PayoutRail,
    rail::{RailOutcome, is_refusal},
    rails::stripe::API_VERSION,
};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

fn transfer(item: &str) -> Value {
    json!({"id": format!("tr_{item}"), "object": "transfer", "amount": 987, "amount_reversed": 0, "currency": "usd",
        "reversed": false, "metadata": {"payout_id": item}})
}

fn list(transfers: &[Value], has_more: bool) -> Reply {
    ok(json!({"object": "list", "data": transfers, "has_more": has_more, "url": "/v1/transfers"}))
}

fn none() -> Reply {
    list(&[], false)
}

fn fault(code: u16, kind: &str, words: &str) -> Reply {
    status(code, json!({"error": {"type": kind, "code": words, "message": "The reason"}}))
}

fn made(stub: &Stub) -> usize {
    stub.seen().iter().filter(|it| it.method == Method::POST).count()
}

#[tokio::test]
async fn each_payment_is_a_transfer_under_our_ids() {
    let stub = Stub::saying([none(), ok(transfer("bat_1_0"))]).await;
    let report = stub.stripe().send(&to_stripe("bat_1", &["acct_1"])).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![Paid], true));
    assert_eq!(report.items[0].transaction_id.as_deref(), Some("tr_bat_1_0"));
    let seen = stub.seen();
    assert_eq!((seen[0].path(), seen[0].query()), ("/v1/transfers", "transfer_group=bat_1&limit=100"));
    let header = |name: &str| seen[1].headers[name].to_str().unwrap();
    assert_eq!((header("idempotency-key"), header("stripe-version")), ("bat_1_0", API_VERSION));
    assert_eq!(header("authorization"), "Bearer secret-token-of-the-test");
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    let form = "amount=987&currency=usd&destination=acct_1&transfer_group=bat_1&description=Commission%2C%20October\
                &metadata%5Bpayout_id%5D=bat_1_0";
    assert_eq!(std::str::from_utf8(&seen[1].body).unwrap(), form);
}

#[tokio::test]
async fn what_is_there_already_is_not_sent_again() {
    let stub = Stub::saying([list(&[transfer("bat_1_0")], false), ok(transfer("bat_1_1"))]).await;
    let report = stub.stripe().send(&to_stripe("bat_1", &["acct_1", "acct_2"])).await.unwrap();
    assert_eq!(outcomes(&report), [Paid; 2]);
    assert_eq!(made(&stub), 1);
}

#[tokio::test]
async fn one_refusal_is_of_one_payment() {
    let replies = [
        none(),
        fault(400, "invalid_request_error", "balance_insufficient"),
        ok(transfer("bat_1_1")),
        fault(404, "invalid_request_error", "resource_missing"),
        fault(402, "card_error", "declined"),
    ];
    let stub = Stub::saying(replies).await;
    let report = stub.stripe().send(&to_stripe("bat_1", &["acct_1", "acct_2", "acct_3", "acct_4"])).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), ([Failed, Paid, Failed, Failed].to_vec(), true));
    assert_eq!(report.items[0].reason.as_deref(), Some("The reason (balance_insufficient)"));
}

#[tokio::test]
async fn a_refusal_tells_stripe_s_own_words_and_id() {
    let url = "https://dashboard.stripe.com/test/logs/req_42?t=1";
    let error = json!({"type": "invalid_request_error", "code": "secret_key_required", "message": "No", "request_log_url": url});
    let stub = Stub::saying([status(400, json!({ "error": error }))]).await;
    let expected = ConnectorError::Rejected {
        status: 400,
        code: Some("secret_key_required".to_owned()),
        message: "No".to_owned(),
        request_id: Some("req_42".to_owned()),
    };
    assert_eq!(stub.stripe().send(&to_stripe("bat_1", &["acct_1"])).await, Err(expected));
}

#[tokio::test]
async fn what_nobody_knows_is_called_unknown_and_not_tried_again() {
    for reply in [
        fault(500, "api_error", ""),
        fault(409, "idempotency_error", "idempotency_key_in_use"),
        fault(400, "idempotency_error", ""),
        text(400, "<html>"),
        text(404, ""),
        text(302, ""),
        text(200, "<html>"),
        ok(json!({})),
        ok(transfer("bat_9_9")),
    ] {
        let stub = Stub::saying([none(), reply, ok(transfer("bat_1_1"))]).await;
        let report = stub.stripe().send(&to_stripe("bat_1", &["acct_1", "acct_2"])).await.unwrap();
        assert_eq!(outcomes(&report), [Unknown, Paid], "{report:?}");
        assert_eq!(made(&stub), 2);
    }
}

#[tokio::test]
async fn when_stripe_takes_no_calls_the_rest_is_left_out() {
    let slow = || fault(429, "invalid_request_error", "rate_limit");
    let stub = Stub::saying([none(), ok(transfer("bat_1_0")), slow()]).await;
    let batch = to_stripe("bat_1", &["acct_1", "acct_2", "acct_3"]);
    let report = stub.stripe().send(&batch).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete, made(&stub)), (vec![Paid], true, 2));
    for reply in [slow(), fault(401, "invalid_request_error", "")] {
        let stub = Stub::saying([none(), reply]).await;
        assert!(is_refusal(&stub.stripe().send(&batch).await.unwrap_err()), "nothing was taken on");
    }
}

#[tokio::test]
async fn nothing_is_sent_while_it_is_not_known_what_was_sent_before() {
    let unreadable = list(&[json!({"id": "tr_1", "amount": "?", "metadata": {"payout_id": "bat_1_0"}})], false);
    for reply in
        [unreadable, text(500, ""), text(200, "<html>"), ok(json!({"data": []})), ok(json!({"has_more": false}))]
    {
        let stub = Stub::saying([reply, ok(transfer("bat_1_0"))]).await;
        let stripe = stub.stripe();
        let sent = stripe.send(&to_stripe("bat_1", &["acct_1"])).await;
        // A 500 passes, and the second try of the listing reads nonsense.
        assert!(sent.is_err_and(|it| !is_refusal(&it)));
        assert_eq!(made(&stub), 0);
    }
}

#[tokio::test]
async fn a_group_is_read_to_its_end() {
    let batch = to_stripe("bat_1", &["acct_1", "acct_2", "acct_3"]);
    let stub =
        Stub::saying([list(&[transfer("bat_1_2"), transfer("bat_1_1")], true), list(&[transfer("bat_9_9")], false)])
            .await;
    let report = stub.stripe().look(&batch, None).await.unwrap();
    let ids: Vec<&str> = report.items.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((ids, report.is_complete), (vec!["bat_1_2", "bat_1_1"], true));
    assert_eq!(stub.seen()[1].query(), "transfer_group=bat_1&limit=100&starting_after=tr_bat_1_1");
    let stub = Stub::saying([list(&[transfer("bat_1_0")], true)]).await;
    let error = stub.stripe().look(&batch, None).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Malformed { .. }), "a circle: {error:?}");
    let stub = Stub::saying([list(&[transfer("bat_1_0")], true), text(500, "")]).await;
    assert!(stub.stripe().look(&batch, None).await.is_err(), "half a list is none");
    let odd = json!({"id": "tr_1", "amount": null, "metadata": {"payout_id": "bat_1_1"}});
    let stub = Stub::saying([list(&[odd, transfer("bat_1_0")], false)]).await;
    let report = stub.stripe().look(&batch, None).await.unwrap();
    assert_eq!((report.items.len(), report.is_complete), (1, false));
}

#[tokio::test]
async fn what_may_be_under_way_is_not_called_missing() {
    let batch = to_stripe("bat_1", &["acct_1", "acct_2"]);
    let only_first = || list(&[transfer("bat_1_0")], false);
    let stub = Stub::saying([none(), ok(transfer("bat_1_0")), text(504, ""), only_first()]).await;
    let stripe = stub.stripe();
    assert_eq!(outcomes(&stripe.send(&batch).await.unwrap()), [Paid, Unknown]);
    let look = async || stripe.look(&batch, None).await.unwrap();
    assert!(!look().await.is_complete, "the second may still come");
    stub.clock.advance(Duration::from_secs(121));
    assert!(look().await.is_complete, "it did not");
    stub.now_says([list(&[transfer("bat_1_0"), transfer("bat_1_1")], false)]);
    assert!(look().await.is_complete);
}

#[tokio::test]
async fn a_transfer_that_was_reversed_has_failed() {
    let mut back = transfer("bat_1_0");
    back["amount_reversed"] = json!(987);
    let stub = Stub::saying([list(&[back], false)]).await;
    let report = stub.stripe().look(&to_stripe("bat_1", &["acct_1"]), None).await.unwrap();
    assert_eq!((outcomes(&report), report.items[0].reason.as_deref()), (vec![Failed], Some("reversed")));
}

#[tokio::test]
async fn a_payment_to_no_account_fails_alone_and_is_not_sent() {
    let stub = Stub::saying([none(), ok(transfer("bat_1_1"))]).await;
    let report = stub.stripe().send(&to_stripe("bat_1", &["ba_1", "acct_2"])).await.unwrap();
    assert_eq!(outcomes(&report), [Failed, Paid]);
    assert_eq!(made(&stub), 1);
    assert!(is_refusal(&stub.stripe().send(&to_stripe("bat_1", &[])).await.unwrap_err()));
}
