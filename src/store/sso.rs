//! SSO tokens that were used: each opens the door once.

use crate::{Result, Store};
use domain::{ChannelId, Timestamp};

impl Store {
    /// Uses up a token. `true` exactly once, also when two requests race; tokens long expired are forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_sso_token(
        &self,
        channel: &ChannelId,
        jti: &str,
        expires_at: Timestamp,
    ) -> Result<bool> {
        let _ = (channel, jti, expires_at);
        todo!()
    }
}
