//! Drives runs: hands them to their rail, asks what became of them, and settles what is known.
//!
//! An attempt is written down before every call ([`Store::claim_run`](store::Store::claim_run)). The first attempt sends; every later one
//! asks first, because the one before may have been cut off anywhere. What the rail, asked, has never heard of is sent again under the
//! same ids: that is safe by the rails' contracts, and nothing else ever is.

use crate::{Program, Result};
use connectors::{
    ConnectorError, PayoutRail,
    rail::{BatchReport, ItemReport, RailBatch, RailItem, RailOutcome, Receiver, is_refusal},
};
use domain::{
    ChannelId, Timestamp,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
};
use std::{sync::Arc, time::Duration};
use store::{Claim, Payout, Settlement};

/// Longer than any call to a rail takes, and than Stripe needs until it lists what it took on.
const LEASE: Duration = Duration::from_mins(5);
/// How soon is asked again at first; it doubles.
const SOON: Duration = Duration::from_secs(30);
const SELDOM: Duration = Duration::from_hours(6);
/// For what only a person can settle.
pub(super) const RARELY: Duration = Duration::from_hours(24 * 365);
/// How many runs are seen to in one round.
const ROUND: u32 = 20;

/// What came of calling a rail.
enum Said {
    /// What the rail says of each payout.
    Report(BatchReport),
    /// Nothing was taken on, and never will be: all of it failed.
    Refused(String),
    /// Nothing was taken on this time: try again.
    Later(String),
    /// Nobody knows: ask.
    Unknown(String),
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
        let now = self.clock().now();
        let (settlements, rail_id, outcome, next) = match claim.run.method {
            PayoutMethod::Manual => (all(claim, PayoutStatus::Paid), None, "recorded".to_owned(), now),
            PayoutMethod::Bank => {
                (all(claim, PayoutStatus::InFlight), None, "waits for the bank".to_owned(), now.plus(RARELY))
            }
            method => match self.rail(method) {
                Some(rail) => self.call(channel, claim, rail).await,
                None => (Vec::new(), None, "the rail is not connected".to_owned(), now.plus(SELDOM)),
            },
        };
        let told =
            self.store.settle_run(channel, &claim.run.id, &settlements, rail_id.as_deref(), &outcome, next).await?;
        self.tell_of_payouts(channel, &told).await;
        Ok(())
    }

    async fn call(
        &self,
        channel: &ChannelId,
        claim: &Claim,
        rail: &Arc<dyn PayoutRail>,
    ) -> (Vec<Settlement>, Option<String>, String, Timestamp) {
        let now = self.clock().now();
        let (batch, unreadable) = self.batch(channel, claim);
        // What cannot be opened was never sent: only its first attempt may say so.
        let lost = if claim.attempt == 1 { failed(&unreadable, "The account could not be read.") } else { Vec::new() };
        if batch.items.is_empty() {
            return (lost, None, "nothing to send".to_owned(), now.plus(later(claim.attempt)));
        }
        let said = if claim.attempt == 1 { send(rail, &batch).await } else { ask(rail, &batch, claim).await };
        let next = now.plus(later(claim.attempt));
        let (mut settlements, rail_id, outcome) = match said {
            Said::Report(report) => {
                (report.items.iter().filter_map(settlement).collect(), report.rail_id, "told".to_owned())
            }
            Said::Refused(why) => (failed(&claim.payouts, &why), None, why),
            Said::Later(why) | Said::Unknown(why) => (Vec::new(), None, why),
        };
        settlements.extend(lost);
        (settlements, rail_id, outcome, next)
    }

    /// What is handed over, and what cannot be because its account does not open.
    fn batch(&self, channel: &ChannelId, claim: &Claim) -> (RailBatch, Vec<Payout>) {
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
                None => unreadable.push(payout.clone()),
            }
        }
        let title = "You have a payout".to_owned();
        (RailBatch { id: claim.run.id.to_string(), title, items }, unreadable)
    }
}

async fn send(rail: &Arc<dyn PayoutRail>, batch: &RailBatch) -> Said {
    match rail.send(batch).await {
        Ok(report) => Said::Report(report),
        Err(error @ ConnectorError::Rejected { .. }) => Said::Refused(words(&error)),
        Err(error) if is_refusal(&error) => Said::Later(words(&error)),
        Err(error) => Said::Unknown(words(&error)),
    }
}

/// Asks how a run stands that somebody may have sent; sends it again when the rail is sure that it lacks a part of it.
async fn ask(rail: &Arc<dyn PayoutRail>, batch: &RailBatch, claim: &Claim) -> Said {
    match rail.look(batch, claim.run.rail_id.as_deref()).await {
        Ok(report) if report.is_complete && lacks_any(&report, batch) => {
            match send(rail, batch).await {
                // What was told when asked holds, whatever came of sending the rest.
                Said::Refused(_) if !report.items.is_empty() => Said::Report(report),
                said => said,
            }
        }
        Ok(report) => Said::Report(report),
        Err(error) => Said::Unknown(words(&error)),
    }
}

fn lacks_any(report: &BatchReport, batch: &RailBatch) -> bool {
    batch.items.iter().any(|item| report.items.iter().all(|told| told.id != item.id))
}

fn receiver(account: PayoutAccount) -> Option<Receiver> {
    match account {
        PayoutAccount::Paypal { email } => Some(Receiver::Paypal(email)),
        PayoutAccount::Stripe { account } => Some(Receiver::Stripe(account)),
        PayoutAccount::Sepa { .. } | PayoutAccount::UnitedStates { .. } => None,
    }
}

fn settlement(told: &ItemReport) -> Option<Settlement> {
    let status = match told.outcome {
        RailOutcome::InFlight => PayoutStatus::InFlight,
        RailOutcome::Paid => PayoutStatus::Paid,
        RailOutcome::Failed => PayoutStatus::Failed,
        RailOutcome::Unknown => return None,
    };
    Some(Settlement {
        id: told.id.parse().ok()?,
        status,
        transaction_id: told.transaction_id.clone(),
        fee: told.fee,
        reason: told.reason.clone().unwrap_or_default(),
    })
}

fn all(claim: &Claim, status: PayoutStatus) -> Vec<Settlement> {
    let one = |payout: &Payout| Settlement {
        id: payout.id.clone(),
        status,
        transaction_id: None,
        fee: None,
        reason: String::new(),
    };
    claim.payouts.iter().map(one).collect()
}

fn failed(payouts: &[Payout], reason: &str) -> Vec<Settlement> {
    let one = |payout: &Payout| Settlement {
        id: payout.id.clone(),
        status: PayoutStatus::Failed,
        transaction_id: None,
        fee: None,
        reason: reason.to_owned(),
    };
    payouts.iter().map(one).collect()
}

/// The rail's words where it has any.
fn words(error: &ConnectorError) -> String {
    match error {
        ConnectorError::Rejected { message, .. } if !message.is_empty() => message.clone(),
        other => other.to_string(),
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
}
