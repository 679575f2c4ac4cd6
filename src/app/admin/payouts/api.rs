//! What the team's pages of payouts ask the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use super::view::{Order, PlanQuery, PlanView, RunView, RunsPage, RunsQuery};
use crate::AppError;
#[cfg(feature = "ssr")]
use crate::payouts::audit::{Deed, note};
#[cfg(feature = "ssr")]
use crate::services::{refused, team};
use domain::{PartnerId, PayoutId, PayoutRunId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use serde_json::json;

/// Who would be paid, and why somebody would not.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/payout-plan", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_plan(query: PlanQuery) -> Result<PlanView, AppError> {
    let (services, channel) = team()?;
    super::compose::plan(&services, &channel, query).await
}

/// Reserves and pays what was confirmed; says who was left out, because they no longer stand as they were shown.
///
/// # Errors
/// As [`load_plan`], and when what was confirmed makes no sense, or nothing of it holds any more.
#[server(prefix = "/fn", endpoint = "admin/confirm-payouts", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn confirm_payouts(order: Order) -> Result<Vec<String>, AppError> {
    let (services, channel) = team()?;
    let confirmed = super::compose::confirmed(&services, &channel, &order).await?;
    let account = crate::services::viewer()?.account();
    let is_new = super::compose::is_new(&services, &channel, &order.run).await?;
    let left_out = services.program.confirm(&channel, &confirmed, &account).await.map_err(refused)?;
    if is_new {
        let after = json!({
            "method": order.method, "paid_by": order.paid_by, "currency": order.currency, "until": order.until.iso(),
            "asked": order.items.len(), "left_out": left_out.iter().map(|(partner, _)| partner).collect::<Vec<_>>(),
        });
        let deed =
            Deed { action: "payout_run.confirmed", target: order.run.as_str(), before: None, after: Some(after) };
        note(&services, &channel, deed).await?;
    }
    super::compose::left_out(&services, &channel, &left_out).await
}

/// The account that a partner named, in full: titles and what stands there. Only for whoever pays, and with a line in the trail.
///
/// # Errors
/// As [`load_plan`], and when the partner named none that can be read.
#[server(prefix = "/fn", endpoint = "admin/show-account", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn show_account(partner: PartnerId) -> Result<Vec<(String, String)>, AppError> {
    let (services, channel) = team()?;
    let facts = super::compose::account(&services, &channel, &partner).await?;
    let deed = Deed { action: "payout_account.shown", target: partner.as_str(), before: None, after: None };
    note(&services, &channel, deed).await?;
    Ok(facts)
}

/// Runs from the newest on.
///
/// # Errors
/// As [`load_plan`].
#[server(prefix = "/fn", endpoint = "admin/payout-runs", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_runs(query: RunsQuery) -> Result<RunsPage, AppError> {
    let (services, channel) = team()?;
    super::compose::runs(&services, &channel, &query).await
}

/// A run with its payouts.
///
/// # Errors
/// As [`load_plan`], and when there is no such run.
#[server(prefix = "/fn", endpoint = "admin/payout-run", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_run(id: PayoutRunId) -> Result<RunView, AppError> {
    let (services, channel) = team()?;
    super::compose::run(&services, &channel, &id).await
}

/// Lets a run go out that somebody else confirmed.
///
/// # Errors
/// As [`load_run`], and when it does not wait, or for whoever asks.
#[server(prefix = "/fn", endpoint = "admin/approve-payouts", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn approve_run(id: PayoutRunId) -> Result<(), AppError> {
    let (services, channel) = team()?;
    super::compose::known(&services, &channel, &id).await?;
    let account = crate::services::viewer()?.account();
    services.program.approve_run(&channel, &id, &account).await.map_err(refused)?;
    note(&services, &channel, Deed { action: "payout_run.approved", target: id.as_str(), before: None, after: None })
        .await
}

/// Calls off what was not sent yet of a run; says how many payouts.
///
/// # Errors
/// As [`load_run`], when there is no reason, or all of it was sent.
#[server(prefix = "/fn", endpoint = "admin/cancel-payouts", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn cancel_run(id: PayoutRunId, reason: String) -> Result<u64, AppError> {
    let (services, channel) = team()?;
    super::compose::known(&services, &channel, &id).await?;
    super::compose::short("reason", &reason)?;
    let account = crate::services::viewer()?.account();
    let count = services.program.cancel_run(&channel, &id, &account, &reason).await.map_err(refused)?;
    let after = json!({ "count": count, "reason": reason.trim() });
    let deed = Deed { action: "payout_run.called_off", target: id.as_str(), before: None, after: Some(after) };
    note(&services, &channel, deed).await?;
    Ok(count)
}

/// Says that a bank has executed a run: all of it that is on its way has arrived, under the ids that are told. Says how many payouts.
///
/// # Errors
/// As [`load_run`], when it is no bank transfer, waits for approval, or an id is too long.
#[server(prefix = "/fn", endpoint = "admin/execute-payouts", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn execute_run(id: PayoutRunId, references: Vec<(PayoutId, String)>) -> Result<usize, AppError> {
    let (services, channel) = team()?;
    let payouts = super::compose::under_way(&services, &channel, &id).await?;
    let references = super::compose::references(references)?;
    let settled = services.program.settle_executed(&channel, &id, &payouts, &references).await;
    let count = settled.map_err(refused)?;
    let after = json!({ "payouts": payouts, "references": references });
    let deed = Deed { action: "payout_run.executed", target: id.as_str(), before: None, after: Some(after) };
    note(&services, &channel, deed).await?;
    Ok(count)
}

/// Says what became of one payout: that a bank did not pay it or gave it back, or whether a payment service paid that does not answer.
///
/// # Errors
/// As [`load_run`], when a failure has no reason, and when its rail says by itself what became of it.
#[server(prefix = "/fn", endpoint = "admin/settle-payout", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn settle_payout(id: PayoutRunId, payout: PayoutId, is_paid: bool, reason: String) -> Result<(), AppError> {
    let (services, channel) = team()?;
    super::compose::short("reason", &reason)?;
    let settled = services.program.settle_by_hand(&channel, &id, std::slice::from_ref(&payout), is_paid, &reason).await;
    if settled.map_err(refused)? == 0 {
        let message = "It does not stand so that this could be said of it. Look at it again.".to_owned();
        return Err(refused(program::ProgramError::Conflict(message)));
    }
    let after = json!({ "run": id, "reason": reason.trim() });
    let action = if is_paid { "payout.paid" } else { "payout.failed" };
    note(&services, &channel, Deed { action, target: payout.as_str(), before: None, after: Some(after) }).await
}
