//! Sign-in (contract A3): mints SSO tokens, and exchanges each of them once.

use std::sync::Arc;

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::{Fault, input::Fields};
use crate::{CHANNEL_DOMAIN, SSO_ISSUER, model::Partner, world::World};

const LIFETIME_S: i64 = 120;
const ACCESS_LIFETIME_S: i64 = 900;

/// `POST /auth/sso/exchange` `{"sso_token": "…"}`
pub(super) async fn exchange(State(world): State<Arc<World>>, fields: Fields) -> Result<Json<Value>, Fault> {
    let token = fields.text("sso_token").ok().flatten().ok_or_else(Fault::unauthorized)?;
    let claims = verified(&token, &world.options.credentials.cc_sso_secret).ok_or_else(Fault::unauthorized)?;
    let now_ms = world.clock.now_ms();
    let now = now_ms / 1000;
    let (jti, expires, creator) = checked(&claims, now).ok_or_else(Fault::unauthorized)?;
    let mut state = world.write();
    let partner =
        state.partners.iter().find(|partner| partner.creator_id == creator).ok_or_else(Fault::unauthorized)?;
    if claims["email"].as_str() != Some(partner.email.as_str()) {
        return Err(Fault::unauthorized());
    }
    let access = json!({
        "iss": SSO_ISSUER, "aud": CHANNEL_DOMAIN, "sub": partner.creator_id, "iat": now, "exp": now + ACCESS_LIFETIME_S,
        "scope": "creator", "jti": fresh_id(),
    });
    let answer = json!({
        "access_token": sign("HS256", &access, &world.options.credentials.cc_sso_secret), "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME_S, "partner_id": partner.creator_id, "email": partner.email,
        "myshopify_domain": CHANNEL_DOMAIN,
    });
    // Checked and noted under one lock: of two racing requests one loses.
    state.cc.used_jti.retain(|_, until| *until > now);
    if state.cc.used_jti.insert(jti, expires).is_some() {
        return Err(Fault::unauthorized());
    }
    Ok(Json(answer))
}

/// The claims of a token whose algorithm is HS256 and whose signature holds.
fn verified(token: &str, secret: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let decode = |part: &str| -> Option<Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok() };
    if decode(header)?["alg"] != "HS256" {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    decode(claims)
}

/// Token id, expiry and creator, when issuer, audience and times are right.
fn checked(claims: &Value, now: i64) -> Option<(String, i64, String)> {
    let (issued, expires) = (claims["iat"].as_i64()?, claims["exp"].as_i64()?);
    let not_before = claims["nbf"].as_i64().unwrap_or(issued);
    let timely = not_before <= now + 5 && expires > now && expires - issued <= 300;
    let ours = claims["iss"] == SSO_ISSUER && claims["aud"] == CHANNEL_DOMAIN;
    let jti = claims["jti"].as_str().filter(|jti| !jti.is_empty())?;
    (timely && ours).then_some((jti.to_owned(), expires, claims["sub"].as_str()?.to_owned()))
}

/// A new SSO token for a partner. Overrides replace claims (null removes one); `alg` replaces the header's.
pub(crate) fn mint(
    world: &World,
    partner: &Partner,
    overrides: Option<&Map<String, Value>>,
    secret: Option<&str>,
) -> String {
    let now = world.clock.now_ms() / 1000;
    let mut alg = "HS256".to_owned();
    let mut claims = json!({
        "iss": SSO_ISSUER, "aud": CHANNEL_DOMAIN, "sub": partner.creator_id, "email": partner.email,
        "iat": now, "nbf": now, "exp": now + LIFETIME_S, "jti": fresh_id(),
    });
    for (name, value) in overrides.into_iter().flatten() {
        match (name.as_str(), value, claims.as_object_mut()) {
            ("alg", Value::String(other), _) => alg.clone_from(other),
            (_, Value::Null, Some(claims)) => drop(claims.remove(name)),
            (_, value, Some(claims)) => drop(claims.insert(name.clone(), value.clone())),
            _ => {}
        }
    }
    sign(&alg, &claims, secret.unwrap_or(&world.options.credentials.cc_sso_secret))
}

/// Signs with HMAC-SHA256 whatever the header says; "none" gets an empty signature.
fn sign(alg: &str, claims: &Value, secret: &str) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&json!({"alg": alg, "typ": "JWT"})), encode(claims));
    let signature = if alg.eq_ignore_ascii_case("none") {
        Vec::new()
    } else {
        crate::webhooks::hmac_sha256(secret.as_bytes(), signed.as_bytes())
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Random: two runs of the demo must not mint the same token id.
fn fresh_id() -> String {
    let mut bytes = [0; 16];
    let _ = getrandom::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
