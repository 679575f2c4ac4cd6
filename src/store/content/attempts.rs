//! What somebody began to publish, until all of it stands at CC.

use crate::{Result, Store, rows::clean};
use domain::{ChannelId, PartnerId};

/// Attempts above this are forgotten, oldest first: nobody tries so often without reading the page again.
const MOST: i64 = 8;

impl Store {
    /// Notes that a content is about to be written to CC.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_attempt(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        fingerprint: &str,
        content: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO content_attempts (channel_id, partner_id, fingerprint, content, began_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (channel_id, partner_id, fingerprint) DO UPDATE SET began_at = excluded.began_at",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(fingerprint)
        .bind(clean(content))
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// The contents that were begun and not finished, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attempts(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<String>> {
        let contents = sqlx::query_scalar(
            "SELECT content FROM content_attempts WHERE channel_id = $1 AND partner_id = $2 \
             ORDER BY began_at DESC, fingerprint LIMIT $3",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(MOST)
        .fetch_all(self.reader())
        .await?;
        Ok(contents)
    }

    /// Forgets them: all of it stands at CC.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_attempts(&self, channel: &ChannelId, partner: &PartnerId) -> Result<()> {
        sqlx::query("DELETE FROM content_attempts WHERE channel_id = $1 AND partner_id = $2")
            .bind(channel.as_str())
            .bind(partner.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
