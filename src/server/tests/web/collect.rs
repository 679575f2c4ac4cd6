//! `/collect` and visits of landing pages: who is counted, for whom, and that nothing else is kept.

use crate::support::{Answer, TestApp, Visitor};
use domain::{
    Currency, PartnerId,
    analytics::{Analytics, AnalyticsQuery, Dimension, EventName, Slice},
    link::{Link, LinkDraft, Utm},
};
use http::Method;
use sandbox::people::{ANA, EUR_PARTNER};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

pub const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/// Sends a beacon as a browser does.
pub async fn send(visitor: &Visitor, body: &Value) -> Answer {
    send_with(visitor, &[], &body.to_string()).await
}

pub async fn send_with(visitor: &Visitor, more: &[(&str, &str)], body: &str) -> Answer {
    let mut headers = vec![("content-type", "text/plain;charset=UTF-8"), ("origin", "https://northtrail.example")];
    if !more.iter().any(|(name, _)| *name == "user-agent") {
        headers.push(("user-agent", PHONE));
    }
    headers.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    headers.extend(more);
    visitor.send(Method::POST, "/collect", &headers, body).await
}

/// What is counted of a partner, once everything that was sent is written.
pub async fn counted(app: &TestApp, partner: &PartnerId) -> BTreeMap<EventName, i64> {
    app.house.collect.collector.settled().await;
    let range = domain::earnings::Range { from: domain::Day::from_number(0), to: domain::Day::from_number(80_000) };
    app.house.store.traffic(&app.channel.id, Some(partner), range).await.unwrap()
}

/// Ana, with the handle and the code that CC knows of her.
pub async fn ana(app: &TestApp) -> PartnerId {
    app.partner(ANA.handle).await.get("/profile").await;
    app.id_of(&ANA).await
}

pub async fn link(app: &TestApp, partner: &PartnerId, target: &str) -> Link {
    let utm = Utm { source: "ig".into(), medium: "social".into(), campaign: String::new() };
    let draft = LinkDraft { label: "Newsletter".into(), target: target.into(), utm, ..LinkDraft::default() };
    app.house.unify.create_link(&app.channel.id, partner, &draft, "test").await.unwrap()
}

async fn view(app: &TestApp, partner: &PartnerId, dimension: Dimension) -> Analytics {
    app.house.collect.collector.settled().await;
    let query =
        AnalyticsQuery { dimension: Some(dimension), currency: Some(Currency::USD), ..AnalyticsQuery::default() };
    app.house.unify.analytics(&app.channel.id, partner, &query).await.unwrap()
}

fn line(slices: &[Slice]) -> Vec<(&str, i64, i64, i64)> {
    slices.iter().map(|it| (it.key.as_str(), it.visits, it.purchases, it.revenue.minor)).collect()
}

#[tokio::test]
async fn a_visitor_who_buys_is_counted_at_every_step_and_in_every_part() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let link = link(&app, &ana, "").await;
    let shopper = app.visitor().at([198, 51, 100, 7]);
    let page = json!({
        "url": "https://northtrail.example/products/tent", "referrer": "https://l.instagram.com/",
        "partner": ANA.handle, "link": link.code, "language": "en-US", "zone": "Europe/Berlin",
    });
    let event = |name: &str, more: Value| {
        let mut event = page.clone();
        event["event"] = name.into();
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let steps = ["page_viewed", "product_viewed", "product_added_to_cart", "checkout_started"];
    for name in steps {
        let answer = send(&shopper, &event(name, json!({}))).await;
        assert_eq!((answer.status, answer.body.as_str(), answer.cookie().as_str()), (204, "", ""), "{name}");
    }
    let bought = event("checkout_completed", json!({ "value": "129.90", "currency": "USD", "order": "5001" }));
    assert_eq!(send(&shopper, &bought).await.status, 204);
    let counts = counted(&app, &ana).await;
    let expected = EventName::ALL.into_iter().filter(|event| *event != EventName::Click).map(|event| (event, 1));
    assert_eq!(counts, expected.collect());
    for (dimension, key) in [
        (Dimension::Link, link.code.as_str()),
        (Dimension::Source, "instagram"),
        (Dimension::Device, "phone"),
        (Dimension::Country, "DE"),
    ] {
        let view = view(&app, &ana, dimension).await;
        assert_eq!(line(&view.slices), [(key, 1, 1, 12_990)], "{dimension:?}");
        assert_eq!(view.links[0].purchases, 1);
        assert_eq!(view.links[0].revenue.to_string(), "$129.90");
    }
}

#[tokio::test]
async fn some_events_at_once_and_json_by_its_own_name_are_taken_too() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let two = json!([{ "event": "page_viewed", "coupon": "ana15" }, { "event": "product_viewed", "coupon": "ANA15" }]);
    assert_eq!(send(&app.visitor(), &two).await.status, 204);
    let one = json!({ "event": "page_viewed", "partner": ANA.handle }).to_string();
    for (number, kind) in [(1, "application/json"), (2, "text/plain"), (3, "Application/JSON; charset=utf-8")] {
        let visitor = app.visitor().at([198, 51, 100, number]);
        assert_eq!(send_with(&visitor, &[("content-type", kind)], &one).await.status, 204, "{kind}");
    }
    let counts = counted(&app, &ana).await;
    assert_eq!(counts, BTreeMap::from([(EventName::PageViewed, 4), (EventName::ProductViewed, 1)]));
}

#[tokio::test]
async fn events_of_nobody_and_of_other_pages_are_answered_alike_and_not_kept() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    app.partner(EUR_PARTNER.handle).await.get("/profile").await;
    app.switch_off(&EUR_PARTNER).await;
    let good = json!({ "event": "page_viewed", "partner": ANA.handle });
    let with = |name: &str, value: &str| {
        let mut event = good.clone();
        event[name] = value.into();
        event
    };
    for event in [
        json!({ "event": "page_viewed" }),
        with("partner", "nobody-here"),
        with("partner", EUR_PARTNER.handle),
        with("partner", "../../etc/passwd"),
        json!({ "event": "page_viewed", "link": "zzzzzz" }),
        json!({ "event": "page_viewed", "coupon": "NOBODY99" }),
        with("url", "https://evil.example/"),
        with("url", "https://northtrail.example.evil.example/"),
        with("url", "https://northtrail.example@evil.example/"),
        with("url", "javascript://northtrail.example/%0aalert(1)"),
        with("url", "http://northtrail.example/"),
        with("url", "//evil.example/"),
        with("url", "northtrail.example/products/tent"),
    ] {
        let answer = send(&app.visitor(), &event).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{event}");
    }
    assert_eq!(counted(&app, &ana).await, BTreeMap::new());
    let range = domain::earnings::Range { from: domain::Day::from_number(0), to: domain::Day::from_number(80_000) };
    assert!(app.house.store.traffic(&app.channel.id, None, range).await.unwrap().is_empty());
    for url in [
        "/products/tent",
        "https://northtrail.example/x?a=<b>",
        "https://northtrail.myshopify.com/cart",
        "https://checkout.shopify.com/1/x",
    ] {
        let visitor = app.visitor().at([203, 0, 113, u8::try_from(url.len()).unwrap()]);
        send(&visitor, &with("url", url)).await;
    }
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 4);
}

#[tokio::test]
async fn programs_and_those_who_asked_not_to_be_tracked_are_not_counted() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let body = json!({ "event": "page_viewed", "partner": ANA.handle }).to_string();
    let landing = format!("/p/{}", ANA.handle);
    for header in [
        ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("user-agent", "curl/8.5.0"),
        ("user-agent", ""),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0.0.0 Safari/537.36"),
        ("dnt", "1"),
        ("sec-gpc", "1"),
        ("sec-purpose", "prefetch"),
        ("purpose", "prefetch"),
    ] {
        assert_eq!(send_with(&app.visitor(), &[header], &body).await.status, 204, "{header:?}");
        let agent = if header.0 == "user-agent" { header } else { ("user-agent", PHONE) };
        let page = app.visitor().send(Method::GET, &landing, &[agent, header], "").await;
        assert_eq!(page.status, 200, "{header:?}");
    }
    assert_eq!(counted(&app, &ana).await, BTreeMap::new());
}

#[tokio::test]
async fn a_visitor_is_counted_once_a_day_wherever_they_are_seen() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let event = json!({ "event": "page_viewed", "partner": ANA.handle });
    let landing = format!("/p/{}", ANA.handle);
    let (visitor, other) = (app.visitor().at([198, 51, 100, 1]), app.visitor().at([198, 51, 100, 2]));
    for _ in 0..3 {
        send(&visitor, &event).await;
        visitor.send(Method::GET, &landing, &[("user-agent", PHONE)], "").await;
    }
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 1);
    send(&other, &event).await;
    let tablet = [("user-agent", "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) Mobile/15E148 Safari/604.1")];
    send_with(&visitor, &tablet, &event.to_string()).await;
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 3, "another address, another browser");
    app.clock.advance(Duration::from_hours(24));
    send(&visitor, &event).await;
    assert_eq!(counted(&app, &ana).await[&EventName::PageViewed], 4, "another day");
}

#[tokio::test]
async fn an_order_counts_once_whoever_reports_it() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let order = |id: &str| json!({ "event": "checkout_completed", "partner": ANA.handle, "value": 10, "currency": "USD", "order": id });
    for number in 0..5 {
        send(&app.visitor().at([198, 51, 100, number]), &order("5001")).await;
    }
    send(&app.visitor(), &order("5002")).await;
    assert_eq!(counted(&app, &ana).await[&EventName::CheckoutCompleted], 2);
    assert_eq!(line(&view(&app, &ana, Dimension::Device).await.slices), [("phone", 0, 2, 2_000)]);
}

#[tokio::test]
async fn visits_of_the_landing_page_are_counted_with_where_they_came_from() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let link = link(&app, &ana, "").await;
    let path = format!("/p/{}?tandem={}&utm_source=ig", ANA.handle, link.code);
    let headers =
        [("user-agent", PHONE), ("accept-language", "fr-CA,fr;q=0.9"), ("referer", "https://l.facebook.com/")];
    let visitor = app.visitor();
    assert_eq!(visitor.send(Method::HEAD, &path, &headers, "").await.status, 200);
    assert_eq!(counted(&app, &ana).await, BTreeMap::new(), "who only asks for the head sees no page");
    assert_eq!(visitor.send(Method::GET, &path, &headers, "").await.status, 200);
    assert_eq!(line(&view(&app, &ana, Dimension::Link).await.slices), [(link.code.as_str(), 1, 0, 0)]);
    assert_eq!(line(&view(&app, &ana, Dimension::Source).await.slices), [("instagram", 1, 0, 0)]);
    assert_eq!(line(&view(&app, &ana, Dimension::Country).await.slices), [("CA", 1, 0, 0)]);
    let odd = format!("/p/{}?tandem=%3Cscript%3E&utm_source=%FF&tandem=2", ANA.handle);
    let page = app.visitor().at([198, 51, 100, 9]).send(Method::GET, &odd, &headers, "").await;
    assert_eq!((page.status, page.cookie().as_str()), (200, ""), "an odd address shows the page all the same");
}

#[tokio::test]
async fn the_view_knows_what_was_never_counted_from_what_did_not_happen() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let before = view(&app, &ana, Dimension::Source).await;
    assert_eq!((before.since, before.visits.now, before.clicks.now), (None, None, None));
    assert!(before.funnel[..4].iter().all(|step| step.count.now.is_none() && step.rate.now.is_none()));
    send(&app.visitor(), &json!({ "event": "page_viewed", "partner": ANA.handle })).await;
    app.house.collect.collector.settled().await;
    app.clock.advance(Duration::from_secs(2));
    let after = view(&app, &ana, Dimension::Source).await;
    assert_eq!((after.since, after.visits.now, after.visits.before), (Some(after.today), Some(1), None));
    assert_eq!(after.funnel[1].count.now, None, "no shop's page has told of a product yet");
}
