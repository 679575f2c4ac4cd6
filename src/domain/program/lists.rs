//! The program's lists as the merchant's team sees them: commissions, and the customers who brought them.

use super::{Flag, Origin, Product};
use crate::{CommissionId, CommissionKind, CommissionStatus, Currency, CustomerId, Day, Money, PartnerId};
use serde::{Deserialize, Serialize};

/// What the list of commissions is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CommissionQuery {
    /// Only those that stand so.
    pub status: Option<CommissionStatus>,
    /// Only this partner's.
    pub partner: Option<PartnerId>,
    /// Only those that this customer brought.
    pub customer: Option<CustomerId>,
    /// Only those of this day and later.
    pub from: Option<Day>,
    /// Only those of this day and earlier.
    pub to: Option<Day>,
    /// Only those in this currency.
    pub currency: Option<Currency>,
    /// Only those that a person should look at for this.
    pub flag: Option<Flag>,
    /// Words that must be found in order id, coupon, customer or partner.
    pub text: String,
    /// Where the page before ended.
    pub after: Option<String>,
    /// How many a page holds.
    pub limit: Option<u32>,
}

/// A commission in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionLine {
    /// Our id.
    pub id: CommissionId,
    /// What it is for, such as `#1001`.
    pub title: String,
    /// A sale, a bonus or an adjustment.
    pub kind: CommissionKind,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// Their name.
    pub partner_name: String,
    /// Who bought; none without an order.
    pub customer: Option<CustomerName>,
    /// What was paid; none without an order.
    pub total: Option<Money>,
    /// What was given back of the sale.
    pub given_back: Option<Money>,
    /// What the partner earns.
    pub amount: Money,
    /// Where it stands.
    pub status: CommissionStatus,
    /// Why.
    pub reason: String,
    /// What a person should look at.
    pub flag: Option<Flag>,
    /// The code that the order came with.
    pub coupon: Option<String>,
    /// What was noted with the order.
    pub notes: String,
    /// When, in UTC (RFC 3339).
    pub occurred_at: String,
    /// When, as the channel's clocks show it.
    pub when: String,
}

/// Who bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerName {
    /// Our id.
    pub id: CustomerId,
    /// E-mail.
    pub email: String,
    /// Name; may be empty.
    pub name: String,
}

/// A page of commissions, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionPage {
    /// The commissions.
    pub rows: Vec<CommissionLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// All that is known of one commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionDetail {
    /// As the list shows it.
    pub line: CommissionLine,
    /// How the amount came about: the rate, or who said it.
    pub rate: Option<super::Rate>,
    /// What it came to before refunds took their part.
    pub full: Money,
    /// When the holding period ends, as the channel's clocks show it.
    pub free: String,
    /// How the order came here.
    pub origin: Origin,
    /// What was bought, as far as the order names one thing.
    pub product: Option<Product>,
    /// The merchant's own, a JSON object.
    pub metadata: Option<String>,
    /// Whether it was the customer's first order here.
    pub is_new_customer: Option<bool>,
    /// The order that brought it; none without one.
    pub order: Option<CommissionOrder>,
    /// What happened to it, oldest first.
    pub steps: Vec<StepLine>,
}

/// The order of a commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionOrder {
    /// The merchant's id.
    pub external_id: String,
    /// Whether the program tracked it itself; else the shop tells what is given back of it.
    pub is_ours: bool,
    /// What the buyer paid.
    pub total: Money,
    /// What was given back of it.
    pub refunded: Money,
}

impl CommissionOrder {
    /// What can still be given back.
    pub fn left(&self) -> Money {
        Money::new(self.total.minor.saturating_sub(self.refunded.minor).max(0), self.total.currency)
    }
}

/// A step in the life of a commission, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    /// When, as the channel's clocks show it.
    pub when: String,
    /// Where it stands from then on.
    pub status: CommissionStatus,
    /// What it comes to from then on.
    pub amount: Money,
    /// Who did it, by name where there is one.
    pub account: String,
    /// Why; may be empty.
    pub reason: String,
}

/// By whom orders came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Brought {
    /// By this partner.
    By(PartnerId),
    /// By nobody.
    Directly,
}

/// What the list of customers is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerQuery {
    /// Words that must be found in e-mail, name or the merchant's id.
    pub text: String,
    /// Only who has an order that came so.
    pub brought: Option<Brought>,
    /// Only who has such an order of this day or later.
    pub from: Option<Day>,
    /// Only who has such an order of this day or earlier.
    pub to: Option<Day>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// How many a page holds.
    pub limit: Option<u32>,
}

/// A customer in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLine {
    /// Our id.
    pub id: CustomerId,
    /// E-mail.
    pub email: String,
    /// Name; may be empty.
    pub name: String,
    /// The merchant's id.
    pub external_id: Option<String>,
    /// The merchant's own, a JSON object.
    pub metadata: Option<String>,
    /// The day of their first order here.
    pub first: String,
    /// The day of their last order here.
    pub last: String,
    /// What they bought and brought, currency by currency.
    pub totals: Vec<CustomerTotals>,
}

/// What a customer bought and brought in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTotals {
    /// How many orders, those that no partner brought included.
    pub orders: i64,
    /// What these came to as they were placed, before anything was given back.
    pub revenue: Money,
    /// What partners earn by it.
    pub commission: Money,
}

/// A page of customers, who bought last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// The customers.
    pub rows: Vec<CustomerLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A code that a partner has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLine {
    /// The code.
    pub code: String,
    /// The day since which it is theirs.
    pub since: String,
    /// Whether it is their present one.
    pub is_current: bool,
    /// Whether it counted for its one order.
    pub is_used: bool,
    /// Where it was seen, the latest first.
    pub sightings: Vec<CodeSighting>,
}

/// A code on a page of a coupon site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSighting {
    /// The page's address.
    pub address: String,
    /// The site's name.
    pub host: String,
    /// The day since which it stands there.
    pub since: String,
    /// The day on which it was last seen there.
    pub last_seen: String,
    /// Whether it is gone from there.
    pub is_gone: bool,
    /// Why the page could not be read lately; empty when it could.
    pub fault: String,
}

/// The name of a site, as people know it: the host of an address.
pub fn site_name(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}
