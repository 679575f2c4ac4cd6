//! The list of partners with their figures, for the merchant's team.

use crate::{Result, Store};
use domain::{
    ChannelId, Currency,
    admin::{PartnerPage, PartnerQuery, PartnerRow},
    earnings::Range,
};

impl Store {
    /// One page of partners. Figures are those of `range` in `currency`.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn list_partners(
        &self,
        channel: &ChannelId,
        query: &PartnerQuery,
        range: Range,
        currency: Currency,
    ) -> Result<PartnerPage> {
        let _ = (channel, query, range, currency);
        todo!()
    }

    /// The partners with most sales in the range; those without a sale are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn top_partners(
        &self,
        channel: &ChannelId,
        range: Range,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<PartnerRow>> {
        let _ = (channel, range, currency, limit);
        todo!()
    }

    /// How many partners had at least one order in the range, in any currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_active_partners(&self, channel: &ChannelId, range: Range) -> Result<i64> {
        let _ = (channel, range);
        todo!()
    }
}
