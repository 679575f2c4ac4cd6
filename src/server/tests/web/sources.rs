//! An outside system dead, hanging or talking nonsense: every page still comes, in time, and says so.

use crate::support::TestApp;
use sandbox::people::ANA;
use std::time::Duration;

/// A page has 1.5 s; a debug build on a busy machine is allowed as much again for itself.
const IN_TIME: Duration = Duration::from_secs(3);

async fn assert_pages_come(systems: &[&str], mode: &str) {
    let app = TestApp::alone().await;
    let (partner, admin) = (app.partner(ANA.handle).await, app.admin().await);
    let id = app.id_of(&ANA).await;
    partner.get("/profile").await;
    for system in systems {
        app.outside.switch(system, mode).await;
    }
    // Everything that is known is old by now, so every page asks again.
    app.clock.advance(Duration::from_hours(1));
    for path in ["/", "/earnings", "/profile"] {
        let page = partner.get(path).await;
        assert_eq!(page.status, 200, "{path} with {systems:?} {mode}");
        assert!(page.took < IN_TIME, "{path} with {systems:?} {mode} took {:?}", page.took);
        assert!(page.body.contains("</html>"), "{path} with {systems:?} {mode} is cut off");
    }
    for path in ["/admin".to_owned(), "/admin/partners".to_owned(), format!("/admin/partners/{id}/earnings")] {
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200, "{path} with {systems:?} {mode}");
        assert!(page.took < IN_TIME, "{path} with {systems:?} {mode} took {:?}", page.took);
    }
    let profile = partner.get("/profile").await;
    assert!(profile.body.contains("Ana"), "{systems:?} {mode}: what is known is still shown");
}

#[tokio::test]
async fn each_system_dead() {
    for system in ["cc", "shopify", "impact", "hubspot"] {
        assert_pages_come(&[system], "dead").await;
    }
}

#[tokio::test]
async fn each_system_hanging() {
    for system in ["cc", "shopify", "impact", "hubspot"] {
        assert_pages_come(&[system], "hang").await;
    }
}

#[tokio::test]
async fn each_system_talking_nonsense() {
    for system in ["cc", "shopify", "impact", "hubspot"] {
        assert_pages_come(&[system], "garbage").await;
    }
}

#[tokio::test]
async fn all_systems_hanging_at_once() {
    assert_pages_come(&["cc", "shopify", "impact", "hubspot"], "hang").await;
}

#[tokio::test]
async fn all_systems_limiting_or_failing_at_once() {
    assert_pages_come(&["cc", "shopify", "impact", "hubspot"], "rate_limited").await;
    assert_pages_come(&["cc", "shopify", "impact", "hubspot"], "error500").await;
}
