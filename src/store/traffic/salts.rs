//! What visitors are hashed with: random for each day, and destroyed after the next.

use crate::{Result, Store};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ChannelId, Day, clock::random};

impl Store {
    /// The salt of a day; drawn when the day has none yet. All processes get the same.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn visitor_salt(&self, channel: &ChannelId, day: Day) -> Result<String> {
        let drawn = URL_SAFE_NO_PAD.encode(random::<32>());
        sqlx::query(
            "INSERT INTO visitor_salts (channel_id, day, salt) VALUES ($1, $2, $3) ON CONFLICT (channel_id, day) DO NOTHING",
        )
        .bind(channel.as_str())
        .bind(day.number())
        .bind(drawn)
        .execute(self.writer())
        .await?;
        let salt = sqlx::query_scalar("SELECT salt FROM visitor_salts WHERE channel_id = $1 AND day = $2")
            .bind(channel.as_str())
            .bind(day.number())
            .fetch_one(self.writer())
            .await?;
        Ok(salt)
    }

    /// Destroys the salts of days before yesterday, and marks whose time is over. Says how many salts are left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_visitors(&self, channel: &ChannelId) -> Result<i64> {
        let today = self.zone(channel).await?.day(self.now());
        sqlx::query("DELETE FROM visitor_salts WHERE channel_id = $1 AND day < $2")
            .bind(channel.as_str())
            .bind(today.plus(-1).number())
            .execute(self.writer())
            .await?;
        sqlx::query("DELETE FROM visitor_marks WHERE channel_id = $1 AND until <= $2")
            .bind(channel.as_str())
            .bind(self.now().millis())
            .execute(self.writer())
            .await?;
        let left = sqlx::query_scalar("SELECT COUNT(*) FROM visitor_salts WHERE channel_id = $1")
            .bind(channel.as_str())
            .fetch_one(self.reader())
            .await?;
        Ok(left)
    }
}
