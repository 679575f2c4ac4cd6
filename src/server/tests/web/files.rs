//! Files of the build, health, and what is not there.

use crate::support::{TestApp, kind};

#[tokio::test]
async fn files_with_a_hash_are_kept_for_ever_and_others_are_asked_for_again() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    let hashed = visitor.get("/pkg/tandem.wKYnGEHs0NZdYVLMSBmcLA.js").await;
    assert_eq!(hashed.header("cache-control"), "public, max-age=31536000, immutable");
    let versioned = visitor.get("/documents.css?v=6a21ebb937d45c7a").await;
    assert_eq!(versioned.header("cache-control"), "public, max-age=31536000, immutable");
    for path in ["/pkg/tandem.js", "/vendor/echarts.js", "/documents.css"] {
        let file = visitor.get(path).await;
        assert_eq!((file.status, file.header("cache-control")), (200, "no-cache"), "{path}");
        let stamp = file.header("last-modified");
        let again = visitor.send(http::Method::GET, path, &[("if-modified-since", stamp)], "").await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
    let missing = visitor.get("/pkg/tandem.AAAAAAAAAAAAAAAAAAAAAA.js").await;
    assert_eq!((missing.status, missing.header("cache-control")), (404, "no-store"));
}

#[tokio::test]
async fn files_come_as_the_build_compressed_them() {
    let app = TestApp::new().await;
    let path = "/pkg/tandem.wKYnGEHs0NZdYVLMSBmcLA.js";
    let file = app.visitor().send(http::Method::GET, path, &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!((file.header("content-encoding"), file.body.as_str()), ("br", "compressed"));
    assert!(kind(&file).contains("javascript"), "{}", kind(&file));
    assert_eq!(app.visitor().get(path).await.body, "export {};");
}

#[tokio::test]
async fn nothing_outside_the_sites_folder_is_served() {
    let app = TestApp::new().await;
    std::fs::write(app.folder.path().join("secret.txt"), "secret").unwrap();
    for path in [
        "/../secret.txt",
        "/pkg/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/pkg/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/test.db",
        "/../test.db",
        "/pkg/",
        "/pkg",
        "/.git/config",
        "/tandem.toml",
        "/Leptos.toml",
    ] {
        let answer = app.visitor().get(path).await;
        assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
        assert!(!answer.body.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_words_with_a_way_on() {
    let app = TestApp::new().await;
    let answer = app.visitor().get("/no/such/page?%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(answer.status, 404);
    assert!(kind(&answer).starts_with("text/html"));
    assert!(answer.body.contains("Page not found") && !answer.body.contains("<script>alert"));
    assert_eq!(app.visitor().post("/no/such/page", &[]).await.status, 404);
}

#[tokio::test]
async fn health_is_the_stores_health() {
    let app = TestApp::new().await;
    assert_eq!(app.visitor().get("/healthz").await.status, 200);
    app.house.store.close().await;
    let ill = app.visitor().get("/healthz").await;
    assert_eq!(ill.status, 503);
    assert!(!ill.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_said_so_with_when_to_come_back() {
    let app = TestApp::new().await;
    let partner = app.partner(sandbox::people::ANA.handle).await;
    app.house.store.close().await;
    let page = partner.get("/profile").await;
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert!(page.body.contains("Back in a moment"), "{}", page.body);
    let function = partner.call("/fn/frame", &serde_json::json!({})).await;
    assert_eq!((function.status, function.header("retry-after")), (503, "5"));
    assert_eq!(function.body, "{\"kind\":\"unavailable\"}");
    assert_eq!(app.visitor().get("/p/ana-trails").await.status, 503);
    let admin = app.visitor().post("/admin/sign-in", &[("email", "a@example.com"), ("password", "x")]).await;
    assert_eq!(admin.status, 503);
}
