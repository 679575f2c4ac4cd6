//! What only a person can say of a payout: what a bank did, and what a payment service never told.

use super::{
    drive::{ANSWERED, LEASE},
    may_leave,
};
use crate::{Program, ProgramError, Result};
use connectors::rail::{ItemReport, RailOutcome};
use domain::{
    ChannelId, PayoutId, PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
};
use std::collections::HashMap;
use store::{Attempt, Payout};

/// Whether a person may say what became of a payout. Of a bank transfer always, once it left; where a payment service is asked, only
/// of what it has not answered. Whoever says it looks there first: what is called failed is due again.
pub fn is_for_people(payout: &Payout, last: Option<&Attempt>) -> bool {
    use PayoutStatus as S;
    match (payout.method, payout.status) {
        (PayoutMethod::Bank, S::Scheduled | S::Sending | S::InFlight | S::Paid) => true,
        (PayoutMethod::Paypal | PayoutMethod::Stripe, S::Sending) => last.is_some_and(|last| last.ended_at.is_some()),
        (PayoutMethod::Paypal | PayoutMethod::Stripe, S::InFlight) => last.and_then(unanswered).is_some(),
        _ => false,
    }
}

/// What came of the last attempt, when the rail did not say what it knows.
pub fn unanswered(last: &Attempt) -> Option<&str> {
    let is_over = last.ended_at.is_some();
    (is_over && last.outcome != ANSWERED).then_some(last.outcome.as_str())
}

/// What somebody says of payouts.
#[derive(Clone, Copy)]
struct Said<'a> {
    is_paid: bool,
    /// Why not.
    reason: &'a str,
    /// The ids of the payments, as far as they are known.
    references: &'a HashMap<PayoutId, String>,
}

impl Program {
    /// Says what became of payouts: of bank transfers, which no rail tells, and of what a payment service has not answered. Answers how
    /// many payouts stand elsewhere by it.
    ///
    /// # Errors
    /// `Conflict` when a rail says by itself what became of them, is being called at this moment or was called meanwhile, or when the
    /// run waits for approval; `Invalid` when a failure has no reason.
    pub async fn settle_by_hand(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        payouts: &[PayoutId],
        is_paid: bool,
        reason: &str,
    ) -> Result<usize> {
        self.settle(channel, run, payouts, Said { is_paid, reason, references: &HashMap::new() }).await
    }

    /// Says that a bank has paid payouts, and under which ids as far as somebody knows them. Answers how many stand elsewhere by it.
    ///
    /// # Errors
    /// As [`Program::settle_by_hand`].
    pub async fn settle_executed(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        payouts: &[PayoutId],
        references: &HashMap<PayoutId, String>,
    ) -> Result<usize> {
        self.settle(channel, run, payouts, Said { is_paid: true, reason: "", references }).await
    }

    async fn settle(
        &self,
        channel: &ChannelId,
        run: &PayoutRunId,
        payouts: &[PayoutId],
        Said { is_paid, reason, references }: Said<'_>,
    ) -> Result<usize> {
        let last = self.store.last_attempts(channel, &[run]).await?.remove(run);
        let (_, all) = self.store.payout_run(channel, run).await?.ok_or(ProgramError::NotFound)?;
        may_leave(&all)?;
        if !is_paid && reason.trim().is_empty() {
            return Err(ProgramError::invalid("reason", "say why: the partner reads it"));
        }
        let said: Vec<&Payout> = all.iter().filter(|it| payouts.contains(&it.id)).collect();
        let is_rails_alone = |it: &&Payout| it.method != PayoutMethod::Bank && !is_for_people(it, last.as_ref());
        if said.iter().any(is_rails_alone) {
            return Err(ProgramError::Conflict("Its rail says by itself what became of it.".into()));
        }
        let mut settlements = Vec::with_capacity(said.len());
        for payout in said {
            let item = ItemReport {
                id: payout.id.to_string(),
                outcome: if is_paid { RailOutcome::Paid } else { RailOutcome::Failed },
                transaction_id: references.get(&payout.id).filter(|_| is_paid).cloned(),
                fee: None,
                // Why it was paid is the trail's; beside a payment stands only what came back of it.
                reason: Some(reason.trim().to_owned()).filter(|_| !is_paid),
                request_id: None,
            };
            settlements.extend(self.settlement(channel, payout, &item).await?);
        }
        let seen = last.map_or(0, |last| last.number);
        let Some(told) = self.store.settle_by_hand(channel, run, &settlements, seen, LEASE).await? else {
            return Err(ProgramError::Conflict("It is being asked about at this moment. Look at it again.".into()));
        };
        self.posted.notify_one();
        Ok(told.len())
    }
}
