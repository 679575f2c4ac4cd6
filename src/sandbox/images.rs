//! Generated SVG illustrations: products, partners, drops and collections.

use std::sync::Arc;

use axum::Router;

use crate::world::World;

/// Routes below `/images`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
}
