//! Failing answers in each vendor's own words.

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::System;

/// HTTP 500 with the vendor's error body.
pub(crate) fn server_error(system: System) -> Response {
    let body = match system {
        System::Cc | System::Sso => json!({
            "statusCode": 500, "error": "Internal Server Error", "message": "Something went wrong",
        }),
        System::Shopify => json!({"errors": "Internal Server Error"}),
        System::Impact => json!({"Status": "ERROR", "Message": "Internal error, please try again later"}),
        System::HubSpot => json!({
            "status": "error", "message": "internal error", "category": "INTERNAL_ERROR",
            "correlationId": "0b7f3f7e-9b1e-4a53-8b32-2f4a7f6f9d10",
        }),
        System::Paypal => json!({
            "name": "INTERNAL_SERVER_ERROR", "message": "An internal server error has occurred.",
            "debug_id": "b1d1f06c7246c", "details": [], "links": [],
        }),
        System::Stripe => json!({"error": {"type": "api_error", "message": "An unknown error occurred"}}),
    };
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}

/// "Slow down", which each vendor says differently.
pub(crate) fn rate_limited(system: System) -> Response {
    let (status, headers, body): (StatusCode, &[(&'static str, &'static str)], Value) = match system {
        System::Cc | System::Sso => (
            StatusCode::TOO_MANY_REQUESTS,
            &[
                ("x-ratelimit-limit", "100"),
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "7"),
                ("retry-after", "7"),
            ],
            json!({"statusCode": 429, "error": "Too Many Requests", "message": "Rate limit exceeded, back off and retry"}),
        ),
        System::Shopify => (StatusCode::OK, &[], throttled()),
        System::Impact => (
            StatusCode::TOO_MANY_REQUESTS,
            &[("x-ratelimit-limit", "1000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "7")],
            json!({"Status": "ERROR", "Message": "Rate limit exceeded"}),
        ),
        System::HubSpot => (
            StatusCode::TOO_MANY_REQUESTS,
            &[
                ("x-hubspot-ratelimit-max", "190"),
                ("x-hubspot-ratelimit-remaining", "0"),
                ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
            ],
            json!({
                "status": "error", "message": "You have reached your ten_secondly_rolling limit.",
                "errorType": "RATE_LIMIT", "correlationId": "5c1d2e0a-77f4-4d0b-9a0a-63d4fd0a2b11",
                "policyName": "TEN_SECONDLY_ROLLING", "requestId": "d3a9a1b4-1f6e-4f0c-8a53-5d2e1f0c9b77",
            }),
        ),
        System::Paypal => (
            StatusCode::TOO_MANY_REQUESTS,
            &[],
            json!({
                "name": "RATE_LIMIT_REACHED", "message": "Too many requests. Blocked due to rate limiting.",
                "debug_id": "f0efba1ddd8ba", "details": [], "links": [],
            }),
        ),
        System::Stripe => (
            StatusCode::TOO_MANY_REQUESTS,
            &[],
            json!({"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests"}}),
        ),
    };
    (status, headers_of(headers), Json(body)).into_response()
}

fn throttled() -> Value {
    json!({
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": {"requestedQueryCost": 300, "actualQueryCost": null,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": 100.0}}},
    })
}

fn headers_of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

/// Status 200 with what no client expects: a gateway's page, cut-off JSON, JSON of a wrong shape.
pub(crate) fn garbage(turn: usize) -> Response {
    let (kind, body) = match turn % 3 {
        0 => ("text/html; charset=utf-8", "<html><head><title>Gateway</title></head><body><h1>Please wait…</h1>"),
        1 => ("application/json", "{\"data\":{\"nodes\":[{\"id\":\"gid://"),
        _ => ("application/json", "[[null,7,{\"collab\":\"nonsense\",\"Actions\":3,\"data\":[]}]]"),
    };
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
