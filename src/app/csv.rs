//! Files for spreadsheets (RFC 4180), and who may have them.

use crate::{AppError, Services};
use access::{AccessError, Scope, Viewer};
use axum::{
    body::{Body, Bytes},
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{ChannelId, PartnerId};
use futures::StreamExt;
use leptos_router::params::ParamsMap;
use std::convert::Infallible;

/// Some lines, and what the next ones are asked for by; none after the last.
pub(crate) type Chunk<Q> = (Bytes, Option<Q>);

/// The merchant whose team somebody is of.
///
/// # Errors
/// The status that refuses them.
pub(crate) fn team(viewer: Option<Viewer>) -> Result<ChannelId, StatusCode> {
    match viewer {
        Some(Viewer::Admin { channel, .. }) => Ok(channel),
        Some(Viewer::Partner { .. }) => Err(StatusCode::FORBIDDEN),
        None => Err(StatusCode::UNAUTHORIZED),
    }
}

/// The services and the merchant of somebody of the team who asks for a file; anybody else is refused.
pub struct Team {
    /// What the file is read from.
    pub services: Services,
    /// The merchant.
    pub channel: ChannelId,
}

impl<S: Send + Sync> FromRequestParts<S> for Team {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let viewer = parts.extensions.get::<Option<Viewer>>().cloned().flatten();
        let channel = team(viewer)?;
        let services = parts.extensions.get::<Services>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Self { services, channel })
    }
}

/// The parameters of the address that a file is asked for with, as pages read them.
pub struct Asked(pub ParamsMap);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parse(parts.uri.query().unwrap_or_default())))
    }
}

/// A file that is sent as it is read. What is read first decides whether there is a file at all.
pub(crate) async fn file<Q, E, F, R>(name: &str, headings: &[String], first: Q, read: F) -> Response
where
    Q: Send + 'static,
    E: std::fmt::Display + Send + 'static,
    F: Fn(Q) -> R + Send + 'static,
    R: Future<Output = Result<Chunk<Q>, E>> + Send,
{
    match read(first).await {
        Ok(chunk) => pages(name, headings, chunk, read),
        Err(error) => not_begun(&error),
    }
}

/// The rest of a file whose first lines were read.
pub(crate) fn pages<Q, E, F, R>(name: &str, headings: &[String], first: Chunk<Q>, read: F) -> Response
where
    Q: Send + 'static,
    E: std::fmt::Display + Send + 'static,
    F: Fn(Q) -> R + Send + 'static,
    R: Future<Output = Result<Chunk<Q>, E>> + Send,
{
    let start = Bytes::from(row(headings));
    let first: Result<Chunk<Q>, E> = Ok(first);
    let rest = futures::stream::unfold((Some(first), read), |(state, read)| async move {
        match state? {
            Ok((bytes, Some(next))) => {
                let next = read(next).await;
                Some((Ok(bytes), (Some(next), read)))
            }
            Ok((bytes, None)) => Some((Ok(bytes), (None, read))),
            // A broken transfer, so that nobody takes half a file for the whole.
            Err(error) => Some((Err(std::io::Error::other(error.to_string())), (None, read))),
        }
    });
    // Compression asks once more after the end.
    let body = futures::stream::once(async { Ok(start) }).chain(rest).fuse();
    download(name, Body::from_stream(body))
}

/// A file under a name of ours: letters, digits, dots, dashes and underscores.
pub(crate) fn download(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// The answer when not even the first lines could be read.
pub(crate) fn not_begun(error: &impl std::fmt::Display) -> Response {
    tracing::error!(%error, "the CSV file could not be begun");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// The answer to an address that asks for what cannot be.
pub(crate) fn refused(field: &str, message: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, format!("{field}: {message}")).into_response()
}

/// Whose figures a download may hold, as [`crate::services::scope`] decides for server functions.
///
/// # Errors
/// The status that refuses it.
pub(crate) async fn scope_of(
    services: &Services,
    viewer: Option<Viewer>,
    asked: Option<&PartnerId>,
) -> Result<Scope, StatusCode> {
    let viewer = viewer.ok_or(StatusCode::UNAUTHORIZED)?;
    viewer.scope(&services.access, asked).await.map_err(|error| match error {
        AccessError::Denied => StatusCode::FORBIDDEN,
        AccessError::NotFound => StatusCode::NOT_FOUND,
        AccessError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

/// One line of the file (RFC 4180).
pub(crate) fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&harmless(cell))).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that a spreadsheet does not take for a formula. Plain negative numbers stay numbers.
fn harmless(cell: &str) -> String {
    let is_number =
        cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// The answer of what pages ask as well, when it has none for a file.
pub(crate) fn unanswered(error: &AppError) -> Response {
    let status = match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, error.to_string()).into_response()
}

/// The parameters of a page's address.
pub(crate) fn parse(query: &str) -> ParamsMap {
    let mut map = ParamsMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        map.insert(name.into_owned(), value.into_owned());
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless_and_quotes_are_kept() {
        for cell in ["=1+1", "+1", "-cmd", "@x", "\tx", "\rx"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("-12.50"), "-12.50");
        assert_eq!(row(&["a\"b".into(), "c,d".into(), "e".into()]), "\"a\"\"b\",\"c,d\",e\r\n");
    }
}
