//! Payouts: who is due what and why not, one confirmation, and whatever it takes until the money arrived or is due again.
//!
//! - [`Program::plan`] says who would be paid, and why somebody would not.
//! - [`Program::confirm`] reserves exactly what was shown; the rest is the workers' business.
//! - [`drive`] calls the rail under ids that were fixed before. What is not known is asked for, never sent under another id.

mod drive;
mod files;
mod plan;

pub use files::{BankFile, Payer, UsPayer};
pub use plan::{Due, Plan, Verdict};

use crate::{Program, ProgramError, Result};
use connectors::rail::RailEvent;
use domain::{
    ChannelId, Currency, PartnerId, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::PayoutDetails,
};
use http::HeaderMap;
use store::{Created, NewPayout, NewRun, Settlement};

/// How many partners one confirmation pays.
const MOST: usize = 1_000;

/// What somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Made by the form: a double click is one run.
    pub id: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// In which currency.
    pub currency: Currency,
    /// What was earned before this time.
    pub cut_off: Timestamp,
    /// Whom, and the sum that was shown, in minor units.
    pub items: Vec<(PartnerId, i64)>,
    /// For the team and the partner.
    pub notes: String,
    /// The id of a payment that was made elsewhere.
    pub transaction_id: Option<String>,
}

impl Program {
    /// Keeps where a partner's money goes.
    ///
    /// # Errors
    /// `NotFound` when nobody such is in the program.
    pub async fn set_payout_account(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        account: &PayoutAccount,
    ) -> Result<()> {
        let details = PayoutDetails {
            method: Some(account.method()),
            sealed: self.seal.close(channel, partner, account),
            shown: account.shown(),
        };
        let is_kept = self.store.set_payout_details(channel, partner, &details).await?;
        is_kept.then_some(()).ok_or(ProgramError::NotFound)
    }

    /// Reserves what was confirmed. Who is no longer due exactly what was shown is left out, and named.
    ///
    /// # Errors
    /// `Invalid` for what cannot be confirmed, `Conflict` when nothing of it holds any more.
    pub async fn confirm(&self, channel: &ChannelId, confirmed: &Confirmed, account: &str) -> Result<Vec<PartnerId>> {
        if !(1..=MOST).contains(&confirmed.items.len()) {
            return Err(ProgramError::invalid("partners", "choose 1 to 1,000 partners"));
        }
        if self.store.payout_run(channel, &confirmed.id).await?.is_some() {
            return Ok(Vec::new());
        }
        let plan = self.plan(channel, confirmed.method, confirmed.currency, confirmed.cut_off).await?;
        let (items, mut left_out) = self.items(channel, confirmed, &plan).await?;
        if items.is_empty() {
            return self.nothing_left(channel, &confirmed.id).await;
        }
        let settings = self.store.program_settings(channel).await?;
        let sum: i64 = items.iter().map(|item| item.amount).fold(0, i64::saturating_add);
        let limit = settings.approval_above.filter(|limit| limit.currency == confirmed.currency);
        let new = NewRun {
            id: confirmed.id.clone(),
            method: confirmed.method,
            currency: confirmed.currency,
            cut_off: confirmed.cut_off,
            items,
            notes: confirmed.notes.trim().to_owned(),
            account: account.to_owned(),
            needs_approval: limit.is_some_and(|limit| sum > limit.minor),
        };
        match self.store.create_run(channel, &new).await? {
            Created::Run { left_out: changed } => {
                left_out.extend(changed);
                self.told.notify_one();
                Ok(left_out)
            }
            Created::Known => Ok(Vec::new()),
            Created::Nobody => self.nothing_left(channel, &confirmed.id).await,
        }
    }

    /// Nothing of what was confirmed is due any more: by the other click of a double one, or because the sums have changed.
    async fn nothing_left(&self, channel: &ChannelId, run: &PayoutRunId) -> Result<Vec<PartnerId>> {
        if self.store.payout_run(channel, run).await?.is_some() {
            return Ok(Vec::new());
        }
        Err(ProgramError::Conflict("What is due has changed meanwhile. Look at the plan again.".into()))
    }

    /// What is confirmed and still due, and who is not.
    async fn items(
        &self,
        channel: &ChannelId,
        confirmed: &Confirmed,
        plan: &Plan,
    ) -> Result<(Vec<NewPayout>, Vec<PartnerId>)> {
        let (mut items, mut left_out) = (Vec::new(), Vec::new());
        for (partner, amount) in &confirmed.items {
            let due = plan.lines.iter().find(|due| due.partner_id == *partner);
            let Some(due) = due.filter(|due| due.verdict == Verdict::Payable && due.amount.minor == *amount) else {
                left_out.push(partner.clone());
                continue;
            };
            let member = self.store.member(channel, partner).await?.ok_or(ProgramError::NotFound)?;
            items.push(NewPayout {
                partner_id: partner.clone(),
                amount: *amount,
                sealed: member.payout.sealed,
                shown: due.shown.clone(),
                transaction_id: confirmed.transaction_id.clone(),
            });
        }
        Ok((items, left_out))
    }

    /// Lets a run go out that waits for a second member of the team.
    ///
    /// # Errors
    /// `Conflict` when it does not wait, or for whoever confirmed it.
    pub async fn approve_run(&self, channel: &ChannelId, run: &PayoutRunId, account: &str) -> Result<()> {
        if self.store.approve_run(channel, run, account).await? {
            self.told.notify_one();
            return Ok(());
        }
        Err(ProgramError::Conflict("It waits for nobody, or for somebody other than who confirmed it.".into()))
    }

    /// Calls off what was not sent yet of a run.
    ///
    /// # Errors
    /// `Conflict` when all of it was sent, `Invalid` without a reason.
    pub async fn cancel_run(&self, channel: &ChannelId, run: &PayoutRunId, account: &str, reason: &str) -> Result<u64> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ProgramError::invalid("reason", "say why: partners read it"));
        }
        match self.store.cancel_run(channel, run, account, reason).await? {
            0 => Err(ProgramError::Conflict("It was sent already: nothing of it can be called off.".into())),
            count => Ok(count),
        }
    }

    /// Says what became of a bank transfer, which no rail tells.
    ///
    /// # Errors
    /// `Conflict` when the run is no bank transfer or waits for approval, `Invalid` when a failure has no reason.
    pub async fn settle_by_hand(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        payouts: &[PayoutId],
        is_paid: bool,
        reason: &str,
    ) -> Result<usize> {
        let (found, all) = self.store.payout_run(channel, run).await?.ok_or(ProgramError::NotFound)?;
        if found.method != PayoutMethod::Bank {
            return Err(ProgramError::Conflict("Its rail says by itself what became of it.".into()));
        }
        may_leave(&all)?;
        if !is_paid && reason.trim().is_empty() {
            return Err(ProgramError::invalid("reason", "say why: the partner reads it"));
        }
        let status = if is_paid { PayoutStatus::Paid } else { PayoutStatus::Failed };
        let said = |it: &&store::Payout| payouts.contains(&it.id);
        let settlements: Vec<Settlement> = all
            .iter()
            .filter(said)
            .map(|it| Settlement {
                id: it.id.clone(),
                status,
                transaction_id: None,
                fee: None,
                reason: reason.trim().to_owned(),
            })
            .collect();
        let later = self.clock().now().plus(drive::RARELY);
        let told = self.store.settle_run(channel, run, &settlements, None, "by hand", later).await?;
        self.tell_of_payouts(channel, &told).await;
        Ok(told.len())
    }

    /// Hears a rail's webhook: whatever it says, the rail is asked how its run stands.
    ///
    /// # Errors
    /// `NotFound` when there is no such rail, `Conflict` when it is not proven to be the rail's.
    pub async fn hear_rail(
        &self,
        channel: &ChannelId,
        method: PayoutMethod,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<()> {
        let rail = self.rail(method).ok_or(ProgramError::NotFound)?;
        let event = rail.event(headers, body).await.map_err(|error| ProgramError::Rail(error.to_string()))?;
        let Some(event) = event else { return Ok(()) };
        if let Some(run) = self.run_of(channel, &event).await?
            && self.store.hurry_run(channel, &run).await?
        {
            self.told.notify_one();
        }
        Ok(())
    }

    async fn run_of(&self, channel: &ChannelId, event: &RailEvent) -> Result<Option<PayoutRunId>> {
        if let Some(id) = event.batch_id.as_deref().and_then(|id| id.parse().ok()) {
            return Ok(Some(id));
        }
        let payout = event.item_id.as_deref().and_then(|id| id.parse().ok());
        Ok(self.store.run_of_rail(channel, event.rail_id.as_deref(), payout.as_ref()).await?)
    }
}

/// Whether nobody has to approve a run any more: before, no bank has seen it.
fn may_leave(payouts: &[store::Payout]) -> Result<()> {
    if payouts.iter().any(|it| it.status == PayoutStatus::AwaitingApproval) {
        return Err(ProgramError::Conflict("A second member of the team has to approve it first.".into()));
    }
    Ok(())
}
