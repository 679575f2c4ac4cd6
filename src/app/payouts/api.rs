//! What the partner's page of payouts shows and asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use super::{draft::AccountDraft, parts::Line};
use crate::AppError;
use domain::{
    Day, Money, PartnerId, PayoutId,
    earnings::NextPayment,
    payout::PayoutMethod,
    program::{Progress, Standing},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutsPage {
    /// What the program owes; none for who is not in it.
    pub membership: Option<Membership>,
    /// What was paid, the newest first.
    pub history: Vec<Paid>,
    /// Where the next page of it begins; none on the last.
    pub next: Option<PayoutId>,
}

/// What the program owes a partner and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Where they stand in the program.
    pub standing: Standing,
    /// What the partner's accounts hold, currency by currency.
    pub balances: Vec<Balance>,
    /// The next day on which payouts are made.
    pub pay_day: Day,
    /// How the money goes out; none until it is chosen.
    pub method: Option<PayoutMethod>,
    /// What people may see of the account.
    pub shown: String,
    /// The ways that can be chosen.
    pub methods: Vec<PayoutMethod>,
    /// Bonuses that are promised, and how far the partner is.
    pub goals: Vec<Progress>,
}

/// What the accounts hold in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// In its holding period.
    pub held: Money,
    /// Earned, to be paid; negative when more was taken back.
    pub due: Money,
    /// Part of a payout under way.
    pub on_its_way: Money,
    /// Arrived.
    pub paid: Money,
    /// What must be due before it is paid, when it is not.
    pub below: Option<Money>,
    /// The next payout, and how much it pays; none while nothing, or too little, can be paid.
    pub next: Option<NextPayment>,
}

/// A payout with its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// When it was settled, or made.
    pub on: Day,
    /// How much goes where, and what became of it.
    pub line: Line,
}

/// What is due to the signed-in partner, or to the one an admin asks for, and what was paid.
///
/// # Errors
/// When the viewer may not see that partner, or the store does not answer.
#[server(prefix = "/fn", endpoint = "payouts", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_payouts(partner: Option<PartnerId>, before: Option<PayoutId>) -> Result<PayoutsPage, AppError> {
    let (services, scope) = crate::services::scope(partner.as_ref()).await?;
    super::compose::page(&services, &scope, before.as_ref()).await
}

/// Keeps where the money of the signed-in partner goes, or of the one an admin asks for.
///
/// # Errors
/// As [`load_payouts`], when a field is at fault, or the partner is not in the program.
#[server(prefix = "/fn", endpoint = "payouts/account", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn set_payout_account(partner: Option<PartnerId>, draft: AccountDraft) -> Result<(), AppError> {
    use crate::services::refused;
    let (services, scope) = crate::services::scope(partner.as_ref()).await?;
    let account = super::draft::read(&draft).map_err(refused)?;
    let before = super::compose::kept(&services, &scope).await?;
    let kept = services.program.set_payout_account(scope.channel(), scope.partner(), &account).await;
    kept.map_err(refused)?;
    let after = super::compose::kept(&services, &scope).await?;
    let deed = super::audit::Deed { action: "payout_account.changed", target: scope.partner().as_str(), before, after };
    super::audit::note(&services, scope.channel(), deed).await
}
