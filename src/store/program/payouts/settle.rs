//! Handing a run to its rail, and writing what came of it.

use super::{
    super::{
        commission_rows,
        work::{Cause, Work},
    },
    Payout, PayoutRun, rows,
};
use crate::{
    Result, Store,
    rows::{Cells, Sql},
    totals::deltas::Sign,
};
use domain::{ChannelId, CommissionStatus, Money, PayoutId, PayoutRunId, Timestamp, payout::PayoutStatus};
use sqlx::AnyConnection;
use std::time::Duration;

/// What a worker needs to call a rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The run.
    pub run: PayoutRun,
    /// Its payouts that are not settled.
    pub payouts: Vec<Payout>,
    /// Which attempt this is: 1 is the first. From the second on somebody may have called before.
    pub attempt: i64,
}

/// What a rail, or a member of the team, says of one payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which.
    pub id: PayoutId,
    /// Where it stands: [`PayoutStatus::InFlight`], [`PayoutStatus::Paid`] or [`PayoutStatus::Failed`].
    pub status: PayoutStatus,
    /// The rail's id of the payment; none leaves a known one alone.
    pub transaction_id: Option<String>,
    /// What the rail took for it; none leaves a known one alone.
    pub fee: Option<Money>,
    /// Why it failed or waits.
    pub reason: String,
}

impl Store {
    /// Runs that somebody should see to now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn runs_to_see_to(&self, channel: &ChannelId, limit: u32) -> Result<Vec<PayoutRun>> {
        rows::due(self.reader(), channel, self.now(), i64::from(limit)).await
    }

    /// Takes a run for so long, and writes down that its rail is about to be called. None when somebody else was quicker, or nothing
    /// of it is open.
    ///
    /// # Errors
    /// When the store fails; nothing is claimed then.
    pub async fn claim_run(&self, channel: &ChannelId, seen: &PayoutRun, lease: Duration) -> Result<Option<Claim>> {
        let Some(seen_at) = seen.next_look_at else {
            return Ok(None);
        };
        let mut transaction = self.begin().await?;
        let claimed = sqlx::query(
            "UPDATE payout_runs SET next_look_at = $4 WHERE channel_id = $1 AND id = $2 AND next_look_at = $3",
        )
        .bind(channel.as_str())
        .bind(seen.id.as_str())
        .bind(seen_at.millis())
        .bind(self.now().plus(lease).millis())
        .execute(&mut *transaction)
        .await?;
        if claimed.rows_affected() == 0 {
            return Ok(None);
        }
        let all = rows::of_run(&mut transaction, self.engine(), channel, &seen.id).await?;
        let payouts: Vec<Payout> = all.into_iter().filter(|it| !it.status.is_settled()).collect();
        if payouts.is_empty() {
            rest(&mut transaction, channel, &seen.id, None).await?;
            transaction.commit().await?;
            return Ok(None);
        }
        sqlx::query(
            "UPDATE payouts SET status = 'sending' WHERE channel_id = $1 AND run_id = $2 AND status = 'scheduled'",
        )
        .bind(channel.as_str())
        .bind(seen.id.as_str())
        .execute(&mut *transaction)
        .await?;
        let attempt = begin_attempt(&mut transaction, channel, &seen.id, self.now()).await?;
        transaction.commit().await?;
        Ok(Some(Claim { run: seen.clone(), payouts, attempt }))
    }

    /// Writes what came of an attempt: what each payout has become, the rail's id of the run, and when to look again (never, once all
    /// are settled). Answers the payouts that stand elsewhere by it.
    ///
    /// # Errors
    /// When the store fails; nothing is settled then.
    pub async fn settle_run(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        settlements: &[Settlement],
        rail_id: Option<&str>,
        outcome: &str,
        next_look_at: Timestamp,
    ) -> Result<Vec<Payout>> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let payouts = rows::of_run(&mut transaction, self.engine(), channel, run).await?;
                let mut work = Work::new(self, zone.clone());
                let mut told = Vec::new();
                let mut is_open = false;
                for before in payouts {
                    let after = settlements
                        .iter()
                        .find(|it| it.id == before.id)
                        .and_then(|it| settled(&before, it, self.now()));
                    is_open |= !after.as_ref().unwrap_or(&before).status.is_settled();
                    let Some(after) = after else { continue };
                    if before.status != after.status {
                        self.follow_payout(&mut transaction, channel, &mut work, &before, &after).await?;
                        told.push(after.clone());
                    }
                    rows::update(&mut transaction, channel, &after).await?;
                }
                end_attempt(&mut transaction, channel, run, outcome, self.now()).await?;
                if let Some(rail_id) = rail_id {
                    name_run(&mut transaction, channel, run, rail_id).await?;
                }
                rest(&mut transaction, channel, run, is_open.then_some(next_look_at)).await?;
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(told)
            })
            .await
    }

    /// Makes somebody see to a run at once: its rail said that something changed. `false` when there is no such run.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hurry_run(&self, channel: &ChannelId, run: &PayoutRunId) -> Result<bool> {
        let done = sqlx::query("UPDATE payout_runs SET next_look_at = $3 WHERE channel_id = $1 AND id = $2")
            .bind(channel.as_str())
            .bind(run.as_str())
            .bind(self.now().millis())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Which run a rail speaks of: by its own id of the run, or by one of the payouts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run_of_rail(
        &self,
        channel: &ChannelId,
        rail_id: Option<&str>,
        payout: Option<&PayoutId>,
    ) -> Result<Option<PayoutRunId>> {
        let (text, value) = match (payout, rail_id) {
            (Some(payout), _) => ("SELECT run_id FROM payouts WHERE id = ", payout.as_str()),
            (None, Some(rail_id)) => ("SELECT id FROM payout_runs WHERE rail_id = ", rail_id),
            (None, None) => return Ok(None),
        };
        let mut sql = Sql::new(text);
        sql.text(value).push(" AND channel_id = ").text(channel.as_str()).push(" LIMIT 1");
        sql.all(self.reader()).await?.first().map(|row| Cells::of(row).parse("payout_runs.id")).transpose()
    }

    /// Brings a payout's commissions and the daily totals to where the payout has come.
    async fn follow_payout(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        work: &mut Work,
        before: &Payout,
        after: &Payout,
    ) -> Result<()> {
        let cause = Cause { account: "system", reason: &after.reason };
        if let (PayoutStatus::Paid, Some(at)) = (before.status, before.settled_at) {
            work.deltas.payout(Sign::Minus, &before.partner_id, at, before.amount);
        }
        match after.status {
            PayoutStatus::Paid => {
                if let Some(at) = after.settled_at {
                    work.deltas.payout(Sign::Plus, &after.partner_id, at, after.amount);
                }
                for kept in commission_rows::of_payout(on, self.engine(), channel, &after.id).await? {
                    let mut paid = kept.clone();
                    paid.row.report.status = CommissionStatus::Paid;
                    paid.row.report.reason = String::new();
                    work.change(&kept, paid, Cause { account: "system", reason: "" });
                }
                Ok(())
            }
            PayoutStatus::Failed => self.release(on, channel, work, after, cause).await,
            _ => Ok(()),
        }
    }
}

/// What a payout has become; none when it does not go there.
fn settled(before: &Payout, said: &Settlement, now: Timestamp) -> Option<Payout> {
    use PayoutStatus as S;
    let may_go = match before.status {
        S::Scheduled | S::Sending | S::InFlight => matches!(said.status, S::InFlight | S::Paid | S::Failed),
        // Rails take back what had arrived: an account was closed, a payment returned.
        S::Paid => said.status == S::Failed,
        S::AwaitingApproval | S::Failed | S::Cancelled => false,
    };
    may_go.then(|| Payout {
        status: said.status,
        transaction_id: said.transaction_id.clone().or_else(|| before.transaction_id.clone()),
        fee: said.fee.or(before.fee),
        reason: said.reason.clone(),
        settled_at: said.status.is_settled().then_some(now),
        ..before.clone()
    })
}

async fn begin_attempt(on: &mut AnyConnection, channel: &ChannelId, run: &PayoutRunId, now: Timestamp) -> Result<i64> {
    let attempt: i64 = sqlx::query_scalar(
        "INSERT INTO payout_attempts (channel_id, run_id, attempt, began_at, outcome) \
         SELECT $1, $2, COALESCE(MAX(attempt), 0) + 1, $3, '' FROM payout_attempts WHERE channel_id = $1 AND run_id = $2 \
         RETURNING attempt",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .bind(now.millis())
    .fetch_one(on)
    .await?;
    Ok(attempt)
}

async fn end_attempt(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
    outcome: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE payout_attempts SET ended_at = $3, outcome = $4 WHERE channel_id = $1 AND run_id = $2 AND ended_at IS NULL",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .bind(now.millis())
    .bind(crate::rows::clean(outcome))
    .execute(on)
    .await?;
    Ok(())
}

async fn name_run(on: &mut AnyConnection, channel: &ChannelId, run: &PayoutRunId, rail_id: &str) -> Result<()> {
    sqlx::query("UPDATE payout_runs SET rail_id = $3 WHERE channel_id = $1 AND id = $2 AND rail_id IS NULL")
        .bind(channel.as_str())
        .bind(run.as_str())
        .bind(crate::rows::clean(rail_id))
        .execute(on)
        .await?;
    Ok(())
}

/// Leaves a run alone until a time, or for good.
async fn rest(on: &mut AnyConnection, channel: &ChannelId, run: &PayoutRunId, until: Option<Timestamp>) -> Result<()> {
    sqlx::query("UPDATE payout_runs SET next_look_at = $3 WHERE channel_id = $1 AND id = $2")
        .bind(channel.as_str())
        .bind(run.as_str())
        .bind(until.map_or(0, Timestamp::millis))
        .execute(on)
        .await?;
    Ok(())
}
