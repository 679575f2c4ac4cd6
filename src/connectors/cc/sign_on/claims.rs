//! What an SSO token must be and say (contract A3). The clock is the handed-in one, never the library's.

use crate::wire::Json;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Email, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey};
use std::time::Duration;

const LARGEST_TOKEN: usize = 4 * 1024;
const LONGEST_LIFE_SECONDS: i64 = 300;
const LEEWAY: Duration = Duration::from_secs(10);
/// Headers that bring or name a key, or change what the signature covers.
const REFUSED_HEADERS: [&str; 9] = ["crit", "jku", "jwk", "x5u", "x5c", "x5t", "b64", "zip", "enc"];

/// What every token of the channel has in common.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) algorithm: Algorithm,
    pub(super) issuer: String,
    pub(super) audience: String,
}

/// What a token says that was found good.
#[derive(Debug)]
pub(super) struct Claims {
    pub(super) creator_id: String,
    pub(super) email: Email,
    pub(super) token_id: String,
    pub(super) expires_at: Timestamp,
}

type Checked<T> = Result<T, &'static str>;

/// Checks form, header, signature and claims, in this order.
pub(super) fn check(token: &str, key: &DecodingKey, expected: &Expected, now: Timestamp) -> Checked<Claims> {
    if token.len() > LARGEST_TOKEN {
        return Err("larger than 4 KB");
    }
    let parts: Vec<&str> = token.split('.').collect();
    let &[header, claims, signature] = parts.as_slice() else {
        return Err("not of three parts");
    };
    check_header(&part(header)?, expected.algorithm)?;
    let signed = format!("{header}.{claims}");
    let is_genuine = jsonwebtoken::crypto::verify(signature, signed.as_bytes(), key, expected.algorithm);
    if !is_genuine.unwrap_or(false) {
        return Err("the signature is wrong");
    }
    read(&part(claims)?, expected, now)
}

/// A part of the token: base64url of a JSON object.
fn part(text: &str) -> Checked<Json> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| "a part is no base64url")?;
    let json = Json::parse(&bytes).map_err(|_| "a part is no JSON")?;
    json.fields().is_some().then_some(json).ok_or("a part is no JSON object")
}

/// The algorithm is the one of our key, whatever the token would like.
fn check_header(header: &Json, algorithm: Algorithm) -> Checked<()> {
    let named = match algorithm {
        Algorithm::RS256 => "RS256",
        _ => "HS256",
    };
    if header.get("alg").verbatim() != Some(named) {
        return Err("the algorithm is not the agreed one");
    }
    if REFUSED_HEADERS.iter().any(|name| header.has(name)) {
        return Err("the header asks for more than a plain signature");
    }
    let kind = header.get("typ");
    let is_jwt = kind.is_null() || kind.verbatim().is_some_and(|it| it.eq_ignore_ascii_case("JWT"));
    is_jwt.then_some(()).ok_or("not a JWT")
}

fn read(claims: &Json, expected: &Expected, now: Timestamp) -> Checked<Claims> {
    if claims.get("iss").verbatim() != Some(expected.issuer.as_str()) {
        return Err("another issuer");
    }
    if !is_for(claims.get("aud"), &expected.audience) {
        return Err("another audience");
    }
    let expires_at = check_times(claims, now)?;
    Ok(Claims {
        creator_id: creator_id(claims.get("sub")).ok_or("sub is no creator id")?,
        email: email(claims.get("email")).ok_or("email is no e-mail address")?,
        token_id: token_id(claims.get("jti")).ok_or("jti is no token id")?,
        expires_at,
    })
}

/// A text, or a list of exactly one: a token for several audiences could be replayed between them.
fn is_for(audience: &Json, expected: &str) -> bool {
    let single = match audience.items() {
        Some([one]) => one,
        Some(_) => return false,
        None => audience,
    };
    single.verbatim().is_some_and(|it| it.eq_ignore_ascii_case(expected))
}

fn check_times(claims: &Json, now: Timestamp) -> Checked<Timestamp> {
    let issued = seconds(claims.get("iat")).ok_or("iat is no time")?;
    let begins = seconds(claims.get("nbf")).ok_or("nbf is no time")?;
    let expires = seconds(claims.get("exp")).ok_or("exp is no time")?;
    if !(1..=LONGEST_LIFE_SECONDS).contains(&(expires - issued)) {
        return Err("it lives longer than five minutes");
    }
    let [issued, begins, expires] = [issued, begins, expires].map(|it| Timestamp::from_millis(it * 1_000));
    if issued > now.plus(LEEWAY) || begins > now.plus(LEEWAY) {
        return Err("not yet valid");
    }
    if expires.plus(LEEWAY) <= now {
        return Err("expired");
    }
    Ok(expires)
}

/// A JSON number of whole seconds, of a time that can be.
fn seconds(json: &Json) -> Option<i64> {
    let is_number = matches!(json, Json::Number(_));
    let seconds = json.whole().filter(|_| is_number)?;
    (0..=100_000_000_000).contains(&seconds).then_some(seconds)
}

fn creator_id(json: &Json) -> Option<String> {
    let id = json.verbatim()?;
    let good = id.len() == 24 && id.bytes().all(|it| it.is_ascii_hexdigit());
    good.then(|| id.to_ascii_lowercase())
}

fn email(json: &Json) -> Option<Email> {
    json.verbatim()?.parse().ok()
}

fn token_id(json: &Json) -> Option<String> {
    let id = json.verbatim()?;
    let good = (8..=128).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_graphic());
    good.then(|| id.to_owned())
}
