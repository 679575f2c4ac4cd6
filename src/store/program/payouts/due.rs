//! Who is due what, and what was paid.

use super::{super::ledger::Account, Payout, PayoutFilter, PayoutRun, rows};
use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Currency, Money, PartnerId, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use std::collections::HashMap;

/// What a partner is due in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whom.
    pub partner_id: PartnerId,
    /// How much; negative when more was taken back than is due.
    pub amount: Money,
    /// Of how many commissions.
    pub count: i64,
}

/// What a partner has in one currency, in minor units, by where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// In its holding period.
    pub held: i64,
    /// Free to be paid, whenever it was earned; negative when more was taken back than is due.
    pub payable: i64,
    /// Part of a payout under way.
    pub reserved: i64,
}

/// How many payouts of a run stand alike, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunTally {
    /// Where they stand.
    pub status: PayoutStatus,
    /// How many.
    pub count: i64,
    /// What they come to.
    pub sum: Money,
    /// How they were really paid, when that was recorded by hand: one way for all of a run.
    pub paid_by: Option<PayoutMethod>,
}

impl Store {
    /// What partners are due of what they earned before a time, in one currency; what was taken back always counts. Of one partner, or
    /// of all who are due anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        currency: Currency,
        cut_off: Timestamp,
    ) -> Result<Vec<Due>> {
        let mut sql = Sql::new(
            "SELECT partner_id, CAST(SUM(amount) AS BIGINT), COUNT(*) FROM commissions \
             WHERE source = 'program' AND status = 'approved' AND channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND currency = ").text(currency.code());
        if let Some(partner) = partner {
            sql.push(" AND partner_id = ").text(partner.as_str());
        }
        sql.push(" AND (occurred_at < ")
            .bind(cut_off.millis())
            .push(" OR amount < 0) GROUP BY partner_id ORDER BY 2 DESC, 1");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok(Due {
                    partner_id: cells.parse("commissions.partner_id")?,
                    amount: Money::new(cells.number()?, currency),
                    count: cells.number()?,
                })
            })
            .collect()
    }

    /// What partners have in one currency that was not paid: of all who have anything, from the ledger.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting(&self, channel: &ChannelId, currency: Currency) -> Result<HashMap<PartnerId, Waiting>> {
        let mut all: HashMap<PartnerId, Waiting> = HashMap::new();
        for account in [Account::Held, Account::Payable, Account::Reserved] {
            let mut sql =
                Sql::new("SELECT partner_id, amount FROM ledger_balances WHERE amount <> 0 AND channel_id = ");
            sql.text(channel.as_str()).push(" AND account = ").text(account.as_str());
            sql.push(" AND currency = ").text(currency.code());
            for row in sql.all(self.reader()).await? {
                let mut cells = Cells::of(&row);
                let waiting = all.entry(cells.parse("ledger_balances.partner_id")?).or_default();
                *match account {
                    Account::Held => &mut waiting.held,
                    Account::Reserved => &mut waiting.reserved,
                    _ => &mut waiting.payable,
                } = cells.number()?;
            }
        }
        Ok(all)
    }

    /// The currencies in which anything is due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_currencies(&self, channel: &ChannelId) -> Result<Vec<Currency>> {
        let rows = sqlx::query(
            "SELECT DISTINCT currency FROM ledger_balances WHERE channel_id = $1 AND account = 'payable' AND amount <> 0 ORDER BY currency",
        )
        .bind(channel.as_str())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(|row| Cells::of(row).parse("ledger_balances.currency")).collect()
    }

    /// Payouts from the newest on: of a partner or of all, in any status or in one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn payouts(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        status: Option<PayoutStatus>,
        before: Option<&PayoutId>,
        limit: u32,
    ) -> Result<Vec<Payout>> {
        let filter = PayoutFilter { partner: partner.cloned(), status, ..PayoutFilter::default() };
        self.payouts_like(channel, &filter, before, limit).await
    }

    /// Payouts from the newest on that are so.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn payouts_like(
        &self,
        channel: &ChannelId,
        filter: &PayoutFilter,
        before: Option<&PayoutId>,
        limit: u32,
    ) -> Result<Vec<Payout>> {
        rows::list(self.reader(), channel, filter, before, i64::from(limit)).await
    }

    /// A run with its payouts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn payout_run(&self, channel: &ChannelId, id: &PayoutRunId) -> Result<Option<(PayoutRun, Vec<Payout>)>> {
        let mut snapshot = self.pools.snapshot().await?;
        let Some(run) = rows::run(&mut *snapshot, channel, id).await? else {
            return Ok(None);
        };
        Ok(Some((run, rows::all_of_run(&mut snapshot, channel, id).await?)))
    }

    /// Runs from the newest on that have a payout that is so.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn payout_runs(
        &self,
        channel: &ChannelId,
        filter: &PayoutFilter,
        before: Option<&PayoutRunId>,
        limit: u32,
    ) -> Result<Vec<PayoutRun>> {
        rows::newest(self.reader(), channel, filter, before, i64::from(limit)).await
    }

    /// How the payouts of some runs stand, counted by status.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run_tallies(
        &self,
        channel: &ChannelId,
        runs: &[&PayoutRunId],
    ) -> Result<HashMap<PayoutRunId, Vec<RunTally>>> {
        if runs.is_empty() {
            return Ok(HashMap::new());
        }
        rows::tallies(self.reader(), channel, runs).await
    }
}
