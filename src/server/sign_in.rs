//! Signing in and out: partners by CC's link or by their private door, the team by e-mail and password.

mod admin;
mod door;
mod out;
mod sso;

use crate::House;
use axum::{
    Router,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use leptos::config::LeptosOptions;

/// All of it, without the guard: whoever comes here is not signed in yet.
pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new()
        .route("/sso/cc", get(sso::sign_in).head(no_head))
        .route("/sign-in", get(partner_page))
        .route("/admin/sign-in", get(admin::page).post(admin::sign_in))
        .route("/d/{token}", get(door::page).post(door::knock))
        .route("/d/{token}/forgot", post(door::forgot))
        .route("/sign-out", post(out::sign_out))
        .route("/sign-out-everywhere", post(out::sign_out_everywhere))
        .layer(axum::Extension(house.clone()))
}

/// Says how partners get in.
async fn partner_page() -> Response {
    Html(app::documents::sign_in_html()).into_response()
}

/// Looking at a link that works once must not use it up.
async fn no_head() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}
