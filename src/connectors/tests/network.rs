//! impact.com's answers.

use crate::stub::{Reply, Stub, ok, status, text};
use connectors::{
    AffiliatePlatform, ConnectorError,
    platform::{ActionWindow, PlatformAction},
};
use domain::{CommissionKind, CommissionStatus, Currency, Day, Money};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

fn november() -> ActionWindow {
    ActionWindow::Happened(day("2026-11-01"), day("2026-11-30"))
}

fn action() -> Value {
    json!({
        "Id": "1000.4636.1", "CampaignId": 1000, "ActionTrackerName": "Sale", "MediaPartnerId": 10000,
        "MediaPartnerName": "Ana", "State": "PENDING", "Payout": 8.20, "Amount": "82.05", "Currency": "USD",
        "EventDate": "2026-11-10T10:42:38-07:00", "CreationDate": "2026-11-10T10:51:23-07:00",
        "LockingDate": "2026-12-16T00:00:00-07:00", "ClearedDate": "", "PromoCode": "ana15", "Oid": "5001"
    })
}

fn page(actions: &Value, next: &str) -> Reply {
    ok(json!({"@page": "1", "@numpages": "2", "@nextpageuri": next, "Actions": actions}))
}

async fn read(change: Value) -> PlatformAction {
    let mut item = action();
    for (name, value) in change.as_object().unwrap() {
        item[name] = value.clone();
    }
    let stub = Stub::saying([page(&json!([item]), "")]).await;
    stub.impact().actions(november()).await.unwrap().remove(0)
}

#[tokio::test]
async fn actions_are_read_exactly() {
    let found = read(json!({})).await;
    assert_eq!(found.amount, Money::new(820, Currency::USD));
    assert_eq!(found.sale, Some(Money::new(8_205, Currency::USD)));
    assert_eq!(
        (found.id.as_str(), found.partner_id.as_str(), found.order_ref.as_str()),
        ("1000.4636.1", "10000", "5001")
    );
    assert_eq!((found.status, found.kind), (CommissionStatus::Pending, CommissionKind::Sale));
    assert_eq!(found.coupon.unwrap().as_str(), "ANA15");
    assert_eq!(found.cleared_at, None);
    assert_eq!(found.occurred_at.millis(), 1_794_332_558_000);
    let typed = read(json!({"Id": 7, "MediaPartnerId": "p-1", "Oid": 5001, "Payout": "8.20", "PromoCode": ""})).await;
    assert_eq!((typed.id.as_str(), typed.partner_id.as_str(), typed.order_ref.as_str()), ("7", "p-1", "5001"));
    assert_eq!((typed.amount.minor, typed.coupon), (820, None));
}

#[tokio::test]
async fn states_become_ours() {
    let approved = read(json!({"State": "APPROVED", "ClearedDate": "2026-12-20T00:00:00Z"})).await;
    assert_eq!(approved.status, CommissionStatus::Approved);
    assert!(approved.cleared_at.is_some());
    let reversed = read(
        json!({"State": "REVERSED", "Payout": 0.00, "IntendedPayout": 8.20, "Amount": 0, "IntendedAmount": "82.05"}),
    )
    .await;
    assert_eq!(reversed.status, CommissionStatus::Rejected);
    assert_eq!((reversed.amount.minor, reversed.sale.unwrap().minor), (820, 8_205));
}

#[tokio::test]
async fn bonuses_have_no_order_or_are_named_so() {
    for change in [json!({"Oid": ""}), json!({"Oid": null}), json!({"ActionTrackerName": "Q4 BONUS"})] {
        let bonus = read(change).await;
        assert_eq!((bonus.kind, bonus.sale, bonus.order_ref.as_str()), (CommissionKind::Bonus, None, ""));
    }
}

#[tokio::test]
async fn questions_name_campaign_window_and_version() {
    let stub = Stub::saying([page(&json!([]), "")]).await;
    let impact = stub.impact();
    let (from, to) = (day("2026-11-01"), day("2026-11-30"));
    for (window, begin, end) in [
        (ActionWindow::Updated(from, to), "StartDate", "EndDate"),
        (ActionWindow::Locking(from, to), "LockingDateStart", "LockingDateEnd"),
        (ActionWindow::Happened(from, to), "ActionDateStart", "ActionDateEnd"),
    ] {
        assert_eq!(impact.actions(window).await, Ok(Vec::new()));
        let seen = stub.seen().pop().unwrap();
        assert_eq!(seen.path(), "/impact/Advertisers/IRtest/Actions");
        assert!(seen.query().contains("CampaignId=1000"));
        assert!(seen.query().contains(&format!("{begin}=2026-11-01T00%3A00%3A00Z&{end}=2026-11-30T23%3A59%3A59Z")));
        assert_eq!(
            (&seen.headers["ir-version"], &seen.headers["accept"]),
            (&"14".parse().unwrap(), &"application/json".parse().unwrap())
        );
        assert!(seen.headers["authorization"].to_str().unwrap().starts_with("Basic "));
    }
}

#[tokio::test]
async fn windows_too_long_or_reversed_are_not_asked() {
    let stub = Stub::saying([page(&json!([]), "")]).await;
    let impact = stub.impact();
    let from = day("2026-01-01");
    assert_eq!(impact.longest_window(), 45);
    assert!(impact.actions(ActionWindow::Updated(from, from.plus(44))).await.is_ok());
    for to in [from.plus(45), from.plus(-1)] {
        assert!(matches!(impact.actions(ActionWindow::Updated(from, to)).await, Err(ConnectorError::Rejected { .. })));
    }
    assert_eq!(stub.count(), 1);
}

#[tokio::test]
async fn pages_are_followed_below_the_base_only() {
    let next = "/Advertisers/IRtest/Actions?CampaignId=1000&Page=2";
    let stub = Stub::saying([page(&json!([action()]), next), page(&json!([action()]), "")]).await;
    assert_eq!(stub.impact().actions(november()).await.unwrap().len(), 2);
    assert_eq!(stub.seen()[1].uri.to_string(), format!("/impact{next}"));
    for elsewhere in ["https://evil.example/x", "@evil.example/x", "evil"] {
        let stub = Stub::saying([page(&json!([action()]), elsewhere)]).await;
        assert_eq!(stub.impact().actions(november()).await.unwrap().len(), 1);
        assert_eq!(stub.count(), 1);
    }
    let circle = Stub::saying([page(&json!([action()]), next)]).await;
    assert!(circle.impact().actions(november()).await.is_err());
}

#[tokio::test]
async fn bad_actions_are_skipped_but_a_changed_format_is_an_error() {
    let bad = json!([action(), {"Id": "x"}, null, {"State": "PENDING"}]);
    let stub = Stub::saying([page(&bad, "")]).await;
    assert_eq!(stub.impact().actions(november()).await.unwrap().len(), 1);
    for body in [json!({"Actions": [{"Id": "x"}]}), json!({"Stuff": []}), json!([]), json!({"Actions": "none"})] {
        let stub = Stub::saying([ok(body.clone())]).await;
        let answer = stub.impact().actions(november()).await;
        assert!(matches!(answer, Err(ConnectorError::Malformed { .. })), "{body}");
    }
    let none = Stub::saying([ok(json!({"Actions": null}))]).await;
    assert_eq!(none.impact().actions(november()).await, Ok(Vec::new()));
}

#[tokio::test]
async fn partners_are_joined_by_their_codes() {
    let list = json!({"@nextpageuri": "", "MediaPartners": [
        {"Id": 10000, "Name": "Ana", "State": "ACTIVE", "CustomPartnerId": "ana15"},
        {"Id": "10001", "Name": "Bo", "RelationshipState": "EXPIRED", "Email": "BO@example.com", "CustomPartnerId": ""},
        {"Name": "no id"}
    ]});
    let stub = Stub::saying([ok(list)]).await;
    let found = stub.impact().partners().await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].id.as_str(), found[0].state.as_str(), found[0].codes[0].as_str()),
        ("10000", "ACTIVE", "ANA15")
    );
    assert_eq!((found[1].state.as_str(), found[1].codes.len()), ("EXPIRED", 0));
    assert_eq!(found[1].email.as_ref().unwrap().as_str(), "bo@example.com");
}

#[tokio::test]
async fn its_errors_are_understood() {
    let body = json!({"Status": "ERROR", "Message": "Validation Failed", "Errors": [{"Field": "AccountId"}]});
    let stub = Stub::saying([status(400, body)]).await;
    let answer = stub.impact().partners().await;
    assert!(matches!(answer, Err(ConnectorError::Rejected { message, .. }) if message == "Validation Failed"));
    let xml = Stub::saying([text(200, "<ImpactRadiusResponse/>")]).await;
    assert!(matches!(xml.impact().partners().await, Err(ConnectorError::Malformed { .. })));
    let scoped = Stub::saying([status(403, json!({}))]).await;
    assert_eq!(scoped.impact().partners().await, Err(ConnectorError::Unauthorized));
}

#[tokio::test]
async fn clicks_are_ordered_asked_about_and_fetched_by_partner() {
    let job = json!({"Status": "QUEUED", "QueuedUri": "/Advertisers/IRtest/Jobs/d880-7a9f"});
    let clicks = json!([{"MediaId": "10000"}, {"MediaId": 10000}, {"MediaPartnerId": "10001"}, {"Id": "of nobody"}]);
    let stub = Stub::saying([
        ok(job),
        ok(json!({"Status": "RUNNING"})),
        ok(json!({"Status": "COMPLETED"})),
        ok(json!({"Clicks": clicks})),
    ])
    .await;
    let network = stub.impact();
    let job = network.order_clicks(day("2026-11-20")).await.unwrap().unwrap();
    assert_eq!(job, "d880-7a9f");
    assert_eq!(network.ordered_clicks(&job).await.unwrap(), None);
    let found = network.ordered_clicks(&job).await.unwrap().unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [("10000".to_owned(), 2), ("10001".to_owned(), 1)]);
    let seen = stub.seen();
    assert!(seen[0].path().contains("/ClickExport") && seen[0].query().contains("Date=2026-11-20"));
    assert!(seen[3].path().ends_with("/Jobs/d880-7a9f/Download"));
}

#[tokio::test]
async fn a_job_that_leads_elsewhere_or_failed_is_a_fault() {
    for uri in ["https://evil.example/Jobs/", "/Advertisers/x/Jobs/../../secret", ""] {
        let stub = Stub::saying([ok(json!({"Status": "QUEUED", "QueuedUri": uri}))]).await;
        let ordered = stub.impact().order_clicks(day("2026-11-20")).await;
        assert!(matches!(ordered, Err(ConnectorError::Malformed { .. })), "{uri}: {ordered:?}");
    }
    let stub = Stub::saying([ok(json!({"Status": "FAILED"}))]).await;
    let asked = stub.impact().ordered_clicks("d880").await;
    assert!(matches!(asked, Err(ConnectorError::Rejected { .. })), "{asked:?}");
}
