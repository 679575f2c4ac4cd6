//! How far each feed of an outside system has been read.

use crate::{Result, Store};
use domain::{ChannelId, Source};

impl Store {
    /// Where reading of the stream stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cursor(&self, channel: &ChannelId, source: Source, stream: &str) -> Result<Option<String>> {
        let value =
            sqlx::query_scalar("SELECT value FROM cursors WHERE channel_id = $1 AND source = $2 AND stream = $3")
                .bind(channel.as_str())
                .bind(source.as_str())
                .bind(stream)
                .fetch_optional(self.reader())
                .await?;
        Ok(value)
    }

    /// Notes where reading of the stream stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_cursor(&self, channel: &ChannelId, source: Source, stream: &str, value: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO cursors (channel_id, source, stream, value, changed_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (channel_id, source, stream) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        )
        .bind(channel.as_str())
        .bind(source.as_str())
        .bind(stream)
        .bind(value)
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }
}
