//! `GET /sso/cc`: a partner arrives from CC with a token that works once.

use crate::{House, address::Address, respond};
use access::{SignInError, local_path};
use axum::{
    Extension,
    extract::{Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::REFERRER_POLICY};
use serde::Deserialize;
use tower_sessions::Session;

/// Real tokens have some 500 characters.
const LONGEST_TOKEN: usize = 8_192;

/// What CC's link carries.
#[derive(Deserialize)]
pub(super) struct Link {
    sso_token: String,
    #[serde(default)]
    redirect_after: String,
}

/// Signs the partner in and sends them to their page, without the token in any address that is kept or passed on.
pub(super) async fn sign_in(
    Extension(house): Extension<House>,
    session: Session,
    Address(address): Address,
    headers: HeaderMap,
    link: Result<Query<Link>, QueryRejection>,
) -> Response {
    let answer = match link {
        _ if is_prefetch(&headers) => StatusCode::NO_CONTENT.into_response(),
        Ok(Query(link)) if link.sso_token.len() <= LONGEST_TOKEN => enter(&house, &session, &link, &address).await,
        _ => refused("no token in the link"),
    };
    ([(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))], answer).into_response()
}

async fn enter(house: &House, session: &Session, link: &Link, address: &str) -> Response {
    let entered = house.access.sign_in_partner(session, &link.sso_token, address);
    match entered.await {
        Ok(_) => respond::see_other(local_path(&link.redirect_after)),
        Err(SignInError::Refused(reason)) => refused(reason),
        Err(SignInError::Disabled) => refused("the partner is switched off"),
        Err(SignInError::Unavailable) => cc_unavailable(),
        Err(error) => {
            tracing::error!(%error, "partner sign-in failed");
            respond::unavailable()
        }
    }
}

/// A browser that looks ahead must not use the link up.
fn is_prefetch(headers: &HeaderMap) -> bool {
    let says = |name: HeaderName, word: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.to_lowercase().contains(word))
    };
    says(HeaderName::from_static("sec-purpose"), "prefetch") || says(HeaderName::from_static("purpose"), "prefetch")
}

/// One text for every reason: it tells a partner what to do and an attacker nothing.
fn refused(reason: &str) -> Response {
    tracing::warn!(reason, "partner sign-in refused");
    respond::message(
        StatusCode::UNAUTHORIZED,
        "This sign-in link does not work any more",
        "Sign-in links work once and for a few minutes only. Go back to your partner portal and open the dashboard from there again.",
        None,
    )
}

fn cc_unavailable() -> Response {
    let page = respond::message(
        StatusCode::SERVICE_UNAVAILABLE,
        "Sign-in is not possible right now",
        "CreatorCommerce, which confirms who you are, does not answer. Wait a minute, then open the dashboard from your partner portal again.",
        None,
    );
    (respond::retry_after(60), page).into_response()
}
