//! The program's own figures, of all partners or of one, beside those of the period before.

use crate::{Program, ProgramError, Result};
use domain::{
    ChannelId, Money,
    analytics::EventName,
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
        let (now, earlier, points, clicks, clicks_before) = try_join!(
            store.program_sums(channel, partner, range, currency),
            store.program_sums(channel, partner, before, currency),
            store.program_series(channel, partner, range, currency, bucket),
            store.traffic(channel, partner, range),
            store.traffic(channel, partner, before),
        )?;
        let (balances, top) = match partner {
            Some(partner) => (store.balances(channel, partner).await?, Vec::new()),
            None => try_join!(store.all_balances(channel), store.program_top(channel, range, currency, TOP))?,
        };
        let held = balances.into_iter().find(|it| it.currency == currency).unwrap_or(Balances::empty(currency));
        let both = Both { now, before: earlier };
        let [clicks, clicks_before] =
            [clicks, clicks_before].map(|counts| counts.get(&EventName::Click).copied().unwrap_or(0));
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
            outstanding: money(held.outstanding()),
            earned_ever: money(held.earned()),
            payouts: both.of(|sums| sums.payouts),
            paid_out: both.of(|sums| money(sums.paid_out)),
            average_order: both.maybe(|sums| for_each(money(sums.revenue), sums.conversions)),
            clicks: Figure { now: Some(clicks), before: Some(clicks_before) },
            earned_per_click: Figure {
                now: for_each(money(now.earned), clicks),
                before: for_each(money(earlier.earned), clicks_before),
            },
            new_customers: both.of(|sums| sums.new_customers),
            known_customers: both.of(|sums| sums.known_customers),
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
