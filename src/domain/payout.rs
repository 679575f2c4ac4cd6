//! Payouts: what a partner is owed, on its way to them.

use serde::{Deserialize, Serialize};

/// How money goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutMethod {
    /// `PayPal` Payouts, to an e-mail address.
    Paypal,
    /// A transfer to the partner's connected Stripe account.
    Stripe,
    /// A bank transfer, by a file that the merchant hands to their bank.
    Bank,
    /// Paid elsewhere, and recorded here.
    Manual,
}

impl PayoutMethod {
    /// All of them, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::Paypal, Self::Bank, Self::Stripe, Self::Manual];

    /// The name in the store, in the API and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paypal => "paypal",
            Self::Stripe => "stripe",
            Self::Bank => "bank",
            Self::Manual => "manual",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Paypal => "PayPal",
            Self::Stripe => "Stripe",
            Self::Bank => "Bank transfer",
            Self::Manual => "Manual",
        }
    }
}

/// Where a payout stands. Money is reserved from the first state on, and free again in the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// Reserved; a second member of the team has to approve it.
    AwaitingApproval,
    /// Reserved; nothing was sent yet.
    Scheduled,
    /// Handed to the rail, or about to be: what came of it is not known until the rail was asked.
    Sending,
    /// The rail has accepted it and is at work.
    InFlight,
    /// The money arrived.
    Paid,
    /// The rail refused it or gave it back.
    Failed,
    /// Called off before it was sent.
    Cancelled,
}

impl PayoutStatus {
    /// All of them, in the order in which a payout passes through them.
    pub const ALL: [Self; 7] = [
        Self::AwaitingApproval,
        Self::Scheduled,
        Self::Sending,
        Self::InFlight,
        Self::Paid,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::InFlight => "in_flight",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "Awaiting approval",
            Self::Scheduled => "Scheduled",
            Self::Sending => "Sending",
            Self::InFlight => "On its way",
            Self::Paid => "Paid",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether nothing more happens to it by itself. A payout that was paid may still come back.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::Failed | Self::Cancelled)
    }
}
