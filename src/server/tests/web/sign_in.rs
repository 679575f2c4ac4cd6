//! Partners arrive from CC: who gets in, and what no token, no address and no race can do.

use crate::support::{Answer, TestApp, Visitor};
use http::Method;
use sandbox::people::{ANA, HOSTILE};
use serde_json::{Value, json};

async fn open(visitor: &Visitor, token: &str) -> Answer {
    visitor.get(&format!("/sso/cc?sso_token={token}&redirect_after=/earnings")).await
}

/// Everybody whose link is no good reads the same.
fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 401, "{why}");
    assert!(answer.body.contains("This sign-in link does not work any more"), "{why}: {}", answer.body);
    assert!(answer.body.contains("partner portal"), "it says what to do");
    assert_eq!(answer.cookie(), "", "{why}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{why}");
    assert!(answer.header("cache-control").contains("no-store"), "{why}");
}

#[tokio::test]
async fn a_link_of_cc_signs_a_partner_in_and_leads_to_the_page_without_the_token() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    let token = app.outside.token(ANA.handle).await;
    let answer = open(&visitor, &token).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/earnings"));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert!(answer.header("cache-control").contains("no-store"));
    for (name, value) in &answer.headers {
        assert!(!value.to_str().unwrap_or_default().contains(&token), "the token is in {name}");
    }
    assert!(!answer.body.contains(&token));
    let page = visitor.get("/earnings").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(&token));
}

#[tokio::test]
async fn the_cookie_is_for_this_host_over_tls_and_out_of_reach_of_scripts() {
    let app = TestApp::new().await;
    let answer = open(&app.visitor(), &app.outside.token(ANA.handle).await).await;
    let cookie = answer.cookie();
    assert!(cookie.starts_with("__Host-tandem="), "{cookie}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn bad_tokens_open_nothing_and_all_answer_alike() {
    let app = TestApp::new().await;
    let now = domain::Clock::now(app.clock.as_ref()).millis() / 1_000;
    let changed = |claims: Value| json!({ "handle": ANA.handle, "overrides": claims });
    let minted = [
        (
            "signed with another secret",
            json!({ "handle": ANA.handle, "secret": "another-secret-0123456789abcdefghij" }),
        ),
        ("signed with an empty secret", json!({ "handle": ANA.handle, "secret": "" })),
        ("unsigned", changed(json!({ "alg": "none" }))),
        ("unsigned in other letters", changed(json!({ "alg": "nOnE" }))),
        ("another algorithm", changed(json!({ "alg": "HS384" }))),
        ("a public key's algorithm", changed(json!({ "alg": "RS256" }))),
        ("another issuer", changed(json!({ "iss": "https://evil.example" }))),
        ("no issuer", changed(json!({ "iss": null }))),
        ("for another channel", changed(json!({ "aud": "southwind.myshopify.com" }))),
        ("for several channels", changed(json!({ "aud": [sandbox::CHANNEL_DOMAIN, "southwind.myshopify.com"] }))),
        ("for nobody", changed(json!({ "aud": null }))),
        ("expired", changed(json!({ "iat": now - 400, "nbf": now - 400, "exp": now - 200 }))),
        ("without end", changed(json!({ "exp": null }))),
        ("lives too long", changed(json!({ "exp": now + 3_600 }))),
        ("of the future", changed(json!({ "iat": now + 100, "nbf": now + 100, "exp": now + 200 }))),
        ("not yet valid", changed(json!({ "nbf": now + 100 }))),
        ("no issue time", changed(json!({ "iat": null }))),
        ("times as texts", changed(json!({ "exp": "soon" }))),
        ("no id", changed(json!({ "jti": null }))),
        ("an empty id", changed(json!({ "jti": "" }))),
        ("no creator", changed(json!({ "sub": null }))),
        ("an unknown creator", changed(json!({ "sub": "64b000000000000000000fff" }))),
        ("a creator id that is none", changed(json!({ "sub": "../admin" }))),
        ("somebody else's e-mail", changed(json!({ "email": HOSTILE.email }))),
        ("no e-mail", changed(json!({ "email": null }))),
    ];
    for (why, request) in minted {
        let token = app.outside.mint(request).await;
        assert_refused(&open(&app.visitor(), &token).await, why);
    }
    let good = app.outside.token(ANA.handle).await;
    let parts: Vec<&str> = good.split('.').collect();
    let mangled = [
        ("cut short", good[..good.len() - 2].to_owned()),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("parts swapped", format!("{}.{}.{}", parts[1], parts[0], parts[2])),
        ("garbage", "garbage".to_owned()),
        ("empty", String::new()),
        ("line breaks", "a%0d%0aSet-Cookie:%20x=y".to_owned()),
        ("endless", "a".repeat(20_000)),
    ];
    for (why, token) in mangled {
        assert_refused(&open(&app.visitor(), &token).await, why);
    }
    assert_eq!(open(&app.visitor(), &good).await.status, 303, "and the good one still works");
}

#[tokio::test]
async fn a_link_without_or_with_two_tokens_is_refused() {
    let app = TestApp::new().await;
    let token = app.outside.token(ANA.handle).await;
    assert_refused(&app.visitor().get("/sso/cc").await, "none");
    assert_refused(&app.visitor().get(&format!("/sso/cc?sso_token={token}&sso_token={token}")).await, "two");
}

#[tokio::test]
async fn a_token_works_once() {
    let app = TestApp::new().await;
    let token = app.outside.token(ANA.handle).await;
    assert_eq!(open(&app.visitor(), &token).await.status, 303);
    assert_refused(&open(&app.visitor(), &token).await, "used before");
}

#[tokio::test]
async fn of_many_requests_with_one_token_one_gets_in() {
    let app = TestApp::new().await;
    let token = app.outside.token(ANA.handle).await;
    let visitors: Vec<Visitor> = (0..8).map(|_| app.visitor()).collect();
    let answers = futures::future::join_all(visitors.iter().map(|visitor| open(visitor, &token))).await;
    let entered = answers.iter().filter(|answer| answer.status == 303).count();
    let refused = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!((entered, refused), (1, 7));
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    let token = app.outside.token(ANA.handle).await;
    let path = format!("/sso/cc?sso_token={token}");
    assert_eq!(visitor.send(Method::HEAD, &path, &[], "").await.status, 405);
    let ahead = visitor.send(Method::GET, &path, &[("sec-purpose", "prefetch;prerender")], "").await;
    assert_eq!((ahead.status, ahead.cookie().as_str()), (204, ""));
    assert_eq!(visitor.get(&path).await.status, 303);
}

#[tokio::test]
async fn redirect_after_leads_to_pages_of_ours_only() {
    let app = TestApp::new().await;
    for (asked, location) in [
        ("/earnings?from=2026-01-01", "/earnings?from=2026-01-01"),
        ("/profile", "/profile"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("/\t/evil.example", "/"),
        ("/%2f/evil.example", "/"),
        ("/sso/cc?sso_token=x", "/"),
        ("/sign-out", "/"),
        ("earnings", "/"),
        ("@evil.example", "/"),
        ("/.evil.example/..//", "/"),
    ] {
        let token = app.outside.token(ANA.handle).await;
        let asked = crate::support::encoded(asked);
        let answer = app.visitor().get(&format!("/sso/cc?redirect_after={asked}&sso_token={token}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, location), "{asked}");
    }
}

#[tokio::test]
async fn cc_out_of_reach_is_said_so() {
    let app = TestApp::alone().await;
    let token = app.outside.token(ANA.handle).await;
    app.outside.switch("sso", "dead").await;
    let answer = open(&app.visitor(), &token).await;
    assert_eq!(answer.status, 503);
    assert!(!answer.header("retry-after").is_empty());
    assert!(answer.body.contains("Sign-in is not possible right now"), "{}", answer.body);
}

#[tokio::test]
async fn a_partner_who_is_switched_off_reads_what_everybody_reads_whose_link_is_no_good() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await;
    app.switch_off(&ANA).await;
    let token = app.outside.token(ANA.handle).await;
    assert_refused(&open(&app.visitor(), &token).await, "switched off");
}
