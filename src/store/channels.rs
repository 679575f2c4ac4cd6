//! Channels: the tenants.

use crate::{Result, Store};
use domain::{ChannelId, partner::Channel};

impl Store {
    /// Adds the channel or brings it up to date.
    ///
    /// # Errors
    /// When its time zone is unknown, its domain belongs to another channel, or the store fails.
    pub async fn put_channel(&self, channel: &Channel) -> Result<()> {
        let _ = channel;
        todo!()
    }

    /// Finds a channel.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn channel(&self, id: &ChannelId) -> Result<Option<Channel>> {
        let _ = id;
        todo!()
    }

    /// Finds the channel of a Shopify domain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn channel_by_domain(&self, domain: &str) -> Result<Option<Channel>> {
        let _ = domain;
        todo!()
    }
}
