//! Events that came in by webhook: kept before they are answered, applied once.

use crate::{Result, Store};
use domain::{ChannelId, Source};

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
        let _ = (channel, source, event_id, topic, body);
        todo!()
    }

    /// Events not yet applied, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pending(&self, channel: &ChannelId, limit: u32) -> Result<Vec<InboxItem>> {
        let _ = (channel, limit);
        todo!()
    }

    /// Notes that the event was applied.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_applied(
        &self,
        channel: &ChannelId,
        source: Source,
        event_id: &str,
    ) -> Result<()> {
        let _ = (channel, source, event_id);
        todo!()
    }

    /// Notes that the event cannot be applied, and why; it is not tried again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_failed(
        &self,
        channel: &ChannelId,
        source: Source,
        event_id: &str,
        fault: &str,
    ) -> Result<()> {
        let _ = (channel, source, event_id, fault);
        todo!()
    }
}
