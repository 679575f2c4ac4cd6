//! How a channel's program works.

use crate::{Result, Store, StoreError, rows::Cells};
use domain::{ChannelId, program::ProgramSettings};

impl Store {
    /// The settings; the defaults until somebody changed any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_settings(&self, channel: &ChannelId) -> Result<ProgramSettings> {
        let row = sqlx::query("SELECT settings FROM program_settings WHERE channel_id = $1")
            .bind(channel.as_str())
            .fetch_optional(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok(ProgramSettings::default());
        };
        let text = Cells::of(&row).text()?;
        serde_json::from_str(&text).map_err(|_| StoreError::Corrupt("program_settings.settings"))
    }

    /// Puts other settings in their place.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_program_settings(&self, channel: &ChannelId, settings: &ProgramSettings) -> Result<()> {
        let text = serde_json::to_string(settings).map_err(|fault| StoreError::Other(fault.to_string()))?;
        sqlx::query(
            "INSERT INTO program_settings (channel_id, settings, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (channel_id) DO UPDATE SET settings = excluded.settings, changed_at = excluded.changed_at",
        )
        .bind(channel.as_str())
        .bind(crate::rows::clean(&text))
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }
}
