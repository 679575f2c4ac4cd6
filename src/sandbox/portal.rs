//! The demo portal: partners to sign in as, and the failure switches.

use std::sync::Arc;

use axum::Router;

use crate::world::World;

/// The portal.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
}
