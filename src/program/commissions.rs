//! What the team decides about commissions, and what it gives or takes without an order.

use crate::{Program, ProgramError, Result};
use domain::{ChannelId, CommissionId, CommissionKind, CommissionStatus, Money, PartnerId, program::Origin};
use store::{Changed, NewAdjustment};

/// How many commissions are decided about at once.
const MOST: usize = 1_000;

/// What the team wants to become of commissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Earned: free to be paid.
    Approve,
    /// Not earned.
    Reject,
    /// Counted already.
    Duplicate,
    /// Not a real sale.
    Fraud,
    /// Paid elsewhere.
    MarkPaid,
    /// Not paid after all: of what was marked as paid.
    MarkUnpaid,
}

impl Decision {
    /// Where commissions go by it; none when each goes back to where it was before.
    const fn to(self) -> Option<CommissionStatus> {
        match self {
            Self::Approve => Some(CommissionStatus::Approved),
            Self::Reject => Some(CommissionStatus::Rejected),
            Self::Duplicate => Some(CommissionStatus::Duplicate),
            Self::Fraud => Some(CommissionStatus::Fraud),
            Self::MarkPaid => Some(CommissionStatus::Paid),
            Self::MarkUnpaid => None,
        }
    }

    /// Whether the partner is owed a word about why.
    const fn needs_reason(self) -> bool {
        matches!(self, Self::Reject | Self::Duplicate | Self::Fraud)
    }
}

/// Money for a partner without an order; negative takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Whom.
    pub partner: PartnerId,
    /// Made by the form: a double click is one adjustment.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// Why; the partner reads it.
    pub reason: String,
}

impl Program {
    /// Decides about commissions, as far as each may go there.
    ///
    /// # Errors
    /// `Invalid` when a reason is missing or there are too many.
    pub async fn decide(
        &self,
        channel: &ChannelId,
        ids: &[CommissionId],
        decision: Decision,
        account: &str,
        reason: &str,
    ) -> Result<Vec<Changed>> {
        let reason = reason.trim();
        if decision.needs_reason() && reason.is_empty() {
            return Err(ProgramError::invalid("reason", "say why: the partner reads it"));
        }
        if ids.len() > MOST {
            return Err(ProgramError::invalid("commissions", "choose at most 1,000 commissions"));
        }
        Ok(match decision.to() {
            Some(to) => self.store.change_commissions(channel, ids, to, account, reason).await?,
            None => self.store.unpay_commissions(channel, ids, account, reason).await?,
        })
    }

    /// Gives a partner money without an order, or takes some.
    ///
    /// # Errors
    /// `Invalid` when the amount or the reason is missing, `NotFound` when nobody such is in the program.
    pub async fn adjust(&self, channel: &ChannelId, asked: &ByHand, account: &str) -> Result<(CommissionId, bool)> {
        let reason = asked.reason.trim();
        if asked.amount.minor == 0 {
            return Err(ProgramError::invalid("amount", "an adjustment is not nothing"));
        }
        if reason.is_empty() {
            return Err(ProgramError::invalid("reason", "say why: the partner reads it"));
        }
        if self.store.member(channel, &asked.partner).await?.is_none() {
            return Err(ProgramError::NotFound);
        }
        let is_bonus = asked.amount.minor > 0;
        let new = NewAdjustment {
            partner_id: asked.partner.clone(),
            kind: if is_bonus { CommissionKind::Bonus } else { CommissionKind::Adjustment },
            external_id: format!("by-hand:{}", asked.key),
            title: if is_bonus { "Bonus".into() } else { "Adjustment".into() },
            amount: asked.amount,
            account: account.to_owned(),
            reason: reason.to_owned(),
            free_at: None,
            origin: Origin::Manual,
        };
        Ok(self.store.adjust(channel, &new).await?)
    }
}
