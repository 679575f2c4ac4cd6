//! The outside systems: the sandbox over HTTP, on a runtime of its own so that tests can share it.

use domain::{Clock, clock::SystemClock};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{LazyLock, mpsc},
    thread,
    time::Duration,
};

/// What a test needs of a running sandbox.
#[derive(Clone)]
pub struct Outside {
    origin: String,
    http: reqwest::Client,
}

static SHARED: LazyLock<Outside> = LazyLock::new(|| begin(NOBODY));
/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:9";

/// Starts a sandbox that lives as long as the test program, and tells its webhooks to an address.
fn begin(app_url: &str) -> Outside {
    let app_url = app_url.to_owned();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let options = sandbox::Options {
                listen: ([127, 0, 0, 1], 0).into(),
                app_url,
                seed: 7,
                now_ms: SystemClock.now().millis(),
                live: None,
                credentials: sandbox::Credentials::default(),
            };
            let running = sandbox::start(options).await.unwrap();
            tell.send(running.origin().to_owned()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A connection belongs to the runtime of the test that made it, and ends with that: none is kept for another test.
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    Outside { origin: told.recv().unwrap(), http }
}

impl Outside {
    pub fn shared() -> Self {
        SHARED.clone()
    }

    pub async fn own() -> Self {
        Self::telling(NOBODY).await
    }

    /// One of its own, whose webhooks go to that address.
    pub async fn telling(app_url: &str) -> Self {
        let app_url = app_url.to_owned();
        tokio::task::spawn_blocking(move || begin(&app_url)).await.unwrap()
    }

    /// Gives a payout at a rail another status, or takes it back: see the sandbox's `/_payouts`.
    pub async fn turn_payout(&self, what: &Value) {
        let answer = self.http.post(format!("{}/_payouts", self.origin)).json(what).send().await.unwrap();
        answer.error_for_status().unwrap();
    }

    /// What stands in a rail's own books.
    pub async fn paid(&self, rail: &str) -> Vec<Value> {
        let answer = self.http.get(format!("{}/_payouts", self.origin)).send().await.unwrap();
        let all: Value = answer.error_for_status().unwrap().json().await.unwrap();
        all[rail].as_array().unwrap().clone()
    }

    /// Where it listens.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The settings that point at it.
    pub fn settings(&self, data: &Path) -> String {
        let credentials = sandbox::Credentials::default();
        let origin = &self.origin;
        let database = database(data);
        let data = data.display();
        format!(
            "data = \"{data}\"\ndatabase_url = \"{database}\"\npublic_url = \"{PUBLIC_URL}\"\n\
             [channel]\ndomain = \"{domain}\"\n\
             [cc]\nbase_url = \"{origin}/cc\"\ntoken = \"{}\"\nsso_issuer = \"{issuer}\"\nsso_secret = \"{}\"\nwebhook_secret = \"{}\"\n\
             [shopify]\nbase_url = \"{origin}/shopify\"\ntoken = \"{}\"\nwebhook_secret = \"{}\"\nwebhook_secret_previous = \"{PREVIOUS_SECRET}\"\n\
             [impact]\nbase_url = \"{origin}/impact\"\naccount_sid = \"{}\"\nauth_token = \"{}\"\ncampaign_id = \"{campaign}\"\n\
             [hubspot]\nbase_url = \"{origin}/hubspot\"\ntoken = \"{}\"\n",
            credentials.cc_token,
            credentials.cc_sso_secret,
            credentials.cc_webhook_secret,
            credentials.shopify_token,
            credentials.shopify_webhook_secret,
            credentials.impact_sid,
            credentials.impact_token,
            credentials.hubspot_token,
            domain = sandbox::CHANNEL_DOMAIN,
            issuer = sandbox::SSO_ISSUER,
            campaign = sandbox::IMPACT_CAMPAIGN_ID,
        )
    }

    /// A fresh SSO token of a partner.
    pub async fn token(&self, handle: &str) -> String {
        self.mint(json!({ "handle": handle })).await
    }

    /// An SSO token as the request wants it: other claims, another algorithm or secret.
    pub async fn mint(&self, request: Value) -> String {
        let answer = self.post("/_sso/mint", &request).await;
        answer["sso_token"].as_str().unwrap().to_owned()
    }

    /// Makes a system slow, dead or worse.
    pub async fn switch(&self, system: &str, mode: &str) {
        self.post(&format!("/_switches/{system}"), &json!({ "mode": mode, "delay_ms": 60_000 })).await;
    }

    /// A page's collab as CC has it.
    pub async fn collab(&self, collab_id: &str) -> Value {
        let path = format!("/cc/channels/{}/collabs/{collab_id}", sandbox::CHANNEL_DOMAIN);
        let request = self.http.get(format!("{}{path}", self.origin));
        let answer = request.header("x-channel-access-token", sandbox::Credentials::default().cc_token).send().await;
        let answer: Value = answer.unwrap().error_for_status().unwrap().json().await.unwrap();
        answer["collab"].clone()
    }

    /// Changes a collab as somebody at CC would.
    pub async fn change_collab(&self, collab_id: &str, body: &Value) {
        let path = format!("/cc/channels/{}/collabs/{collab_id}", sandbox::CHANNEL_DOMAIN);
        let request = self.http.post(format!("{}{path}", self.origin)).json(body);
        let answer = request.header("x-channel-access-token", sandbox::Credentials::default().cc_token).send().await;
        answer.unwrap().error_for_status().unwrap();
    }

    /// What is found at an address of the sandbox's storage: its type and its bytes.
    pub async fn fetch(&self, url: &str) -> (String, Vec<u8>) {
        assert!(url.starts_with(&self.origin), "{url}");
        let answer = self.http.get(url).send().await.unwrap().error_for_status().unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, answer.bytes().await.unwrap().to_vec())
    }

    /// Turns its clock forward.
    pub async fn advance(&self, by: Duration) {
        let body = json!({ "advance_ms": u64::try_from(by.as_millis()).unwrap() });
        let answer = self.http.post(format!("{}/_clock", self.origin)).json(&body).send().await.unwrap();
        answer.error_for_status().unwrap();
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.http.post(format!("{}{path}", self.origin)).json(body).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }
}

pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";
pub const PREVIOUS_SECRET: &str = "the secret before";

fn database(data: &Path) -> String {
    format!("sqlite://{}", data.join("test.db").display())
}
