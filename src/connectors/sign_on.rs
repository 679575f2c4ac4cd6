//! Single sign-on by CC, behind a trait of its own because CC publishes no contract for it.

use async_trait::async_trait;
use domain::{Email, Timestamp};
use secrecy::SecretString;

/// Who signed in, as CC confirmed it.
#[derive(Debug)]
pub struct SignedOn {
    /// CC's creator id (24 hex digits).
    pub creator_id: String,
    /// E-mail of the creator.
    pub email: Email,
    /// Domain of the channel.
    pub channel_domain: String,
    /// The token's own id: a token is used once.
    pub token_id: String,
    /// When the token ends: its id is remembered until then.
    pub expires_at: Timestamp,
    /// CC's access token; stays on the server.
    pub access_token: SecretString,
}

/// Why nobody was signed in. All that a partner hears is that the link did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignOnError {
    /// The token is not one that CC made for this channel and this moment.
    #[error("token refused: {0}")]
    Refused(&'static str),
    /// CC could not be asked.
    #[error("CC could not be asked: {0}")]
    Unavailable(#[from] crate::ConnectorError),
}

/// Turns a token of CC into a person.
#[async_trait]
pub trait SignOn: Send + Sync + std::fmt::Debug {
    /// Checks the token's form, signature, algorithm, issuer, audience and times, then exchanges it at CC and compares both.
    async fn exchange(&self, sso_token: &str) -> Result<SignedOn, SignOnError>;
}
