//! Events that came in by webhook: kept before they are answered, applied once.

use crate::{Result, Store, rows::Cells};
use domain::{ChannelId, Source};
use sqlx::any::AnyRow;

/// An event that waits to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxItem {
    /// Who sent it.
    pub source: Source,
    /// The sender's id of the event.
    pub event_id: String,
    /// What it is about, such as `orders/create`.
    pub topic: String,
    /// The event as it came.
    pub body: String,
}

impl Store {
    /// Keeps an event. `false` when it came before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn receive(
        &self,
        channel: &ChannelId,
        source: Source,
        event_id: &str,
        topic: &str,
        body: &str,
    ) -> Result<bool> {
        let added = sqlx::query(
            "INSERT INTO inbox (channel_id, source, event_id, topic, body, received_at, state) \
             VALUES ($1, $2, $3, $4, $5, $6, 'pending') ON CONFLICT (channel_id, source, event_id) DO NOTHING",
        )
        .bind(channel.as_str())
        .bind(source.as_str())
        .bind(event_id)
        .bind(topic)
        .bind(body)
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Events not yet applied, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pending(&self, channel: &ChannelId, limit: u32) -> Result<Vec<InboxItem>> {
        let rows = sqlx::query(
            "SELECT source, event_id, topic, body FROM inbox \
             WHERE channel_id = $1 AND state = 'pending' ORDER BY received_at, source, event_id LIMIT $2",
        )
        .bind(channel.as_str())
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Notes that the event was applied.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_applied(&self, channel: &ChannelId, source: Source, event_id: &str) -> Result<()> {
        self.settle(channel, source, event_id, "applied", None).await
    }

    /// Notes that the event cannot be applied, and why; it is not tried again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_failed(&self, channel: &ChannelId, source: Source, event_id: &str, fault: &str) -> Result<()> {
        self.settle(channel, source, event_id, "failed", Some(fault)).await
    }

    async fn settle(
        &self,
        channel: &ChannelId,
        source: Source,
        event_id: &str,
        state: &str,
        fault: Option<&str>,
    ) -> Result<()> {
        sqlx::query("UPDATE inbox SET state = $4, fault = $5 WHERE channel_id = $1 AND source = $2 AND event_id = $3")
            .bind(channel.as_str())
            .bind(source.as_str())
            .bind(event_id)
            .bind(state)
            .bind(fault.map(str::to_owned))
            .execute(self.writer())
            .await?;
        Ok(())
    }
}

fn read(row: &AnyRow) -> Result<InboxItem> {
    let mut cells = Cells::of(row);
    Ok(InboxItem {
        source: cells.parse("inbox.source")?,
        event_id: cells.text()?,
        topic: cells.text()?,
        body: cells.text()?,
    })
}
