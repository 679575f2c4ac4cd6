//! A number for every request, and a line in the log that holds neither its query nor the token of a private door: whoever reads the log
//! could walk in.

use axum::{extract::Request, middleware::Next, response::Response};
use domain::clock::random;
use http::{HeaderName, HeaderValue};
use std::{borrow::Cow, fmt::Write as _};
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    trace::{DefaultOnResponse, MakeSpan, TraceLayer},
};
use tracing::{Level, Span};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request. A number that the visitor brought along is dropped: it would go into our log.
pub(crate) async fn number(mut request: Request, next: Next) -> Response {
    let bytes: [u8; 12] = random();
    let id = bytes.iter().fold(String::with_capacity(24), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    });
    let Ok(value) = HeaderValue::from_str(&id) else {
        return next.run(request).await;
    };
    request.headers_mut().insert(REQUEST_ID, value.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(REQUEST_ID, value);
    response
}

/// What a request's span holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spans;

impl<B> MakeSpan<B> for Spans {
    fn make_span(&mut self, request: &http::Request<B>) -> Span {
        let id = request.headers().get(REQUEST_ID);
        tracing::info_span!(
            "request",
            id = id.and_then(|value| value.to_str().ok()),
            method = %request.method(),
            path = %shown(request.uri().path()),
        )
    }
}

/// The path without what opens something.
fn shown(path: &str) -> Cow<'_, str> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some("d"), Some(_)) if parts.next() == Some("forgot") => "/d/…/forgot".into(),
        (Some("d"), Some(_)) => "/d/…".into(),
        _ => path.into(),
    }
}

/// Logs each answer with its status and how long it took.
pub(crate) fn layer() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, Spans> {
    TraceLayer::new_for_http().make_span_with(Spans).on_response(DefaultOnResponse::new().level(Level::INFO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(text);
            Ok(text.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(uri: &str) -> String {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
        tracing::subscriber::with_default(subscriber, || {
            let request = http::Request::builder().uri(uri).body(()).unwrap();
            Spans.make_span(&request).in_scope(|| tracing::info!("finished"));
        });
        let text = log.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_line_of_the_log_opens_no_door_and_no_session() {
        let token = "Zm9yLXRlc3RzLW9ubHktbm8tZG9vci1vcGVucy1ieS1pdA";
        for uri in [
            format!("/d/{token}"),
            format!("/d/{token}?from=mail"),
            format!("/d/{token}/forgot"),
            format!("//d/{token}/"),
            format!("/d/{token}/{token}"),
            format!("/sso/cc?sso_token={token}"),
        ] {
            let line = logged(&uri);
            assert!(line.contains("finished") && !line.contains(token), "{line}");
        }
        assert!(logged("/d/a/forgot").contains("/d/…/forgot"));
        assert!(logged("/admin/partners/ptn_1").contains("path=/admin/partners/ptn_1"));
        assert!(logged("/d").contains("path=/d"));
    }
}
