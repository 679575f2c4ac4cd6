//! Drives runs: hands them to their rail, asks what became of them, and settles what is known.
//!
//! An attempt is written down before every call ([`Store::claim_run`](store::Store::claim_run)). As long as every attempt before for
//! certain came to nothing, the next one sends; any other asks first, because the one before may have been cut off anywhere. What the
//! rail, asked, has never heard of is sent again under the same ids: that is safe by the rails' contracts, and nothing else ever is.
//! What was settled is asked about for half a year, ever more seldom, and whenever the rail says a word: money comes back.

use super::call::{Said, ask, send};
use crate::{Program, Result};
use connectors::{
    PayoutRail,
    rail::{ItemReport, RailBatch, RailItem, RailOutcome, Receiver},
};
use domain::{
    ChannelId, Timestamp,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
};
use std::{sync::Arc, time::Duration};
use store::{AttemptEnd, Claim, Payout, Settlement};

/// Longer than any call to a rail takes, and than Stripe needs until it lists what it took on.
pub(super) const LEASE: Duration = Duration::from_mins(5);
/// What the team reads of an attempt after which all is known that the rail knows.
pub(super) const ANSWERED: &str = "answered";
/// How soon is asked again at first; it doubles.
const SOON: Duration = Duration::from_secs(30);
const SELDOM: Duration = Duration::from_hours(6);
/// For what only a person can settle.
const RARELY: Duration = Duration::from_hours(24 * 365);
/// How soon is looked whether money came back; it doubles.
const DAY: Duration = Duration::from_hours(24);
/// For how long buyers and banks may take money back.
const MAY_COME_BACK: Duration = Duration::from_hours(24 * 180);
/// How many runs are seen to in one round.
const ROUND: u32 = 20;
const UNREADABLE: &str = "The account could not be read.";

/// What came of an attempt.
struct Heard {
    items: Vec<ItemReport>,
    rail_id: Option<String>,
    outcome: String,
    /// The rail for certain took nothing on.
    is_void: bool,
    /// How soon to look again while anything is open.
    next: Duration,
    /// Whether to look again once all is settled.
    looks_back: bool,
}

impl Heard {
    /// Known without asking anybody.
    fn all(claim: &Claim, outcome: RailOutcome, words: &str, next: Duration) -> Self {
        let items = claim.payouts.iter().map(|it| told(it.id.as_str(), outcome, None)).collect();
        Self { items, rail_id: None, outcome: words.to_owned(), is_void: false, next, looks_back: false }
    }

    fn nothing(outcome: String, next: Duration) -> Self {
        Self { items: Vec::new(), rail_id: None, outcome, is_void: true, next, looks_back: true }
    }
}

impl Program {
    /// Sees to all runs that are due; says to how many.
    ///
    /// # Errors
    /// When the store fails; what was written down until then is found again.
    pub async fn see_to_runs(&self, channel: &ChannelId) -> Result<usize> {
        let mut count = 0;
        for run in self.store.runs_to_see_to(channel, ROUND).await? {
            if let Some(claim) = self.store.claim_run(channel, &run, LEASE).await? {
                self.drive(channel, &claim).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn drive(&self, channel: &ChannelId, claim: &Claim) -> Result<()> {
        let heard = match claim.run.method {
            PayoutMethod::Manual => Heard::all(claim, RailOutcome::Paid, "recorded", Duration::ZERO),
            PayoutMethod::Bank => Heard::all(claim, RailOutcome::InFlight, "waits for the bank", RARELY),
            method => match self.rail(method) {
                Some(rail) => self.call(channel, claim, rail).await,
                None => Heard::nothing(format!("{} is not connected", method.title()), SELDOM),
            },
        };
        self.conclude(channel, claim, heard).await
    }

    /// Writes what was heard, with what partners are told of it.
    async fn conclude(&self, channel: &ChannelId, claim: &Claim, heard: Heard) -> Result<()> {
        let mut settlements = Vec::with_capacity(heard.items.len());
        for payout in claim.payouts.iter().chain(&claim.settled) {
            if let Some(item) = heard.items.iter().find(|it| it.id == payout.id.as_str()) {
                settlements.extend(self.settlement(channel, payout, item).await?);
            }
        }
        let now = self.clock().now();
        let end = AttemptEnd {
            attempt: claim.attempt,
            settlements: &settlements,
            rail_id: heard.rail_id.as_deref(),
            outcome: &heard.outcome,
            is_void: heard.is_void,
            next_look_at: now.plus(heard.next),
            looks_back_at: looks_back_at(claim.run.created_at, now, &heard),
        };
        let changed = self.store.settle_run(channel, &claim.run.id, &end).await?;
        report(claim, &heard, &changed);
        if !changed.is_empty() {
            self.posted.notify_one();
        }
        Ok(())
    }

    /// What a payout becomes by what was heard of it, and what its partner is told; none when nobody can say.
    pub(super) async fn settlement(
        &self,
        channel: &ChannelId,
        payout: &Payout,
        item: &ItemReport,
    ) -> Result<Option<Settlement>> {
        let status = match item.outcome {
            RailOutcome::InFlight => PayoutStatus::InFlight,
            RailOutcome::Paid => PayoutStatus::Paid,
            RailOutcome::Failed => PayoutStatus::Failed,
            RailOutcome::Unknown => return Ok(None),
        };
        let reason = item.reason.clone().unwrap_or_default();
        let transaction_id = item.transaction_id.clone();
        let message = if status == payout.status {
            None
        } else {
            let transaction_id = transaction_id.clone().or_else(|| payout.transaction_id.clone());
            let after = Payout { status, reason: reason.clone(), transaction_id, ..payout.clone() };
            self.message_about(channel, &after).await?
        };
        Ok(Some(Settlement { id: payout.id.clone(), status, transaction_id, fee: item.fee, reason, message }))
    }

    async fn call(&self, channel: &ChannelId, claim: &Claim, rail: &Arc<dyn PayoutRail>) -> Heard {
        let is_first = claim.sent_since.is_none();
        let (batch, unreadable) = self.batch(channel, claim);
        let lost: Vec<ItemReport> =
            unreadable.iter().map(|id| told(id, RailOutcome::Failed, Some(UNREADABLE))).collect();
        if is_first && batch.items.is_empty() {
            return Heard { items: lost, ..Heard::nothing("nothing to send".to_owned(), later(claim.attempt)) };
        }
        if !is_first {
            let said = ask(rail, &batch, claim.run.rail_id.as_deref(), lost).await;
            return heard(claim, &batch, said, false);
        }
        let said = send(rail, &batch).await;
        let is_void = matches!(said, Said::Later(_));
        let mut heard = heard(claim, &batch, said, is_void);
        // What cannot be opened was never sent.
        heard.items.extend(lost);
        heard
    }

    /// What is handed over and asked about, and our ids of what cannot be handed over because its account does not open.
    fn batch(&self, channel: &ChannelId, claim: &Claim) -> (RailBatch, Vec<String>) {
        let (mut items, mut unreadable) = (Vec::new(), Vec::new());
        for payout in &claim.payouts {
            let account = self.seal.open(channel, &payout.partner_id, &payout.sealed);
            match account.and_then(receiver) {
                Some(receiver) => items.push(RailItem {
                    id: payout.id.to_string(),
                    receiver,
                    amount: payout.amount,
                    note: payout.notes.clone(),
                }),
                None => unreadable.push(payout.id.to_string()),
            }
        }
        let settled = claim.settled.iter().map(|payout| payout.id.to_string());
        let batch = RailBatch {
            id: claim.run.id.to_string(),
            title: "You have a payout".to_owned(),
            items,
            asked: settled.chain(unreadable.iter().cloned()).collect(),
            sent_since: claim.sent_since,
        };
        (batch, unreadable)
    }
}

fn heard(claim: &Claim, batch: &RailBatch, said: Said, is_void: bool) -> Heard {
    let next = later(claim.attempt);
    match said {
        Said::Report(told, trouble) => {
            let lacking = batch.items.iter().filter(|item| told.of(&item.id).is_none()).count();
            let next = if lacking == 0 && trouble.is_none() { next } else { next.min(LEASE) };
            let outcome = trouble.unwrap_or_else(|| outcome(&told.items, lacking));
            Heard { items: told.items, rail_id: told.rail_id, outcome, is_void, next, looks_back: true }
        }
        Said::Refused(why) => {
            let items = claim.payouts.iter().map(|it| told(it.id.as_str(), RailOutcome::Failed, Some(&why))).collect();
            Heard { items, is_void, ..Heard::nothing(why, next) }
        }
        Said::Later(why) | Said::Unknown(why) => Heard { is_void, ..Heard::nothing(why, next) },
    }
}

/// What the team reads of an answer.
fn outcome(items: &[ItemReport], lacking: usize) -> String {
    let mut unclear = items.iter().filter(|it| it.outcome == RailOutcome::Unknown).peekable();
    if let Some(first) = unclear.peek() {
        let why = first.reason.clone().unwrap_or_default();
        return format!("no clear word of {} of them ({why})", unclear.count());
    }
    match lacking {
        0 => ANSWERED.to_owned(),
        _ => format!("answered, and does not know {lacking} of them yet"),
    }
}

/// When to look whether money came back: the older the run, the more seldom, and at last never.
fn looks_back_at(created_at: Timestamp, now: Timestamp, heard: &Heard) -> Option<Timestamp> {
    let age = now.since(created_at);
    let next = if heard.outcome == ANSWERED { age.max(DAY) } else { (age / 4).max(SELDOM) };
    let left = MAY_COME_BACK.saturating_sub(age);
    (heard.looks_back && !left.is_zero()).then(|| now.plus(next.min(left)))
}

/// Tells the log what did not go well, once for each change, with what the rail's support asks for.
fn report(claim: &Claim, heard: &Heard, changed: &[Payout]) {
    let run = &claim.run;
    let rail = run.method.as_str();
    if heard.looks_back && !claim.payouts.is_empty() && heard.outcome != ANSWERED {
        tracing::warn!(run = %run.id, rail, attempt = claim.attempt, outcome = heard.outcome, "a run is not settled");
    }
    for payout in changed.iter().filter(|it| it.status == PayoutStatus::Failed) {
        let item = heard.items.iter().find(|it| it.id == payout.id.as_str());
        let request_id = item.and_then(|it| it.request_id.as_deref());
        let was_paid = claim.settled.iter().any(|it| it.id == payout.id);
        tracing::warn!(payout = %payout.id, run = %run.id, rail, was_paid, request_id, reason = payout.reason, "a payout failed");
    }
}

fn told(id: &str, outcome: RailOutcome, reason: Option<&str>) -> ItemReport {
    let reason = reason.map(str::to_owned);
    ItemReport { id: id.to_owned(), outcome, transaction_id: None, fee: None, reason, request_id: None }
}

fn receiver(account: PayoutAccount) -> Option<Receiver> {
    match account {
        PayoutAccount::Paypal { email } => Some(Receiver::Paypal(email)),
        PayoutAccount::Stripe { account } => Some(Receiver::Stripe(account)),
        PayoutAccount::Sepa { .. } | PayoutAccount::UnitedStates { .. } => None,
    }
}

/// Doubles from half a minute to six hours.
fn later(attempt: i64) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(u32::MAX).min(12);
    SOON.saturating_mul(1 << doublings).min(SELDOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_become_rarer() {
        assert_eq!([1, 2, 3, 9, 100].map(|attempt| later(attempt).as_secs()), [30, 60, 120, 7_680, 21_600]);
    }

    #[test]
    fn money_that_may_come_back_is_looked_for_ever_more_seldom_and_at_last_never() {
        let made = Timestamp::from_millis(0);
        let hours = |age: u32, outcome: &str| {
            let heard = Heard::nothing(outcome.to_owned(), SOON);
            let now = made.plus(DAY * age);
            looks_back_at(made, now, &heard).map(|at| at.since(now).as_secs() / 3_600)
        };
        assert_eq!([0, 1, 2, 30].map(|age| hours(age, ANSWERED)), [Some(24), Some(24), Some(48), Some(720)]);
        assert_eq!(hours(179, ANSWERED), Some(24), "the last look is at the end of it");
        assert_eq!([0, 2].map(|age| hours(age, "not reachable")), [Some(6), Some(12)], "nothing was learnt");
        assert_eq!(hours(180, ANSWERED), None);
    }
}
