//! Visitors: the year that is told, the network's clicks, the shop, and what live visitors send.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::OriginalUri, http::HeaderMap, routing::any};
use sandbox::people;
use serde_json::{Value, json};

use crate::bench::{Bench, both};

#[tokio::test]
async fn a_year_of_visitors_is_shaped_like_a_funnel_and_is_the_same_each_time() {
    let bench = Bench::start().await;
    let told = bench.client.get(bench.own("/_traffic")).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(told["events"][0], "click");
    assert_eq!(told["links"].as_array().unwrap().len(), 3);
    let partners = told["partners"].as_array().unwrap();
    let ana = partners.iter().find(|it| it["handle"] == people::ANA.handle).unwrap();
    let mut sums = [0_i64; 6];
    for row in ana["days"].as_array().unwrap() {
        for (sum, count) in sums.iter_mut().zip(row["counts"].as_array().unwrap()) {
            *sum += count.as_i64().unwrap();
        }
        assert!(row["cents"].as_i64().unwrap() >= 0 && row["date"].as_str().unwrap() < "2026-11-21");
    }
    let [clicks, visits, products, carts, checkouts, purchases] = sums;
    assert!(clicks > 0 && clicks < visits, "{sums:?}");
    assert!(visits > products && products > carts && carts > checkouts && checkouts > purchases, "{sums:?}");
    assert!((400..700).contains(&purchases), "about as many as her orders: {purchases}");
    assert!(partners.iter().all(|it| it["handle"] != people::NEW_PARTNER.handle), "nobody came for the newest yet");
    let again = Bench::start().await;
    let told_again = again.client.get(again.own("/_traffic")).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(told, told_again);
}

#[tokio::test]
async fn clicks_are_exported_as_a_job_and_ten_a_day() {
    let bench = Bench::start().await;
    let order = |date: &str| format!("/Programs/18421/ClickExport?Date={date}&ResultFormat=JSON");
    let ordered = bench.impact(&order("2026-11-20")).await;
    assert_eq!(ordered["Status"], "QUEUED");
    let uri = ordered["QueuedUri"].as_str().unwrap().split_once(&bench.keys.impact_sid).unwrap().1.to_owned();
    let early = bench.impact_request(&format!("{uri}/Download")).send().await.unwrap();
    assert_eq!(early.status(), 404, "nothing to fetch yet");
    assert_eq!(bench.impact(&uri).await["Status"], "RUNNING");
    assert_eq!(bench.impact(&uri).await["Status"], "COMPLETED");
    let clicks = bench.impact(&format!("{uri}/Download")).await;
    let click = &clicks["Clicks"][0];
    assert!(click["MediaId"].is_string() && click["EventDate"].as_str().unwrap().starts_with("2026-11-20T"));
    for day in 1..10 {
        bench.impact(&order(&format!("2026-11-{day:02}"))).await;
    }
    assert_eq!(bench.impact(&order("2026-11-20")).await["QueuedUri"], ordered["QueuedUri"], "the same is no new order");
    assert_eq!(both(bench.impact_request(&order("2026-11-19")).send().await.unwrap()).await.0, 429);
    for (bad, status) in
        [("/Programs/1/ClickExport?ResultFormat=JSON", 403), (&order("2026-13-01"), 400), (&order("2027-01-01"), 400)]
    {
        assert_eq!(both(bench.impact_request(bad).send().await.unwrap()).await.0, status, "{bad}");
    }
}

#[tokio::test]
async fn the_shop_loads_the_script_and_says_what_was_consented_to() {
    let bench = Bench::start().await;
    let page = async |path: &str| bench.client.get(bench.own(path)).send().await.unwrap().text().await.unwrap();
    let front = page("/shop").await;
    assert!(front.contains("<script src=\"http://127.0.0.1:9/tandem.js\" data-consent=\"granted\"></script>"));
    assert!(page("/shop?consent=denied").await.contains("data-consent=\"denied\""));
    assert!(!page("/shop?consent=unasked").await.contains("data-consent"));
    let attack = page("/shop/checkouts/1/thank-you?order=%22})%3C/script%3E").await;
    assert!(attack.contains("order:\"%22%7D%29%3C%2Fscript%3E\""), "{attack}");
}

#[tokio::test]
async fn live_visitors_follow_links_and_tell_what_they_see() {
    type Seen = Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>;
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let note = move |OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes| {
        kept.lock().unwrap().push((uri.path().to_owned(), headers, body));
        async { "" }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let app = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(note))).await });
    let bench = Bench::with(|options| {
        options.app_url = app;
        options.live = Some(Duration::from_millis(120));
    })
    .await;
    let people = bench.client.get(bench.own("/_people")).send().await.unwrap().json::<Value>().await.unwrap();
    let codes: serde_json::Map<String, Value> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["handle"].as_str().unwrap().to_owned(), json!(["aaaaaa", "bbbbbb", "cccccc"])))
        .collect();
    assert_eq!(bench.client.post(bench.own("/_links")).json(&codes).send().await.unwrap().status(), 204);
    let has = |event: &str| {
        seen.lock().unwrap().iter().any(|(path, _, body)| {
            path == "/collect" && serde_json::from_slice::<Value>(body).is_ok_and(|body| body["event"] == event)
        })
    };
    let mut tries = 0;
    while !(has("page_viewed")
        && has("checkout_completed")
        && seen.lock().unwrap().iter().any(|(path, ..)| path.starts_with("/r/")))
    {
        tries += 1;
        assert!(tries < 300, "not all of them came in half a minute");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for (path, headers, _) in
        seen.lock().unwrap().iter().filter(|(path, ..)| path == "/collect" || path.starts_with("/r/"))
    {
        assert!(headers["user-agent"].to_str().unwrap().starts_with("Mozilla/5.0"), "{path}");
        assert!(headers["x-forwarded-for"].to_str().unwrap().starts_with("198."), "{path}");
    }
}
