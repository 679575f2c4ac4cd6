//! `/admin/sign-in`: the team's form.

use crate::{House, address::Address, respond};
use access::{SignInError, Viewer, local_path};
use app::documents::{AdminSignInForm, admin_sign_in_html};
use axum::{
    Extension, Form,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{Html, IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use tower_sessions::Session;

/// Where to go afterwards.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// What the form sends.
#[derive(Default, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The form; whoever is signed in already goes on.
pub(super) async fn page(
    Extension(viewer): Extension<Option<Viewer>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    if viewer.as_ref().is_some_and(Viewer::is_admin) {
        return respond::see_other(team_path(&asked.next));
    }
    let form = AdminSignInForm { email: String::new(), error: None, next: team_path(&asked.next).to_owned() };
    Html(admin_sign_in_html(&form)).into_response()
}

/// Signs an admin in, or shows the form again with what was typed (but the password) and what is wrong.
pub(super) async fn sign_in(
    Extension(house): Extension<House>,
    session: Session,
    Address(address): Address,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else {
        return again(
            StatusCode::BAD_REQUEST,
            &Filled::default(),
            "The form did not arrive whole. Please fill it in again.",
        );
    };
    if filled.email.trim().is_empty() || filled.password.is_empty() {
        let hint = "Enter your e-mail address and your password.";
        return again(StatusCode::UNPROCESSABLE_ENTITY, &filled, hint);
    }
    let Filled { email, password, next } = &filled;
    let entered = house.access.sign_in_admin(&session, email, password, &address);
    match entered.await {
        Ok(_) => respond::see_other(team_path(next)),
        Err(SignInError::TooMany { retry_after }) => {
            let minutes = retry_after.as_secs().div_ceil(60);
            let hint = format!("Too many failed sign-ins. Please wait {minutes} min and try again.");
            let page = again(StatusCode::TOO_MANY_REQUESTS, &filled, &hint);
            (respond::retry_after(retry_after.as_secs()), page).into_response()
        }
        Err(SignInError::Store(error)) => {
            tracing::error!(%error, "admin sign-in failed");
            let hint = "Tandem cannot reach its own data right now. Please try again in a few seconds.";
            let page = again(StatusCode::SERVICE_UNAVAILABLE, &filled, hint);
            (respond::retry_after(5), page).into_response()
        }
        Err(_) => again(StatusCode::UNAUTHORIZED, &filled, "The e-mail address or the password is wrong."),
    }
}

fn again(status: StatusCode, filled: &Filled, hint: &str) -> Response {
    let form = AdminSignInForm {
        email: filled.email.clone(),
        error: Some(hint.to_owned()),
        next: team_path(&filled.next).to_owned(),
    };
    (status, Html(admin_sign_in_html(&form))).into_response()
}

/// A page of the team, or its first one.
fn team_path(asked: &str) -> &str {
    match local_path(asked) {
        path if path == "/admin" || path.starts_with("/admin/") || path.starts_with("/admin?") => path,
        _ => "/admin",
    }
}
