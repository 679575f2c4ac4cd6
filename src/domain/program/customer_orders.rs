//! What a customer bought: the orders that partners brought, and those that came by themselves.

use super::CommissionLine;
use crate::{CustomerId, Money, OrderStatus};
use serde::{Deserialize, Serialize};

/// What the list of a customer's orders is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerOrderQuery {
    /// Who bought.
    pub customer: CustomerId,
    /// Where the page before ended.
    pub after: Option<String>,
    /// How many a page holds.
    pub limit: Option<u32>,
}

/// A line of what a customer bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerOrder {
    /// What an order brought a partner, or what was taken back of that.
    Brought(Box<CommissionLine>),
    /// An order that no partner brought.
    Direct(DirectOrderLine),
}

/// An order that no partner brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectOrderLine {
    /// Its id in the shop.
    pub external_id: String,
    /// Its name for people, such as `#1001`.
    pub name: String,
    /// Goods less discounts, as ordered.
    pub total: Money,
    /// What was given back, of all that was paid.
    pub refunded: Money,
    /// What became of it.
    pub status: OrderStatus,
    /// A code that the order came with; it counts for nobody.
    pub coupon: Option<String>,
    /// What the shop notes of it.
    pub notes: String,
    /// When it was placed, in UTC (RFC 3339).
    pub placed_at: String,
    /// When it was placed, as the channel's clocks show it.
    pub when: String,
}

impl DirectOrderLine {
    /// What became of it, as far as more can be said than that it was placed.
    pub fn fate(&self) -> Option<String> {
        match self.status {
            OrderStatus::Cancelled => Some("Cancelled".to_owned()),
            OrderStatus::Refunded => Some("Given back".to_owned()),
            _ if self.refunded.minor > 0 => Some(format!("{} given back", self.refunded)),
            _ => None,
        }
    }
}

/// A page of a customer's orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerOrderPage {
    /// The lines.
    pub rows: Vec<CustomerOrder>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}
