//! Who asks: the key of a request, and the channel that it opens.

use super::{Affiliates, busy};
use crate::problem::problem;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header::AUTHORIZATION, header::WWW_AUTHENTICATE},
    response::Response,
};
use domain::{ApiKeyId, partner::Channel};
use secrecy::SecretString;
use store::KeyScope;

const API_KEY: &str = "y-api-key";

/// Whoever the key belongs to.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) key: ApiKeyId,
    pub(super) channel: Channel,
}

impl Caller {
    /// As the history of commissions names them.
    pub(super) fn account(&self) -> String {
        format!("key:{}", self.key)
    }
}

/// Finds out who asks, and whether they may.
pub(super) async fn caller(
    affiliates: &Affiliates,
    headers: &HeaderMap,
    needed: KeyScope,
) -> Result<Caller, Box<Response>> {
    let Some(secret) = secret(headers) else {
        return Err(Box::new(unauthorized("Send your key as Y-API-Key, or as Authorization: Bearer.")));
    };
    let key = affiliates.access.api_key(&secret).await.map_err(|error| Box::new(fail(&error)))?;
    let Some(key) = key else {
        return Err(Box::new(unauthorized("This key opens nothing. It may have been revoked.")));
    };
    if key.scope < needed {
        return Err(Box::new(problem(StatusCode::FORBIDDEN, "This key may only read.")));
    }
    let channel = affiliates.program.store().channel(&key.channel_id).await.map_err(|error| Box::new(fail(&error)))?;
    let Some(channel) = channel else {
        return Err(Box::new(unauthorized("This key opens nothing.")));
    };
    Ok(Caller { key: key.id, channel })
}

fn fail(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a key could not be looked up");
    busy()
}

fn secret(headers: &HeaderMap) -> Option<SecretString> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty());
    let bearer = || {
        let (scheme, token) = text(AUTHORIZATION.as_str())?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    };
    text(API_KEY).or_else(bearer).map(SecretString::from)
}

fn unauthorized(detail: &str) -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, detail);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}
