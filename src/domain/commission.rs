//! Commissions: what a partner earns by a sale, a bonus or an adjustment, wherever it was decided.

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
    /// The sale is counted already.
    Duplicate,
    /// Not a real sale.
    Fraud,
}

impl CommissionStatus {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Approved,
        Self::InPayout,
        Self::Paid,
        Self::Rejected,
        Self::Refunded,
        Self::Duplicate,
        Self::Fraud,
    ];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::InPayout => "in_payout",
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::Refunded => "refunded",
            Self::Duplicate => "duplicate",
            Self::Fraud => "fraud",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether the amount counts as earned.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Rejected | Self::Refunded | Self::Duplicate | Self::Fraud)
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
            Self::Duplicate => "Duplicate",
            Self::Fraud => "Fraud",
        }
    }
}
