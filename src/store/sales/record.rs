//! Records what was reported, each call as one transaction with its daily totals.

use crate::{CommissionReport, OrderReport, Recorded, RefundReport, Result, Store};
use domain::{ChannelId, Source};

impl Store {
    /// Keeps orders with their refunds, once however often they are reported; an older report never overwrites a newer one.
    /// Commissions that waited for one of these orders are linked to it.
    ///
    /// # Errors
    /// When a partner is not of this channel or the store fails; nothing is kept then.
    pub async fn record_orders(&self, channel: &ChannelId, reports: &[OrderReport]) -> Result<Recorded> {
        let _ = (channel, reports);
        todo!()
    }

    /// Keeps one refund of a known order. `false` when it is already kept or the order is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_refund(
        &self,
        channel: &ChannelId,
        source: Source,
        order_external_id: &str,
        report: &RefundReport,
    ) -> Result<bool> {
        let _ = (channel, source, order_external_id, report);
        todo!()
    }

    /// Keeps commissions, once however often they are reported; an older report never overwrites a newer one.
    /// One whose `order_ref` is the external id, or the name without `#`, of an order of the same partner is linked to it.
    ///
    /// # Errors
    /// When a partner is not of this channel or the store fails; nothing is kept then.
    pub async fn record_commissions(&self, channel: &ChannelId, reports: &[CommissionReport]) -> Result<Recorded> {
        let _ = (channel, reports);
        todo!()
    }
}
