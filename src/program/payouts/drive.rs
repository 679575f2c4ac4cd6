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
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};
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
/// For how long portions of a run are handed over one after the other; the rest waits for the next attempt. A portion may take a
/// minute more, and all of it ends before the lease does.
const HANDING_OVER: Duration = Duration::from_mins(2);

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
        let mut next = later(claim.attempt);
        if matches!(&said, Said::Report(report) if lacks_any(report, &batch)) {
            next = next.min(LEASE);
        }
        let next = now.plus(next);
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

/// Hands a batch over, in portions if it is larger than the rail takes at a time. What was handed over is reported; of the rest the
/// rail is asked later.
async fn send(rail: &Arc<dyn PayoutRail>, batch: &RailBatch) -> Said {
    let began = Instant::now();
    let mut told = BatchReport { is_complete: true, ..BatchReport::default() };
    for items in batch.items.chunks(rail.most_items()) {
        let portion = RailBatch { items: items.to_vec(), ..batch.clone() };
        match send_portion(rail, &portion).await {
            Said::Report(report) => {
                let is_whole = !lacks_any(&report, &portion);
                told.items.extend(report.items);
                told.rail_id = report.rail_id.or(told.rail_id);
                if !is_whole || began.elapsed() > HANDING_OVER {
                    break;
                }
            }
            // What stops this portion stops the next ones too.
            _ if !told.items.is_empty() => break,
            said => return said,
        }
    }
    Said::Report(told)
}

async fn send_portion(rail: &Arc<dyn PayoutRail>, portion: &RailBatch) -> Said {
    match rail.send(portion).await {
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
            match send(rail, &rest(rail, batch, &report)).await {
                Said::Report(mut more) => {
                    let lacking: Vec<ItemReport> =
                        report.items.into_iter().filter(|told| more.of(&told.id).is_none()).collect();
                    more.items.extend(lacking);
                    Said::Report(more)
                }
                // What was told when asked holds, whatever came of sending the rest.
                Said::Refused(_) if !report.items.is_empty() => Said::Report(report),
                said => said,
            }
        }
        Ok(report) => Said::Report(report),
        Err(error) => Said::Unknown(words(&error)),
    }
}

/// What is to be handed over of a batch that a rail has a part of. A rail that takes the whole at once knows it by its id: it gets the
/// whole again.
fn rest(rail: &Arc<dyn PayoutRail>, batch: &RailBatch, report: &BatchReport) -> RailBatch {
    if batch.items.len() <= rail.most_items() {
        return batch.clone();
    }
    let items = batch.items.iter().filter(|item| report.of(&item.id).is_none()).cloned().collect();
    RailBatch { items, ..batch.clone() }
}

fn lacks_any(report: &BatchReport, batch: &RailBatch) -> bool {
    let told: HashSet<&str> = report.items.iter().map(|told| told.id.as_str()).collect();
    batch.items.iter().any(|item| !told.contains(item.id.as_str()))
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
