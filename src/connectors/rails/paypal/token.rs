//! PayPal's access tokens: kept until shortly before they end, and renewed by one caller for all.

use crate::{
    Result,
    http::{Call, VendorClient},
    wire::malformed,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tokio::sync::Mutex;

/// A token is not used in its last minute: it might end on the way.
const MARGIN: Duration = Duration::from_mins(1);
/// No token is kept longer, whatever PayPal promises.
const LONGEST: i64 = 9 * 60 * 60;

/// The tokens of one app.
pub(super) struct Tokens {
    basic: SecretString,
    kept: Mutex<Option<Token>>,
}

struct Token {
    bearer: SecretString,
    ends_at: Timestamp,
}

impl Tokens {
    pub(super) fn new(client_id: &str, secret: &SecretString) -> Self {
        let pair = format!("{client_id}:{}", secret.expose_secret());
        Self { basic: format!("Basic {}", STANDARD.encode(pair)).into(), kept: Mutex::default() }
    }

    /// The value of the `Authorization` header.
    ///
    /// # Errors
    /// When a new token is needed and PayPal gives none.
    pub(super) async fn current(&self, http: &VendorClient) -> Result<SecretString> {
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref().filter(|it| http.now().plus(MARGIN) < it.ends_at) {
            return Ok(token.bearer.clone());
        }
        let token = self.fetched(http).await?;
        Ok(kept.insert(token).bearer.clone())
    }

    /// Another value than the one that was refused.
    ///
    /// # Errors
    /// When PayPal gives no token.
    pub(super) async fn instead_of(&self, refused: &SecretString, http: &VendorClient) -> Result<SecretString> {
        let mut kept = self.kept.lock().await;
        let is_other = |token: &&Token| token.bearer.expose_secret() != refused.expose_secret();
        if let Some(token) = kept.as_ref().filter(is_other) {
            return Ok(token.bearer.clone());
        }
        let token = self.fetched(http).await?;
        Ok(kept.insert(token).bearer.clone())
    }

    async fn fetched(&self, http: &VendorClient) -> Result<Token> {
        let fields = [("grant_type", "client_credentials")];
        let call = Call::form("get token", "/v1/oauth2/token".to_owned(), &fields);
        let answer = http.ask(&call.authorized(self.basic.clone()).repeatable()).await?;
        let token = answer.get("access_token").id().ok_or_else(|| malformed("a token without its text"))?;
        let seconds = answer.get("expires_in").whole().unwrap_or(0).clamp(0, LONGEST);
        let lasts = Duration::from_secs(seconds.unsigned_abs());
        Ok(Token { bearer: format!("Bearer {token}").into(), ends_at: http.now().plus(lasts) })
    }
}
