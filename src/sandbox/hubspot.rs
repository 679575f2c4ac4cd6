//! HubSpot's CRM API (contract 3.1): contacts and owners.

mod contacts;
mod fault;
mod owners;
mod search;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::HeaderValue,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use crate::world::World;
use fault::Fault;

/// Routes below `/hubspot`.
pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/crm/v3/objects/contacts", post(contacts::create))
        .route("/crm/v3/objects/contacts/search", post(search::search))
        .route("/crm/v3/objects/contacts/batch/upsert", post(contacts::batch_upsert))
        .route("/crm/v3/objects/contacts/{id}", get(contacts::show).patch(contacts::update))
        .route("/crm/v3/owners", get(owners::list))
        .route("/crm/v3/owners/{id}", get(owners::show))
        .route("/crm/v3/properties/contacts", get(contacts::properties_list))
        .layer(from_fn_with_state(Arc::clone(world), authorise))
}

async fn authorise(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let given = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.strip_prefix("Bearer "));
    let is_search = request.uri().path().ends_with("/search");
    let mut response = if token == Some(world.options.credentials.hubspot_token.as_str()) {
        next.run(request).await
    } else {
        Fault::unauthorized().into_response()
    };
    let headers = response.headers_mut();
    if is_search {
        headers.insert("x-hubspot-rate-limit-exemptions", HeaderValue::from_static("[\"ten-secondly\"]"));
    } else {
        headers.insert("x-hubspot-ratelimit-max", HeaderValue::from_static("190"));
        headers.insert("x-hubspot-ratelimit-remaining", HeaderValue::from_static("189"));
        headers.insert("x-hubspot-ratelimit-interval-milliseconds", HeaderValue::from_static("10000"));
    }
    headers.insert("x-hubspot-ratelimit-daily", HeaderValue::from_static("650000"));
    headers.insert("x-hubspot-ratelimit-daily-remaining", HeaderValue::from_static("649900"));
    response
}
