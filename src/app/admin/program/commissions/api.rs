//! What the pages of commissions ask the server.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{invalid, team},
    services::{failed, refused},
};
use domain::{
    CommissionId, CommissionStatus, Currency,
    program::{CommissionDetail, CommissionPage, CommissionQuery},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod entered;

/// What the team wants to become of commissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Earned: free to be paid.
    Approve,
    /// Not earned.
    Reject,
    /// Counted already.
    Duplicate,
    /// Not a real sale.
    Fraud,
    /// Paid elsewhere.
    MarkPaid,
    /// Not paid after all.
    MarkUnpaid,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How many stand as was wanted.
    pub done: usize,
    /// Those that stood so already.
    pub already: usize,
    /// Those that may not go there, and where they stand; none for those that the program does not have.
    pub left: Vec<(CommissionId, Option<CommissionStatus>)>,
}

/// An order as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderForm {
    /// The partner's code.
    pub code: String,
    /// The merchant's id.
    pub order_id: String,
    /// What was paid.
    pub total_amount: String,
    /// Empty: the shop's.
    pub currency: String,
    /// The customer's e-mail.
    pub email: String,
    /// The customer's name; may be empty.
    pub name: String,
    /// What the partner earns by it; empty: as their terms say.
    pub commission: String,
    /// The day, `2026-11-21`; empty: now.
    pub timestamp: String,
    /// Kept with the commission.
    pub notes: String,
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// Whether it is counted now; else it was before.
    pub is_new: bool,
    /// What the partner earns by it.
    pub amount: domain::Money,
}

/// A bonus or deduction as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdjustmentForm {
    /// Made once for each form.
    pub key: String,
    /// The partner's code; none is needed when it is about a commission.
    pub code: String,
    /// The commission that it is about, in whose currency it is then.
    #[serde(default)]
    pub about: Option<CommissionId>,
    /// Whether it takes.
    pub takes: bool,
    /// How much.
    pub amount: String,
    /// Empty: the shop's.
    pub currency: String,
    /// Why.
    pub reason: String,
}

/// What was given back of an order, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefundForm {
    /// Made once for each form.
    pub key: String,
    /// How much, in the order's currency.
    pub amount: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A page of commissions, and what else there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commissions {
    /// The page.
    #[serde(flatten)]
    pub page: CommissionPage,
    /// The currencies that partners earn in.
    pub currencies: Vec<Currency>,
}

/// A page of commissions.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/commissions", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_commissions(query: CommissionQuery) -> Result<Commissions, AppError> {
    let (services, channel, _) = team()?;
    let page = services.program.commissions(&channel, &query).await.map_err(refused)?;
    let currencies = services.program.store().program_currencies(&channel, None).await;
    Ok(Commissions { page, currencies: currencies.map_err(|error| refused(error.into()))? })
}

/// All that is known of a commission.
///
/// # Errors
/// As [`list_commissions`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/commission", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_commission(id: CommissionId) -> Result<CommissionDetail, AppError> {
    let (services, channel, _) = team()?;
    services.program.commission(&channel, &id).await.map_err(refused)
}

/// Decides about commissions, as far as each may go there.
///
/// # Errors
/// As [`list_commissions`], or names `reason` when it is missing.
#[server(prefix = "/fn", endpoint = "admin/decide-commissions", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn decide_commissions(ids: Vec<CommissionId>, choice: Decision, reason: String) -> Result<Decided, AppError> {
    let (services, channel, who) = team()?;
    let changed = services.program.decide(&channel, &ids, entered::decision(choice), &who.account, &reason);
    Ok(entered::decided(ids.clone(), &changed.await.map_err(refused)?))
}

/// Counts an order that somebody of the team enters.
///
/// # Errors
/// As [`list_commissions`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/enter-order", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn enter_order(order: OrderForm) -> Result<Entered, AppError> {
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let zone = entered::zone(&channel);
    let asked = entered::asked(&order, &channel, &zone, who.account)?;
    let outcome = services.program.track(&id, asked).await.map_err(refused)?;
    entered::told(outcome)
}

/// Notes what was given back of the order of a commission. `false` when this form was sent before.
///
/// # Errors
/// As [`load_commission`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/refund-order", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn refund_order(id: CommissionId, refund: RefundForm) -> Result<bool, AppError> {
    let (services, channel, who) = team()?;
    let detail = services.program.commission(&channel, &id).await.map_err(refused)?;
    // What was paid may be in another currency than what it brought.
    let order = detail.order.ok_or_else(|| refused(::program::ProgramError::NotFound))?;
    let asked = entered::refund(&refund, order.total.currency)?;
    services.program.refund(&channel, &id, &asked, &who).await.map_err(refused)
}

/// Gives a partner money without an order, or takes some: the one with a code, or the one of a commission. `false` when this form was
/// sent before.
///
/// # Errors
/// As [`enter_order`].
#[server(prefix = "/fn", endpoint = "admin/adjust", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn adjust(adjustment: AdjustmentForm) -> Result<bool, AppError> {
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let by_hand = if let Some(about) = &adjustment.about {
        let detail = services.program.commission(&id, about).await.map_err(refused)?;
        entered::about(&adjustment, &detail.line)?
    } else {
        let code = entered::code(&adjustment.code)?;
        let holder = services.program.store().code_holder(&id, &code).await;
        let holder = holder.map_err(|error| refused(error.into()))?;
        let holder = holder.ok_or_else(|| invalid("code", "nobody in the program has this code"))?;
        entered::by_hand(&adjustment, holder.member.partner_id, &channel)?
    };
    let (_, is_new) = services.program.adjust(&id, &by_hand, &who.account).await.map_err(refused)?;
    Ok(is_new)
}
