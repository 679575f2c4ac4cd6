//! PayPal's answers: statuses, links to earlier batches, and whatever else may stand there.

use super::*;
use crate::{
    rail::{RailItem, Receiver},
    wire::testing::{any_json, seen, spoilt},
};
use domain::{Currency, Money};
use proptest::prelude::*;
use serde_json::{Value, json};

fn batch() -> RailBatch {
    let item = |id: &str| RailItem {
        id: id.to_owned(),
        receiver: Receiver::Paypal("jane@example.com".parse().unwrap()),
        amount: Money::new(987, Currency::USD),
        note: String::new(),
    };
    RailBatch {
        id: "bat_1".to_owned(),
        title: String::new(),
        items: vec![item("pay_1"), item("pay_2")],
        asked: Vec::new(),
        sent_since: None,
    }
}

fn item(id: &str, status: &str) -> Value {
    json!({
        "payout_item_id": "8AELMXH8UB2P8", "transaction_id": "0C413693MN970190K", "transaction_status": status,
        "payout_item_fee": {"currency": "USD", "value": "0.25"}, "payout_batch_id": "Q8KVJG9TZTNN4",
        "payout_item": {"sender_item_id": id, "receiver": "jane@example.com", "amount": {"currency": "USD", "value": "9.87"}},
    })
}

fn page(status: &str, items: &[Value], total: usize, pages: usize) -> Value {
    json!({
        "batch_header": {"payout_batch_id": "Q8KVJG9TZTNN4", "batch_status": status, "sender_batch_header": {"sender_batch_id": "bat_1"}},
        "items": items, "total_items": total, "total_pages": pages,
    })
}

fn read(pages: &[Value]) -> BatchReport {
    let batch = batch();
    let mut reading = Reading::new(&batch, "Q8KVJG9TZTNN4");
    for (number, page) in pages.iter().enumerate() {
        let is_last = reading.take(number + 1, &seen(page)).unwrap();
        assert_eq!(is_last, number + 1 == pages.len());
    }
    reading.finish()
}

#[test]
fn statuses_become_outcomes() {
    for (status, outcome) in [
        ("SUCCESS", RailOutcome::Paid),
        ("FAILED", RailOutcome::Failed),
        ("RETURNED", RailOutcome::Failed),
        ("BLOCKED", RailOutcome::Failed),
        ("REFUNDED", RailOutcome::Failed),
        ("REVERSED", RailOutcome::Failed),
        ("PENDING", RailOutcome::InFlight),
        ("UNCLAIMED", RailOutcome::InFlight),
        ("ONHOLD", RailOutcome::InFlight),
        ("SOMETHING_NEW", RailOutcome::Unknown),
        ("", RailOutcome::Unknown),
    ] {
        let report = read(&[page("SUCCESS", &[item("pay_1", status)], 1, 1)]);
        assert_eq!(report.items[0].outcome, outcome, "{status}");
        assert_eq!(report.items[0].reason.is_some(), !matches!(status, "SUCCESS" | ""), "{status}");
    }
}

#[test]
fn an_item_tells_its_transaction_fee_and_error() {
    let mut failed = item("pay_2", "FAILED");
    failed["errors"] = json!({"name": "RECEIVER_UNREGISTERED", "message": "Receiver is unregistered", "details": []});
    let report = read(&[page("SUCCESS", &[item("pay_1", "SUCCESS"), failed], 2, 1)]);
    let paid = &report.items[0];
    assert_eq!(paid.transaction_id.as_deref(), Some("0C413693MN970190K"));
    assert_eq!((paid.fee, &paid.reason), (Some(Money::new(25, Currency::USD)), &None));
    assert_eq!(report.items[1].reason.as_deref(), Some("Receiver is unregistered (RECEIVER_UNREGISTERED)"));
    assert!(report.is_complete && report.rail_id.as_deref() == Some("Q8KVJG9TZTNN4"));
}

#[test]
fn a_batch_is_complete_when_it_is_over_and_read_to_its_end() {
    let (one, two) = (item("pay_1", "SUCCESS"), item("pay_2", "PENDING"));
    let whole = [page("SUCCESS", std::slice::from_ref(&one), 2, 2), page("SUCCESS", std::slice::from_ref(&two), 2, 2)];
    assert!(read(&whole).is_complete);
    assert!(!read(&[page("PROCESSING", &[one.clone(), two], 2, 1)]).is_complete, "more may come");
    assert!(!read(&[page("SUCCESS", std::slice::from_ref(&one), 2, 1)]).is_complete, "one is missing");
    assert!(read(&[page("SUCCESS", &[one], 1, 1)]).is_complete, "PayPal knows of no other");
    assert_eq!(
        read(&[page("PENDING", &[], 0, 0)]),
        BatchReport { rail_id: Some("Q8KVJG9TZTNN4".into()), ..BatchReport::default() }
    );
}

#[test]
fn a_refused_batch_fails_all_that_is_not_on_its_way() {
    for status in ["DENIED", "CANCELED"] {
        let report = read(&[page(status, &[item("pay_1", "PENDING")], 1, 1)]);
        assert!(report.is_complete && report.items.len() == 2);
        assert!(report.items.iter().all(|it| it.outcome == RailOutcome::Failed && it.reason.as_deref() == Some(&format!("batch {status}"))));
    }
    let report = read(&[page("CANCELED", &[item("pay_1", "UNCLAIMED"), item("pay_2", "SUCCESS")], 2, 1)]);
    let outcomes: Vec<RailOutcome> = report.items.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [RailOutcome::InFlight, RailOutcome::Paid], "it may still be claimed");
}

#[test]
fn another_batch_is_not_taken_for_ours() {
    let mut foreign = page("SUCCESS", &[item("pay_1", "SUCCESS")], 1, 1);
    foreign["batch_header"]["sender_batch_header"]["sender_batch_id"] = json!("bat_2");
    let batch = batch();
    assert!(Reading::new(&batch, "X").take(1, &seen(&foreign)).is_err());
    assert!(accepted(&batch, &seen(&foreign)).is_err());
}

fn duplicate(href: &str) -> Value {
    json!({"name": "USER_BUSINESS_ERROR", "message": "User business error.", "debug_id": "d1",
        "details": [{"field": "SENDER_BATCH_ID", "issue": "Batch with given sender_batch_id already exists"}],
        "links": [{"href": href, "rel": "self", "method": "GET"}]})
}

#[test]
fn the_link_to_an_earlier_batch_gives_its_id_only() {
    let batch = batch();
    let at = |href: &str| earlier(&batch, &seen(&duplicate(href)));
    let known = Earlier::Batch("CQMWKDQF5GFLL".to_owned());
    assert_eq!(at("https://api-m.sandbox.paypal.com/v1/payments/payouts/CQMWKDQF5GFLL"), known);
    assert_eq!(at("https://api.sandbox.paypal.com/v1/payments/payouts/CQMWKDQF5GFLL?page=1"), known);
    for odd in
        ["", "https://evil.example/x", "/v1/payments/payouts/", "/v1/payments/payouts/a/b", "/v1/payments/payouts/../x"]
    {
        assert_eq!(at(odd), Earlier::Unnamed, "{odd}: no refusal, whatever the link");
    }
    for about_id in [
        json!({"name": "DUPLICATE_SENDER_BATCH_ID"}),
        json!({"name": "X", "message": "This sender batch id was used before"}),
        json!({"name": "X", "details": [{"issue": "DUPLICATE", "value": "bat_1"}]}),
    ] {
        assert_eq!(earlier(&batch, &seen(&about_id)), Earlier::Unnamed, "{about_id}");
    }
    let docs = json!([{"href": "https://developer.paypal.com/docs", "rel": "information_link"}]);
    let other = json!({"name": "INSUFFICIENT_FUNDS", "details": [{"field": "amount"}], "links": docs});
    assert_eq!(earlier(&batch, &seen(&other)), Earlier::None);
}

proptest! {
    #[test]
    fn any_answer_is_read_or_refused(answer in prop_oneof![any_json(), spoilt(page("SUCCESS", &[item("pay_1", "SUCCESS"), item("pay_2", "FAILED")], 2, 1))]) {
        let (batch, answer) = (batch(), seen(&answer));
        let _ = (accepted(&batch, &answer), earlier(&batch, &answer), reason(&answer));
        let mut reading = Reading::new(&batch, "X");
        if reading.take(1, &answer).is_ok() {
            let report = reading.finish();
            prop_assert!(report.items.iter().all(|it| batch.items.iter().any(|ours| ours.id == it.id)));
        }
    }

    #[test]
    fn a_spoilt_refusal_of_our_id_is_never_taken_for_another(body in spoilt(duplicate("/v1/payments/payouts/ABC"))) {
        let is_about_id = body.pointer("/details/0/field").is_some_and(|it| it == "SENDER_BATCH_ID");
        prop_assert!(!is_about_id || earlier(&batch(), &seen(&body)) != Earlier::None);
    }
}
