//! The next payment that a partner can expect: of the networks on the days that they report, of our own program with the next payout.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{ChannelId, Currency, Day, Money, PartnerId, earnings::NextPayment};

/// What is not paid yet of one day.
struct Due {
    day: Day,
    /// What networks pay on it.
    reported: i64,
    /// What our own program can pay from it on.
    program: i64,
}

impl Store {
    /// The next payment that a partner can expect in one currency, whoever makes it; what comes on one day is one payment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_payment(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        today: Day,
        currency: Currency,
    ) -> Result<Option<NextPayment>> {
        let due = self.due_days(channel, partner, currency).await?;
        let reported = due.iter().find(|it| it.reported > 0 && it.day >= today);
        let reported = reported.map(|it| NextPayment { day: it.day, amount: Money::new(it.reported, currency) });
        let payout = Box::pin(self.payout_of(channel, partner, &due, today, currency)).await?;
        Ok(match (reported, payout) {
            (Some(one), Some(other)) if one.day == other.day => {
                let minor = one.amount.minor.saturating_add(other.amount.minor);
                Some(NextPayment { day: one.day, amount: Money::new(minor, currency) })
            }
            (one, other) => one.into_iter().chain(other).min_by_key(|payment| payment.day),
        })
    }

    /// The next payout of our own program to a partner in one currency, of what is free to be paid by then and what was taken back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_payout(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        today: Day,
        currency: Currency,
    ) -> Result<Option<NextPayment>> {
        let due = self.due_days(channel, partner, currency).await?;
        self.payout_of(channel, partner, &due, today, currency).await
    }

    async fn payout_of(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        due: &[Due],
        today: Day,
        currency: Currency,
    ) -> Result<Option<NextPayment>> {
        let parts: Vec<(Day, i64)> = due.iter().filter(|it| it.program != 0).map(|it| (it.day, it.program)).collect();
        if parts.is_empty() {
            return Ok(None);
        }
        let member = self.member(channel, partner).await?;
        let Some(member) = member.filter(|member| member.status.may_be_paid()) else {
            return Ok(None);
        };
        let (settings, group) = self.agreement(channel, &member).await?;
        Ok(settings.next_payout(member.terms(group.as_ref(), &settings), &parts, currency, today))
    }

    async fn due_days(&self, channel: &ChannelId, partner: &PartnerId, currency: Currency) -> Result<Vec<Due>> {
        let mut sql = Sql::new("SELECT day, amount, program FROM daily_due WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
        sql.push(" AND currency = ").text(currency.code()).push(" AND (amount <> 0 OR program <> 0) ORDER BY day");
        let read = |row| {
            let mut cells = Cells::of(row);
            Ok(Due { day: Day::from_number(cells.number()?), reported: cells.number()?, program: cells.number()? })
        };
        sql.all(self.reader()).await?.iter().map(read).collect()
    }
}
