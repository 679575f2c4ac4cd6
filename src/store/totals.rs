//! Daily totals: kept with every write, so that no chart or figure ever scans orders.

use crate::{Result, Store};
use domain::{
    ChannelId, Currency, Day, PartnerId, RateBps,
    earnings::{Bucket, NextPayment, Point, Range},
};

/// Sums over a range of days, in minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Attributed sales: subtotals of orders that were not cancelled.
    pub sales: i64,
    /// Given back on these days for orders of any day.
    pub refunds: i64,
    /// How many orders.
    pub orders: i64,
    /// Earned: the three streams together.
    pub earned: i64,
    /// Earned on sales that CC attributed.
    pub cc_sale: i64,
    /// Earned on sales that only the network reports.
    pub network: i64,
    /// Bonuses and adjustments.
    pub bonus: i64,
}

impl Store {
    /// What was earned per bucket, without gaps; of one partner, or of all. At most 2,000 points: later ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn series(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
        bucket: Bucket,
    ) -> Result<Vec<Point>> {
        let _ = (channel, partner, range, currency, bucket);
        todo!()
    }

    /// The sums of a range; of one partner, or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sums(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
    ) -> Result<Sums> {
        let _ = (channel, partner, range, currency);
        todo!()
    }

    /// All currencies sold or earned in, the one with most earned in the last 365 days first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn currencies(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
    ) -> Result<Vec<Currency>> {
        let _ = (channel, partner);
        todo!()
    }

    /// The first day from `from` on for which a payment is expected, and how much.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_payment(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        from: Day,
        currency: Currency,
    ) -> Result<Option<NextPayment>> {
        let _ = (channel, partner, from, currency);
        todo!()
    }

    /// Commission as a share of sales over the range, in the currency with most commissions; none without any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn observed_rate(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        range: Range,
    ) -> Result<Option<RateBps>> {
        let _ = (channel, partner, range);
        todo!()
    }

    /// Counts all totals anew from the rows and names each that differs; empty when all is well.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_totals(&self, channel: &ChannelId) -> Result<Vec<String>> {
        let _ = channel;
        todo!()
    }
}
