//! Generated SVG illustrations: products, partners, drops and collections.

mod scenes;
mod shapes;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{rng::hash, world::World};

/// Routes below `/images`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/images/products/{file}", get(product))
        .route("/images/people/{file}", get(person))
        .route("/images/drops/{file}", get(landscape))
        .route("/images/collections/{file}", get(landscape))
}

async fn product(State(world): State<Arc<World>>, Path(file): Path<String>) -> Response {
    let Some(id) = file.strip_suffix(".svg").and_then(|id| id.parse::<u64>().ok()) else { return missing() };
    let state = world.read();
    match state.products.iter().find(|product| product.id == id) {
        Some(product) => svg(scenes::product(product.shape, id)),
        None => missing(),
    }
}

async fn person(State(world): State<Arc<World>>, Path(file): Path<String>) -> Response {
    let Some(handle) = file.strip_suffix(".svg") else { return missing() };
    let state = world.read();
    match state.partners.iter().find(|partner| partner.handle == handle) {
        Some(partner) => {
            let initial = |name: &str| name.chars().find(|c| c.is_alphabetic()).map(|c| c.to_uppercase().to_string());
            let initials: String =
                [&partner.first_name, &partner.last_name].into_iter().filter_map(|n| initial(n)).collect();
            svg(scenes::portrait(&initials, hash(5, handle)))
        }
        None => missing(),
    }
}

/// Drops and collections show a landscape of their own.
async fn landscape(Path(file): Path<String>) -> Response {
    match file.strip_suffix(".svg") {
        Some(name) => svg(scenes::landscape(hash(9, name))),
        None => missing(),
    }
}

fn svg(text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, text).into_response()
}

fn missing() -> Response {
    StatusCode::NOT_FOUND.into_response()
}
