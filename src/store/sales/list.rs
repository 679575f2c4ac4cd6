//! The list of entries: every sale, commission and bonus of a partner in one order.

use crate::{Result, Store};
use domain::{
    ChannelId, PartnerId,
    earnings::{EntryPage, EntryQuery},
};
use std::time::Duration;

impl Store {
    /// One page of a partner's entries, newest first. `grace` is how long the other side has to report an order before that is a mismatch.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn entries(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &EntryQuery,
        grace: Duration,
    ) -> Result<EntryPage> {
        let _ = (channel, partner, query, grace);
        todo!()
    }

    /// Whether anything was ever sold or earned by the partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_any_sales(&self, channel: &ChannelId, partner: &PartnerId) -> Result<bool> {
        let _ = (channel, partner);
        todo!()
    }
}
