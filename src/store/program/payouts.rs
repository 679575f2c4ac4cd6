//! Payouts: money that is due is reserved, handed to a rail, and settled by what the rail says. Each step is one transaction.
//!
//! - [`Store::create_run`] reserves: the commissions are part of the payout from then on, and nobody else can pay them.
//! - [`Store::claim_run`] is taken before a rail is called. It writes the attempt first: whoever comes after a crash sees that somebody
//!   may have called, and asks.
//! - [`Store::settle_run`] writes what the rail said, item by item, with what partners are told of it.

mod attempts;
mod due;
mod files;
mod rows;
mod settle;

pub use attempts::Attempt;
pub use due::{Due, RunTally, Waiting};
pub use rows::{FileMark, Payout, PayoutFilter, PayoutRun};
pub use settle::{AttemptEnd, CONTRADICTED, Claim, Settlement};

use super::{
    commission_rows::{self, By, Kept},
    work::{Cause, Work},
};
use crate::{
    Result, Store,
    rows::{Cells, Sql},
    sales::links,
};
use domain::{
    ChannelId, CommissionStatus, Currency, Money, PartnerId, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use sqlx::AnyConnection;

/// Payouts that are to be made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// Fixed by whoever confirms: confirming twice is one run.
    pub id: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// How it was really paid, when it is recorded by hand: [`PayoutMethod::Manual`] is another way than the others.
    pub paid_by: Option<PayoutMethod>,
    /// In which currency.
    pub currency: Currency,
    /// What was earned before this time is paid; what was taken back always counts.
    pub cut_off: Timestamp,
    /// Whom, and what was confirmed for each.
    pub items: Vec<NewPayout>,
    /// For the team.
    pub notes: String,
    /// Who confirms.
    pub account: String,
    /// Whether a second member of the team has to approve.
    pub needs_approval: bool,
}

/// One partner's part of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayout {
    /// Whom.
    pub partner_id: PartnerId,
    /// What was shown to whoever confirmed, in minor units: another sum is not paid.
    pub amount: i64,
    /// The account, sealed, and what people may see of it.
    pub sealed: String,
    /// What people may see of it.
    pub shown: String,
    /// The id of a payment that was made elsewhere.
    pub transaction_id: Option<String>,
}

/// What became of a run that was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// The money is reserved. Partners whose sum is no longer what was confirmed were left out.
    Run {
        /// Who was left out.
        left_out: Vec<PartnerId>,
    },
    /// It was confirmed before.
    Known,
    /// Nobody's sum is what was confirmed: nothing was made.
    Nobody,
}

impl Store {
    /// Reserves what a run pays.
    ///
    /// # Errors
    /// When the store fails; nothing is reserved then.
    pub async fn create_run(&self, channel: &ChannelId, new: &NewRun) -> Result<Created> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let partners = new.items.iter().map(|item| item.partner_id.as_str());
                links::lock_partners(&mut transaction, self.engine(), channel, partners).await?;
                if rows::run(&mut *transaction, channel, &new.id).await?.is_some() {
                    return Ok(Created::Known);
                }
                let mut work = Work::new(self, zone.clone());
                let mut payouts = Vec::new();
                let mut left_out = Vec::new();
                for item in &new.items {
                    let due = self.payable(&mut transaction, channel, new, &item.partner_id).await?;
                    let sum: i64 = due.iter().map(|kept| kept.row.report.amount.minor).sum();
                    if sum != item.amount || sum <= 0 {
                        left_out.push(item.partner_id.clone());
                        continue;
                    }
                    payouts.push(self.reserve(&mut work, new, item, &due));
                }
                if payouts.is_empty() {
                    return Ok(Created::Nobody);
                }
                rows::insert_run(&mut transaction, channel, new, self.now()).await?;
                rows::insert(&mut transaction, channel, &payouts).await?;
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(Created::Run { left_out })
            })
            .await
    }

    /// Lets a run go out that waits for a second member of the team. `false` when it does not wait, or for whoever made it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn approve_run(&self, channel: &ChannelId, id: &PayoutRunId, account: &str) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE payout_runs SET approved_by = $3, next_look_at = $4 WHERE channel_id = $1 AND id = $2 \
             AND approved_by IS NULL AND created_by <> $3 AND next_look_at = 0",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(account)
        .bind(self.now().millis())
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let waited = sqlx::query(
            "UPDATE payouts SET status = 'scheduled' WHERE channel_id = $1 AND run_id = $2 AND status = 'awaiting_approval'",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .execute(&mut *transaction)
        .await?;
        if waited.rows_affected() == 0 {
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Calls off what was not sent yet of a run; its commissions are due again. Says how many payouts.
    ///
    /// # Errors
    /// When the store fails; nothing is called off then.
    pub async fn cancel_run(&self, channel: &ChannelId, id: &PayoutRunId, account: &str, reason: &str) -> Result<u64> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let payouts = rows::of_run(&mut transaction, self.engine(), channel, id).await?;
                let open: Vec<Payout> = payouts
                    .into_iter()
                    .filter(|it| matches!(it.status, PayoutStatus::AwaitingApproval | PayoutStatus::Scheduled))
                    .collect();
                let mut work = Work::new(self, zone.clone());
                for payout in &open {
                    self.release(&mut transaction, channel, &mut work, payout, Cause { account, reason }).await?;
                    let after = Payout {
                        status: PayoutStatus::Cancelled,
                        reason: reason.to_owned(),
                        settled_at: Some(self.now()),
                        ..payout.clone()
                    };
                    rows::update(&mut transaction, channel, &after).await?;
                }
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(open.len() as u64)
            })
            .await
    }

    /// What of a partner's commissions a run pays.
    async fn payable(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        run: &NewRun,
        partner: &PartnerId,
    ) -> Result<Vec<Kept>> {
        let mut sql =
            Sql::new("SELECT id FROM commissions WHERE source = 'program' AND status = 'approved' AND channel_id = ");
        sql.text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
        sql.push(" AND currency = ").text(run.currency.code());
        sql.push(" AND (occurred_at < ").bind(run.cut_off.millis()).push(" OR amount < 0)");
        let rows = sql.all_on(&mut *on).await?;
        let ids: Vec<String> = rows.iter().map(|row| Cells::of(row).text()).collect::<Result<_>>()?;
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let kept = commission_rows::load(on, self.engine(), channel, By::Id, &ids).await?;
        Ok(kept.into_iter().filter(|kept| kept.row.report.status == CommissionStatus::Approved).collect())
    }

    fn reserve(&self, work: &mut Work, run: &NewRun, item: &NewPayout, due: &[Kept]) -> Payout {
        let id = PayoutId::new(self.clock().as_ref());
        for kept in due {
            let mut after = kept.clone();
            after.row.report.status = CommissionStatus::InPayout;
            after.row.report.reason = String::new();
            after.extra.payout_id = Some(id.clone());
            work.change(kept, after, Cause { account: &run.account, reason: "" });
        }
        Payout {
            id,
            run_id: run.id.clone(),
            partner_id: item.partner_id.clone(),
            method: run.method,
            paid_by: run.paid_by,
            amount: Money::new(item.amount, run.currency),
            status: if run.needs_approval { PayoutStatus::AwaitingApproval } else { PayoutStatus::Scheduled },
            sealed: item.sealed.clone(),
            shown: item.shown.clone(),
            transaction_id: item.transaction_id.clone(),
            fee: None,
            reason: String::new(),
            notes: run.notes.clone(),
            created_at: self.now(),
            settled_at: None,
        }
    }

    /// Gives the commissions of a payout that came to nothing back: they are due again.
    async fn release(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        work: &mut Work,
        payout: &Payout,
        cause: Cause<'_>,
    ) -> Result<()> {
        for kept in commission_rows::of_payout(on, self.engine(), channel, &payout.id).await? {
            let mut after = kept.clone();
            after.row.report.status = CommissionStatus::Approved;
            cause.reason.clone_into(&mut after.row.report.reason);
            after.extra.payout_id = None;
            work.change(&kept, after, cause);
        }
        Ok(())
    }
}
