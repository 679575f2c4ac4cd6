//! The views of the merchant's team.

use super::ranges;
use crate::{
    Result, UnifyError,
    answers::Answers,
    core::Core,
    figures::{Figures, Scope, Side},
    gather::{channel_stands, is_network_read, is_read},
    report::Seat,
    room::Room,
};
use domain::{
    ChannelId, Currency, Source,
    admin::{Overview, PartnerPage, PartnerQuery, PartnerRow},
    earnings::{Bucket, Figure, Range},
};
use std::sync::Arc;

const TOP: u32 = 5;
/// How many codes on coupon sites are named.
const NAMED: usize = 3;
/// Longer searches find nothing: no name has so many letters.
const LONGEST_SEARCH: usize = 200;

impl Core {
    /// The whole channel at a glance.
    pub(super) async fn overview(
        self: &Arc<Self>,
        channel: &ChannelId,
        range: Option<Range>,
        currency: Option<Currency>,
    ) -> Result<Overview> {
        let core = self;
        let room = core.room(channel)?;
        let (from, to) = (range.map(|it| it.from), range.map(|it| it.to));
        let range = ranges::range(from, to, room.zone.day(core.now()))?;
        let (before, bucket) = (range.before(), Bucket::fitting(range));
        let mut marks = core.marks(&room).await?;
        if core.refresh(&room, &channel_stands(&marks)).await {
            marks = core.marks(&room).await?;
        }
        let currency = currency.unwrap_or(room.channel.currency);
        let scope = whole(&room, &marks, currency);
        let (figures, points, top, reconciliation, mut currencies, active, active_before, has_members) = tokio::try_join!(
            core.figures(scope, range, before),
            core.store.series(channel, None, range, currency, bucket),
            core.store.top_partners(channel, range, currency, TOP),
            core.reconcile(scope, Range::last(90, room.zone.day(core.now()))),
            core.store.currencies(channel, None),
            core.store.count_active_partners(channel, range),
            core.store.count_active_partners(channel, before),
            core.store.has_members(channel, None),
        )?;
        if !currencies.contains(&currency) {
            currencies.push(currency);
        }
        let knows_orders = figures.orders().now.is_some();
        let now = core.now();
        Ok(Overview {
            range,
            currency,
            currencies,
            sales: figures.sales(),
            earned: figures.earned(),
            orders: figures.orders(),
            active_partners: Figure {
                now: knows_orders.then_some(active),
                before: knows_orders.then_some(active_before),
            },
            points: if figures.knows_earned() { points } else { Vec::new() },
            top: top.into_iter().map(|row| known(row, &figures, &marks)).collect(),
            leaked: core.store.leaked_codes(channel, NAMED).await?,
            reconciliation,
            sources: core.reports(&room, Seat::Team, &channel_stands(&marks), has_members, now),
            generated_at: now,
        })
    }

    /// One page of partners with their figures of the last 30 days.
    pub(super) async fn partners(self: &Arc<Self>, channel: &ChannelId, query: &PartnerQuery) -> Result<PartnerPage> {
        let core = self;
        let room = core.room(channel)?;
        ranges::check_limit(query.limit, 1_000)?;
        if query.text.chars().count() > LONGEST_SEARCH {
            return Err(UnifyError::invalid("text", "search for at most 200 letters"));
        }
        let range = Range::last(30, room.zone.day(core.now()));
        let currency = query.currency.unwrap_or(room.channel.currency);
        let marks = core.marks(&room).await?;
        let (page, figures) = tokio::try_join!(
            core.store.list_partners(channel, query, range, currency),
            core.figures(whole(&room, &marks, currency), range, range.before()),
        )?;
        Ok(PartnerPage { rows: page.rows.into_iter().map(|row| known(row, &figures, &marks)).collect(), ..page })
    }
}

/// All partners of a channel, with what is known of them.
fn whole<'a>(room: &'a Room, marks: &Answers, currency: Currency) -> Scope<'a> {
    let (has_orders, has_commissions) = (is_read(marks, Source::Shopify, "orders"), is_network_read(marks));
    Scope {
        channel: &room.channel.id,
        partner: None,
        currency,
        orders: Side::of(has_orders, room.has(Source::Shopify)),
        commissions: Side::of(has_commissions, room.has(Source::Impact)),
        is_comparable: has_orders && has_commissions,
    }
}

/// A partner's line with the figures that are known of the whole channel: where nothing else is connected, those of our own program.
fn known(row: PartnerRow, figures: &Figures, marks: &Answers) -> PartnerRow {
    let knows_accounts = is_read(marks, Source::Impact, "partners");
    row.knowing(figures.orders().now.is_some(), figures.knows_earned(), knows_accounts)
}
