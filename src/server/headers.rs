//! Security headers: on every answer, whoever made it.

use crate::House;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use leptos::config::Env;
use std::{fmt::Write as _, sync::Arc};

const FIXED: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What differs between installations. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Policy(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Directives that pages and documents share.
    shared: String,
    document: HeaderValue,
    is_https: bool,
    is_watched: bool,
}

impl Policy {
    pub(crate) fn of(house: &House) -> Self {
        let shared = shared(&house.img_sources);
        let document = document(&shared);
        Self(Arc::new(Inner {
            document: HeaderValue::from_str(&document).unwrap_or(HeaderValue::from_static("default-src 'none'")),
            shared,
            is_https: house.public_url.starts_with("https://"),
            is_watched: house.leptos.env == Env::DEV,
        }))
    }

    /// The policy of a page of the application, whose own scripts carry the nonce.
    pub(crate) fn page(&self, nonce: &str) -> HeaderValue {
        let Inner { shared, is_watched, .. } = &*self.0;
        let mut policy = shared.clone();
        // Scripts of ours, and what they load: a script that got into the page some other way has no nonce.
        // WebAssembly may be compiled; eval may not.
        let _ = write!(policy, "; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'");
        // Style sheets of ours; ECharts writes `style` attributes into its tooltips, which no nonce can allow. Without
        // `url()` to other hosts (img-src) such an attribute can change looks and nothing else.
        let _ = write!(policy, "; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'");
        // Server functions. While developing also the build tool's reload socket.
        let reload = if *is_watched { " ws:" } else { "" };
        let _ = write!(policy, "; connect-src 'self'{reload}");
        HeaderValue::from_str(&policy).unwrap_or_else(|_| self.0.document.clone())
    }
}

fn shared(img_sources: &[String]) -> String {
    let mut policy = String::from("default-src 'none'");
    // Pictures of partners and products lie at CC's and Shopify's hosts, which change without notice.
    policy.push_str("; img-src 'self' data: https:");
    for source in img_sources {
        let _ = write!(policy, " {source}");
    }
    policy.push_str("; font-src 'self'; manifest-src 'self'");
    // Forms lead to us only: a planted form cannot send what is typed elsewhere.
    policy.push_str("; form-action 'self'");
    // Nobody may frame us, and nothing may bend relative addresses.
    policy.push_str("; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
    policy
}

/// The policy of plain documents: no scripts at all.
fn document(shared: &str) -> String {
    format!("{shared}; style-src 'self'")
}

/// Puts the headers on every answer; what a handler set itself stays.
pub(crate) async fn secure(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policy.0.document.clone());
    if policy.0.is_https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Answers that depend on who is signed in are kept by nobody.
pub(crate) async fn never_cached(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    no_store(response.headers_mut());
    response
}

/// Marks an answer as one that nobody may keep.
pub(crate) fn no_store(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.append(VARY, HeaderValue::from_static("Cookie"));
}
