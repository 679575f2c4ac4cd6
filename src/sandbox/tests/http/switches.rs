//! Failure switches: each system fails in its vendor's own way, and alone.

use std::time::{Duration, Instant};

use sandbox::people;
use serde_json::json;

use crate::bench::{Bench, both};

async fn ask(bench: &Bench, system: &str) -> reqwest::Result<reqwest::Response> {
    let request = match system {
        "cc" => bench.cc_request(bench.client.get(bench.url("cc", "/integrations/listings"))),
        "sso" => {
            bench.cc_request(bench.client.post(bench.url("cc", "/auth/sso/exchange"))).json(&json!({"sso_token": "x"}))
        }
        "shopify" => {
            let url = bench.url("shopify", "/admin/api/2026-04/graphql.json");
            bench
                .client
                .post(url)
                .header("x-shopify-access-token", &bench.keys.shopify_token)
                .json(&json!({"query": "{ shop { name } }"}))
        }
        "impact" => bench.impact_request("/MediaPartners"),
        "paypal" => bench.client.get(bench.url("paypal", "/v1/payments/payouts/NONE")),
        "stripe" => bench.stripe_get("/v1/transfers"),
        _ => bench.hubspot_get("/crm/v3/owners"),
    };
    request.timeout(Duration::from_millis(1_500)).send().await
}

const SYSTEMS: [&str; 7] = ["cc", "sso", "shopify", "impact", "hubspot", "paypal", "stripe"];

#[tokio::test]
async fn a_dead_system_closes_the_connection_and_the_others_live() {
    for dead in SYSTEMS {
        let bench = Bench::start().await;
        bench.switch(dead, "dead").await;
        for system in SYSTEMS {
            let answer = ask(&bench, system).await;
            assert_eq!(answer.is_err(), system == dead, "{system} while {dead} is dead");
        }
        bench.switch(dead, "ok").await;
        assert!(ask(&bench, dead).await.is_ok());
    }
}

#[tokio::test]
async fn a_hanging_system_never_answers() {
    let bench = Bench::start().await;
    bench.switch("hubspot", "hang").await;
    assert!(ask(&bench, "hubspot").await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_slow_system_answers_late_but_rightly() {
    let bench = Bench::start().await;
    bench.switch("impact", "slow").await;
    let started = Instant::now();
    assert_eq!(ask(&bench, "impact").await.unwrap().status(), 200);
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn errors_come_in_the_vendors_forms() {
    let bench = Bench::start().await;
    for (system, pointer, value) in [
        ("cc", "/statusCode", json!(500)),
        ("sso", "/error", json!("Internal Server Error")),
        ("shopify", "/errors", json!("Internal Server Error")),
        ("impact", "/Status", json!("ERROR")),
        ("hubspot", "/category", json!("INTERNAL_ERROR")),
        ("paypal", "/name", json!("INTERNAL_SERVER_ERROR")),
        ("stripe", "/error/type", json!("api_error")),
    ] {
        bench.switch(system, "error500").await;
        let (status, body) = both(ask(&bench, system).await.unwrap()).await;
        assert_eq!((status, body.pointer(pointer)), (500, Some(&value)), "{system}");
    }
}

#[tokio::test]
async fn rate_limits_come_in_the_vendors_forms() {
    let bench = Bench::start().await;
    for (system, status, pointer, value) in [
        ("cc", 429, "/error", json!("Too Many Requests")),
        ("shopify", 200, "/errors/0/extensions/code", json!("THROTTLED")),
        ("impact", 429, "/Status", json!("ERROR")),
        ("hubspot", 429, "/errorType", json!("RATE_LIMIT")),
        ("paypal", 429, "/name", json!("RATE_LIMIT_REACHED")),
        ("stripe", 429, "/error/code", json!("rate_limit")),
    ] {
        bench.switch(system, "rate_limited").await;
        let (answered, body) = both(ask(&bench, system).await.unwrap()).await;
        assert_eq!((answered, body.pointer(pointer)), (status, Some(&value)), "{system}");
    }
    let limited = ask(&bench, "impact").await.unwrap();
    assert!(limited.headers().get("retry-after").is_none() && limited.headers()["x-ratelimit-reset"] == "7");
}

#[tokio::test]
async fn garbage_is_200_and_of_several_kinds() {
    let bench = Bench::start().await;
    bench.switch("cc", "garbage").await;
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let response = ask(&bench, "cc").await.unwrap();
        assert_eq!(response.status(), 200);
        bodies.push(response.text().await.unwrap());
    }
    assert!(bodies.iter().any(|body| body.contains("<html>")));
    assert!(bodies.iter().any(|body| serde_json::from_str::<serde_json::Value>(body).is_ok()));
    bodies.dedup();
    assert_eq!(bodies.len(), 3);
}

#[tokio::test]
async fn switches_are_shown_and_wrong_ones_refused() {
    let bench = Bench::start().await;
    bench.switch("cc", "slow").await;
    let shown =
        bench.client.get(bench.own("/_switches")).send().await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!((&shown["cc"], &shown["sso"]["mode"]), (&json!({"mode": "slow", "delay_ms": 300}), &json!("ok")));
    let post = |system: &str, mode: &str| {
        bench.client.post(bench.own(&format!("/_switches/{system}"))).json(&json!({"mode": mode})).send()
    };
    assert_eq!(post("nowhere", "ok").await.unwrap().status(), 404);
    assert_eq!(post("cc", "sideways").await.unwrap().status(), 400);
    for mode in ["lost_answer", "late", "twice", "partial"] {
        assert_eq!(post("cc", mode).await.unwrap().status(), 400, "{mode} is of payouts");
        assert_eq!(post("paypal", mode).await.unwrap().status(), 200, "{mode}");
        assert_eq!(post("stripe", mode).await.unwrap().status(), 200, "{mode}");
    }
    for mode in ["denied", "invalid", "no_funds"] {
        assert_eq!(post("stripe", mode).await.unwrap().status(), 400, "{mode} is of batches");
        assert_eq!(post("paypal", mode).await.unwrap().status(), 200, "{mode}");
    }
}

#[tokio::test]
async fn a_form_sets_a_switch_and_goes_back_to_the_portal() {
    let bench = Bench::start().await;
    let form = bench.client.post(bench.own("/_switches/shopify")).form(&[("mode", "garbage"), ("delay_ms", "10")]);
    let answer = form.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"/#switches".parse().unwrap()));
    let shown = bench.client.get(bench.own("/_switches")).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("\"shopify\":{\"delay_ms\":0,\"mode\":\"garbage\"}"), "{shown}");
}

#[tokio::test]
async fn requests_are_kept_for_inspection_without_headers() {
    let bench = Bench::start().await;
    bench.channel("/collabs?email=ana.oliveira%40example.com").await;
    bench.cc_post("/creators/collabs", json!({"email": people::ANA.email})).await;
    let kept =
        bench.client.get(bench.own("/_received")).send().await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!(
        (&kept[0]["system"], &kept[0]["method"], &kept[1]["method"]),
        (&json!("cc"), &json!("GET"), &json!("POST"))
    );
    assert!(kept[1]["body"].as_str().unwrap().contains(people::ANA.email));
    assert!(!kept.to_string().contains(&bench.keys.cc_token));
}
