//! Public landing pages: for anybody, without scripts and cookies, kept for a minute.

use crate::support::TestApp;
use http::Method;
use sandbox::people::ANA;

#[tokio::test]
async fn a_landing_page_is_plain_public_and_cacheable() {
    let app = TestApp::new().await;
    app.partner(ANA.handle).await.get("/profile").await;
    let path = format!("/p/{}", ANA.handle);
    let page = app.visitor().get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Ana Oliveira"));
    let scripts = page.body.matches("<script").count();
    let facts = page.body.matches("<script type=\"application/ld+json\">").count();
    assert_eq!(scripts, facts, "search engines get facts; nothing runs");
    assert_eq!(page.header("cache-control"), "public, max-age=60, stale-while-revalidate=600");
    assert_eq!((page.header("set-cookie"), page.header("vary").contains("Cookie")), ("", false));
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe-inline"), "{policy}");
    let tag = settled(&app, &path).await;
    for known in [tag.clone(), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = app.visitor().send(Method::GET, &path, &[("if-none-match", &known)], "").await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
    }
    let other = app.visitor().send(Method::GET, &path, &[("if-none-match", "\"other\"")], "").await;
    assert_eq!(other.status, 200);
}

/// The page's tag, once products and drops are read behind the first visit and it no longer changes.
async fn settled(app: &TestApp, path: &str) -> String {
    app.house.unify.first_sync(&app.channel.id).await.unwrap();
    app.visitor().get(path).await.header("etag").to_owned()
}

#[tokio::test]
async fn handles_that_nobody_has_are_not_found() {
    let app = TestApp::new().await;
    for path in ["/p/nobody-here", "/p/", "/p/a%2fb", "/p/..%2f..", "/p/%00", "/p/%3Cscript%3E", "/p/a/b"] {
        let answer = app.visitor().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("Page not found"), "{path}");
        assert!(!answer.header("cache-control").contains("immutable"), "{path}");
    }
}

#[tokio::test]
async fn who_is_signed_in_makes_no_difference() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    let path = format!("/p/{}", ANA.handle);
    let tag = settled(&app, &path).await;
    let theirs = partner.get(&path).await;
    assert_eq!((theirs.header("etag"), theirs.cookie().as_str()), (tag.as_str(), ""));
}
