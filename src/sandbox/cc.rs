//! CC's Unified API (contract A1, A3, A10) and our own sign-in exchange beside it.

mod channel;
mod collabs;
mod creators;
mod documents;
mod drops;
mod fault;
mod input;
mod metrics;
pub(crate) mod sso;
mod storage;
mod views;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};

pub(crate) use channel::escape;
pub(crate) use fault::Fault;
pub(crate) use storage::routes as storage_routes;

use crate::world::World;

/// Routes below `/cc`.
pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let channel = Router::new()
        .route("/", get(channel::show))
        .route("/settings", post(channel::update_settings))
        .route("/creators/magic-link", get(channel::magic_link))
        .route("/integrations/connect", post(channel::connect))
        .route("/integrations/disconnect", post(channel::disconnect))
        .route("/collabs", get(collabs::list))
        .route("/collabs/{collab}", get(collabs::show).post(collabs::update))
        .route("/collab-tiers", get(collabs::tiers))
        .route("/collabs/{collab}/drops/{drop}", post(drops::update_channel_drop))
        .route("/collabs/{collab}/drops/{drop}/products", post(drops::append_products))
        .route("/collabs/{collab}/drops/{drop}/enhancements/{enhancement}", post(drops::update_enhancement))
        // The vendor's Postman file spells it so.
        .route("/collabs/{collab}/drops/{drop}/enhancement/{enhancement}", post(drops::update_enhancement))
        .route("/custom-field-definitions", get(documents::definitions).post(documents::create_definition))
        .route("/form-definitions", get(documents::forms).post(documents::create_form))
        .route("/form-definitions/{id}", get(documents::form).post(documents::update_form))
        .route("/campaigns", get(documents::campaigns).post(documents::create_campaign))
        .route("/campaigns/{id}", get(documents::campaign).post(documents::update_campaign))
        .route("/metrics/session", get(metrics::session))
        .route("/metrics/revenue", get(metrics::revenue));
    Router::new()
        .nest("/channels/{domain}", channel.layer(from_fn_with_state(Arc::clone(world), known_channel)))
        .route("/integrations/listings", get(channel::listings))
        .route("/creators/collabs", get(creators::list).post(creators::create))
        .route("/creators/collabs/{collab}", post(creators::update))
        .route("/creators/collabs/{collab}/drops", post(drops::create))
        .route("/creators/collabs/{collab}/drops/{drop}", post(drops::replace))
        .route("/creators/{creator}/drops/{drop}/cart", get(drops::cart))
        .route("/creators/{creator}/forms", get(documents::creator_forms))
        .route("/storage/presigned-url", get(storage::presign))
        .route("/auth/sso/exchange", post(sso::exchange))
        .fallback(no_route)
        .layer(from_fn_with_state(Arc::clone(world), authorise))
}

async fn no_route(request: Request) -> Fault {
    Fault::new(404, format!("Cannot {} {}", request.method(), request.uri().path()))
}

/// The key comes in one of three headers; the read-only one may not write.
async fn authorise(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let key = &world.options.credentials.cc_token;
    match presented_key(request.headers()) {
        Some(given) if given == key => next.run(request).await,
        Some(given) if given.strip_suffix("-readonly") == Some(key) => {
            if request.method() == Method::GET {
                next.run(request).await
            } else {
                Fault::new(403, "Insufficient permissions").into_response()
            }
        }
        _ => Fault::unauthorized().into_response(),
    }
}

fn presented_key(headers: &HeaderMap) -> Option<&str> {
    let named = |name| headers.get(name).and_then(|value| value.to_str().ok());
    named("x-channel-access-token")
        .or_else(|| named("x-partner-access-token"))
        .or_else(|| named("authorization").and_then(|value| value.strip_prefix("Bearer ")))
}

/// There is one channel; every other domain is "not found", which CC reports as a 500.
async fn known_channel(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let original = request.extensions().get::<axum::extract::OriginalUri>().map_or(path, |uri| uri.path());
    let domain = original.split('/').skip_while(|part| *part != "channels").nth(1);
    if domain == Some(crate::CHANNEL_DOMAIN) { next.run(request).await } else { Fault::not_found().into_response() }
}
