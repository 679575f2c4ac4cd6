//! What the team's pages of payouts show.

use crate::payouts::parts::Line;
use domain::{
    Currency, Day, Money, PartnerId, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use serde::{Deserialize, Serialize};

/// Whom a plan is asked for; what is left out suggests itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanQuery {
    /// How the money would go out.
    pub method: Option<PayoutMethod>,
    /// In which currency.
    pub currency: Option<Currency>,
    /// The last day whose earnings are paid.
    pub until: Option<Day>,
    /// Only whose payout in this run came to nothing, up to its day; everybody when left out.
    pub retry: Option<PayoutRunId>,
    /// Only this partner, up to today if no day is named; everybody when left out.
    pub partner: Option<PartnerId>,
}

/// Which payouts of the past are shown; all when nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Those that stand so.
    pub state: Option<PayoutStatus>,
    /// Those that went out so.
    pub by: Option<PayoutMethod>,
    /// Those to this partner.
    pub of: Option<PartnerId>,
    /// Those that were confirmed on this day or later.
    pub from: Option<Day>,
    /// Those that were confirmed on this day or earlier.
    pub to: Option<Day>,
}

#[cfg(feature = "ssr")]
impl History {
    /// The same for the store.
    pub fn filter(&self, zone: &domain::zone::Zone) -> store::PayoutFilter {
        store::PayoutFilter {
            partner: self.of.clone(),
            status: self.state,
            method: self.by,
            from: self.from.map(|day| zone.start_of(day)),
            until: self.to.map(|day| zone.start_of(day.plus(1))),
        }
    }
}

/// Which runs are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunsQuery {
    /// Those with a payout that is so.
    pub history: History,
    /// Those before this one; the newest when left out.
    pub before: Option<PayoutRunId>,
}

/// Who would be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// How money can go out.
    pub methods: Vec<PayoutMethod>,
    /// How it would.
    pub method: PayoutMethod,
    /// The currencies in which anything is due.
    pub currencies: Vec<Currency>,
    /// The one of this plan.
    pub currency: Currency,
    /// The last day whose earnings are paid.
    pub until: Day,
    /// The partners: those who would be paid first.
    pub lines: Vec<PlanLine>,
    /// How many more are due something.
    pub more: usize,
    /// Whether the program has minimums, and none in this currency.
    pub is_unbounded: bool,
    /// The id under which this plan is confirmed: twice is once.
    pub run: PayoutRunId,
    /// When the run was confirmed whose failed payouts alone are planned again, in words.
    pub retry: Option<String>,
    /// The name of the partner who alone is in it.
    pub only: Option<String>,
}

/// One partner of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Whom.
    pub partner: PartnerId,
    /// Their name.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// Of how many commissions.
    pub count: i64,
    /// What kind of account they named, if any.
    pub account: Option<PayoutMethod>,
    /// What people may see of the account.
    pub shown: String,
    /// Tells the account from others that look alike.
    pub account_mark: String,
    /// Why they would not be paid; empty when they would.
    pub why_not: String,
}

impl PlanLine {
    /// Whether they would be paid.
    pub const fn is_payable(&self) -> bool {
        self.why_not.is_empty()
    }
}

/// What somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The plan's own id.
    pub run: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// In which currency.
    pub currency: Currency,
    /// The last day whose earnings are paid.
    pub until: Day,
    /// Whom.
    pub items: Vec<OrderItem>,
    /// For the team and the partners.
    pub notes: String,
    /// How it was really paid, when it is recorded by hand.
    pub paid_by: Option<PayoutMethod>,
}

/// Whom somebody confirms, and what was shown of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    /// Whom.
    pub partner: PartnerId,
    /// The sum, in minor units.
    pub amount: i64,
    /// The mark of the account.
    pub account_mark: String,
    /// The id of a payment that was made elsewhere; may be empty.
    #[serde(default)]
    pub transaction_id: String,
}

/// How many payouts of a run stand alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Where they stand.
    pub status: PayoutStatus,
    /// How many.
    pub count: i64,
}

/// Payouts that were confirmed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    /// Our id.
    pub id: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// How it was really paid, when that was recorded by hand.
    pub paid_by: Option<PayoutMethod>,
    /// What they come to.
    pub sum: Money,
    /// How they stand.
    pub tallies: Vec<Tally>,
    /// When they were confirmed.
    pub created_at: Timestamp,
    /// The same for people, in the channel's time zone.
    pub when: String,
    /// Who confirmed them.
    pub created_by: String,
    /// Who else approved them.
    pub approved_by: Option<String>,
    /// What keeps a payment service from saying what became of them, in words; none when nothing does.
    pub trouble: Option<String>,
}

impl RunRow {
    /// How many payouts there are.
    pub fn count(&self) -> i64 {
        self.tallies.iter().map(|tally| tally.count).sum()
    }

    /// How many payouts stand like this.
    pub fn standing(&self, status: PayoutStatus) -> i64 {
        self.tallies.iter().filter(|tally| tally.status == status).map(|tally| tally.count).sum()
    }
}

/// A page of runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunsPage {
    /// The newest first.
    pub runs: Vec<RunRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<PayoutRunId>,
    /// The name of the partner to whom all of them have a payout, if one was named.
    pub only: Option<String>,
}

/// One run with all of its payouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// The run.
    pub run: RunRow,
    /// The last day whose earnings are in it.
    pub until: Day,
    /// For the team and the partners.
    pub notes: String,
    /// Its payouts.
    pub payouts: Vec<RunPayout>,
    /// Whether whoever looks confirmed it: somebody else has to approve it.
    pub is_own: bool,
    /// What people have to see to, because nobody else will.
    pub alarms: Vec<String>,
}

/// One payout of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPayout {
    /// Our id.
    pub id: PayoutId,
    /// Whom.
    pub partner: PartnerId,
    /// Their name.
    pub name: String,
    /// How much goes where, and what became of it.
    pub line: Line,
    /// Whether a person may say what became of it.
    pub is_for_people: bool,
}
