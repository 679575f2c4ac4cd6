//! The affiliate program's rows: terms, partners, customers, commissions with their history, ledger and payouts.
//!
//! Whatever changes a commission goes through [`work::Work`]: it writes the row, its history, the ledger, the customer's sums and the
//! daily totals in one transaction. The ledger follows from the rows: a commission's amount lies in the account of its status.

mod applications;
mod change;
mod check;
mod commission_rows;
mod customer_changes;
mod customers;
mod direct;
mod figures;
mod follow;
mod found;
mod groups;
mod ledger;
mod lists;
mod members;
mod milestones;
mod payouts;
mod performance;
mod settings;
mod told;
mod track;
mod tracked;
mod turns;
mod work;

pub use applications::{Applied, Told};
pub use change::{Changed, NewAdjustment};
pub use customer_changes::CustomerChange;
pub(crate) use direct::release as release_direct;
pub use direct::{BuyerReport, DirectOrder};
pub use figures::ProgramSums;
pub(crate) use follow::follow;
pub use ledger::{Account, Balances};
pub use lists::MemberChange;
pub use members::CodeHolder;
pub use milestones::{GivenBonus, HeldBonus};
pub use payouts::{
    Attempt, AttemptEnd, CONTRADICTED, Claim, Created, Due, FileMark, NewPayout, NewRun, Payout, PayoutFilter,
    PayoutRun, RunTally, Settlement, Waiting,
};
pub use performance::Performance;
pub(crate) use turns::be_alone;

use domain::{
    CommissionId, CommissionStatus, CustomerId, Money, OrderId, Timestamp,
    program::{Flag, Rate, TrackOrder},
};

/// An order to be tracked, with what it brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// The order.
    pub order: TrackOrder,
    /// What the partner earns by it.
    pub amount: Money,
    /// The rate that says so; none when the order itself did.
    pub rate: Option<Rate>,
    /// When the holding period ends.
    pub free_at: Timestamp,
    /// What a person should look at.
    pub flag: Option<Flag>,
    /// Who brings it, such as `key:key_…`.
    pub account: String,
    /// Whether its code counts for one order, and this is it.
    pub uses_code_up: bool,
    /// What the merchant calls it as well, such as `#1001`: it may have been tracked by that.
    pub name: Option<String>,
}

/// What came of an order to be tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracked {
    /// It is counted now.
    New(TrackedOrder),
    /// It was counted before; nothing was changed.
    Known(TrackedOrder),
    /// Its code counts for one order, and that was another.
    CodeUsed,
}

/// An order that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackedOrder {
    /// The commission.
    pub commission_id: CommissionId,
    /// The order's row; none when the shop counts it for another partner.
    pub order_id: Option<OrderId>,
    /// Who bought.
    pub customer_id: Option<CustomerId>,
    /// What it brings.
    pub amount: Money,
    /// Where it stands.
    pub status: CommissionStatus,
}

/// A step in the life of a commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommissionStep {
    /// When.
    pub happened_at: Timestamp,
    /// Where it stands from then on.
    pub status: CommissionStatus,
    /// What it comes to from then on, in minor units of its currency.
    pub amount: i64,
    /// Who did it: `admin:adm_…`, `key:key_…`, `system`.
    pub account: String,
    /// Why; may be empty.
    pub reason: String,
}
