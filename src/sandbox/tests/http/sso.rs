//! The sign-in exchange: one good way, many bad ones.

use sandbox::people;
use serde_json::{Value, json};

use crate::bench::{Bench, NOW_MS, both, ok};

async fn mint(bench: &Bench, extra: Value) -> Value {
    let mut request = json!({"handle": people::ANA.handle});
    request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    bench.own_post("/_sso/mint", request).await
}

#[tokio::test]
async fn a_token_is_exchanged_once() {
    let bench = Bench::start().await;
    let token = mint(&bench, json!({})).await;
    let session = ok(bench.cc_post("/auth/sso/exchange", token.clone()).await).await;
    assert_eq!(session["partner_id"], people::ANA.creator_id);
    assert_eq!(session["email"], people::ANA.email);
    assert_eq!(session["myshopify_domain"], sandbox::CHANNEL_DOMAIN);
    assert_eq!((&session["token_type"], &session["expires_in"]), (&json!("Bearer"), &json!(900)));
    let fault = json!({"statusCode": 401, "error": "Unauthorized", "message": "Invalid or expired token"});
    assert_eq!(both(bench.cc_post("/auth/sso/exchange", token).await).await, (401, fault));
}

#[tokio::test]
async fn of_two_racing_exchanges_one_wins() {
    let bench = Bench::start().await;
    let token = mint(&bench, json!({})).await;
    let (a, b) =
        tokio::join!(bench.cc_post("/auth/sso/exchange", token.clone()), bench.cc_post("/auth/sso/exchange", token));
    let mut statuses = [a.status().as_u16(), b.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn bad_tokens_are_refused() {
    let bench = Bench::start().await;
    let now = NOW_MS / 1000;
    for bad in [
        json!({"overrides": {"aud": "other.myshopify.com"}}),
        json!({"overrides": {"iss": "https://elsewhere.example"}}),
        json!({"overrides": {"exp": now - 1}}),
        json!({"overrides": {"nbf": now + 600}}),
        json!({"overrides": {"exp": now + 86_400}}),
        json!({"overrides": {"exp": null}}),
        json!({"overrides": {"jti": null}}),
        json!({"overrides": {"jti": ""}}),
        json!({"overrides": {"sub": people::EUR_PARTNER.creator_id}}),
        json!({"overrides": {"sub": "66b1f0a2c4d3e5f601a7ffff"}}),
        json!({"overrides": {"email": "other@example.com"}}),
        json!({"overrides": {"alg": "none"}}),
        json!({"overrides": {"alg": "HS512"}}),
        json!({"overrides": {"alg": "RS256"}}),
        json!({"secret": "guessed"}),
    ] {
        let token = mint(&bench, bad.clone()).await;
        assert_eq!(bench.cc_post("/auth/sso/exchange", token).await.status(), 401, "{bad}");
    }
    for body in [json!({}), json!({"sso_token": 7}), json!({"sso_token": "a.b"}), json!({"sso_token": "a.b.c"})] {
        assert_eq!(bench.cc_post("/auth/sso/exchange", body).await.status(), 401);
    }
}

#[tokio::test]
async fn the_exchange_itself_needs_the_channel_key() {
    let bench = Bench::start().await;
    let token = mint(&bench, json!({})).await;
    let bare = bench.client.post(bench.url("cc", "/auth/sso/exchange")).json(&token).send().await.unwrap();
    assert_eq!(bare.status(), 401);
    assert_eq!(bench.cc_post("/auth/sso/exchange", token).await.status(), 200, "the failed try did not use it up");
}
