//! The demo portal: partners to sign in as, and the failure switches.

mod page;
mod panels;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{
    cc::{escape, sso},
    world::World,
};

type Shared = State<Arc<World>>;
type Params = Query<HashMap<String, String>>;

/// The portal's routes.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(show))
        .route("/portal", get(show))
        .route("/portal/open/{handle}", get(open))
        .route("/portal/invitation", get(invitation))
}

async fn show(State(world): Shared, Query(params): Params) -> Html<String> {
    let query = params.get("q").map(|query| query.trim()).unwrap_or_default();
    Html(page::portal(&world, query))
}

/// Mints a token on the server and goes to Tandem with it.
async fn open(State(world): Shared, Path(handle): Path<String>, Query(params): Params) -> Response {
    let state = world.read();
    let Some(n) = state.partner_by_handle(&handle) else {
        return (StatusCode::NOT_FOUND, Html(page::message("No such partner", "Nobody has this handle.")))
            .into_response();
    };
    let token = sso::mint(&world, &state.partners[n], None, None);
    let after = params.get("redirect_after").map_or("/", String::as_str);
    let app = world.options.app_url.trim_end_matches('/');
    let location = format!("{app}/sso/cc?sso_token={token}&redirect_after={}", escape(after));
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// Where CC's magic link for a new address leads.
async fn invitation(Query(params): Params) -> Html<String> {
    let email = params.get("email").map_or("", String::as_str);
    let text = format!("An invitation for {email} would be accepted here. In the demo there is nothing more to do.");
    Html(page::message("You are invited", &text))
}
