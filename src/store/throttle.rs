//! Failed tries to sign in, counted per key over a sliding window.

use crate::{Result, Store};
use std::time::Duration;

/// Failures older than this are swept out: no window may be longer.
const LONGEST_WINDOW: Duration = Duration::from_hours(24);

impl Store {
    /// How many failures the key had within the last `window`, which is a day at most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failures(&self, key: &str, window: Duration) -> Result<i64> {
        let count = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) FROM failures WHERE subject = $1 AND failed_at > $2",
        )
        .bind(key)
        .bind(self.now().minus(window).millis())
        .fetch_one(self.reader())
        .await?;
        Ok(count)
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_failure(&self, key: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO failures (subject, failed_at, tries) VALUES ($1, $2, 1) \
             ON CONFLICT (subject, failed_at) DO UPDATE SET tries = failures.tries + 1",
        )
        .bind(key)
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        sqlx::query("DELETE FROM failures WHERE failed_at < $1")
            .bind(self.now().minus(LONGEST_WINDOW).millis())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Forgets the key's failures.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clear_failures(&self, key: &str) -> Result<()> {
        sqlx::query("DELETE FROM failures WHERE subject = $1").bind(key).execute(self.writer()).await?;
        Ok(())
    }
}
