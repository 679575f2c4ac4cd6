//! Who is asking, and whether the page is for them.

use crate::{House, address::Address, functions, live, respond};
use access::Viewer;
use app::services::VisitorAddress;
use axum::{
    extract::{Extension, Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, Uri,
    header::{HOST, REFERER},
};
use tower_sessions::Session;

/// Puts `Option<Viewer>` into the request's extensions, for pages, server functions and downloads alike.
pub(crate) async fn identify(
    State(house): State<House>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let viewer = match house.access.viewer(&session).await {
        Ok(viewer) => viewer,
        Err(error) => {
            tracing::error!(%error, "the session could not be read");
            return if request.uri().path().starts_with("/fn/") {
                respond::function_unavailable()
            } else {
                respond::unavailable()
            };
        }
    };
    drop_foreign_referer(request.headers_mut());
    let Address(address) = Address::of(request.headers(), request.extensions(), house.forwarded_for);
    request.extensions_mut().insert(VisitorAddress(address));
    request.extensions_mut().insert(viewer);
    next.run(request).await
}

/// Server functions answer a plain form by sending the browser back to its Referer: that must be a page of ours.
fn drop_foreign_referer(headers: &mut HeaderMap) {
    let host = headers.get(HOST).map(|host| host.as_bytes().to_vec());
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    let from = referer.as_ref().and_then(Uri::authority).map(|authority| authority.as_str().as_bytes().to_vec());
    if from.is_none() || from != host {
        headers.remove(REFERER);
    }
}

/// Lets a page be seen by those it is for, and shows everybody else their way.
pub(crate) async fn guard(Extension(viewer): Extension<Option<Viewer>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Server functions decide for themselves and answer in a form that their caller reads.
    if path.starts_with("/fn/") {
        return functions::blame_rightly(request, next).await;
    }
    let is_admin_page = path == "/admin" || path.starts_with("/admin/");
    // A stream is for partners and for the team, and nobody looks at where it is redirected to.
    if path == live::PATH {
        return next.run(request).await;
    }
    match (&viewer, is_admin_page) {
        (None, true) => respond::see_other(&admin_sign_in(request.uri())),
        (None, false) => respond::see_other("/sign-in"),
        (Some(Viewer::Partner { .. }), true) => respond::forbidden(),
        (Some(Viewer::Admin { .. }), false) => respond::see_other("/admin"),
        _ => next.run(request).await,
    }
}

/// The team's sign-in, which leads back to the page that was asked for.
fn admin_sign_in(asked: &Uri) -> String {
    let asked = asked.path_and_query().map_or("/admin", |it| it.as_str());
    let next: String = asked
        .bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("/admin/sign-in?next={next}")
}
