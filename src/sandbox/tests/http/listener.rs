//! Stands where Tandem would and keeps the webhooks that arrive.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

#[derive(Clone, Default)]
struct Kept {
    webhooks: Arc<Mutex<Vec<Webhook>>>,
    arrived: Arc<Notify>,
}

#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Webhook {
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

pub(crate) struct Listener {
    pub(crate) url: String,
    kept: Kept,
    task: JoinHandle<()>,
}

impl Listener {
    pub(crate) async fn start() -> Self {
        let kept = Kept::default();
        let router = Router::new()
            .route("/webhooks/shopify", post(keep))
            .route("/webhooks/cc", post(keep))
            .route("/webhooks/paypal", post(keep))
            .route("/webhooks/stripe", post(keep))
            .with_state(kept.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, kept, task }
    }

    /// Waits until so many webhooks came.
    pub(crate) async fn webhooks(&self, count: usize) -> Vec<Webhook> {
        loop {
            let arrived = self.kept.arrived.notified();
            let now = self.kept.webhooks.lock().unwrap().clone();
            if now.len() >= count {
                return now;
            }
            tokio::time::timeout(std::time::Duration::from_secs(10), arrived).await.expect("a webhook in time");
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep(State(kept): State<Kept>, headers: HeaderMap, body: Bytes) {
    kept.webhooks.lock().unwrap().push(Webhook { headers, body });
    kept.arrived.notify_waiters();
}
