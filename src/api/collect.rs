//! `POST /collect`: own events from the shop's pages. No cookies, no names, nothing kept of a single visitor.
//!
//! The body is JSON, as `text/plain` (which a beacon may send anywhere without asking first) or `application/json`: one
//! event, or an array of up to 20:
//!
//! ```json
//! {"event": "checkout_completed", "url": "https://shop.example/checkouts/1", "referrer": "https://l.instagram.com/",
//!  "utm_source": "ig", "link": "k3x9qz", "partner": "ana-trails", "coupon": "ANA15",
//!  "value": "129.00", "currency": "USD", "order": "5001", "language": "en-US", "zone": "America/New_York"}
//! ```
//!
//! `event` is a standard event of Shopify's web pixels; everything else may be left out. `link`, `partner` and `coupon` say
//! whose the event is, in this order. Events of nobody, of programs, of pages at other hosts and of people who asked not to
//! be tracked are answered alike and not counted: the answer tells nobody who our partners are.
//!
//! Anybody can send events, so that they are estimates: no commission depends on them.

mod beacon;
mod collector;
mod limiter;
mod origin;
mod visitor;
mod visitors;

pub use beacon::is_code;
pub use collector::{Collector, Full};
pub use limiter::Limiter;
pub use origin::{Origin, country};
pub use visitor::{agent, device, may_be_counted};
pub use visitors::Seen;

use crate::problem::{problem, wait};
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_TYPE,
        },
    },
    response::{IntoResponse, Response},
    routing::post,
};
use beacon::Beacon;
use std::sync::Arc;

/// A message is small; what is larger is a mistake or an attack.
const BODY_LIMIT: usize = 8 * 1024;

/// Whoever sends the request, as text: put into the request by the server, which knows its proxies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub String);

/// What the routes need.
#[derive(Debug, Clone)]
pub struct Collect {
    /// Counts.
    pub collector: Collector,
    /// Bounds what one address may send.
    pub limiter: Arc<Limiter>,
}

/// `/collect`, for any page.
pub fn routes<S: Clone + Send + Sync + 'static>(collect: Collect) -> Router<S> {
    Router::new()
        .route("/collect", post(receive).options(preflight))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(collect)
}

async fn receive(
    State(collect): State<Collect>,
    caller: Option<Extension<Caller>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    for_any_page(
        take(&collect, caller, &headers, body)
            .map_or_else(|refused| refused, |()| StatusCode::NO_CONTENT.into_response()),
    )
}

#[expect(clippy::result_large_err, reason = "a refusal is the answer itself, and made once a request")]
fn take(
    collect: &Collect,
    caller: Option<Extension<Caller>>,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(), Response> {
    if !is_text(headers) {
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send JSON as text/plain or application/json"));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => problem(StatusCode::PAYLOAD_TOO_LARGE, "send at most 8 kB at once"),
        _ => problem(StatusCode::BAD_REQUEST, "the body could not be read"),
    })?;
    let beacons = beacon::read(&body).map_err(|error| problem(StatusCode::BAD_REQUEST, &error.to_string()))?;
    if !may_be_counted(headers) {
        return Ok(());
    }
    let address = caller.map_or_else(String::new, |Extension(Caller(address))| address);
    let Collect { collector, limiter } = collect;
    if !limiter.admits(&address, beacons.len(), collector.clock().now()) {
        return Err(wait(problem(StatusCode::TOO_MANY_REQUESTS, "too many events from this address"), 10));
    }
    for beacon in beacons.into_iter().filter(|beacon| is_ours(collector, &beacon.url)) {
        let seen = seen(collector, beacon, headers, &address);
        collector.offer(seen).map_err(|full| wait(problem(StatusCode::SERVICE_UNAVAILABLE, &full.to_string()), 2))?;
    }
    Ok(())
}

/// A path, or an address at a host of the shop's.
fn is_ours(collector: &Collector, url: &str) -> bool {
    let is_path = url.starts_with('/') && !url.starts_with("//");
    url.is_empty() || is_path || collector.hosts().admit(strip(url)).is_some()
}

/// The address without what stands behind its path: signs that only addresses of our own making must not have.
fn strip(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn seen(collector: &Collector, beacon: Beacon, headers: &HeaderMap, address: &str) -> Seen {
    let agent = agent(headers);
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = if beacon.language.is_empty() { accepted } else { beacon.language.as_str() };
    Seen {
        event: beacon.event,
        at: collector.clock().now(),
        partner: None,
        origin: Origin::of(&beacon.utm_source, &beacon.referrer, collector.hosts()),
        device: device(agent),
        country: country(language, &beacon.zone),
        link: beacon.link,
        handle: beacon.partner,
        coupon: beacon.coupon,
        order: beacon.order,
        address: address.to_owned(),
        agent: agent.to_owned(),
        worth: beacon.worth,
    }
}

/// A beacon of text says `text/plain`, one of bytes says nothing.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?"));
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    kind.is_none_or(|kind| matches!(kind.as_str(), "text/plain" | "application/json"))
}

async fn preflight() -> Response {
    for_any_page(StatusCode::NO_CONTENT.into_response())
}

/// Any page may send, none may send what identifies somebody: no credentials.
fn for_any_page(mut response: Response) -> Response {
    let fixed: [(HeaderName, &str); 6] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
