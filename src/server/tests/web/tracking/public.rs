//! What a partner has, and who they are, shows in no public place; and whichever way they come in, they are one.

use super::{Client, key, order};
use crate::{
    collect::{ana, link},
    support::TestApp,
};
use domain::PartnerId;
use program::Who;
use sandbox::people::ANA;
use serde_json::json;
use store::KeyScope;

async fn taken_in(app: &TestApp) -> (PartnerId, String) {
    let ana = ana(app).await;
    let who = Who { account: "admin:a".into(), address: None };
    app.house.program.take_in(&app.channel.id, &ana, &who).await.unwrap();
    let door = app.house.program.make_door(&app.channel.id, &ana).await.unwrap().path;
    (ana, door)
}

#[tokio::test]
async fn no_public_place_tells_of_balances_or_addresses() {
    let app = TestApp::new().await;
    let (ana, door) = taken_in(&app).await;
    let key = key(&app, &app.channel.id, KeyScope::Write).await;
    let mut sale = order("1");
    sale["total_amount"] = json!(8_642.17);
    let headers = [("content-type", "application/json"), ("y-api-key", key.as_str())];
    let path = format!("/api/affiliates/track/{}", ANA.affiliate_code);
    let tracked = app.visitor().send(http::Method::POST, &path, &headers, &sale.to_string()).await;
    assert!(tracked.body.contains("864.22") && !tracked.body.contains('@'), "{}", tracked.body);
    let short = link(&app, &ana, "https://northtrail.example/tent").await;
    app.house.unify.first_sync(&app.channel.id).await.unwrap();
    let paths = [
        format!("/r/{}", short.code),
        format!("/p/{}", ANA.handle),
        door.clone(),
        format!("{door}x"),
        "/apply".into(),
        "/sign-in".into(),
        "/admin/sign-in".into(),
        "/tandem.js".into(),
        "/healthz".into(),
        "/".into(),
    ];
    for path in paths {
        let answer = app.visitor().get(&path).await;
        let whole = format!("{:?}\n{}", answer.headers, answer.body).to_lowercase();
        assert!(answer.status < 500, "{path}: {}", answer.status);
        for secret in ["864.22", "8,642.17", ANA.email, "lin@example.com", "ana.oliveira%40"] {
            assert!(!whole.contains(secret), "{path} tells {secret}");
        }
    }
    let led = app.visitor().get(&format!("/r/{}", short.code)).await;
    assert_eq!((led.status, led.header("set-cookie")), (302, ""));
    assert!(led.header("location").starts_with("https://northtrail.example/tent?"), "{}", led.header("location"));
}

#[tokio::test]
async fn one_partner_has_one_account_behind_both_doors() {
    let app = TestApp::new().await;
    let (ana, door) = taken_in(&app).await;
    let by_door = app.visitor();
    let password = "correct horse battery";
    let entered = by_door.post(&door, &[("password", password), ("again", password)]).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/"));
    let by_sso = app.partner(ANA.handle).await;
    let client =
        Client { visitor: app.visitor(), key: key(&app, &app.channel.id, KeyScope::Write).await, app, fern: ana };
    assert_eq!(client.track(ANA.affiliate_code, &order("1")).await.status, 200);
    let query = json!({ "query": { "partner": null } });
    for call in ["/fn/program-figures", "/fn/entries"] {
        let (one, other) = (by_door.call(call, &query).await, by_sso.call(call, &query).await);
        assert_eq!((one.status, other.status), (200, 200), "{call}: {}", one.body);
        assert_eq!(one.body, other.body, "{call}");
    }
    let store = &client.app.house.store;
    let trail = store.audit_trail(&client.app.channel.id, 50).await.unwrap();
    let signed_in: Vec<&str> =
        trail.iter().filter(|it| it.action == "partner.signed_in").map(|it| it.actor.as_str()).collect();
    assert!(
        signed_in.len() >= 2 && signed_in.iter().all(|who| *who == format!("partner:{}", client.fern)),
        "{signed_in:?}"
    );
    assert_eq!(store.members_by_id(&client.app.channel.id, &[&client.fern]).await.unwrap().len(), 1);
}
