//! No secret in `Debug`, errors or logs.

use crate::{
    payouts,
    stub::{NOW, Stub, TOKEN, ok, status, text},
};
use connectors::{
    CoBranding, Crm, PayoutRail, SignOn,
    cc::sign_on::{CcSignOn, SignOnConfig, SignOnKey},
    rails::{paypal::PaypalConfig, stripe::StripeConfig},
};
use domain::clock::ManualClock;
use serde_json::json;
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let stub = Stub::saying([]).await;
    let config = SignOnConfig {
        base_url: stub.url.clone(),
        channel_token: TOKEN.into(),
        issuer: "https://cc.example".into(),
        channel_domain: "demo.myshopify.com".into(),
        key: SignOnKey::Hs256("a-signing-key-of-thirty-two-bytes-or-more".into()),
    };
    let shown = format!("{config:?}");
    let sign_on = CcSignOn::new(config, Arc::new(ManualClock::at(NOW))).unwrap();
    let (paypal, stripe) = (stub.paypal(), stub.stripe());
    let all: [&dyn std::fmt::Debug; 7] =
        [&stub.cc(), &stub.shopify(), &stub.impact(), &stub.hubspot(), &sign_on, &paypal, &stripe];
    let shown = shown + &all.map(|it| format!("{it:?}{it:#?}")).concat();
    assert!(!shown.contains(TOKEN) && !shown.contains("signing-key") && !shown.contains("whsec"), "{shown}");
    assert!(!shown.to_lowercase().contains("basic ") && !shown.contains("Bearer"), "{shown}");
    assert!(shown.contains(&stub.url));
    let _: &dyn SignOn = &sign_on;
}

#[tokio::test]
async fn debug_of_a_rail_s_settings_and_payments_shows_no_secret_and_no_account() {
    let paypal = PaypalConfig {
        base_url: "https://paypal.example".to_owned(),
        client_id: "the-client-id".to_owned(),
        client_secret: TOKEN.into(),
        webhook_id: Some("the-webhook-id".to_owned()),
    };
    let stripe = StripeConfig {
        base_url: "https://stripe.example".to_owned(),
        secret_key: TOKEN.into(),
        webhook_secret: Some("whsec_1234".into()),
    };
    let batches =
        [payouts::to_paypal("bat_1", &["very.private@example.com"]), payouts::to_stripe("bat_1", &["acct_private"])];
    let shown = format!("{paypal:?} {stripe:?} {batches:?}");
    for secret in [TOKEN, "whsec", "the-client-id", "the-webhook-id", "private"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("paypal.example") && shown.contains("stripe.example"));
}

#[tokio::test]
async fn a_credential_of_one_call_is_not_quoted_either() {
    let token = ok(json!({"access_token": "A21AAsecret-of-a-day", "expires_in": 3600}));
    let body = json!({"name": "USER_BUSINESS_ERROR", "message": "Token A21AAsecret-of-a-day may not"});
    let stub = Stub::saying([token, status(422, body)]).await;
    let error = stub.paypal().send(&payouts::to_paypal("bat_1", &["jane@example.com"])).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("[redacted]") && !shown.contains("secret-of-a-day"), "{shown}");
}

#[tokio::test]
async fn a_vendor_that_repeats_the_credential_is_not_quoted() {
    let message = format!("Token {TOKEN} may not do this");
    let stub = Stub::saying([status(400, json!({ "message": message }))]).await;
    for error in [
        stub.cc().channel().await.unwrap_err(),
        stub.hubspot().contact_by_email(&"a@b.cd".parse().unwrap()).await.unwrap_err(),
    ] {
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("[redacted]") && !shown.contains(TOKEN), "{shown}");
    }
}

#[tokio::test]
async fn logs_hold_no_address_secret_or_person() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || writer.clone()).finish();
    let stub = Stub::saying([text(500, "boom")]).await;
    let (cc, hubspot) = (stub.cc(), stub.hubspot());
    let email = "very.private@example.com".parse().unwrap();
    let guard = tracing::subscriber::set_default(subscriber);
    assert!(cc.collab_by_email(&email).await.is_err());
    assert!(hubspot.contact_by_email(&email).await.is_err());
    drop(guard);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: String = logged.lines().filter(|line| line.contains("connectors")).collect();
    assert!(ours.contains("find collab") && ours.contains("find contact"), "{logged}");
    assert!(!logged.contains(TOKEN) && !logged.contains("very.private"), "{logged}");
    assert!(!logged.contains("email=") && !logged.contains("idProperty"), "{logged}");
}

#[tokio::test]
async fn the_id_that_paypal_s_support_asks_for_is_logged_and_the_receiver_is_not() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || writer.clone()).finish();
    let token = ok(json!({"access_token": "A21AAsecret-of-a-day", "expires_in": 3600}));
    let refused = status(422, json!({"name": "INSUFFICIENT_FUNDS", "message": "no", "debug_id": "b1d1f06c7246c"}));
    let stub = Stub::saying([token, refused]).await;
    let (paypal, batch) = (stub.paypal(), payouts::to_paypal("bat_1", &["very.private@example.com"]));
    let guard = tracing::subscriber::set_default(subscriber);
    assert!(paypal.send(&batch).await.is_err());
    drop(guard);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: String = logged.lines().filter(|line| line.contains("connectors")).collect();
    assert!(ours.contains("create payouts") && ours.contains("b1d1f06c7246c"), "{logged}");
    assert!(
        !logged.contains(TOKEN) && !logged.contains("secret-of-a-day") && !logged.contains("very.private"),
        "{logged}"
    );
}
