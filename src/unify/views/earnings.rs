//! What a partner earned: figures and series, and the list of entries.

use super::ranges;
use crate::{Result, answers::Answers, core::Core, gather::is_network_read};
use domain::{
    ChannelId, PartnerId,
    earnings::{Bucket, EarningsOverview, EarningsQuery, EntryPage, EntryQuery, Range},
};
use std::{sync::Arc, time::Duration};

/// Longer than anybody waits: before the network was read, no order is missing there.
const FOR_EVER: Duration = Duration::from_hours(100 * 366 * 24);

impl Core {
    /// How long the other side has to report an order.
    pub(crate) fn grace(&self, marks: &Answers) -> Duration {
        if is_network_read(marks) { self.policy.grace } else { FOR_EVER }
    }
}

impl Core {
    /// Everything above the list of the earnings page.
    pub(super) async fn earnings(
        self: &Arc<Self>,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &EarningsQuery,
    ) -> Result<EarningsOverview> {
        let core = self;
        ranges::check_days(query.from, query.to)?;
        let page = core.page(channel, partner).await?;
        let today = page.today();
        let range = ranges::range(query.from, query.to, today)?;
        let mut currencies = core.store.currencies(channel, Some(partner)).await?;
        let main = currencies.first().copied().unwrap_or(page.room.channel.currency);
        let currency = query.currency.unwrap_or(main);
        if !currencies.contains(&currency) {
            currencies.push(currency);
        }
        let bucket = query.bucket.unwrap_or(Bucket::fitting(range));
        let scope = page.scope(currency);
        let (figures, points, next_payment, on_its_way, reconciliation) = tokio::try_join!(
            core.figures(scope, range, range.before()),
            core.store.series(channel, Some(partner), range, currency, bucket),
            core.store.next_payment(channel, partner, today, currency),
            core.store.on_its_way(channel, partner, currency),
            core.reconcile(scope, Range::last(90, today)),
        )?;
        Ok(EarningsOverview {
            currency,
            currencies,
            today,
            range,
            bucket,
            earned: figures.earned(),
            sales: figures.sales(),
            orders: figures.orders(),
            average_order: figures.average_order(),
            next_payment,
            on_its_way,
            points: if figures.knows_earned() { points } else { Vec::new() },
            reconciliation,
            generated_at: page.now,
            sources: page.reports,
        })
    }

    /// One page of the list of sales, commissions and bonuses.
    pub(super) async fn entries(
        self: &Arc<Self>,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &EntryQuery,
    ) -> Result<EntryPage> {
        ranges::check_days(query.from, query.to)?;
        ranges::check_limit(query.limit, 1_000)?;
        let room = self.room(channel)?;
        let marks = self.marks(&room).await?;
        let grace = self.grace(&marks);
        let mut page = self.store.entries(channel, partner, query, grace).await?;
        self.store.tell_of_program(channel, partner, &mut page.entries).await?;
        Ok(page)
    }
}
