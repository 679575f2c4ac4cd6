//! A running sandbox with a client that knows the demo keys.

use std::{net::SocketAddr, time::Duration};

use reqwest::{Client, RequestBuilder, Response};
use sandbox::{CHANNEL_DOMAIN, Credentials, Options, Running};
use serde_json::{Value, json};

/// Saturday, 21 November 2026, 15:00 UTC: a week before Black Friday.
pub(crate) const NOW_MS: i64 = 1_795_273_200_000;

pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) client: Client,
    pub(crate) keys: Credentials,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            app_url: "http://127.0.0.1:9".to_owned(),
            seed: 7,
            now_ms: NOW_MS,
            live: None,
            credentials: Credentials::default(),
        };
        change(&mut options);
        let keys = options.credentials.clone();
        let running = sandbox::start(options).await.unwrap();
        let client = Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { running, client, keys }
    }

    pub(crate) fn url(&self, system: &str, path: &str) -> String {
        format!("{}{path}", self.running.base(system))
    }

    pub(crate) fn own(&self, path: &str) -> String {
        format!("{}{path}", self.running.origin())
    }

    /// A GET below the channel, for example `/collabs`.
    pub(crate) async fn channel(&self, path: &str) -> Value {
        self.cc(&format!("/channels/{CHANNEL_DOMAIN}{path}")).await
    }

    pub(crate) async fn cc(&self, path: &str) -> Value {
        ok(self.cc_request(self.client.get(self.url("cc", path))).send().await.unwrap()).await
    }

    pub(crate) async fn cc_post(&self, path: &str, body: Value) -> Response {
        self.cc_request(self.client.post(self.url("cc", path))).json(&body).send().await.unwrap()
    }

    pub(crate) fn cc_request(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("x-channel-access-token", &self.keys.cc_token)
    }

    pub(crate) async fn graphql(&self, query: &str, variables: Value) -> Value {
        let request = self.client.post(self.url("shopify", "/admin/api/2026-04/graphql.json"));
        let request = request.header("x-shopify-access-token", &self.keys.shopify_token);
        ok(request.json(&json!({"query": query, "variables": variables})).send().await.unwrap()).await
    }

    /// A GET below the advertiser, for example `/Actions?…`.
    pub(crate) fn impact_request(&self, path: &str) -> RequestBuilder {
        let url = self.url("impact", &format!("/Advertisers/{}{path}", self.keys.impact_sid));
        self.client
            .get(url)
            .basic_auth(&self.keys.impact_sid, Some(&self.keys.impact_token))
            .header("accept", "application/json")
    }

    pub(crate) async fn impact(&self, path: &str) -> Value {
        ok(self.impact_request(path).send().await.unwrap()).await
    }

    pub(crate) fn hubspot_get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url("hubspot", path)).bearer_auth(&self.keys.hubspot_token)
    }

    pub(crate) fn hubspot_post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(self.url("hubspot", path)).bearer_auth(&self.keys.hubspot_token).json(body)
    }

    /// A fresh token of PayPal's.
    pub(crate) async fn paypal_token(&self) -> String {
        let request = self.client.post(self.url("paypal", "/v1/oauth2/token"));
        let request = request.basic_auth(&self.keys.paypal_client_id, Some(&self.keys.paypal_secret));
        let answer = ok(request.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn stripe_get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url("stripe", path)).bearer_auth(&self.keys.stripe_key)
    }

    pub(crate) fn stripe_post(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(self.url("stripe", path)).bearer_auth(&self.keys.stripe_key).form(fields)
    }

    /// Moves the sandbox's time ahead.
    pub(crate) async fn later(&self, ms: i64) {
        let request = self.client.post(self.own("/_clock")).json(&json!({"advance_ms": ms}));
        assert_eq!(request.send().await.unwrap().status(), 204);
    }

    /// A POST to the sandbox's own routes, for example `/_orders`.
    pub(crate) async fn own_post(&self, path: &str, body: Value) -> Value {
        ok(self.client.post(self.own(path)).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn switch(&self, system: &str, mode: &str) {
        self.own_post(&format!("/_switches/{system}"), json!({"mode": mode, "delay_ms": 300})).await;
    }
}

/// The JSON of a successful answer.
pub(crate) async fn ok(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Status and JSON of any answer.
pub(crate) async fn both(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}
