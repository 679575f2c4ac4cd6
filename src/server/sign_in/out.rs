//! Signing out, here or everywhere.

use crate::{House, respond};
use access::{AccessError, Viewer};
use axum::{Extension, response::Response};
use tower_sessions::Session;

/// Ends this session.
pub(super) async fn sign_out(
    Extension(house): Extension<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    session: Session,
) -> Response {
    let ended = house.access.sign_out(&session).await;
    left(ended, viewer.as_ref())
}

/// Ends every session of whoever is signed in.
pub(super) async fn sign_out_everywhere(
    Extension(house): Extension<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    session: Session,
) -> Response {
    let ended = match &viewer {
        Some(viewer) => house.access.sign_out_everywhere(&session, viewer).await,
        None => Ok(()),
    };
    left(ended, viewer.as_ref())
}

fn left(ended: Result<(), AccessError>, viewer: Option<&Viewer>) -> Response {
    if let Err(error) = ended {
        tracing::error!(%error, "sign-out failed");
        return respond::unavailable();
    }
    if viewer.is_some_and(Viewer::is_admin) {
        respond::see_other("/admin/sign-in")
    } else {
        respond::see_other("/sign-in")
    }
}
