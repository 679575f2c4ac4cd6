//! Commissions: what a partner earns by a sale, a bonus or an adjustment, wherever it was decided.

use crate::{ChannelId, CommissionId, Day, Money, OrderId, PartnerId, Source, Timestamp};
use serde::{Deserialize, Serialize};

/// What a commission is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommissionKind {
    /// A sale.
    Sale,
    /// A bonus without a sale.
    Bonus,
    /// A correction by hand or by a refund; may be negative.
    Adjustment,
}

impl CommissionKind {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Bonus => "bonus",
            Self::Adjustment => "adjustment",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Sale, Self::Bonus, Self::Adjustment].into_iter().find(|it| it.as_str() == text)
    }
}

/// Where a commission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommissionStatus {
    /// In its holding period.
    Pending,
    /// Earned; waits for the next payout.
    Approved,
    /// Part of a payout under way.
    InPayout,
    /// Paid.
    Paid,
    /// Refused or reversed.
    Rejected,
    /// Taken back because the sale was.
    Refunded,
}

impl CommissionStatus {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Approved, Self::InPayout, Self::Paid, Self::Rejected, Self::Refunded];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::InPayout => "in_payout",
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::Refunded => "refunded",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether the amount counts as earned.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Rejected | Self::Refunded)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::InPayout => "In payout",
            Self::Paid => "Paid",
            Self::Rejected => "Rejected",
            Self::Refunded => "Refunded",
        }
    }
}

/// What a partner earns by one sale or bonus, as one system decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// The tenant.
    pub channel_id: ChannelId,
    /// Our id.
    pub id: CommissionId,
    /// The system that decided it.
    pub source: Source,
    /// Its id there.
    pub external_id: String,
    /// Whom it is for.
    pub partner_id: PartnerId,
    /// What it is for.
    pub kind: CommissionKind,
    /// Its name for people when there is no order, such as `Performance bonus`.
    pub title: String,
    /// The merchant's order id as the source knows it; empty for a bonus.
    pub order_ref: String,
    /// The order in our store, once it is found.
    pub order_id: Option<OrderId>,
    /// The sale's amount as the source knows it.
    pub sale: Option<Money>,
    /// What the partner earns.
    pub amount: Money,
    /// Where it stands.
    pub status: CommissionStatus,
    /// Why it stands there, in words for the partner; empty when the status says all.
    pub reason: String,
    /// When the sale or bonus happened.
    pub occurred_at: Timestamp,
    /// The day until which it is held.
    pub hold_until: Option<Day>,
    /// The day on which it is expected to be paid.
    pub pay_day: Option<Day>,
    /// When the source last changed it; an older report never overwrites a newer one.
    pub changed_at: Timestamp,
}
