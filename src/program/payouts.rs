//! Payouts: who is due what and why not, one confirmation, and whatever it takes until the money arrived or is due again.
//!
//! - [`Program::plan`] says who would be paid, and why somebody would not.
//! - [`Program::confirm`] reserves exactly what was shown; the rest is the workers' business.
//! - [`drive`] calls the rail under ids that were fixed before. What is not known is asked for, never sent under another id.
//! - [`by_hand`] is for what only a person can know.

mod by_hand;
mod call;
mod drive;
mod files;
mod plan;

pub use by_hand::{is_for_people, unanswered};
pub use files::{BankFile, Payer, UsPayer};
pub use plan::{Due, NotYet, Plan, Verdict};

use crate::{Program, ProgramError, Result};
use connectors::rail::RailEvent;
use domain::{
    ChannelId, Currency, Money, PartnerId, PayoutRunId, Timestamp,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::PayoutDetails,
};
use http::HeaderMap;
use std::collections::HashSet;
use store::{Created, NewPayout, NewRun};

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
    /// Whom.
    pub items: Vec<ConfirmedItem>,
    /// For the team and the partner.
    pub notes: String,
    /// The id of a payment that was made elsewhere.
    pub transaction_id: Option<String>,
}

/// Whom somebody confirms, and what was shown of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedItem {
    /// Whom.
    pub partner_id: PartnerId,
    /// The sum that was shown, in minor units.
    pub amount: i64,
    /// The mark of the account that was shown: [`Due::account_mark`].
    pub account_mark: String,
}

/// Why somebody who was confirmed is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// What they are due, or whether they can be paid.
    Due,
    /// Where their money goes.
    Account,
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
        let details = self.sealed(channel, partner, account);
        let is_kept = self.store.set_payout_details(channel, partner, &details).await?;
        is_kept.then_some(()).ok_or(ProgramError::NotFound)
    }

    /// What is kept of an account.
    pub(crate) fn sealed(&self, channel: &ChannelId, partner: &PartnerId, account: &PayoutAccount) -> PayoutDetails {
        PayoutDetails {
            method: Some(account.method()),
            sealed: self.seal.close(channel, partner, account),
            shown: account.shown(),
        }
    }

    /// Reserves what was confirmed. Who is no longer due exactly what was shown, or would be paid elsewhere than was shown, is left
    /// out, and named.
    ///
    /// # Errors
    /// `Invalid` for what cannot be confirmed, `Conflict` when nothing of it holds any more.
    pub async fn confirm(
        &self,
        channel: &ChannelId,
        confirmed: &Confirmed,
        account: &str,
    ) -> Result<Vec<(PartnerId, Changed)>> {
        self.check(confirmed)?;
        if self.store.payout_run(channel, &confirmed.id).await?.is_some() {
            return Ok(Vec::new());
        }
        let plan = self.plan(channel, confirmed.method, confirmed.currency, confirmed.cut_off).await?;
        let (items, mut left_out) = items(confirmed, &plan);
        if items.is_empty() {
            return self.nothing_left(channel, &confirmed.id).await;
        }
        let settings = self.store.program_settings(channel).await?;
        let sum: i64 = items.iter().map(|item| item.amount).fold(0, i64::saturating_add);
        let sum = Money::new(sum, confirmed.currency);
        let new = NewRun {
            id: confirmed.id.clone(),
            method: confirmed.method,
            currency: confirmed.currency,
            cut_off: confirmed.cut_off,
            items,
            notes: confirmed.notes.trim().to_owned(),
            account: account.to_owned(),
            needs_approval: settings.needs_approval(sum),
        };
        match self.store.create_run(channel, &new).await? {
            Created::Run { left_out: changed } => {
                left_out.extend(changed.into_iter().map(|partner| (partner, Changed::Due)));
                self.told.notify_one();
                Ok(left_out)
            }
            Created::Known => Ok(Vec::new()),
            Created::Nobody => self.nothing_left(channel, &confirmed.id).await,
        }
    }

    /// Nothing of what was confirmed is due any more: by the other click of a double one, or because the sums have changed.
    async fn nothing_left(&self, channel: &ChannelId, run: &PayoutRunId) -> Result<Vec<(PartnerId, Changed)>> {
        if self.store.payout_run(channel, run).await?.is_some() {
            return Ok(Vec::new());
        }
        let message = "What is due, or where it goes, has changed meanwhile. Look at the plan again.";
        Err(ProgramError::Conflict(message.into()))
    }

    /// What makes no sense, whatever is due.
    fn check(&self, confirmed: &Confirmed) -> Result<()> {
        if !(1..=MOST).contains(&confirmed.items.len()) {
            return Err(ProgramError::invalid("partners", "choose 1 to 1,000 partners"));
        }
        let mut seen = HashSet::new();
        if !confirmed.items.iter().all(|item| seen.insert(&item.partner_id)) {
            return Err(ProgramError::invalid("partners", "a partner is there twice"));
        }
        if !self.methods(confirmed.currency).contains(&confirmed.method) {
            let (method, currency) = (confirmed.method.title(), confirmed.currency);
            return Err(ProgramError::Invalid {
                field: "method",
                message: format!("{method} is not connected for {currency}."),
            });
        }
        Ok(())
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
            && self.store.hurry_run(channel, method, &run).await?
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

/// What is confirmed and still stands as it was shown, and who does not.
fn items(confirmed: &Confirmed, plan: &Plan) -> (Vec<NewPayout>, Vec<(PartnerId, Changed)>) {
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for item in &confirmed.items {
        let due = plan.lines.iter().find(|due| due.partner_id == item.partner_id);
        // What was paid elsewhere went to no account of ours.
        let is_same = |due: &Due| confirmed.method == PayoutMethod::Manual || due.account_mark() == item.account_mark;
        match due {
            Some(due) if !is_same(due) => left_out.push((item.partner_id.clone(), Changed::Account)),
            Some(due) if due.verdict == Verdict::Payable && due.amount.minor == item.amount => items.push(NewPayout {
                partner_id: item.partner_id.clone(),
                amount: item.amount,
                sealed: due.sealed.clone(),
                shown: due.shown.clone(),
                transaction_id: confirmed.transaction_id.clone(),
            }),
            _ => left_out.push((item.partner_id.clone(), Changed::Due)),
        }
    }
    (items, left_out)
}

/// Whether nobody has to approve a run any more: before, no bank has seen it.
fn may_leave(payouts: &[store::Payout]) -> Result<()> {
    if payouts.iter().any(|it| it.status == PayoutStatus::AwaitingApproval) {
        return Err(ProgramError::Conflict("A second member of the team has to approve it first.".into()));
    }
    Ok(())
}
