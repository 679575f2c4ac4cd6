//! `GET /tandem.js`: the script that a shop puts into its pages, and what it says for pages where no script of ours may run.
//!
//! In a theme, the tag goes before `</head>`:
//!
//! ```html
//! <script async src="https://partners.example.com/tandem.js"></script>
//! ```
//!
//! Shopify's checkout runs no scripts of a theme. There, a custom pixel (Settings → Customer events → Add custom pixel,
//! permission *Analytics*) sends the same events; Shopify runs it only when the visitor has agreed:
//!
//! ```js
//! const TANDEM = "https://partners.example.com/collect";
//! const send = async (event, page, data = {}) => {
//!   const { searchParams } = new URL(page.location.href);
//!   const kept = JSON.parse((await browser.sessionStorage.getItem("tandem-pixel")) || "{}");
//!   const given = { partner: searchParams.get("cc"), link: searchParams.get("tandem"), coupon: searchParams.get("discount") };
//!   const who = given.partner || given.link || given.coupon ? given : kept;
//!   await browser.sessionStorage.setItem("tandem-pixel", JSON.stringify(who));
//!   if (!who.partner && !who.link && !who.coupon) return;
//!   browser.sendBeacon(TANDEM, JSON.stringify({ event, ...who, ...data, url: page.location.origin + page.location.pathname }));
//! };
//! for (const name of ["page_viewed", "product_viewed", "product_added_to_cart", "checkout_started"]) {
//!   analytics.subscribe(name, ({ context }) => send(name, context.document));
//! }
//! analytics.subscribe("checkout_completed", ({ context, data: { checkout } }) =>
//!   send("checkout_completed", context.document, {
//!     order: checkout.order?.id, value: String(checkout.subtotalPrice?.amount), currency: checkout.currencyCode }));
//! ```
//!
//! Both may run: a visitor takes each step once a day, and an order counts once.

use axum::{
    Router,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
    routing::get,
};

const SCRIPT: &str = include_str!("tandem.js");

/// `/tandem.js`, for any page.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/tandem.js", get(script))
}

async fn script(asked: HeaderMap) -> Response {
    let tag = format!("\"{:x}\"", fingerprint(SCRIPT.as_bytes()));
    let is_known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600, stale-while-revalidate=86400")),
        (ETAG, HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))),
        // It is made for pages of other origins.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, SCRIPT).into_response()
}

/// FNV-1a: told apart is all that versions need to be.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::SCRIPT;

    #[test]
    fn the_script_is_small() {
        assert!(SCRIPT.len() <= 3_000, "{} bytes", SCRIPT.len());
    }
}
