//! SSO tokens that were used: each opens the door once.

use crate::{Result, Store};
use domain::{ChannelId, Timestamp};
use std::time::Duration;

/// Clocks differ and verifiers grant some leeway: a used token is remembered well beyond its end.
const KEPT_BEYOND_END: Duration = Duration::from_hours(24);

impl Store {
    /// Uses up a token. `true` exactly once, also when two requests race; tokens long expired are forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_sso_token(&self, channel: &ChannelId, jti: &str, expires_at: Timestamp) -> Result<bool> {
        let used = sqlx::query(
            "INSERT INTO sso_tokens (channel_id, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT (channel_id, jti) DO NOTHING",
        )
        .bind(channel.as_str())
        .bind(jti)
        .bind(expires_at.millis())
        .execute(self.writer())
        .await?;
        sqlx::query("DELETE FROM sso_tokens WHERE channel_id = $1 AND expires_at < $2")
            .bind(channel.as_str())
            .bind(self.now().minus(KEPT_BEYOND_END).millis())
            .execute(self.writer())
            .await?;
        Ok(used.rows_affected() == 1)
    }
}
