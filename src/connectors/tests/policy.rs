//! The client policy that all connectors share.

use crate::stub::{Reply, Stub, TOKEN, ok, quick, status, text};
use connectors::{CoBranding, ConnectorError, Crm, http::HttpPolicy};
use domain::Email;
use serde_json::json;
use std::time::Duration;

const FAILED: fn() -> Reply = || text(503, "<html>busy</html>");

fn channel() -> Reply {
    ok(json!({"channel": {"_id": "64b0000000000000000000aa", "name": "Demo"}}))
}

fn email() -> Email {
    "ana@example.com".parse().unwrap()
}

#[tokio::test]
async fn reading_is_repeated_twice_at_most() {
    let stub = Stub::saying([FAILED(), FAILED(), channel()]).await;
    assert_eq!(stub.cc().channel().await.unwrap().name, "Demo");
    assert_eq!(stub.count(), 3);
    let stub = Stub::saying([FAILED()]).await;
    let failed = ConnectorError::Failed { status: 503, request_id: None };
    assert_eq!(stub.cc().channel().await, Err(failed));
    assert_eq!(stub.count(), 3);
}

#[tokio::test]
async fn what_would_happen_twice_is_not_repeated() {
    let stub = Stub::saying([FAILED()]).await;
    let draft = connectors::co_branding::DropDraft {
        title: "Race day".into(),
        ..connectors::co_branding::DropDraft::default()
    };
    assert!(stub.cc().create_drop("c1", &draft).await.is_err());
    assert_eq!(stub.count(), 1);
    assert!(stub.cc().add_products("c1", "d1", &[]).await.is_err());
    assert_eq!(stub.count(), 2);
    assert!(stub.cc().magic_link(&email()).await.is_err());
    assert_eq!(stub.count(), 3);
    assert!(stub.cc().set_bio("c1", "Runner").await.is_err());
    assert_eq!(stub.count(), 6);
}

#[tokio::test]
async fn refusals_are_neither_repeated_nor_counted_as_failures() {
    let refusal = status(422, json!({"statusCode": 422, "error": "Unprocessable", "message": "No"}));
    let stub = Stub::saying([refusal.with("x-request-id", "req-7")]).await;
    let cc = stub.cc();
    let expect = ConnectorError::Rejected {
        status: 422,
        code: Some("Unprocessable".into()),
        message: "No".into(),
        request_id: Some("req-7".into()),
    };
    for asked in 1..=12 {
        assert_eq!(cc.channel().await, Err(expect.clone()));
        assert_eq!(stub.count(), asked);
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Stub::saying([channel()]).await;
    let stub = Stub::saying([text(302, "").with("location", &elsewhere.url)]).await;
    let answer = stub.cc().channel().await;
    assert!(matches!(answer, Err(ConnectorError::Rejected { status: 302, .. })));
    assert_eq!((stub.count(), elsewhere.count()), (1, 0));
}

#[tokio::test]
async fn answers_too_large_are_cut_off() {
    let small = HttpPolicy { max_bytes: 4_096, ..quick() };
    let stub = Stub::saying([text(200, &" ".repeat(5_000)), Reply::Endless]).await;
    let cc = stub.cc_with(small);
    assert_eq!(cc.channel().await, Err(ConnectorError::TooLarge));
    assert_eq!(cc.channel().await, Err(ConnectorError::TooLarge));
    assert_eq!(stub.count(), 2);
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let stub = Stub::saying([Reply::Hang]).await;
    let hasty = HttpPolicy { total_timeout: Duration::from_millis(60), ..quick() };
    assert_eq!(stub.cc_with(hasty).channel().await, Err(ConnectorError::Timeout));
    assert_eq!(stub.count(), 1);
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut stub = Stub::saying([channel()]).await;
    stub.url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(stub.cc().channel().await, Err(ConnectorError::Unreachable));
}

#[tokio::test]
async fn garbage_is_malformed_and_empty_is_too() {
    for body in ["<html>Welcome</html>", "{\"channel\":", "[]", "", "null", "{}", "\u{0}"] {
        let stub = Stub::saying([text(200, body)]).await;
        let answer = stub.cc().channel().await;
        assert!(matches!(answer, Err(ConnectorError::Malformed { .. })), "{body}: {answer:?}");
    }
}

#[tokio::test]
async fn after_five_failures_the_vendor_is_left_alone_for_a_while() {
    let stub = Stub::saying([FAILED()]).await;
    let cc = stub.cc_with(HttpPolicy { max_repeats: 0, ..quick() });
    for _ in 0..5 {
        assert!(cc.channel().await.is_err());
    }
    let paused = ConnectorError::Paused { retry_after: Duration::from_secs(10) };
    assert_eq!(cc.channel().await, Err(paused));
    assert_eq!(stub.count(), 5);
    stub.now_says([channel()]);
    stub.clock.advance(Duration::from_secs(10));
    assert!(cc.channel().await.is_ok());
    assert!(cc.channel().await.is_ok());
}

#[tokio::test]
async fn who_comes_while_one_call_tries_waits_for_it() {
    let stub = Stub::saying([FAILED()]).await;
    let cc = stub.cc_with(HttpPolicy { max_repeats: 0, ..quick() });
    for _ in 0..5 {
        assert!(cc.channel().await.is_err());
    }
    stub.now_says([channel()]);
    stub.clock.advance(Duration::from_secs(10));
    let (one, two, three) = tokio::join!(cc.channel(), cc.channel(), cc.channel());
    assert!(one.is_ok() && two.is_ok() && three.is_ok(), "{one:?} {two:?} {three:?}");
    // One that stays ill is asked by one of them; the others hear of the pause.
    stub.now_says([FAILED()]);
    for _ in 0..5 {
        assert!(cc.channel().await.is_err());
    }
    let before = stub.count();
    stub.clock.advance(Duration::from_secs(10));
    let (one, two) = tokio::join!(cc.channel(), cc.channel());
    assert!(one.is_err() && matches!(two, Err(ConnectorError::Paused { .. })), "{two:?}");
    assert_eq!(stub.count() - before, 1);
}

#[tokio::test]
async fn calls_given_up_leave_no_trace() {
    let stub = Stub::saying([Reply::Hang]).await;
    let cc = stub.cc();
    for _ in 0..8 {
        let given_up = tokio::time::timeout(Duration::from_millis(10), cc.channel()).await;
        assert!(given_up.is_err());
    }
    stub.now_says([channel()]);
    assert!(cc.channel().await.is_ok());
}

#[tokio::test]
async fn a_trial_given_up_does_not_lock_the_vendor_out() {
    let stub = Stub::saying([FAILED()]).await;
    let cc = stub.cc();
    for _ in 0..2 {
        assert!(cc.channel().await.is_err());
    }
    stub.clock.advance(Duration::from_secs(10));
    stub.now_says([Reply::Hang]);
    assert!(tokio::time::timeout(Duration::from_millis(10), cc.channel()).await.is_err());
    stub.now_says([channel()]);
    assert!(cc.channel().await.is_ok());
}

#[tokio::test]
async fn a_rate_limit_holds_for_all_later_calls() {
    let stub = Stub::saying([text(429, "slow down").with("retry-after", 40)]).await;
    let cc = stub.cc();
    let limited = |seconds| Err(ConnectorError::RateLimited { retry_after: Duration::from_secs(seconds) });
    assert_eq!(cc.channel().await, limited(40));
    stub.now_says([channel()]);
    stub.clock.advance(Duration::from_secs(15));
    assert_eq!(cc.channel().await, limited(25));
    assert_eq!(stub.count(), 1);
    stub.clock.advance(Duration::from_secs(25));
    assert!(cc.channel().await.is_ok());
}

#[tokio::test]
async fn waits_that_vendors_ask_for_are_clamped() {
    for (asked, seconds) in [("86400", 300), ("0", 1), ("1800000042000", 42), ("1800000042", 42)] {
        let stub = Stub::saying([text(429, "").with("retry-after", asked)]).await;
        let expect = ConnectorError::RateLimited { retry_after: Duration::from_secs(seconds) };
        assert_eq!(stub.cc().channel().await, Err(expect), "{asked}");
    }
}

#[tokio::test]
async fn a_window_used_up_is_waited_for_before_the_vendor_refuses() {
    let good = ok(json!({"id": "1", "properties": {}}));
    let stub = Stub::saying([good.with("x-ratelimit-remaining", 0).with("x-ratelimit-reset", 90)]).await;
    let hubspot = stub.hubspot();
    assert!(hubspot.contact_by_email(&email()).await.is_ok());
    let limited = ConnectorError::RateLimited { retry_after: Duration::from_secs(90) };
    assert_eq!(hubspot.contact_by_email(&email()).await, Err(limited));
    assert_eq!(stub.count(), 1);
}

#[tokio::test]
async fn cc_is_read_a_hundred_times_a_minute_and_written_fifty() {
    let stub = Stub::saying([channel()]).await;
    let cc = stub.cc();
    for _ in 0..100 {
        assert!(cc.channel().await.is_ok());
    }
    for _ in 0..50 {
        assert!(cc.set_bio("c1", "x").await.is_ok());
    }
    let limited = ConnectorError::RateLimited { retry_after: Duration::from_mins(1) };
    assert_eq!(cc.channel().await, Err(limited.clone()));
    assert_eq!(cc.set_bio("c1", "x").await, Err(limited));
    assert_eq!(stub.count(), 150);
    stub.clock.advance(Duration::from_mins(1));
    assert!(cc.channel().await.is_ok());
}

#[tokio::test]
async fn credentials_refused_are_told_apart() {
    for code in [401, 403] {
        let stub = Stub::saying([status(code, json!({"message": "Invalid or expired token"}))]).await;
        assert_eq!(stub.cc().channel().await, Err(ConnectorError::Unauthorized));
        assert_eq!(stub.seen()[0].headers["x-channel-access-token"], TOKEN);
    }
}
