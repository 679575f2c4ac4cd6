//! Handing a run to its rail, and writing what came of it.

use super::{
    super::{
        commission_rows,
        work::{Cause, Work},
    },
    Payout, PayoutRun, attempts, rows,
};
use crate::{
    Engine, NewMail, Result, Store,
    rows::{Cells, Sql},
    totals::deltas::Sign,
};
use domain::{
    ChannelId, CommissionStatus, Currency, Money, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use sqlx::AnyConnection;
use std::time::Duration;

/// What the team reads when a rail paid what was counted as failed.
pub const CONTRADICTED: &str =
    "It was counted as failed and is due again, but now the payment service says that it was paid. Look there first.";

/// What a worker needs to call a rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The run.
    pub run: PayoutRun,
    /// Its payouts that are not settled.
    pub payouts: Vec<Payout>,
    /// Those that are, and of which the rail may say something else by now: money comes back.
    pub settled: Vec<Payout>,
    /// Which attempt this is: 1 is the first.
    pub attempt: i64,
    /// Since when the rail may have it. None as long as every attempt before for certain came to nothing.
    pub sent_since: Option<Timestamp>,
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
    /// What the partner is told if it stands elsewhere by this: written in the same transaction.
    pub message: Option<NewMail>,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub struct AttemptEnd<'a> {
    /// Which.
    pub attempt: i64,
    /// What each payout has become.
    pub settlements: &'a [Settlement],
    /// The rail's own id of the run, if it told it.
    pub rail_id: Option<&'a str>,
    /// In words, for the team.
    pub outcome: &'a str,
    /// Whether the rail for certain took nothing on.
    pub is_void: bool,
    /// When to look again while anything is open.
    pub next_look_at: Timestamp,
    /// When to look again once all is settled, because money may come back; none is never.
    pub looks_back_at: Option<Timestamp>,
}

impl Store {
    /// Runs that somebody should see to now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn runs_to_see_to(&self, channel: &ChannelId, limit: u32) -> Result<Vec<PayoutRun>> {
        rows::due(self.reader(), channel, self.now(), i64::from(limit)).await
    }

    /// Takes a run for so long, and writes down that its rail is about to be called. None when somebody else was quicker, when it
    /// waits for approval, or when there is nothing to ask.
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
        let is_waiting = all.iter().any(|it| it.status == PayoutStatus::AwaitingApproval);
        let (settled, payouts): (Vec<Payout>, Vec<Payout>) = all.into_iter().partition(|it| it.status.is_settled());
        let settled: Vec<Payout> = settled.into_iter().filter(|it| may_come_back(it.status)).collect();
        let is_asked = seen.method.is_rail() && !settled.is_empty();
        if is_waiting || (payouts.is_empty() && !is_asked) {
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
        let sent_since = attempts::sent_since(&mut transaction, channel, &seen.id).await?;
        let attempt = attempts::begin(&mut transaction, channel, &seen.id, self.now()).await?;
        transaction.commit().await?;
        Ok(Some(Claim { run: seen.clone(), payouts, settled, attempt, sent_since }))
    }

    /// Writes what came of an attempt, with what partners are told of it. Answers the payouts that stand elsewhere by it.
    ///
    /// # Errors
    /// When the store fails; nothing is settled then.
    pub async fn settle_run(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        end: &AttemptEnd<'_>,
    ) -> Result<Vec<Payout>> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let looks_at = lock(&mut transaction, self.engine(), channel, run).await?;
                let mut work = Work::new(self, zone.clone());
                let all =
                    self.settle_payouts(&mut transaction, channel, &mut work, run, end.settlements, |_| true).await?;
                attempts::end(&mut transaction, channel, run, end, self.now()).await?;
                if end.is_void && attempts::sent_since(&mut transaction, channel, run).await?.is_none() {
                    unsend(&mut transaction, channel, run).await?;
                }
                if let Some(rail_id) = end.rail_id {
                    name_run(&mut transaction, channel, run, rail_id).await?;
                }
                // Whoever said meanwhile that something changed is not overheard.
                if looks_at.is_none_or(|at| at > self.now()) {
                    rest(&mut transaction, channel, run, all.next_look(end)).await?;
                }
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(all.told)
            })
            .await
    }

    /// Writes what a member of the team says became of payouts, who saw so many attempts. Answers the payouts that stand elsewhere by
    /// it; none when there are more attempts by now, or while the rail is being called: what is sent at that moment must not be
    /// called failed.
    ///
    /// # Errors
    /// When the store fails; nothing is settled then.
    pub async fn settle_by_hand(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        settlements: &[Settlement],
        seen: i64,
        lease: Duration,
    ) -> Result<Option<Vec<Payout>>> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                lock(&mut transaction, self.engine(), channel, run).await?;
                let calling_since = self.now().minus(lease);
                if !attempts::is_over(&mut transaction, channel, run, seen, calling_since).await? {
                    return Ok(None);
                }
                let mut work = Work::new(self, zone.clone());
                let may = |payout: &Payout| payout.method == PayoutMethod::Bank || !payout.status.is_settled();
                let all = self.settle_payouts(&mut transaction, channel, &mut work, run, settlements, may).await?;
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(Some(all.told))
            })
            .await
    }

    async fn settle_payouts(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        work: &mut Work,
        run: &PayoutRunId,
        settlements: &[Settlement],
        may: impl Fn(&Payout) -> bool,
    ) -> Result<Settled> {
        let mut all = Settled::default();
        for before in rows::of_run(&mut *on, self.engine(), channel, run).await? {
            let said = settlements.iter().find(|it| it.id == before.id).filter(|_| may(&before));
            let after = said.and_then(|it| settled(&before, it, self.now()));
            let status = after.as_ref().map_or(before.status, |after| after.status);
            all.is_open |= !status.is_settled();
            all.may_come_back |= may_come_back(status);
            let Some(after) = after else { continue };
            if before.status != after.status {
                self.follow_payout(&mut *on, channel, work, &before, &after).await?;
                if let Some(message) = said.and_then(|it| it.message.as_ref()) {
                    self.post_on(&mut *on, channel, message).await?;
                }
                all.told.push(after.clone());
            }
            rows::update(&mut *on, channel, &after).await?;
        }
        Ok(all)
    }

    /// Makes somebody see to a run of a rail at once: the rail said that something changed. `false` when there is no such run, or when
    /// it waits for approval: no rail knows of it then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hurry_run(&self, channel: &ChannelId, method: PayoutMethod, run: &PayoutRunId) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE payout_runs SET next_look_at = $4 WHERE channel_id = $1 AND id = $2 AND method = $3 AND NOT EXISTS \
             (SELECT 1 FROM payouts WHERE channel_id = $1 AND run_id = $2 AND status = 'awaiting_approval')",
        )
        .bind(channel.as_str())
        .bind(run.as_str())
        .bind(method.as_str())
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What somebody sent out alone since a time, without anybody's approval.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sent_alone(
        &self,
        channel: &ChannelId,
        account: &str,
        currency: Currency,
        since: Timestamp,
    ) -> Result<Money> {
        let sum = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM payout_runs r \
             JOIN payouts p ON p.channel_id = r.channel_id AND p.run_id = r.id WHERE r.channel_id = $1 AND r.created_by = $2 \
             AND r.currency = $3 AND r.created_at > $4 AND r.approved_by IS NULL AND p.status NOT IN ('awaiting_approval', 'cancelled')",
        )
        .bind(channel.as_str())
        .bind(account)
        .bind(currency.code())
        .bind(since.millis())
        .fetch_one(self.reader())
        .await?;
        Ok(Money::new(sum, currency))
    }

    /// Which run a rail speaks of: by our id of the run, by one of the payouts, or by the rail's id of the run.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run_of_rail(
        &self,
        channel: &ChannelId,
        run: Option<&PayoutRunId>,
        rail_id: Option<&str>,
        payout: Option<&PayoutId>,
    ) -> Result<Option<PayoutRunId>> {
        let (text, value) = match (run, payout, rail_id) {
            (Some(run), ..) => ("SELECT id FROM payout_runs WHERE id = ", run.as_str()),
            (None, Some(payout), _) => ("SELECT run_id FROM payouts WHERE id = ", payout.as_str()),
            (None, None, Some(rail_id)) => ("SELECT id FROM payout_runs WHERE rail_id = ", rail_id),
            (None, None, None) => return Ok(None),
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

/// How a run stands once something was said of it.
#[derive(Default)]
struct Settled {
    told: Vec<Payout>,
    is_open: bool,
    may_come_back: bool,
}

impl Settled {
    fn next_look(&self, end: &AttemptEnd<'_>) -> Option<Timestamp> {
        if self.is_open { Some(end.next_look_at) } else { end.looks_back_at.filter(|_| self.may_come_back) }
    }
}

/// Whether a rail may yet say something else of it than it did: what was paid is taken back, and what a person called failed was paid.
const fn may_come_back(status: PayoutStatus) -> bool {
    matches!(status, PayoutStatus::Paid | PayoutStatus::Failed)
}

/// What a payout has become; none when nothing does.
fn settled(before: &Payout, said: &Settlement, now: Timestamp) -> Option<Payout> {
    use PayoutStatus as S;
    match (before.status, said.status) {
        // Rails take back what had arrived: an account was closed, a payment returned.
        (S::Scheduled | S::Sending | S::InFlight, S::InFlight | S::Paid | S::Failed) | (S::Paid, S::Failed) => {
            Some(Payout {
                status: said.status,
                transaction_id: said.transaction_id.clone().or_else(|| before.transaction_id.clone()),
                fee: said.fee.or(before.fee),
                reason: said.reason.clone(),
                settled_at: said.status.is_settled().then_some(now),
                ..before.clone()
            })
        }
        // A part of it came back: the rest is paid.
        (S::Paid, S::Paid) => Some(Payout { reason: said.reason.clone(), ..before.clone() }),
        // It is due again, and may be in another payout by now: only people can put that right.
        (S::Failed, S::Paid) => Some(Payout { reason: CONTRADICTED.to_owned(), ..before.clone() }),
        _ => None,
    }
    .filter(|after| after != before)
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

/// Takes back that anything was sent: nothing was, and it can be called off.
async fn unsend(on: &mut AnyConnection, channel: &ChannelId, run: &PayoutRunId) -> Result<()> {
    sqlx::query("UPDATE payouts SET status = 'scheduled' WHERE channel_id = $1 AND run_id = $2 AND status = 'sending'")
        .bind(channel.as_str())
        .bind(run.as_str())
        .execute(on)
        .await?;
    Ok(())
}

/// Keeps others from a run, in the order in which all lock: the run, then its payouts. Says when somebody should see to it.
async fn lock(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    run: &PayoutRunId,
) -> Result<Option<Timestamp>> {
    let mut sql = Sql::new("SELECT next_look_at FROM payout_runs WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND id = ").text(run.as_str()).push(engine.for_lock().unwrap_or_default());
    let at = sql.all_on(on).await?.first().map(|row| Cells::of(row).time()).transpose()?;
    Ok(at.filter(|at| at.millis() > 0))
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
