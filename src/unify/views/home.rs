//! The partner's first page.

use super::{ranges, tasks};
use crate::{Result, core::Core};
use domain::{
    ChannelId, PartnerId,
    earnings::{Bucket, EntryQuery, Range},
    home::Home,
    program::Member,
};

use std::sync::Arc;

const NEWS: u32 = 6;

impl Core {
    /// This month up to today beside the same days of last month, what is new and what needs doing.
    pub(super) async fn home(self: &Arc<Self>, channel: &ChannelId, partner: &PartnerId) -> Result<Home> {
        let core = self;
        let page = core.page(channel, partner).await?;
        let currencies = core.store.currencies(channel, Some(partner)).await?;
        let currency = currencies.first().copied().unwrap_or(page.room.channel.currency);
        let (today, scope) = (page.today(), page.scope(currency));
        let (range, before) = ranges::month(today);
        let newest = EntryQuery { limit: Some(NEWS), ..EntryQuery::default() };
        let grace = core.grace(page.marks());
        let (figures, points, next_payment, on_its_way, news, reconciliation) = tokio::try_join!(
            core.figures(scope, range, before),
            core.store.series(channel, Some(partner), range, currency, Bucket::Day),
            core.store.next_payment(channel, partner, today, currency),
            core.store.on_its_way(channel, partner, currency),
            core.store.entries(channel, partner, &newest, grace),
            core.reconcile(scope, Range::last(90, today)),
        )?;
        Ok(Home {
            first_name: page.partner.first_name.clone(),
            range,
            currency,
            earned: figures.earned(),
            sales: figures.sales(),
            orders: figures.orders(),
            standing: page.member.as_ref().map(Member::standing),
            next_payment,
            on_its_way,
            points: if figures.knows_earned() { points } else { Vec::new() },
            news: news.entries,
            tasks: tasks::of(&page, &reconciliation),
            reconciliation,
            generated_at: page.now,
            sources: page.reports,
        })
    }
}
