//! `/collect` under bad conditions: nonsense, floods, hostile texts, an overfull queue, and the end of the process.

use crate::{
    collect::{PHONE, ana, counted, send, send_with},
    support::{Answer, TestApp, Visitor},
};
use api::collect::{Collect, Collector, Limiter, Origin, Seen};
use axum::Router;
use domain::{Clock, Day, analytics::EventName, earnings::Range, link::AllowedHosts, zone::Zone};
use http::Method;
use sandbox::people::ANA;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

fn assert_open(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert_eq!((answer.header("cache-control"), answer.cookie().as_str()), ("no-store", ""));
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
}

fn assert_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["status"], status);
    assert!(!body["detail"].as_str().unwrap().is_empty());
    assert_open(answer);
}

#[tokio::test]
async fn any_page_may_send_without_credentials() {
    let app = TestApp::new().await;
    let asked = [
        ("origin", "https://any.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = app.visitor().send(Method::OPTIONS, "/collect", &asked, "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    assert_open(&answer);
    assert_open(&send(&app.visitor(), &json!({ "event": "page_viewed" })).await);
}

#[tokio::test]
async fn nonsense_is_refused_in_words_and_never_a_fault_of_ours() {
    let app = TestApp::new().await;
    for body in [
        "",
        "{",
        "[]",
        "[[]]",
        "null",
        "\u{0}",
        "{\"event\":\"click\"}",
        "{\"event\":\"page_viewed\",\"url\":[]}",
        "page_viewed",
        "a=b",
    ] {
        assert_problem(&send_with(&app.visitor(), &[], body).await, 400);
    }
    let deep = "[".repeat(4_000);
    assert_problem(&send_with(&app.visitor(), &[], &deep).await, 400);
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", "\u{e9}"] {
        let answer = send_with(&app.visitor(), &[("content-type", kind)], "{\"event\":\"page_viewed\"}").await;
        assert_problem(&answer, 415);
    }
    for length in [8 * 1024 + 1, 1024 * 1024] {
        let body = json!({ "event": "page_viewed", "url": "x".repeat(length) }).to_string();
        assert_problem(&send_with(&app.visitor(), &[], &body).await, 413);
    }
    assert_eq!(app.visitor().get("/collect").await.status, 405);
}

#[tokio::test]
async fn hostile_texts_in_every_field_leave_nothing_strange_behind() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let attacks = [
        "<script>alert(1)</script>",
        "'; DROP TABLE daily_totals; --",
        "=HYPERLINK(\"https://evil.example\")",
        "\u{202E}\u{0}\n\r\t",
        "source:direct",
        "%00%0a../../",
        "🏔️é",
    ];
    for (number, attack) in attacks.iter().enumerate() {
        let visitor = app.visitor().at([198, 51, 100, u8::try_from(number).unwrap()]);
        let event = json!({
            "event": "checkout_completed", "partner": ANA.handle, "url": format!("/{attack}"), "referrer": format!("https://{attack}/"),
            "utm_source": attack, "link": attack, "coupon": attack, "value": "1.00", "currency": "USD", "order": attack,
            "language": attack, "zone": attack,
        });
        assert_eq!(send(&visitor, &event).await.status, 204, "{attack}");
        let plain =
            json!({ "event": "page_viewed", "partner": ANA.handle, "referrer": format!("https://{attack}.example/") });
        assert_eq!(send(&visitor, &plain).await.status, 204, "{attack}");
    }
    assert_eq!(counted(&app, &ana).await[&EventName::CheckoutCompleted], 7);
    let today = Zone::named(&app.channel.time_zone).unwrap().day(app.clock.now());
    for (_, source) in app.house.store.sources_of_day(&app.channel.id, today).await.unwrap() {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
        assert!(source.bytes().all(is_plain), "{source}");
    }
    let file = app.partner(ANA.handle).await.get("/analytics.csv?dimension=source").await;
    assert!(file.status == 200 && !file.body.contains(['<', '=', '\u{202E}']), "{}", file.body);
}

#[tokio::test]
async fn nothing_of_a_visitor_is_in_the_data_base() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let visitor = app.visitor().at([198, 51, 100, 177]);
    let agent = format!("{PHONE} Unmistakable/7");
    let body = json!({ "event": "page_viewed", "partner": ANA.handle, "order": "order-unmistakable", "url": "/unmistakable-page" });
    send_with(&visitor, &[("user-agent", &agent)], &body.to_string()).await;
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 1);
    for file in ["test.db", "test.db-wal"] {
        let bytes = std::fs::read(app.folder.path().join(file)).unwrap();
        for secret in ["198.51.100.177", "nmistakable"] {
            assert!(!bytes.windows(secret.len()).any(|it| it == secret.as_bytes()), "{secret} was kept");
        }
    }
}

#[tokio::test]
async fn one_address_is_held_back_and_others_are_not() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let flood = app.visitor().at([203, 0, 113, 1]);
    let twenty = json!(vec![json!({ "event": "page_viewed", "partner": ANA.handle }); 20]);
    let mut statuses = BTreeMap::new();
    for _ in 0..30 {
        let answer = send(&flood, &twenty).await;
        *statuses.entry(answer.status).or_insert(0) += 1;
        if answer.status == 429 {
            assert_problem(&answer, 429);
            assert_eq!(answer.header("retry-after"), "10");
        }
    }
    assert!(statuses[&204] <= 7 && statuses[&429] >= 20, "{statuses:?}");
    assert_eq!(send(&app.visitor().at([203, 0, 113, 2]), &twenty).await.status, 204);
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 2, "a flood of one visitor is one visit");
    // Its clicks lead on, but no longer count.
    let page = flood.send(Method::GET, &format!("/p/{}", ANA.handle), &[("user-agent", PHONE)], "").await;
    assert_eq!(page.status, 200);
    app.clock.advance(Duration::from_secs(10));
    assert_eq!(send(&flood, &twenty).await.status, 204, "it is let in again");
}

#[tokio::test]
async fn sites_without_a_name_are_bounded_a_day() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    for number in 0..60u8 {
        let referrer = format!("https://blog-{number}.example/");
        let event = json!({ "event": "page_viewed", "partner": ANA.handle, "referrer": referrer });
        send(&app.visitor().at([198, 51, 100, number]), &event).await;
    }
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 60);
    let today = Zone::named(&app.channel.time_zone).unwrap().day(app.clock.now());
    let sources = app.house.store.sources_of_day(&app.channel.id, today).await.unwrap();
    let of = |whose: &str| sources.iter().filter(|(partner, _)| partner == whose).count();
    assert_eq!((of(ana.as_str()), of("")), (21, 1), "twenty and the others; of the channel, the others alone");
}

#[tokio::test]
async fn currencies_that_the_shop_does_not_sell_in_are_not_told_apart() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let letters = || ('A'..='Z').take(10);
    let codes = letters().flat_map(|a| letters().map(move |b| format!("X{a}{b}"))).take(60);
    for (number, currency) in codes.chain(["USD".to_owned()]).enumerate() {
        let order = json!({ "event": "checkout_completed", "partner": ANA.handle, "value": "10.00", "currency": currency, "order": number.to_string() });
        assert_eq!(send(&app.visitor().at([198, 51, 101, u8::try_from(number).unwrap()]), &order).await.status, 204);
    }
    assert_eq!(counted(&app, &ana).await[&EventName::CheckoutCompleted], 61, "the orders themselves are counted");
    let range = Range { from: Day::from_number(0), to: Day::from_number(80_000) };
    let worth = async |code: &str| {
        let currency = code.parse().unwrap();
        app.house.store.traffic_whole(&app.channel.id, Some(&ana), range, currency).await.unwrap().revenue.minor
    };
    assert_eq!((worth("XAA").await, worth("XJF").await, worth("USD").await), (0, 0, 1_000));
}

fn idle(app: &TestApp) -> (Collector, Router) {
    let clock: Arc<dyn Clock> = app.clock.clone();
    let zone = Zone::named(&app.channel.time_zone).unwrap();
    let collector =
        Collector::new(app.house.store.clone(), app.channel.id.clone(), zone, AllowedHosts::default(), clock);
    let collect = Collect { collector: collector.clone(), limiter: Arc::new(Limiter::default()) };
    (collector, api::collect::routes(collect))
}

fn visit(app: &TestApp, number: usize) -> Seen {
    Seen {
        event: EventName::PageViewed,
        at: app.clock.now(),
        partner: None,
        link: None,
        handle: Some(ANA.handle.parse().unwrap()),
        coupon: None,
        order: String::new(),
        address: format!("visitor {number}"),
        agent: PHONE.to_owned(),
        origin: Origin { name: "direct".into(), is_known: true },
        device: "phone",
        country: "US".into(),
        worth: None,
    }
}

#[tokio::test]
async fn an_overfull_queue_says_so_and_what_was_taken_is_counted_to_the_last_one() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let (collector, router) = idle(&app);
    let mut taken = 0;
    while collector.offer(visit(&app, taken)).is_ok() {
        taken += 1;
    }
    assert!(taken >= 10_000, "{taken}");
    let answer = send(&Visitor::new(router.clone()), &json!({ "event": "page_viewed", "partner": ANA.handle })).await;
    assert_problem(&answer, 503);
    assert_eq!(answer.header("retry-after"), "2");
    // The process ends: what was answered is written before it does.
    collector.close();
    collector.clone().run().await;
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], i64::try_from(taken).unwrap());
}

#[tokio::test]
async fn the_script_is_small_kept_and_for_every_page() {
    let app = TestApp::new().await;
    let script = app.visitor().get("/tandem.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert!(script.body.len() <= 3_000, "{} bytes", script.body.len());
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert!(script.header("cache-control").starts_with("public, max-age=3600"));
    let tag = script.header("etag").to_owned();
    let again = app.visitor().send(Method::GET, "/tandem.js", &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert!(!script.body.contains("document.cookie") && !script.body.contains("localStorage"));
}
