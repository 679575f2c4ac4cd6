//! The session's cookie: only this host, only over TLS, out of reach of scripts.

use access::{Access, StoreSessions};
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header::SET_COOKIE};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

/// `__Host-` makes browsers refuse the cookie unless it is Secure, has Path=/ and no Domain: no sibling host can plant one.
pub const COOKIE: &str = "__Host-tandem";

/// Gives every request its session. Lax, because partners arrive from the portal of another site.
pub(crate) fn layer(access: &Access) -> SessionManagerLayer<StoreSessions> {
    let absolute = i64::try_from(access.config().absolute.as_secs()).unwrap_or(i64::MAX);
    SessionManagerLayer::new(access.session_store())
        .with_name(COOKIE)
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::seconds(absolute)))
}

/// The session layer removes cookies without saying Secure, and browsers ignore any `__Host-` cookie that does not.
pub(crate) async fn secure_removal(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let cookies: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().map(completed).collect();
    headers.remove(SET_COOKIE);
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

fn completed(cookie: &HeaderValue) -> HeaderValue {
    let text = cookie.to_str().unwrap_or_default();
    if !text.starts_with(COOKIE) || text.contains("; Secure") {
        return cookie.clone();
    }
    let full = format!("{text}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&full).unwrap_or_else(|_| cookie.clone())
}
