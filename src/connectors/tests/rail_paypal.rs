//! PayPal's answers: what is sent, what an answer means, and that no outcome is called certain that is not.

use crate::{
    payouts::{outcomes, to_paypal},
    stub::{Reply, Seen, Stub, ok, status, text},
};
use connectors::{
    ConnectorError, PayoutRail,
    rail::{RailBatch, RailOutcome, is_refusal},
};
use domain::Clock;
use serde_json::{Value, json};
use std::time::Duration;

const CREATE: &str = "/v1/payments/payouts";

fn token() -> Reply {
    ok(json!({"access_token": "A21AA-first", "token_type": "Bearer", "expires_in": 32_400}))
}

fn other_token() -> Reply {
    ok(json!({"access_token": "A21AA-second", "token_type": "Bearer", "expires_in": 32_400}))
}

fn accepted() -> Reply {
    status(
        201,
        json!({"batch_header": {"payout_batch_id": "Q8KV", "batch_status": "PENDING",
        "sender_batch_header": {"sender_batch_id": "bat_1"}}, "links": []}),
    )
}

fn duplicate(href: &str) -> Reply {
    status(
        400,
        json!({"name": "USER_BUSINESS_ERROR", "message": "User business error.", "debug_id": "d1",
        "details": [{"field": "SENDER_BATCH_ID", "issue": "Batch with given sender_batch_id already exists"}],
        "links": [{"href": href, "rel": "self", "method": "GET"}]}),
    )
}

fn page(batch: &RailBatch, numbers: &[usize], pages: usize) -> Reply {
    let item = |number: &usize| {
        json!({"payout_item_id": format!("I{number}"), "transaction_id": format!("T{number}"), "transaction_status": "SUCCESS",
            "payout_item": {"sender_item_id": batch.items[*number].id}})
    };
    let items: Vec<Value> = numbers.iter().map(item).collect();
    ok(json!({"total_items": batch.items.len(), "total_pages": pages, "items": items, "batch_header": {
        "payout_batch_id": "Q8KV", "batch_status": "SUCCESS", "sender_batch_header": {"sender_batch_id": batch.id}}}))
}

fn one() -> RailBatch {
    to_paypal("bat_1", &["jane@example.com"])
}

fn header(seen: &Seen, name: &str) -> String {
    seen.headers.get(name).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default()
}

fn creations(stub: &Stub) -> usize {
    stub.seen().iter().filter(|it| it.path() == CREATE).count()
}

#[tokio::test]
async fn a_batch_is_handed_over_under_our_ids() {
    let stub = Stub::saying([token(), accepted()]).await;
    let report = stub.paypal().send(&one()).await.unwrap();
    assert_eq!((report.rail_id.as_deref(), report.is_complete), (Some("Q8KV"), false));
    assert_eq!(outcomes(&report), [RailOutcome::InFlight]);
    let seen = stub.seen();
    assert_eq!((seen[0].path(), &*seen[0].body), ("/v1/oauth2/token", b"grant_type=client_credentials".as_slice()));
    assert_eq!(header(&seen[0], "content-type"), "application/x-www-form-urlencoded");
    assert_eq!(header(&seen[0], "authorization"), "Basic Y2xpZW50OnNlY3JldC10b2tlbi1vZi10aGUtdGVzdA==");
    assert_eq!((seen[1].path(), header(&seen[1], "authorization").as_str()), (CREATE, "Bearer A21AA-first"));
    assert_eq!(header(&seen[1], "paypal-request-id"), "bat_1");
    let expected = json!({
        "sender_batch_header": {"sender_batch_id": "bat_1", "email_subject": "You have a payout!"},
        "items": [{"recipient_type": "EMAIL", "amount": {"value": "9.87", "currency": "USD"}, "note": "Commission, October",
            "sender_item_id": "bat_1_0", "receiver": "jane@example.com"}],
    });
    assert_eq!(seen[1].json(), expected);
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let stub = Stub::saying([token(), accepted(), accepted(), other_token(), accepted()]).await;
    let paypal = stub.paypal();
    let send = async || paypal.send(&one()).await.unwrap();
    send().await;
    stub.clock.advance(Duration::from_secs(32_400 - 61));
    send().await;
    stub.clock.advance(Duration::from_secs(1));
    send().await;
    let used: Vec<String> =
        stub.seen().iter().filter(|it| it.path() == CREATE).map(|it| header(it, "authorization")).collect();
    assert_eq!(used, ["Bearer A21AA-first", "Bearer A21AA-first", "Bearer A21AA-second"]);
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let refused = || status(401, json!({"name": "AUTHENTICATION_FAILURE", "message": "no", "debug_id": "d"}));
    let stub = Stub::saying([token(), refused(), other_token(), accepted()]).await;
    assert!(stub.paypal().send(&one()).await.is_ok());
    assert_eq!(header(&stub.seen()[3], "authorization"), "Bearer A21AA-second");
    let stub = Stub::saying([token(), refused(), other_token(), refused()]).await;
    assert_eq!(stub.paypal().send(&one()).await, Err(ConnectorError::Unauthorized));
    assert_eq!(stub.count(), 4, "not for ever");
    let stub = Stub::saying([status(401, json!({"error": "invalid_client"}))]).await;
    assert_eq!(stub.paypal().send(&one()).await, Err(ConnectorError::Unauthorized));
}

#[tokio::test]
async fn an_unknown_outcome_is_not_followed_by_a_second_attempt() {
    for reply in [
        status(500, json!({"name": "INTERNAL_SERVER_ERROR", "debug_id": "d1"})),
        text(503, "<html>"),
        text(200, "<html>"),
        text(201, "{\"batch_header\":"),
        ok(json!([])),
        ok(json!({"batch_header": 7})),
        ok(json!({"batch_header": {"payout_batch_id": {}, "batch_status": "PENDING"}})),
        text(302, ""),
        text(400, "<html>Bad Request</html>"),
        text(403, "<html>Blocked</html>"),
        text(404, ""),
        status(404, json!({"message": "no such route"})),
        text(408, ""),
    ] {
        let stub = Stub::saying([token(), reply]).await;
        let error = stub.paypal().send(&one()).await.unwrap_err();
        assert!(!is_refusal(&error), "{error:?}");
        assert_eq!(creations(&stub), 1, "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_in_paypal_s_words_is_one() {
    let funds = json!({"name": "INSUFFICIENT_FUNDS", "message": "Sender does not have sufficient funds.", "debug_id": "d42", "details": []});
    for (code, body) in [(400, &funds), (403, &funds), (422, &funds)] {
        let stub = Stub::saying([token(), status(code, body.clone())]).await;
        let error = stub.paypal().send(&one()).await.unwrap_err();
        assert!(is_refusal(&error));
        let expected = ConnectorError::Rejected {
            status: code,
            code: Some("INSUFFICIENT_FUNDS".to_owned()),
            message: "Sender does not have sufficient funds. (INSUFFICIENT_FUNDS)".to_owned(),
            request_id: Some("d42".to_owned()),
        };
        assert_eq!(error, expected);
    }
    let failed =
        Stub::saying([token(), status(500, json!({"name": "INTERNAL_SERVER_ERROR", "debug_id": "d43"}))]).await;
    let expected = ConnectorError::Failed { status: 500, request_id: Some("d43".to_owned()) };
    assert_eq!(failed.paypal().send(&one()).await, Err(expected));
    let rights =
        || status(403, json!({"name": "NOT_AUTHORIZED", "message": "Insufficient permissions", "debug_id": "d"}));
    let stub = Stub::saying([token(), rights(), other_token(), rights()]).await;
    assert_eq!(stub.paypal().send(&one()).await, Err(ConnectorError::Unauthorized));
}

#[tokio::test]
async fn a_batch_that_paypal_has_already_is_adopted() {
    for href in ["https://api-m.paypal.com/v1/payments/payouts/Q8KV", "https://evil.example/v1/payments/payouts/Q8KV"] {
        let batch = one();
        let stub = Stub::saying([token(), duplicate(href), page(&batch, &[0], 1)]).await;
        let report = stub.paypal().send(&batch).await.unwrap();
        assert_eq!((report.rail_id.as_deref(), outcomes(&report)), (Some("Q8KV"), vec![RailOutcome::Paid]));
        let asked = &stub.seen()[2];
        assert_eq!(
            (asked.path(), asked.query()),
            ("/v1/payments/payouts/Q8KV", "page=1&page_size=1000&total_required=true")
        );
    }
}

#[tokio::test]
async fn a_batch_that_is_somewhere_or_another_s_is_neither_refused_nor_adopted() {
    let foreign = page(&to_paypal("bat_2", &["jane@example.com"]), &[0], 1);
    for replies in [
        vec![token(), duplicate("https://api-m.paypal.com/v1/payments/payouts/")],
        vec![token(), duplicate("javascript:alert(1)")],
        vec![token(), duplicate("/v1/payments/payouts/Q8KV"), foreign],
        vec![token(), duplicate("/v1/payments/payouts/Q8KV"), text(500, "")],
    ] {
        let stub = Stub::saying(replies).await;
        let error = stub.paypal().send(&one()).await.unwrap_err();
        assert!(!is_refusal(&error), "{error:?}");
    }
}

#[tokio::test]
async fn a_batch_is_read_page_by_page() {
    let batch = to_paypal("bat_1", &["a@example.com", "b@example.com", "c@example.com"]);
    let stub = Stub::saying([token(), page(&batch, &[2, 1], 2), page(&batch, &[0], 2)]).await;
    let report = stub.paypal().look(&batch, Some("Q8KV")).await.unwrap();
    let ids: Vec<&str> = report.items.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((ids, report.is_complete), (vec!["bat_1_0", "bat_1_1", "bat_1_2"], true));
    let queries: Vec<String> = stub.seen().iter().skip(1).map(|it| it.query().to_owned()).collect();
    assert!(queries[0].starts_with("page=1&") && queries[1].starts_with("page=2&"));
    assert_eq!(creations(&stub), 0);
}

#[tokio::test]
async fn only_paypal_itself_says_that_it_never_heard_of_a_batch() {
    let own = status(404, json!({"name": "INVALID_RESOURCE_ID", "message": "not found", "debug_id": "d"}));
    let stub = Stub::saying([token(), own]).await;
    assert_eq!(stub.paypal().look(&one(), Some("Q8KV")).await, Err(ConnectorError::NotFound));
    let stub = Stub::saying([token(), text(404, "<html>")]).await;
    assert!(matches!(stub.paypal().look(&one(), Some("Q8KV")).await, Err(ConnectorError::Malformed { .. })));
}

#[tokio::test]
async fn looking_for_a_batch_without_paypal_s_id_sends_the_very_same_one() {
    let batch = one();
    let stub =
        Stub::saying([token(), text(502, ""), duplicate("/v1/payments/payouts/Q8KV"), page(&batch, &[0], 1)]).await;
    let paypal = stub.paypal();
    assert!(paypal.send(&batch).await.is_err());
    let report = paypal.look(&batch, None).await.unwrap();
    assert_eq!(outcomes(&report), [RailOutcome::Paid]);
    let seen = stub.seen();
    assert_eq!(
        (&seen[1].body, header(&seen[1], "paypal-request-id")),
        (&seen[2].body, header(&seen[2], "paypal-request-id"))
    );
    let own = status(404, json!({"name": "RESOURCE_NOT_FOUND", "message": "no such route", "debug_id": "d"}));
    let stub = Stub::saying([token(), own]).await;
    assert!(
        matches!(stub.paypal().look(&batch, None).await, Err(ConnectorError::Malformed { .. })),
        "of the route, not the batch"
    );
}

#[tokio::test]
async fn what_paypal_may_have_forgotten_is_not_handed_over_again() {
    let stub = Stub::saying([token(), accepted()]).await;
    let batch = RailBatch { sent_since: Some(stub.clock.now()), ..one() };
    stub.clock.advance(Duration::from_hours(24 * 29 + 1));
    let paypal = stub.paypal();
    let error = paypal.look(&batch, None).await.unwrap_err();
    assert!(!is_refusal(&error), "{error:?}");
    assert_eq!(stub.count(), 0);
    let planned_long_ago = RailBatch { sent_since: None, ..batch };
    assert!(paypal.send(&planned_long_ago).await.is_ok(), "nobody has sent it yet");
}

#[tokio::test]
async fn a_refusal_of_the_form_tells_of_every_attempt_before_and_no_other_does() {
    let refusal = |name: &str, field: &str| {
        status(
            400,
            json!({"name": name, "message": "Invalid request", "debug_id": "d7",
            "details": [{"field": field, "issue": "Value is invalid"}]}),
        )
    };
    let stub = Stub::saying([token(), refusal("VALIDATION_ERROR", "items[0].receiver")]).await;
    let report = stub.paypal().look(&one(), None).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![RailOutcome::Failed], true));
    let told = &report.items[0];
    assert_eq!(
        (told.reason.as_deref(), told.request_id.as_deref()),
        (Some("Value is invalid (VALIDATION_ERROR)"), Some("d7"))
    );
    for (name, field) in [
        ("VALIDATION_ERROR", "sender_batch_header.sender_batch_id"),
        ("USER_BUSINESS_ERROR", "items"),
        ("INSUFFICIENT_FUNDS", ""),
    ] {
        let stub = Stub::saying([token(), refusal(name, field)]).await;
        let asked = stub.paypal().look(&one(), None).await;
        assert!(asked.is_err(), "{name} {field}: it may be of this attempt alone");
    }
    let nothing = RailBatch { items: Vec::new(), asked: vec!["bat_1_0".to_owned()], ..one() };
    assert!(stub.paypal().look(&nothing, None).await.is_err(), "what cannot be given again cannot be asked about");
}

#[tokio::test]
async fn what_a_finished_batch_lacks_was_never_taken_on() {
    let batch = to_paypal("bat_1", &["a@example.com", "b@example.com"]);
    let known = to_paypal("bat_1", &["a@example.com"]);
    let stub = Stub::saying([token(), page(&known, &[0], 1)]).await;
    let report = stub.paypal().look(&batch, Some("Q8KV")).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![RailOutcome::Paid, RailOutcome::Failed], true));
    let nameless = json!({"total_items": 2, "total_pages": 1, "batch_header": {"payout_batch_id": "Q8KV", "batch_status": "SUCCESS"},
        "items": [{"transaction_status": "SUCCESS", "payout_item": {"sender_item_id": "bat_1_0"}}, {"transaction_status": "SUCCESS"}]});
    let stub = Stub::saying([token(), ok(nameless)]).await;
    let report = stub.paypal().look(&batch, Some("Q8KV")).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![RailOutcome::Paid], false), "one of them may be ours");
}

#[tokio::test]
async fn without_a_token_nothing_was_sent() {
    for reply in [text(503, ""), text(200, "<html>"), status(429, json!({"name": "RATE_LIMIT_REACHED"}))] {
        let stub = Stub::saying((0..5).map(|_| reply.clone()).collect::<Vec<_>>()).await;
        let error = stub.paypal().send(&one()).await.unwrap_err();
        assert!(is_refusal(&error), "{error:?}");
        assert_eq!(creations(&stub), 0);
    }
}

#[tokio::test]
async fn what_was_paid_is_asked_about_and_never_handed_over() {
    let whole = to_paypal("bat_1", &["a@example.com", "b@example.com"]);
    let batch = RailBatch { items: whole.items[1..].to_vec(), asked: vec!["bat_1_0".to_owned()], ..whole.clone() };
    let stub = Stub::saying([token(), page(&whole, &[0, 1], 1), accepted()]).await;
    let paypal = stub.paypal();
    let report = paypal.look(&batch, Some("Q8KV")).await.unwrap();
    assert_eq!(report.items.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["bat_1_1", "bat_1_0"]);
    paypal.send(&batch).await.unwrap();
    assert_eq!(stub.seen()[2].json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_no_rail_takes_is_not_sent() {
    let stub = Stub::saying([token()]).await;
    for batch in [to_paypal("bat_1", &[]), to_paypal("bat 1", &["jane@example.com"])] {
        assert!(is_refusal(&stub.paypal().send(&batch).await.unwrap_err()));
    }
    assert_eq!(stub.count(), 0);
}
