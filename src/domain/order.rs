//! Orders: sales that a partner brought, each kept once however many systems report it.

use crate::{Money, RefundId, Timestamp};
use serde::{Deserialize, Serialize};

/// Why an order counts for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// CC's tag or cart attribute names the creator.
    CcTag,
    /// The buyer used the partner's code.
    Coupon,
    /// The buyer came by the partner's link.
    Link,
    /// An admin said so.
    Manual,
}

impl Attribution {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CcTag => "cc_tag",
            Self::Coupon => "coupon",
            Self::Link => "link",
            Self::Manual => "manual",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::CcTag, Self::Coupon, Self::Link, Self::Manual].into_iter().find(|it| it.as_str() == text)
    }
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Placed, payment outstanding.
    Pending,
    /// Paid.
    Paid,
    /// A part of it was given back.
    PartlyRefunded,
    /// All of it was given back.
    Refunded,
    /// Cancelled or voided before it was fulfilled.
    Cancelled,
}

impl OrderStatus {
    const ALL: [Self; 5] = [Self::Pending, Self::Paid, Self::PartlyRefunded, Self::Refunded, Self::Cancelled];

    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether the order still counts as a sale.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Cancelled)
    }
}

/// Money given back for an order. Amount is positive and of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Our id.
    pub id: RefundId,
    /// Its id in the order's source.
    pub external_id: String,
    /// How much was given back.
    pub amount: Money,
    /// When.
    pub refunded_at: Timestamp,
}
