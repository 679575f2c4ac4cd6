//! Security headers on every kind of answer, and a policy with a new nonce for every page.

use crate::support::{Outside, TestApp};
use sandbox::people::ANA;
use std::collections::BTreeSet;

/// The nonce of a page's policy.
fn nonce(policy: &str) -> String {
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split('\'').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_headers() {
    let app = TestApp::new().await;
    let (nobody, partner, admin) = (app.visitor(), app.partner(ANA.handle).await, app.admin().await);
    let answers = [
        ("page", partner.get("/profile").await, 200),
        ("redirect", nobody.get("/").await, 303),
        ("forbidden", partner.get("/admin").await, 403),
        ("admin page", admin.get("/admin").await, 200),
        ("sign-in", nobody.get("/sign-in").await, 200),
        ("admin sign-in", nobody.get("/admin/sign-in").await, 200),
        ("bad link", nobody.get("/sso/cc?sso_token=x").await, 401),
        ("function", partner.call("/fn/frame", &serde_json::json!({})).await, 200),
        ("refused function", nobody.call("/fn/frame", &serde_json::json!({})).await, 401),
        ("bad arguments", partner.call("/fn/entries", &serde_json::json!({"query": 7})).await, 422),
        ("download", partner.get("/earnings.csv").await, 200),
        ("landing page", nobody.get("/p/nobody-here").await, 404),
        ("file", nobody.get("/pkg/tandem.js").await, 200),
        ("missing file", nobody.get("/pkg/missing.js").await, 404),
        ("missing page", nobody.get("/no/such/page").await, 404),
        ("wrong method", nobody.send(http::Method::DELETE, "/sign-out", &[], "").await, 405),
        (
            "cross-site",
            nobody.send(http::Method::POST, "/sign-out", &[("origin", "https://evil.example")], "").await,
            403,
        ),
        ("bad webhook", nobody.send(http::Method::POST, "/webhooks/shopify", &[], "{}").await, 401),
        ("health", nobody.get("/healthz").await, 200),
    ];
    for (what, answer, status) in answers {
        // What a server function says about arguments it cannot read is the framework's choice of an error status.
        assert!(
            answer.status == status || (what == "bad arguments" && answer.status >= 400),
            "{what}: {}",
            answer.status
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
        assert!(!answer.header("referrer-policy").is_empty(), "{what}");
        assert!(!answer.header("permissions-policy").is_empty(), "{what}");
        assert!(!answer.header("x-request-id").is_empty(), "{what}");
        assert_eq!(answer.header("strict-transport-security"), "", "{what}: not without https");
        assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(directive), "{what}: {directive} is missing in {policy}");
        }
        assert!(!policy.contains("unsafe-eval'") || policy.contains("'wasm-unsafe-eval'"), "{what}: {policy}");
        assert!(!policy.contains("script-src 'self'") && !policy.contains("'unsafe-inline' "), "{what}: {policy}");
    }
}

#[tokio::test]
async fn answers_that_depend_on_the_viewer_are_kept_by_nobody() {
    let app = TestApp::new().await;
    let (nobody, partner) = (app.visitor(), app.partner(ANA.handle).await);
    for answer in [
        partner.get("/profile").await,
        partner.get("/earnings.csv").await,
        partner.call("/fn/frame", &serde_json::json!({})).await,
        nobody.get("/").await,
        nobody.get("/admin/sign-in").await,
        nobody.get("/sso/cc?sso_token=x").await,
    ] {
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert!(answer.header("vary").contains("Cookie"));
    }
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own_and_only_scripts_with_it() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    let mut nonces = BTreeSet::new();
    for path in ["/", "/profile", "/profile", "/earnings"] {
        let page = partner.get(path).await;
        let nonce = nonce(page.header("content-security-policy"));
        assert!(nonce.len() >= 22, "128 bits or more: {nonce}");
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "a script without the nonce on {path}: {tag}");
        }
        assert!(nonces.insert(nonce), "a nonce was used twice");
    }
}

#[tokio::test]
async fn further_picture_sources_and_https_are_settings() {
    let variables =
        [("TANDEM_PUBLIC_URL", "https://partners.example.com"), ("TANDEM_IMG_SOURCES", "http://127.0.0.1:4100")];
    let app = TestApp::with(Outside::shared(), &variables).await;
    for path in ["/sign-in", "/healthz", "/no/such/page"] {
        let answer = app.visitor().get(path).await;
        assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"), "{path}");
        assert!(
            answer.header("content-security-policy").contains("img-src 'self' data: https: http://127.0.0.1:4100;"),
            "{path}"
        );
    }
}
