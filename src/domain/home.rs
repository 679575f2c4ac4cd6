//! The home view: this month against last, what is new, what needs doing.

use crate::{
    Currency, Money, SourceReport, Timestamp,
    earnings::{Entry, Figure, NextPayment, Point, Range, Reconciliation},
    program::Standing,
};
use serde::{Deserialize, Serialize};

/// Something the partner should do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What to do.
    pub title: String,
    /// Why it helps.
    pub text: String,
    /// Where to do it.
    pub href: String,
}

/// The partner's first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// First name, to greet with.
    pub first_name: String,
    /// This month up to today; the figures compare with the same days of last month.
    pub range: Range,
    /// The currency of every amount here.
    pub currency: Currency,
    /// Earned.
    pub earned: Figure<Money>,
    /// Attributed sales.
    pub sales: Figure<Money>,
    /// Orders.
    pub orders: Figure<i64>,
    /// Where they stand in the program; none for who is not in it.
    pub standing: Option<Standing>,
    /// The next payment expected.
    pub next_payment: Option<NextPayment>,
    /// What payouts of our own program have under way.
    pub on_its_way: Money,
    /// The month day by day.
    pub points: Vec<Point>,
    /// The newest entries.
    pub news: Vec<Entry>,
    /// What needs doing.
    pub tasks: Vec<Task>,
    /// What reconciliation found.
    pub reconciliation: Reconciliation,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}
