//! The client that every vendor's connector uses.

use super::{HttpPolicy, breaker::Breaker, budget::Budget, budget::Limits, call::Call, fault, retry_after};
use crate::{
    ConnectorError, Result,
    wire::{Json, malformed},
};
use domain::{Clock, Timestamp};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// A vendor's own reading of an answer, asked before the general one.
pub(crate) type Judge = fn(StatusCode, &Json) -> Option<ConnectorError>;

/// What a client is made of.
pub(crate) struct Setup<'a> {
    /// The vendor's name in logs.
    pub(crate) vendor: &'static str,
    pub(crate) base_url: &'a str,
    /// Sent with every call; treated as secrets.
    pub(crate) headers: Vec<(HeaderName, SecretString)>,
    pub(crate) limits: Limits,
    pub(crate) judge: Judge,
}

/// Speaks HTTP to one vendor under the policy of [`super`].
pub(crate) struct VendorClient {
    vendor: &'static str,
    base: String,
    client: reqwest::Client,
    policy: HttpPolicy,
    breaker: Breaker,
    budget: Budget,
    judge: Judge,
    secrets: Vec<SecretString>,
    clock: Arc<dyn Clock>,
}

/// What a vendor has against a call, with what it said: some say there where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) fault: ConnectorError,
    /// The answer, as far as it is JSON.
    pub(crate) body: Json,
}

/// A call that came to nothing, and whether the vendor may be asked again.
struct Setback {
    refusal: Refusal,
    may_repeat: bool,
}

/// How an answer is read.
type Reading<T> = fn(&VendorClient, &Answer) -> std::result::Result<T, Refusal>;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl VendorClient {
    /// A client for one vendor.
    ///
    /// # Errors
    /// `Malformed` when the base URL is not http or https, or a credential cannot be sent in a header.
    pub(crate) fn new(setup: Setup<'_>, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self {
            vendor: setup.vendor,
            base: base(setup.base_url)?,
            client: client(&setup.headers, policy)?,
            policy,
            breaker: Breaker::default(),
            budget: Budget::new(setup.limits),
            judge: setup.judge,
            secrets: setup.headers.into_iter().map(|(_, value)| value).collect(),
            clock,
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn policy(&self) -> HttpPolicy {
        self.policy
    }

    /// Asks, repeats what may be repeated, and reads the answer as JSON (null when it is empty).
    ///
    /// # Errors
    /// Whatever the vendor, the network, the breaker or the budget has against it.
    pub(crate) async fn ask(&self, call: &Call) -> Result<Json> {
        self.ask_or_why(call).await.map_err(|refusal| refusal.fault)
    }

    /// As [`VendorClient::ask`], with the answer beside the error.
    ///
    /// # Errors
    /// Whatever the vendor, the network, the breaker or the budget has against it.
    pub(crate) async fn ask_or_why(&self, call: &Call) -> std::result::Result<Json, Refusal> {
        self.repeated(call, Self::conclude).await
    }

    /// Asks, repeats what may be repeated, and reads the answer as a page for people.
    ///
    /// # Errors
    /// As [`VendorClient::ask`], and `Malformed` when it is no page of text.
    pub(crate) async fn page(&self, call: &Call) -> Result<String> {
        self.repeated(call, Self::conclude_page).await.map_err(|refusal| refusal.fault)
    }

    async fn repeated<T>(&self, call: &Call, read: Reading<T>) -> std::result::Result<T, Refusal> {
        let deadline = Instant::now() + self.policy.total_timeout;
        let mut repeats = 0;
        loop {
            let setback = match self.attempt(call, deadline, read).await {
                Ok(answer) => return Ok(answer),
                Err(setback) => setback,
            };
            let pause = jittered(self.policy.pause * 2u32.saturating_pow(repeats));
            let in_time = Instant::now() + pause < deadline;
            if !setback.may_repeat || !in_time || repeats >= self.policy.max_repeats {
                self.report(call, &setback.refusal.fault);
                return Err(setback.refusal);
            }
            repeats += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt<T>(&self, call: &Call, deadline: Instant, read: Reading<T>) -> std::result::Result<T, Setback> {
        let permit = self
            .breaker
            .leave(self.clock.as_ref(), deadline)
            .await
            .map_err(|retry_after| Setback::lasting(ConnectorError::Paused { retry_after }))?;
        let now = self.clock.now();
        let place = self.budget.place(call.is_write, now, self.policy.longest_wait);
        place.await.map_err(Setback::lasting)?.used();
        let answer = match timeout_at(deadline, self.exchange(call)).await {
            Ok(answer) => answer.map_err(Refusal::from).and_then(|answer| read(self, &answer)),
            Err(_) => Err(ConnectorError::Timeout.into()),
        };
        match &answer {
            Err(refusal) if is_failure(&refusal.fault) => permit.failed(self.clock.now()),
            _ => permit.answered(),
        }
        answer.map_err(|refusal| self.setback(call, refusal))
    }

    async fn exchange(&self, call: &Call) -> Result<Answer> {
        let address = format!("{}{}", self.base, call.target);
        let mut request = self.client.request(call.method.clone(), address);
        if let Some(body) = &call.body {
            request = request.header(header::CONTENT_TYPE, call.content_type).body(body.clone());
        }
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        if let Some(credential) = &call.authorization {
            request = request.header(header::AUTHORIZATION, secret_value(credential)?);
        }
        let mut response = request.send().await.map_err(|error| self.transport(error))?;
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |size| size > self.policy.max_bytes) {
            return Err(ConnectorError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.transport(error))? {
            if body.len() + chunk.len() > self.policy.max_bytes {
                return Err(ConnectorError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status: response.status(), headers: std::mem::take(response.headers_mut()), body })
    }

    fn transport(&self, error: reqwest::Error) -> ConnectorError {
        let is_timeout = error.is_timeout() && !error.is_connect();
        // Without its address, which may hold an e-mail.
        let error = error.without_url();
        tracing::debug!(vendor = self.vendor, ?error, "connection failed");
        if is_timeout { ConnectorError::Timeout } else { ConnectorError::Unreachable }
    }

    fn conclude(&self, answer: &Answer) -> std::result::Result<Json, Refusal> {
        let now = self.clock.now();
        let is_empty = answer.body.iter().all(u8::is_ascii_whitespace);
        let body = if is_empty { Ok(Json::Null) } else { Json::parse(&answer.body) };
        let known = body.as_ref().unwrap_or(&Json::Null);
        let fault = (self.judge)(answer.status, known).or_else(|| {
            let is_good = answer.status.is_success();
            (!is_good).then(|| fault::read(answer.status, &answer.headers, known, now))
        });
        self.note_rest(answer, fault.as_ref(), now);
        match fault {
            Some(fault) => Err(Refusal { fault, body: body.unwrap_or(Json::Null) }),
            None => body.map_err(Refusal::from),
        }
    }

    fn conclude_page(&self, answer: &Answer) -> std::result::Result<String, Refusal> {
        let now = self.clock.now();
        let is_good = answer.status.is_success();
        let fault = (!is_good).then(|| fault::read(answer.status, &answer.headers, &Json::Null, now));
        self.note_rest(answer, fault.as_ref(), now);
        match fault {
            Some(fault) => Err(fault.into()),
            None => page_text(answer).map_err(Refusal::from),
        }
    }

    fn note_rest(&self, answer: &Answer, fault: Option<&ConnectorError>, now: Timestamp) {
        if let Some(rest) = wanted_rest(answer, fault, now) {
            self.budget.rest(now.plus(rest));
        }
    }

    fn setback(&self, call: &Call, refusal: Refusal) -> Setback {
        let Refusal { fault, body } = refusal;
        let fault = self.redacted(call, fault);
        let may_pass = match &fault {
            ConnectorError::Unreachable | ConnectorError::Failed { .. } => true,
            ConnectorError::RateLimited { retry_after } => *retry_after <= self.policy.longest_wait,
            _ => false,
        };
        Setback { refusal: Refusal { fault, body }, may_repeat: may_pass && call.is_repeatable }
    }

    /// Some vendors repeat the credential in their message.
    fn redacted(&self, call: &Call, fault: ConnectorError) -> ConnectorError {
        let ConnectorError::Rejected { status, code, mut message, request_id } = fault else {
            return fault;
        };
        for secret in self.secrets.iter().chain(&call.authorization) {
            let secret = secret.expose_secret();
            let bare = secret.rsplit(' ').next().unwrap_or(secret);
            if bare.len() >= 8 {
                message = message.replace(bare, "[redacted]");
            }
        }
        ConnectorError::Rejected { status, code, message, request_id }
    }

    fn report(&self, call: &Call, fault: &ConnectorError) {
        let request_id = fault.request_id();
        tracing::debug!(vendor = self.vendor, operation = call.operation, request_id, %fault, "call came to nothing");
    }
}

impl Setback {
    fn lasting(fault: ConnectorError) -> Self {
        Self { refusal: fault.into(), may_repeat: false }
    }
}

impl From<ConnectorError> for Refusal {
    fn from(fault: ConnectorError) -> Self {
        Self { fault, body: Json::Null }
    }
}

impl fmt::Debug for VendorClient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("VendorClient").field("vendor", &self.vendor).field("base", &self.base).finish_non_exhaustive()
    }
}

/// Whether the breaker counts it: the vendor is ill or overloaded, not merely of another opinion.
fn is_failure(fault: &ConnectorError) -> bool {
    matches!(
        fault,
        ConnectorError::Timeout
            | ConnectorError::Unreachable
            | ConnectorError::Failed { .. }
            | ConnectorError::RateLimited { .. }
            | ConnectorError::Malformed { .. }
    )
}

fn wanted_rest(answer: &Answer, fault: Option<&ConnectorError>, now: Timestamp) -> Option<Duration> {
    match fault {
        Some(ConnectorError::RateLimited { retry_after }) => Some(*retry_after),
        Some(ConnectorError::Failed { .. }) => {
            let asks = answer.headers.contains_key(header::RETRY_AFTER);
            asks.then(|| retry_after::asked_for(&answer.headers, now)).flatten()
        }
        _ => retry_after::used_up(&answer.headers, now),
    }
}

/// What a page says. Letters of another encoding than UTF-8 are lost; those of ASCII are the same in nearly all.
fn page_text(answer: &Answer) -> Result<String> {
    let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or("text/html");
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_text = kind.starts_with("text/") || kind == "application/xhtml+xml";
    let is_empty = answer.body.iter().all(u8::is_ascii_whitespace);
    if !is_text || is_empty || answer.body.contains(&0) {
        return Err(malformed("no page of text"));
    }
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// Between half and one and a half times the pause, so that many clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let [random] = domain::clock::random::<1>();
    pause / 2 + pause * u32::from(random) / 255
}

fn base(text: &str) -> Result<String> {
    let fault = || malformed("the base URL is no plain http or https address");
    let url = reqwest::Url::parse(text.trim()).map_err(|_| fault())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.query().is_none() && url.fragment().is_none();
    let is_public = url.username().is_empty() && url.password().is_none();
    let good = is_web && is_bare && is_public;
    good.then(|| url.as_str().trim_end_matches('/').to_owned()).ok_or_else(fault)
}

fn client(secrets: &[(HeaderName, SecretString)], policy: HttpPolicy) -> Result<reqwest::Client> {
    // Another part of the process may have chosen the provider already; both are the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    for (name, secret) in secrets {
        headers.insert(name, secret_value(secret)?);
    }
    reqwest::Client::builder()
        .user_agent(concat!("Tandem/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .connect_timeout(policy.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|_| malformed("no HTTP client can be made"))
}

fn secret_value(secret: &SecretString) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose_secret())
        .map_err(|_| malformed("a credential cannot be sent in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
