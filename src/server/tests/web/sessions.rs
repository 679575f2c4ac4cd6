//! Sessions in the browser: fixation, limits, signing out here and everywhere.

use crate::support::TestApp;
use sandbox::people::{ANA, NEW_PARTNER};
use std::time::Duration;

#[tokio::test]
async fn signing_in_gives_a_new_session_id_and_kills_the_one_before() {
    let app = TestApp::new().await;
    let attacker = app.partner(NEW_PARTNER.handle).await;
    let planted = attacker.session_id().unwrap();
    let victim = app.visitor();
    victim.sit_down(&planted);
    let token = app.outside.token(ANA.handle).await;
    assert_eq!(victim.get(&format!("/sso/cc?sso_token={token}")).await.status, 303);
    assert_ne!(victim.session_id().unwrap(), planted);
    assert_eq!(attacker.get("/earnings").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn ids_that_nobody_gave_out_and_malformed_ones_are_nobody() {
    let app = TestApp::new().await;
    for id in ["AAAAAAAAAAAAAAAAAAAAAA", "x", "../../etc", "%00", &"a".repeat(5_000)] {
        let visitor = app.visitor();
        visitor.sit_down(id);
        assert_eq!(visitor.get("/").await.header("location"), "/sign-in", "{id}");
    }
}

#[tokio::test]
async fn an_idle_session_ends_and_its_cookie_is_taken_back() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    app.clock.advance(Duration::from_hours(23));
    assert_eq!(visitor.get("/profile").await.status, 200);
    app.clock.advance(Duration::from_hours(25));
    let answer = visitor.get("/profile").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    let removal = answer.cookie();
    // Browsers ignore a `__Host-` cookie that is not Secure, also when it takes one back.
    for part in ["Max-Age=0", "; Secure", "; Path=/"] {
        assert!(removal.contains(part), "{part} is missing in {removal}");
    }
    assert_eq!(visitor.session_id(), None);
}

#[tokio::test]
async fn a_session_ends_after_a_week_however_often_it_is_used() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    for _ in 0..13 {
        app.clock.advance(Duration::from_hours(12));
        assert_eq!(visitor.call("/fn/frame", &serde_json::json!({})).await.status, 200);
    }
    app.clock.advance(Duration::from_hours(12));
    assert_eq!(visitor.call("/fn/frame", &serde_json::json!({})).await.status, 401);
}

#[tokio::test]
async fn signing_out_ends_this_session_on_the_server_too() {
    let app = TestApp::new().await;
    let (here, there) = (app.partner(ANA.handle).await, app.partner(ANA.handle).await);
    let id = here.session_id().unwrap();
    let answer = here.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    assert_eq!(here.session_id(), None);
    here.sit_down(&id);
    assert_eq!(here.get("/").await.header("location"), "/sign-in", "a copy of the cookie is worth nothing");
    assert_eq!(there.get("/profile").await.status, 200);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_that_person() {
    let app = TestApp::new().await;
    let (here, there) = (app.partner(ANA.handle).await, app.partner(ANA.handle).await);
    let other = app.partner(NEW_PARTNER.handle).await;
    let admin = app.admin().await;
    assert_eq!(here.post("/sign-out-everywhere", &[]).await.header("location"), "/sign-in");
    assert_eq!(there.get("/").await.header("location"), "/sign-in");
    assert_eq!(other.get("/profile").await.status, 200);
    assert_eq!(admin.post("/sign-out-everywhere", &[]).await.header("location"), "/admin/sign-in");
    assert_eq!(admin.get("/admin").await.header("location"), "/admin/sign-in?next=%2Fadmin".replace("%2F", "/"));
}

#[tokio::test]
async fn signing_out_by_a_link_is_not_possible() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    for path in ["/sign-out", "/sign-out-everywhere"] {
        assert_eq!(visitor.get(path).await.status, 405);
    }
    assert_eq!(visitor.get("/profile").await.status, 200);
}

#[tokio::test]
async fn a_partner_who_is_switched_off_is_out_at_once() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    app.switch_off(&ANA).await;
    assert_eq!(visitor.get("/earnings").await.header("location"), "/sign-in");
    assert_eq!(visitor.call("/fn/frame", &serde_json::json!({})).await.status, 401);
}
