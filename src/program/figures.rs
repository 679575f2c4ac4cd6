//! The program's own figures, of all partners or of one, beside those of the period before.

use crate::{Program, ProgramError, Result};
use domain::{
    ChannelId, Money,
    earnings::{Bucket, Figure, Range, RangeFault},
    program::{FiguresQuery, ProgramFigures, for_each},
};
use store::{Balances, ProgramSums};
use tokio::try_join;

/// How many of the best partners are named.
const TOP: u32 = 10;

impl Program {
    /// The figures of a range of days.
    ///
    /// # Errors
    /// `NotFound` when there is no such partner, `Invalid` names `from` or `to` when the days make no sense.
    pub async fn figures(&self, channel: &ChannelId, query: &FiguresQuery) -> Result<ProgramFigures> {
        let (store, partner) = (&self.store, query.partner.as_ref());
        if let Some(partner) = partner {
            store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        }
        let today = store.zone(channel).await?.day(self.clock().now());
        let range = Range::asked(query.from, query.to, today).map_err(invalid)?;
        let before = range.before();
        let bucket = query.bucket.unwrap_or(Bucket::fitting(range));
        let mut currencies = store.program_currencies(channel, partner).await?;
        let has_counted = !currencies.is_empty();
        let usual = store.channel(channel).await?.ok_or(ProgramError::NotFound)?.currency;
        let currency = query.currency.or_else(|| currencies.first().copied()).unwrap_or(usual);
        if !currencies.contains(&currency) {
            currencies.push(currency);
        }
        let (now, earlier, points) = try_join!(
            store.program_sums(channel, partner, range, currency),
            store.program_sums(channel, partner, before, currency),
            store.program_series(channel, partner, range, currency, bucket),
        )?;
        let (balances, top) = match partner {
            Some(partner) => (store.balances(channel, partner).await?, Vec::new()),
            None => try_join!(store.all_balances(channel), store.program_top(channel, range, currency, TOP))?,
        };
        let held = balances.into_iter().find(|it| it.currency == currency).unwrap_or(Balances::empty(currency));
        let both = Both { now, before: earlier };
        let money = |minor| Money::new(minor, currency);
        Ok(ProgramFigures {
            range,
            today,
            bucket,
            currency,
            currencies,
            has_counted,
            revenue: both.of(|sums| money(sums.revenue)),
            conversions: both.of(|sums| sums.conversions),
            earned: both.of(|sums| money(sums.earned)),
            earned_paid: both.of(|sums| money(sums.earned_paid)),
            outstanding: both.of(|sums| money(sums.earned - sums.earned_paid)),
            owed: money(held.outstanding()),
            earned_ever: money(held.earned()),
            payouts: both.of(|sums| sums.payouts),
            paid_out: both.of(|sums| money(sums.paid_out)),
            average_order: both.maybe(|sums| for_each(money(sums.revenue), sums.conversions)),
            clicks: both.of(|sums| sums.clicks),
            earned_per_click: both.maybe(|sums| for_each(money(sums.earned), sums.clicks)),
            new_customers: both.of(|sums| sums.new_customers),
            returning_orders: both.of(|sums| sums.returning_orders),
            points,
            top,
        })
    }
}

/// Sums of a range and of the one before.
struct Both {
    now: ProgramSums,
    before: ProgramSums,
}

impl Both {
    fn of<T>(&self, part: impl Fn(&ProgramSums) -> T) -> Figure<T> {
        self.maybe(|sums| Some(part(sums)))
    }

    fn maybe<T>(&self, part: impl Fn(&ProgramSums) -> Option<T>) -> Figure<T> {
        Figure { now: part(&self.now), before: part(&self.before) }
    }
}

fn invalid(fault: RangeFault) -> ProgramError {
    ProgramError::invalid(fault.field, fault.message)
}
