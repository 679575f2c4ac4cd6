//! A browser as far as tests need one: keeps its cookie, says where requests come from, follows nothing by itself.

use super::Listener;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    response::Response,
};
use http::{
    HeaderMap, Method, Request,
    header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE},
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tower::ServiceExt;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// Until the whole answer was there.
    pub took: Duration,
}

impl Answer {
    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The session's cookie as it was set; empty when it was not.
    pub fn cookie(&self) -> String {
        let mut set = self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.find(|it| it.starts_with(server::COOKIE)).unwrap_or_default().to_owned()
    }
}

/// Clones share the cookie, as the tabs of one browser do.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    cookie: Arc<Mutex<Option<String>>>,
    address: SocketAddr,
}

impl Visitor {
    pub fn new(router: Router) -> Self {
        Self { router, cookie: Arc::default(), address: ([192, 0, 2, 1], 50_000).into() }
    }

    /// The same browser at another address.
    pub fn at(mut self, address: [u8; 4]) -> Self {
        self.address = (address, 50_000).into();
        self
    }

    pub fn session_id(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Takes a session id from elsewhere.
    pub fn sit_down(&self, session_id: &str) {
        *self.cookie.lock().unwrap() = Some(session_id.to_owned());
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    /// Sends a form from a page of ours.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, &pairs.join("&")).await
    }

    /// Calls a server function from a page of ours.
    pub async fn call(&self, path: &str, body: &serde_json::Value) -> Answer {
        let headers =
            [("content-type", "application/json"), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, &body.to_string()).await
    }

    /// Opens a stream, and leaves it open.
    pub async fn listen(&self, path: &str, headers: &[(&str, &str)]) -> Listener {
        Listener::of(self.ask(Method::GET, path, headers, b"").await)
    }

    /// Uploads a file from a page of ours.
    pub async fn upload(&self, path: &str, kind: &str, bytes: &[u8]) -> Answer {
        let headers = [("content-type", kind), ("sec-fetch-site", "same-origin")];
        self.send_bytes(Method::POST, path, &headers, bytes).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send_bytes(method, path, headers, body.as_bytes()).await
    }

    async fn send_bytes(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let began = Instant::now();
        let (parts, body) = self.ask(method, path, headers, body).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            took: began.elapsed(),
        };
        self.keep(&answer.cookie());
        answer
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let mut request = Request::builder().method(method).uri(path).header(HOST, "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(id) = self.session_id() {
            request = request.header(COOKIE, format!("other=1; {}={id}", server::COOKIE));
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn keep(&self, set: &str) {
        let Some((_, rest)) = set.split_once('=') else { return };
        let value = rest.split(';').next().unwrap_or_default();
        *self.cookie.lock().unwrap() = (!value.is_empty()).then(|| value.to_owned());
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The content type of an answer, for those that look at it.
pub fn kind(answer: &Answer) -> &str {
    answer.header(CONTENT_TYPE.as_str())
}
