//! No secret in `Debug`, errors or logs.

use crate::stub::{NOW, Stub, TOKEN, status, text};
use connectors::{
    CoBranding, Crm, SignOn,
    cc::sign_on::{CcSignOn, SignOnConfig, SignOnKey},
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
    let all: [&dyn std::fmt::Debug; 5] = [&stub.cc(), &stub.shopify(), &stub.impact(), &stub.hubspot(), &sign_on];
    let shown = shown + &all.map(|it| format!("{it:?}{it:#?}")).concat();
    assert!(!shown.contains(TOKEN) && !shown.contains("signing-key"), "{shown}");
    assert!(!shown.to_lowercase().contains("basic ") && !shown.contains("Bearer"), "{shown}");
    assert!(shown.contains(&stub.url));
    let _: &dyn SignOn = &sign_on;
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
