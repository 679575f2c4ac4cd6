//! Orders, refunds and commissions as outside systems report them.

pub(crate) mod commission_rows;
mod commissions;
mod entry;
pub(crate) mod links;
mod list;
pub(crate) mod order_rows;
mod orders;
mod reconcile;

use domain::{
    Attribution, CommissionKind, CommissionStatus, CouponCode, Day, Money, OrderStatus, PartnerId, Source, Timestamp,
};

/// Money given back, as a system reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundReport {
    /// Its id in the order's source.
    pub external_id: String,
    /// How much was given back; positive.
    pub amount: Money,
    /// When.
    pub refunded_at: Timestamp,
}

/// An order, as a system reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReport {
    /// The system that reports it.
    pub source: Source,
    /// Its id there.
    pub external_id: String,
    /// Its name for people, such as `#1001`.
    pub name: String,
    /// Whom it counts for.
    pub partner_id: PartnerId,
    /// Why it counts for them.
    pub attribution: Attribution,
    /// The code the buyer used.
    pub coupon: Option<CouponCode>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What became of it.
    pub status: OrderStatus,
    /// Goods less discounts, without tax and shipping, as ordered.
    pub subtotal: Money,
    /// What the buyer paid, as ordered; of the subtotal's currency.
    pub total: Money,
    /// When the source last changed it.
    pub changed_at: Timestamp,
    /// All refunds the source knows; those already kept are not counted again.
    pub refunds: Vec<RefundReport>,
}

/// What became of a refund that somebody told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBack {
    /// It is kept now.
    New,
    /// It was kept before.
    Known,
    /// Less than that is left of the order.
    TooMuch {
        /// How much.
        left: Money,
    },
    /// The shop tells of the order: it tells of its refunds as well.
    ToldByShop,
    /// There is no such order.
    NoOrder,
}

/// A commission or bonus, as a system reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommissionReport {
    /// The system that decided it.
    pub source: Source,
    /// Its id there.
    pub external_id: String,
    /// Whom it is for.
    pub partner_id: PartnerId,
    /// What it is for.
    pub kind: CommissionKind,
    /// Its name for people when there is no order.
    pub title: String,
    /// The merchant's order id as the source knows it; empty for a bonus.
    pub order_ref: String,
    /// The sale's amount as the source knows it.
    pub sale: Option<Money>,
    /// What the partner earns.
    pub amount: Money,
    /// Where it stands.
    pub status: CommissionStatus,
    /// Why it stands there; empty when the status says all.
    pub reason: String,
    /// When the sale or bonus happened.
    pub occurred_at: Timestamp,
    /// The day until which it is held.
    pub hold_until: Option<Day>,
    /// The day on which its source pays it; none of our own program, which pays what is due with its next payout.
    pub pay_day: Option<Day>,
    /// When the source last changed it.
    pub changed_at: Timestamp,
}

/// What became of a batch of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Were new.
    pub inserted: u64,
    /// Were known and said something new.
    pub changed: u64,
    /// Were known, or older than what is known.
    pub unchanged: u64,
}
