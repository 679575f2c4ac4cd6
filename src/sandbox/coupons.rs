//! A coupon site that lists codes of many shops, one of the demo's partners among them.

use std::sync::Arc;

use axum::{Router, response::Html, routing::get};

use crate::world::World;

/// Where it is.
pub const COUPON_PAGE: &str = "/coupons/northtrail";

const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Northtrail coupons</title>\
     <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">\
     <style>code { padding: 2px 6px; border: 1px dashed }</style></head><body><h1>Northtrail coupons</h1>\
     <p>3 codes, all tried by our readers &amp; friends.</p><ul>\
     <li>10 % off everything: <code>Oscar10</code></li><li>Free delivery: <code>SHIPFREE</code></li>\
     <li>$20 off from $150: <code>TRAIL-20</code></li></ul></body></html>";

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new().route(COUPON_PAGE, get(async || Html(PAGE)))
}
