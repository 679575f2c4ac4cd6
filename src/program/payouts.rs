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
use connectors::{ConnectorError, rail::RailEvent};
use domain::{
    ChannelId, Currency, Money, PartnerId, PayoutRunId, Timestamp,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::PayoutDetails,
};
use http::HeaderMap;
use std::{collections::HashSet, time::Duration};
use store::{Created, NewPayout, NewRun, Payout, PayoutRun};

/// How many partners one confirmation pays.
const MOST: usize = 1_000;
/// What one person confirms within it counts together.
const DAY: Duration = Duration::from_hours(24);

/// What somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Made by the form: a double click is one run.
    pub id: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// How it was really paid, when it is recorded by hand; another way than the others is [`PayoutMethod::Manual`].
    pub paid_by: Option<PayoutMethod>,
    /// In which currency.
    pub currency: Currency,
    /// What was earned before this time.
    pub cut_off: Timestamp,
    /// Whom.
    pub items: Vec<ConfirmedItem>,
    /// For the team and the partner.
    pub notes: String,
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
    /// The id of a payment that was made elsewhere.
    pub transaction_id: Option<String>,
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
    /// `NotFound` when nobody such is in the program, `Invalid` names `stripe_account` while Stripe is not connected.
    pub async fn set_payout_account(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        account: &PayoutAccount,
    ) -> Result<()> {
        if !self.account_methods().contains(&account.method()) {
            return Err(ProgramError::invalid("stripe_account", "Stripe is not connected here: choose another kind"));
        }
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

    /// Where a partner's money goes, in full; none when they did not say, or the installation's secret is another since.
    ///
    /// # Errors
    /// `NotFound` when nobody such is in the program.
    pub async fn payout_account(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<PayoutAccount>> {
        let member = self.store.member(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        Ok(self.seal.open(channel, partner, &member.payout.sealed))
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
        if let Some((run, payouts)) = self.store.payout_run(channel, &confirmed.id).await? {
            return again(confirmed, &run, &payouts);
        }
        let plan = self.plan(channel, confirmed.method, confirmed.currency, confirmed.cut_off).await?;
        let (items, mut left_out) = items(confirmed, &plan);
        if items.is_empty() {
            return self.nothing_left(channel, confirmed).await;
        }
        let settings = self.store.program_settings(channel).await?;
        // Many small runs are one large one.
        let before = self.store.sent_alone(channel, account, confirmed.currency, self.clock().now().minus(DAY)).await?;
        let sum: i64 = items.iter().map(|item| item.amount).fold(before.minor, i64::saturating_add);
        let sum = Money::new(sum, confirmed.currency);
        let new = NewRun {
            id: confirmed.id.clone(),
            method: confirmed.method,
            paid_by: confirmed.paid_by,
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
            Created::Known | Created::Nobody => self.nothing_left(channel, confirmed).await,
        }
    }

    /// Nothing of what was confirmed is due any more: by the other click of a double one, or because the sums have changed.
    async fn nothing_left(&self, channel: &ChannelId, confirmed: &Confirmed) -> Result<Vec<(PartnerId, Changed)>> {
        if let Some((run, payouts)) = self.store.payout_run(channel, &confirmed.id).await? {
            return again(confirmed, &run, &payouts);
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
        let refused = |error: ConnectorError| ProgramError::Rail(error.to_string());
        // Proving it may mean a call to the rail. Strangers, who do not know our ids, cannot make us call.
        let Some(unproven) = rail.unproven(body).map_err(refused)? else { return Ok(()) };
        let Some(run) = self.run_of(channel, &unproven).await? else { return Ok(()) };
        rail.event(headers, body).await.map_err(refused)?;
        if self.store.hurry_run(channel, method, &run).await? {
            self.told.notify_one();
        }
        Ok(())
    }

    async fn run_of(&self, channel: &ChannelId, event: &RailEvent) -> Result<Option<PayoutRunId>> {
        let run = event.batch_id.as_deref().and_then(|id| id.parse().ok());
        let payout = event.item_id.as_deref().and_then(|id| id.parse().ok());
        Ok(self.store.run_of_rail(channel, run.as_ref(), event.rail_id.as_deref(), payout.as_ref()).await?)
    }
}

/// A run that is confirmed again, by a double click, or because its answer was lost: who is not in it was left out. What says otherwise is
/// another run, and must not be taken for this one.
fn again(confirmed: &Confirmed, run: &PayoutRun, payouts: &[Payout]) -> Result<Vec<(PartnerId, Changed)>> {
    let is_same_run =
        (run.method, run.currency, run.cut_off) == (confirmed.method, confirmed.currency, confirmed.cut_off);
    let is_confirmed = |payout: &Payout| {
        let of_it = confirmed.items.iter().find(|item| item.partner_id == payout.partner_id);
        of_it.is_some_and(|item| item.amount == payout.amount.minor)
    };
    if !is_same_run || !payouts.iter().all(is_confirmed) {
        let message = "This was confirmed before, for other partners or sums. Look at the run, and begin a new one for the others.";
        return Err(ProgramError::Conflict(message.into()));
    }
    let is_in = |partner: &PartnerId| payouts.iter().any(|payout| payout.partner_id == *partner);
    let left_out = confirmed.items.iter().filter(|item| !is_in(&item.partner_id));
    Ok(left_out.map(|item| (item.partner_id.clone(), Changed::Due)).collect())
}

/// What is confirmed and still stands as it was shown, and who does not.
fn items(confirmed: &Confirmed, plan: &Plan) -> (Vec<NewPayout>, Vec<(PartnerId, Changed)>) {
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for item in &confirmed.items {
        let due = plan.lines.iter().find(|due| due.partner_id == item.partner_id);
        let is_by_hand = confirmed.method == PayoutMethod::Manual;
        let is_same = |due: &Due| due.account_mark() == item.account_mark;
        match due {
            // What was paid elsewhere is paid, wherever it went.
            Some(due) if !is_by_hand && !is_same(due) => left_out.push((item.partner_id.clone(), Changed::Account)),
            Some(due) if due.verdict == Verdict::Payable && due.amount.minor == item.amount => {
                // It went to the account that was shown, or to none that we know.
                let is_there =
                    !is_by_hand || (due.account.is_some() && due.account == confirmed.paid_by && is_same(due));
                let (sealed, shown) =
                    if is_there { (due.sealed.clone(), due.shown.clone()) } else { (String::new(), String::new()) };
                items.push(NewPayout {
                    partner_id: item.partner_id.clone(),
                    amount: item.amount,
                    sealed,
                    shown,
                    transaction_id: item.transaction_id.clone(),
                });
            }
            _ => left_out.push((item.partner_id.clone(), Changed::Due)),
        }
    }
    (items, left_out)
}

/// Whether nobody has to approve a run any more: before, no bank has seen it.
fn may_leave(payouts: &[Payout]) -> Result<()> {
    if payouts.iter().any(|it| it.status == PayoutStatus::AwaitingApproval) {
        return Err(ProgramError::Conflict("A second member of the team has to approve it first.".into()));
    }
    Ok(())
}
