//! Vendors' error answers, whatever their shape: object, list, nested, or a gateway's HTML.

use super::retry_after;
use crate::{ConnectorError, wire::Json};
use domain::Timestamp;
use http::{HeaderMap, StatusCode};
use std::time::Duration;

/// The wait after a 429 that names none.
const UNNAMED_WAIT: Duration = Duration::from_secs(10);
const LONGEST_MESSAGE: usize = 300;
const LONGEST_ID: usize = 100;

/// What an answer other than 2xx means.
pub(super) fn read(status: StatusCode, headers: &HeaderMap, body: &Json, now: Timestamp) -> ConnectorError {
    let request_id = request_id(headers, body);
    match status.as_u16() {
        401 | 403 => ConnectorError::Unauthorized,
        404 | 410 => ConnectorError::NotFound,
        408 => ConnectorError::Timeout,
        429 => {
            ConnectorError::RateLimited { retry_after: retry_after::asked_for(headers, now).unwrap_or(UNNAMED_WAIT) }
        }
        status @ 500.. => ConnectorError::Failed { status, request_id },
        status => ConnectorError::Rejected { status, code: code(body), message: message(body), request_id },
    }
}

/// The vendor's words for its fault.
pub(crate) fn message(body: &Json) -> String {
    const NAMES: [&str; 5] = ["message", "Message", "error_description", "title", "detail"];
    let found = faults(body).find_map(|fault| {
        let words = fault.any(&NAMES).text();
        words.or_else(|| fault.get("error").text()).or_else(|| fault.text())
    });
    found.map(|text| shortened(&text, LONGEST_MESSAGE)).unwrap_or_default()
}

/// The vendor's own code for its fault.
fn code(body: &Json) -> Option<String> {
    const NAMES: [&str; 5] = ["code", "errorCode", "category", "errorType", "Status"];
    let found = faults(body).find_map(|fault| {
        let code = fault.any(&NAMES).text();
        code.or_else(|| fault.at("extensions.code").text()).or_else(|| fault.get("error").text())
    });
    found.map(|text| shortened(&text, LONGEST_ID))
}

/// Where a body may hold a fault: itself, its `error`, the first of its `errors`, the first of a list.
fn faults(body: &Json) -> impl Iterator<Item = &Json> {
    let listed = ["errors", "Errors"].into_iter().filter_map(|name| {
        let errors = body.get(name);
        errors.items().map_or(Some(errors), |items| items.first())
    });
    let first = body.items().and_then(|items| items.first());
    std::iter::once(body).chain([body.get("error")]).chain(listed).chain(first)
}

fn request_id(headers: &HeaderMap, body: &Json) -> Option<String> {
    let named = ["x-request-id", "x-hubspot-correlation-id", "x-correlation-id", "paypal-debug-id", "request-id"];
    let in_headers = named.into_iter().find_map(|name| headers.get(name)?.to_str().ok());
    let id = in_headers.map(str::to_owned);
    let id = id.or_else(|| body.any(&["correlationId", "requestId", "debug_id"]).text());
    id.map(|text| shortened(&text, LONGEST_ID))
}

/// The text without control characters, cut to so many characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let clean = text.chars().map(|it| if it.is_control() { ' ' } else { it });
    clean.take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::any_json;
    use proptest::prelude::*;

    fn fault(status: u16, body: &str) -> ConnectorError {
        let body = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
        let status = StatusCode::from_u16(status).unwrap();
        read(status, &HeaderMap::new(), &body, Timestamp::default())
    }

    fn words(body: &str) -> (Option<String>, String, Option<String>) {
        match fault(400, body) {
            ConnectorError::Rejected { code, message, request_id, .. } => (code, message, request_id),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_shape_of_error_is_read() {
        for (body, code, message) in [
            (r#"{"statusCode":400,"error":"Bad Request","message":"No title"}"#, "Bad Request", "No title"),
            (
                r#"{"Status":"ERROR","Message":"Validation Failed","Errors":[{"Field":"A","Message":"x"}]}"#,
                "ERROR",
                "Validation Failed",
            ),
            (r#"{"message":"Bad","category":"VALIDATION_ERROR"}"#, "VALIDATION_ERROR", "Bad"),
            (r#"{"message":"Slow","errorType":"RATE_LIMIT"}"#, "RATE_LIMIT", "Slow"),
            (r#"[{"message":"Gone","errorCode":"INVALID_FIELD"}]"#, "INVALID_FIELD", "Gone"),
            (r#"{"error":{"code":"bad_thing","message":"Nested"}}"#, "bad_thing", "Nested"),
            (r#"{"errors":[{"message":"G","extensions":{"code":"UNDEFINED"}}]}"#, "UNDEFINED", "G"),
        ] {
            let (found, words, _) = words(body);
            assert_eq!((found.as_deref(), words.as_str()), (Some(code), message), "{body}");
        }
        assert_eq!(words(r#"{"errors":"Not allowed"}"#).1, "Not allowed");
        assert_eq!(words(r#"{"errors":["First","Second"]}"#).1, "First");
        assert_eq!(words("<html>502</html>"), (None, String::new(), None));
    }

    #[test]
    fn statuses_become_kinds() {
        assert_eq!(fault(401, "{}"), ConnectorError::Unauthorized);
        assert_eq!(fault(403, "[]"), ConnectorError::Unauthorized);
        assert_eq!(fault(404, "null"), ConnectorError::NotFound);
        let wait = Duration::from_secs(10);
        assert_eq!(fault(429, "<p>"), ConnectorError::RateLimited { retry_after: wait });
        let id = Some("abc".to_owned());
        let failed = ConnectorError::Failed { status: 503, request_id: id };
        assert_eq!(fault(503, r#"{"correlationId":"abc"}"#), failed);
        assert!(matches!(fault(302, ""), ConnectorError::Rejected { status: 302, .. }));
    }

    #[test]
    fn words_are_shortened_and_cleaned() {
        let (_, message, _) = words(&format!(r#"{{"message":"a\nb{}"}}"#, "ä".repeat(900)));
        assert_eq!(message.chars().count(), 300);
        assert!(message.starts_with("a b"));
    }

    proptest! {
        #[test]
        fn any_body_gives_an_error(status in 300u16..600, body in any_json()) {
            let _ = fault(status, &body.to_string());
        }
    }
}
