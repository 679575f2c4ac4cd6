//! Keys of the API: made once, shown once, kept as their hash.

use crate::{Access, AccessError};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ApiKeyId, ChannelId, clock::random};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{ApiKey, KeyScope};

/// What every key begins with: people and scanners of leaked secrets recognise it.
pub const PREFIX: &str = "tandem_";
/// How much of a key is shown afterwards.
const SHOWN: usize = PREFIX.len() + 4;
/// How exactly is known when a key was last used.
const TOUCHED_EVERY: Duration = Duration::from_mins(1);

impl Access {
    /// Makes a key. What is returned is the only time that anybody sees it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_api_key(
        &self,
        channel: &ChannelId,
        name: &str,
        scope: KeyScope,
        account: &str,
    ) -> Result<(ApiKey, SecretString), AccessError> {
        let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random::<32>()));
        let key = ApiKey {
            channel_id: channel.clone(),
            id: ApiKeyId::new(self.0.clock.as_ref()),
            name: name.trim().to_owned(),
            shown: format!("{}…", &secret[..SHOWN]),
            scope,
            created_at: self.0.clock.now(),
            created_by: account.to_owned(),
            last_used_at: None,
            revoked_at: None,
        };
        self.0.store.put_api_key(&key, &hash(&secret)).await?;
        self.note(channel, account, "api_key.created", None).await;
        Ok((key, secret.into()))
    }

    /// Whose a key is; none when it opens nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key(&self, secret: &SecretString) -> Result<Option<ApiKey>, AccessError> {
        // Keys have 256 random bits: their hash is found, not compared, and tells nothing by how long that takes.
        let Some(key) = self.0.store.api_key(&hash(secret.expose_secret())).await? else {
            return Ok(None);
        };
        let now = self.0.clock.now();
        if key.last_used_at.is_none_or(|last| last.plus(TOUCHED_EVERY) <= now) {
            self.0.store.touch_api_key(&key.channel_id, &key.id).await?;
        }
        Ok(Some(key))
    }
}

fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
