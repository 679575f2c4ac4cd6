//! Attacks on the sign-on, each refused, and the good case.

use crate::stub::{NOW, Reply, Stub, TOKEN, ok, status, text};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use connectors::{
    ConnectorError, SignOn,
    cc::sign_on::{CcSignOn, SignOnConfig, SignOnKey},
    sign_on::{SignOnError, SignedOn},
};
use hmac::{Hmac, Mac};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};
use std::time::Duration;

const SECRET: &str = "a-signing-key-of-thirty-two-bytes-or-more";
const CREATOR: &str = "64b000000000000000000001";
const SECONDS: i64 = NOW.millis() / 1_000;

const RSA_KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsziNEL8vmMKWNsc51l8G
VB7nzgr1ClkCnte0gdya2Nn8Ye80UzLgHMwc8RJRDV50IoTpoow5XDJAEHQ+X+mU
dAz9cKdqHwZX1Mcbd0ufrWk4k9FANlTApeneacu2XlnUhfM6CTiRGFRa8oc8KfyC
UL7x2o+bw7Btyp4xqGcEGmKnfl8+AXe2CPYuNxJRIFB5UJ++CtDNXpXq13DmB8xq
VX0Wm+39Zsr0X9sDebT9bquMoedgJbq2OzkixHVkjwS5oE0Lr+xQI2evUzm+YqX6
I1tnrx93ElY4k6dmd3An9QQQv75BuF6zjblWRY11Z2i7muVY1ixOCAeQoooRczPn
0wIDAQAB
-----END PUBLIC KEY-----
";
/// Signed by openssl with the private half of the key above, with the claims of [`claims`].
const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2NjLmV4YW1wbGUiLCJhdWQiOiJkZW1vLm15c2hvcGlmeS5jb20iLCJzdWIiOiI2NGIwMDAwMDAwMDAwMDAwMDAwMDAwMDEiLCJlbWFpbCI6ImFuYUBleGFtcGxlLmNvbSIsImlhdCI6MTgwMDAwMDAwMCwibmJmIjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDAxMjAsImp0aSI6InRva2VuLWlkLTAwMDEifQ.jicfaXxWhEwmZx2SoX8MDyilMRQvmuZ5j5erhXV-LpwwUUN5Qs-DYhVTaGNikgnUOafu0TpE14fz9wNNmPepDCLsjFKPa9eI_VTYk20qGAHdOirv9-x6kFOlal6kdcpVy95kov3wIDWrzYKRmbgGj3iv7yL225uWDI-EE2o53x-jA2pnhviwOhYZvO1jwNcYzvpRiibyjmjimr6ro_M5I71QnHikb7Nd0xAm2rl3KQBoWdOiWAgwOxznDpIX4hv0sNN4I3IRAw3b2ZHbfeIkD6lueOAozwakVJoY4eLDJJaAT2FcEpXyUTizSQOGK5mKW4SFP2qIxNS6Bliq73fl9Q";

fn claims() -> Value {
    json!({
        "iss": "https://cc.example", "aud": "demo.myshopify.com", "sub": CREATOR, "email": "ana@example.com",
        "iat": SECONDS, "nbf": SECONDS, "exp": SECONDS + 120, "jti": "token-id-0001"
    })
}

fn with(change: Value) -> Value {
    let mut all = claims();
    for (name, value) in change.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn without(name: &str) -> Value {
    let mut all = claims();
    all.as_object_mut().unwrap().remove(name);
    all
}

fn encoded(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn hs256(key: &[u8], signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(signed.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

fn token_with(header: &Value, claims: &Value, key: &str) -> String {
    let signed = format!("{}.{}", encoded(header), encoded(claims));
    let signature = hs256(key.as_bytes(), &signed);
    format!("{signed}.{signature}")
}

fn token(claims: &Value) -> String {
    token_with(&json!({"alg": "HS256", "typ": "JWT"}), claims, SECRET)
}

fn good_answer() -> Value {
    json!({
        "access_token": "the-access-token", "token_type": "Bearer", "expires_in": 900,
        "partner_id": CREATOR, "email": "Ana@example.com", "myshopify_domain": "demo.myshopify.com"
    })
}

fn sign_on_at(stub: &Stub, key: SignOnKey) -> connectors::Result<CcSignOn> {
    let config = SignOnConfig {
        base_url: stub.url.clone(),
        channel_token: TOKEN.into(),
        issuer: "https://cc.example".into(),
        channel_domain: "demo.myshopify.com".into(),
        key,
    };
    CcSignOn::with_policy(config, crate::stub::quick(), stub.clock.clone())
}

async fn exchange(reply: Reply, token: &str) -> (Result<SignedOn, SignOnError>, usize) {
    let stub = Stub::saying([reply]).await;
    let sign_on = sign_on_at(&stub, SignOnKey::Hs256(SECRET.into())).unwrap();
    (sign_on.exchange(token).await, stub.count())
}

#[track_caller]
fn assert_refused(name: &str, answer: &Result<SignedOn, SignOnError>) {
    assert!(matches!(answer, Err(SignOnError::Refused(_))), "{name}: {answer:?}");
}

#[tokio::test]
async fn a_good_token_signs_the_partner_on() {
    let stub = Stub::saying([ok(good_answer())]).await;
    let sign_on = sign_on_at(&stub, SignOnKey::Hs256(SECRET.into())).unwrap();
    let good = token(&claims());
    let signed_on = sign_on.exchange(&good).await.unwrap();
    assert_eq!((signed_on.creator_id.as_str(), signed_on.email.as_str()), (CREATOR, "ana@example.com"));
    assert_eq!(
        (signed_on.token_id.as_str(), signed_on.expires_at.millis()),
        ("token-id-0001", (SECONDS + 120) * 1_000)
    );
    assert_eq!(signed_on.channel_domain, "demo.myshopify.com");
    assert_eq!(signed_on.access_token.expose_secret(), "the-access-token");
    assert!(!format!("{signed_on:?}").contains("the-access-token"));
    let seen = &stub.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path()), ("POST", "/auth/sso/exchange"));
    assert_eq!(seen.json(), json!({ "sso_token": good }));
    assert_eq!(seen.headers["x-channel-access-token"], TOKEN);
}

#[tokio::test]
async fn small_differences_of_clocks_and_spelling_are_forgiven() {
    for change in [
        json!({"aud": ["demo.myshopify.com"]}),
        json!({"iat": SECONDS + 9, "nbf": SECONDS + 9}),
        json!({"iat": SECONDS - 129, "nbf": SECONDS - 129, "exp": SECONDS - 9}),
        json!({"iat": SECONDS, "exp": SECONDS + 300}),
        json!({"email": "ANA@Example.com"}),
        json!({"something": {"new": [1]}}),
    ] {
        let (answer, _) = exchange(ok(good_answer()), &token(&with(change.clone()))).await;
        assert!(answer.is_ok(), "{change}: {answer:?}");
    }
}

#[tokio::test]
async fn bad_claims_are_refused_before_cc_is_asked() {
    let mut bad: Vec<Value> =
        ["iss", "aud", "sub", "email", "iat", "nbf", "exp", "jti"].into_iter().map(without).collect();
    bad.extend(
        [
            json!({"iss": "https://evil.example"}),
            json!({"iss": ["https://cc.example"]}),
            json!({"aud": "other.myshopify.com"}),
            json!({"aud": []}),
            json!({"aud": ["demo.myshopify.com", "other.myshopify.com"]}),
            json!({"aud": {"0": "demo.myshopify.com"}}),
            json!({"sub": "64b0"}),
            json!({"sub": "zzb000000000000000000001"}),
            json!({"sub": 7}),
            json!({"email": "ana"}),
            json!({"exp": SECONDS - 11, "iat": SECONDS - 100, "nbf": SECONDS - 100}),
            json!({"iat": SECONDS + 11, "exp": SECONDS + 100}),
            json!({"nbf": SECONDS + 11}),
            json!({"exp": SECONDS + 301}),
            json!({"exp": SECONDS + 86_400}),
            json!({"exp": SECONDS, "iat": SECONDS}),
            json!({"exp": SECONDS - 5, "iat": SECONDS}),
            json!({"exp": (SECONDS + 120).to_string()}),
            json!({"exp": 1e300}),
            json!({"exp": i64::MAX, "iat": i64::MAX - 10}),
            json!({"iat": -5}),
            json!({"jti": "short"}),
            json!({"jti": "x".repeat(129)}),
            json!({"jti": "with space"}),
            json!({"jti": null}),
        ]
        .into_iter()
        .map(with),
    );
    assert!(bad.len() >= 20);
    for claims in bad {
        let (answer, asked) = exchange(ok(good_answer()), &token(&claims)).await;
        assert_refused(&claims.to_string(), &answer);
        assert_eq!(asked, 0, "{claims}");
    }
}

#[tokio::test]
async fn bad_headers_are_refused() {
    let none = format!("{}.{}.", encoded(&json!({"alg": "none"})), encoded(&claims()));
    let mut bad = vec![none];
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "None"}),
        json!({"alg": "hs256"}),
        json!({"alg": "HS384"}),
        json!({"alg": "HS512"}),
        json!({"alg": "RS256"}),
        json!({"alg": "ES256"}),
        json!({"alg": ["HS256"]}),
        json!({"alg": null}),
        json!({"typ": "JWT"}),
        json!({"alg": "HS256", "typ": "JWE"}),
        json!({"alg": "HS256", "crit": ["exp"]}),
        json!({"alg": "HS256", "jku": "https://evil.example/keys"}),
        json!({"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}}),
        json!({"alg": "HS256", "x5u": "https://evil.example/cert"}),
        json!({"alg": "HS256", "x5c": ["AAAA"]}),
        json!({"alg": "HS256", "b64": false}),
        json!({"alg": "HS256", "zip": "DEF"}),
        json!([]),
        json!("HS256"),
    ] {
        bad.push(token_with(&header, &claims(), SECRET));
    }
    for token in bad {
        let (answer, asked) = exchange(ok(good_answer()), &token).await;
        assert_refused(&token, &answer);
        assert_eq!(asked, 0);
    }
}

#[tokio::test]
async fn forged_and_broken_tokens_are_refused() {
    let good = token(&claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, body) = signed.split_once('.').unwrap();
    let mut sha512 = Hmac::<Sha512>::new_from_slice(SECRET.as_bytes()).unwrap();
    sha512.update(signed.as_bytes());
    let other_claims = encoded(&with(json!({"sub": "64b000000000000000000002"})));
    let bad = [
        String::new(),
        "..".into(),
        "a.b.c".into(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{signed}.{}", &signature[..20]),
        format!("{signed}.{signature}.{signature}"),
        format!("{signed}.A{}", &signature[1..]),
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(sha512.finalize().into_bytes())),
        format!("{header}.{other_claims}.{signature}"),
        format!("{header}=.{body}.{signature}"),
        format!(" {good}"),
        format!("{good} "),
        token_with(&json!({"alg": "HS256"}), &claims(), "another-key-of-thirty-two-bytes-or-more"),
        token_with(&json!({"alg": "HS256"}), &claims(), ""),
        token(&json!([])),
        token(&json!("x")),
        token(&with(json!({"pad": "x".repeat(4_096)}))),
        RSA_TOKEN.into(),
    ];
    for token in bad {
        let (answer, asked) = exchange(ok(good_answer()), &token).await;
        assert_refused(&token, &answer);
        assert_eq!(asked, 0, "{token}");
    }
}

#[tokio::test]
async fn rsa_keys_verify_rsa_tokens_only() {
    let stub = Stub::saying([ok(good_answer())]).await;
    let sign_on = sign_on_at(&stub, SignOnKey::Rs256Pem(RSA_KEY.into())).unwrap();
    assert!(sign_on.exchange(RSA_TOKEN).await.is_ok());
    // The public key is no secret: nobody may sign with it as if it were one.
    for (alg, key) in [("HS256", RSA_KEY), ("HS256", RSA_KEY.trim()), ("RS256", RSA_KEY)] {
        let forged = token_with(&json!({ "alg": alg }), &claims(), key);
        assert_refused(alg, &sign_on.exchange(&forged).await);
    }
    let mut bent = RSA_TOKEN.to_owned();
    bent.replace_range(bent.len() - 10..bent.len() - 9, "_");
    assert_refused("bent", &sign_on.exchange(&bent).await);
    assert_eq!(stub.count(), 1);
}

#[tokio::test]
async fn the_handed_in_clock_decides() {
    let stub = Stub::saying([ok(good_answer())]).await;
    let sign_on = sign_on_at(&stub, SignOnKey::Hs256(SECRET.into())).unwrap();
    let good = token(&claims());
    assert!(sign_on.exchange(&good).await.is_ok());
    stub.clock.advance(Duration::from_secs(129));
    assert!(sign_on.exchange(&good).await.is_ok());
    stub.clock.advance(Duration::from_secs(1));
    assert_refused("expired", &sign_on.exchange(&good).await);
}

#[tokio::test]
async fn cc_must_name_the_same_person_and_channel() {
    for (field, other) in [
        ("partner_id", json!("64b000000000000000000002")),
        ("partner_id", json!(null)),
        ("email", json!("bo@example.com")),
        ("email", json!("")),
        ("myshopify_domain", json!("other.myshopify.com")),
        ("myshopify_domain", json!(null)),
    ] {
        let mut answer = good_answer();
        answer[field] = other;
        let (answer, _) = exchange(ok(answer), &token(&claims())).await;
        assert_refused(field, &answer);
    }
}

#[tokio::test]
async fn cc_that_refuses_and_cc_that_fails_are_told_apart() {
    let refusal = json!({"statusCode": 401, "error": "Unauthorized", "message": "Invalid or expired token"});
    for code in [401, 400, 409, 422] {
        let (answer, asked) = exchange(status(code, refusal.clone()), &token(&claims())).await;
        assert_refused("refused by CC", &answer);
        assert_eq!(asked, 1);
    }
    for reply in [text(500, "boom"), text(200, "<html>"), ok(json!({"token_type": "Bearer"})), ok(json!({}))] {
        let (answer, asked) = exchange(reply, &token(&claims())).await;
        assert!(matches!(answer, Err(SignOnError::Unavailable(_))), "{answer:?}");
        assert_eq!(asked, 1, "an exchange is never repeated");
    }
}

#[tokio::test]
async fn weak_or_broken_keys_are_refused_at_once() {
    let stub = Stub::saying([]).await;
    for key in [SignOnKey::Hs256("short".into()), SignOnKey::Hs256("".into()), SignOnKey::Rs256Pem("no pem".into())] {
        assert!(matches!(sign_on_at(&stub, key), Err(ConnectorError::Malformed { .. })));
    }
}
