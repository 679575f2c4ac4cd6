//! The application's pages and server functions, with what they need in context.

use crate::{House, headers::Policy};
use app::{App, Services, shell};
use axum::Router;
use http::header::CONTENT_SECURITY_POLICY;
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use std::sync::OnceLock;

/// Pages that the application knows. Asked once: asking runs the application, and while it runs no other page may load.
pub fn listing() -> Vec<AxumRouteListing> {
    static LISTING: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    LISTING.get_or_init(|| generate_route_list(App)).clone()
}

/// All pages, and the server functions with them.
pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    let options = house.leptos.clone();
    Router::new().leptos_routes_with_context(
        &house.leptos,
        listing(),
        context(house.services(), Policy::of(house)),
        move || shell(options.clone()),
    )
}

fn context(services: Services, policy: Policy) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(services.clone());
        // Only pages have a nonce; server functions answer data and fall under the policy of plain documents.
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy.page(&nonce));
        }
    }
}
