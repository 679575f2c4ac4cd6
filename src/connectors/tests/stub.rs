//! A vendor that answers what a test tells it to, and remembers what it was asked.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use connectors::{
    cc::{CcClient, CcConfig},
    crms::hubspot::{HubspotClient, HubspotConfig},
    http::HttpPolicy,
    platforms::impact::{ImpactClient, ImpactConfig},
    rails::{
        paypal::{PaypalClient, PaypalConfig},
        stripe::{StripeClient, StripeConfig},
    },
    shopify::{ShopifyClient, ShopifyConfig},
};
use domain::{Timestamp, clock::ManualClock};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The token of every connector under test.
pub const TOKEN: &str = "secret-token-of-the-test";
/// What the test clock shows at first.
pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// What the stub says.
#[derive(Clone)]
pub enum Reply {
    /// A status, headers and a body.
    Plain(u16, Vec<(&'static str, String)>, String),
    /// No answer, ever.
    Hang,
    /// A body without end, and without an announced length.
    Endless,
}

/// JSON with status 200.
pub fn ok(body: Value) -> Reply {
    status(200, body)
}

/// JSON with a status.
pub fn status(status: u16, body: Value) -> Reply {
    Reply::Plain(status, Vec::new(), body.to_string())
}

/// Text with a status.
pub fn text(status: u16, body: &str) -> Reply {
    Reply::Plain(status, Vec::new(), body.to_owned())
}

impl Reply {
    /// With one more header.
    pub fn with(self, name: &'static str, value: impl ToString) -> Self {
        match self {
            Self::Plain(status, mut headers, body) => {
                headers.push((name, value.to_string()));
                Self::Plain(status, headers, body)
            }
            other => other,
        }
    }
}

/// A request that came in.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn path(&self) -> &str {
        self.uri.path()
    }

    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }
}

#[derive(Default)]
struct Script {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
}

/// The stub, with a clock and a patience for the connectors that speak to it.
pub struct Stub {
    pub url: String,
    pub clock: Arc<ManualClock>,
    script: Arc<Script>,
}

impl Stub {
    /// A stub that gives these replies in turn, the last one again and again.
    pub async fn saying(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Arc::new(Script::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let stub = Self { url, clock: Arc::new(ManualClock::at(NOW)), script };
        stub.now_says(replies);
        stub
    }

    /// Changes what it says.
    pub fn now_says(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.script.replies.lock().unwrap() = replies.into_iter().collect();
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.script.seen.lock().unwrap().clone()
    }

    /// How often it was asked so far.
    pub fn count(&self) -> usize {
        self.script.seen.lock().unwrap().len()
    }

    pub fn cc(&self) -> CcClient {
        self.cc_with(quick())
    }

    pub fn cc_with(&self, policy: HttpPolicy) -> CcClient {
        let config = CcConfig {
            base_url: self.url.clone(),
            token: TOKEN.into(),
            channel_domain: "demo.myshopify.com".to_owned(),
        };
        CcClient::with_policy(config, policy, self.clock.clone()).unwrap()
    }

    pub fn hubspot(&self) -> HubspotClient {
        let config = HubspotConfig { base_url: self.url.clone(), token: TOKEN.into() };
        HubspotClient::with_policy(config, quick(), self.clock.clone()).unwrap()
    }

    pub fn impact(&self) -> ImpactClient {
        let config = ImpactConfig {
            base_url: format!("{}/impact", self.url),
            account_sid: "IRtest".to_owned(),
            auth_token: TOKEN.into(),
            campaign_id: "1000".to_owned(),
        };
        ImpactClient::with_policy(config, quick(), self.clock.clone()).unwrap()
    }

    pub fn paypal(&self) -> PaypalClient {
        let config = PaypalConfig {
            base_url: self.url.clone(),
            client_id: "client".to_owned(),
            client_secret: TOKEN.into(),
            webhook_id: Some("WH-1".to_owned()),
        };
        PaypalClient::with_policy(config, quick(), self.clock.clone()).unwrap()
    }

    pub fn stripe(&self) -> StripeClient {
        let config = StripeConfig {
            base_url: self.url.clone(),
            secret_key: TOKEN.into(),
            webhook_secret: Some("whsec_test_secret".into()),
        };
        StripeClient::with_policy(config, quick(), self.clock.clone()).unwrap()
    }

    pub fn shopify(&self) -> ShopifyClient {
        let config = ShopifyConfig { base_url: self.url.clone(), token: TOKEN.into() };
        ShopifyClient::with_policy(config, quick(), self.clock.clone()).unwrap()
    }
}

/// A patience for tests: pauses of a millisecond, never a wait for the rate limit.
pub fn quick() -> HttpPolicy {
    HttpPolicy {
        total_timeout: Duration::from_secs(5),
        longest_wait: Duration::ZERO,
        pause: Duration::from_millis(1),
        ..HttpPolicy::default()
    }
}

async fn answer(
    State(script): State<Arc<Script>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    script.seen.lock().unwrap().push(Seen { method, uri, headers, body });
    let reply = {
        let mut replies = script.replies.lock().unwrap();
        if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
    };
    match reply {
        Some(Reply::Plain(status, headers, body)) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Some(Reply::Endless) => {
            let chunks = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 1024])));
            Body::from_stream(chunks).into_response()
        }
        Some(Reply::Hang) | None => std::future::pending().await,
    }
}
