//! CC's single sign-on over HTTP: the token is checked here, then exchanged at CC, and both must say the same.
//!
//! CC publishes no contract for this part (contract A3): it stands behind [`crate::SignOn`] so that the real one can replace it.

mod claims;

use super::TOKEN_HEADER;
use crate::{
    ConnectorError, Result,
    http::{Call, HttpPolicy, Limits, Setup, VendorClient},
    sign_on::{SignOn, SignOnError, SignedOn},
    wire::{Json, malformed},
};
use async_trait::async_trait;
use claims::{Claims, Expected};
use domain::{Clock, Email};
use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::{fmt, sync::Arc};

/// Shorter keys can be guessed (RFC 7518, 3.2).
const SHORTEST_SECRET: usize = 32;

/// The key with which CC signs; it also says which algorithm is the only one accepted.
#[derive(Debug, Clone)]
pub enum SignOnKey {
    /// A shared secret of at least 32 bytes.
    Hs256(SecretString),
    /// CC's public RSA key as PEM.
    Rs256Pem(String),
}

/// How to check and exchange CC's tokens for one channel.
#[derive(Debug, Clone)]
pub struct SignOnConfig {
    /// CC's base URL.
    pub base_url: String,
    /// The channel's access token.
    pub channel_token: SecretString,
    /// Who makes the tokens (`iss`).
    pub issuer: String,
    /// The channel's `myshopify` domain (`aud`).
    pub channel_domain: String,
    /// The key that tokens are signed with.
    pub key: SignOnKey,
}

/// Checks and exchanges CC's tokens for one channel.
pub struct CcSignOn {
    http: VendorClient,
    key: DecodingKey,
    expected: Expected,
    clock: Arc<dyn Clock>,
}

impl CcSignOn {
    /// A sign-on with the usual patience.
    ///
    /// # Errors
    /// When the base URL, the token or the key cannot be used.
    pub fn new(config: SignOnConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(config, HttpPolicy::default(), clock)
    }

    /// A sign-on with another patience.
    ///
    /// # Errors
    /// When the base URL, the token or the key cannot be used.
    pub fn with_policy(config: SignOnConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let (key, algorithm) = decoding_key(&config.key)?;
        let setup = Setup {
            vendor: "cc sign-on",
            base_url: &config.base_url,
            headers: vec![(TOKEN_HEADER, config.channel_token)],
            limits: Limits::default(),
            judge: |_, _| None,
        };
        Ok(Self {
            http: VendorClient::new(setup, policy, Arc::clone(&clock))?,
            key,
            expected: Expected { algorithm, issuer: config.issuer, audience: config.channel_domain },
            clock,
        })
    }

    async fn ask(&self, sso_token: &str) -> std::result::Result<Json, SignOnError> {
        let body = json!({ "sso_token": sso_token });
        let call = Call::post("exchange SSO token", "/auth/sso/exchange".to_owned(), &body);
        self.http.ask(&call).await.map_err(|fault| match fault {
            // CC says 401 for the token; a bad channel key would look the same, and is told apart by CC's other calls.
            ConnectorError::Unauthorized | ConnectorError::Rejected { .. } => {
                SignOnError::Refused("CC does not accept it")
            }
            other => SignOnError::Unavailable(other),
        })
    }
}

#[async_trait]
impl SignOn for CcSignOn {
    async fn exchange(&self, sso_token: &str) -> std::result::Result<SignedOn, SignOnError> {
        let now = self.clock.now();
        let claims = claims::check(sso_token, &self.key, &self.expected, now).map_err(SignOnError::Refused)?;
        let answer = self.ask(sso_token).await?;
        let access_token = agreed(&answer, &claims, &self.expected.audience)?;
        Ok(SignedOn {
            creator_id: claims.creator_id,
            email: claims.email,
            channel_domain: self.expected.audience.clone(),
            token_id: claims.token_id,
            expires_at: claims.expires_at,
            access_token,
        })
    }
}

impl fmt::Debug for CcSignOn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("CcSignOn").field("http", &self.http).field("expected", &self.expected).finish_non_exhaustive()
    }
}

fn decoding_key(key: &SignOnKey) -> Result<(DecodingKey, Algorithm)> {
    match key {
        SignOnKey::Hs256(secret) => {
            let secret = secret.expose_secret().as_bytes();
            if secret.len() < SHORTEST_SECRET {
                return Err(malformed("the sign-on secret is shorter than 32 bytes"));
            }
            Ok((DecodingKey::from_secret(secret), Algorithm::HS256))
        }
        SignOnKey::Rs256Pem(pem) => DecodingKey::from_rsa_pem(pem.as_bytes())
            .map(|key| (key, Algorithm::RS256))
            .map_err(|_| malformed("the sign-on key is no RSA public key in PEM")),
    }
}

/// CC's answer must name the person and the channel that the token names.
fn agreed(answer: &Json, claims: &Claims, domain: &str) -> std::result::Result<SecretString, SignOnError> {
    let text = |name: &str| answer.get(name).text().unwrap_or_default();
    let incomplete = || SignOnError::Unavailable(malformed("the exchange names no access token"));
    let access_token = answer.get("access_token").text().ok_or_else(incomplete)?;
    if !text("token_type").eq_ignore_ascii_case("bearer") {
        return Err(incomplete());
    }
    if text("partner_id").to_ascii_lowercase() != claims.creator_id {
        return Err(SignOnError::Refused("CC names another partner"));
    }
    if text("email").parse::<Email>().as_ref() != Ok(&claims.email) {
        return Err(SignOnError::Refused("CC names another e-mail"));
    }
    if !text("myshopify_domain").eq_ignore_ascii_case(domain) {
        return Err(SignOnError::Refused("CC names another channel"));
    }
    Ok(access_token.into())
}
