//! What the page of applications asks the server.

use crate::{AppError, admin::program::stand::StandParams};
#[cfg(feature = "ssr")]
use crate::{admin::program::team, services::refused};
use domain::{
    PartnerId,
    program::{ApplicationPage, MemberStatus},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What became of applications that were decided together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How many were decided.
    pub done: usize,
    /// How many did not wait any more.
    pub left: usize,
}

/// A page of partners who wait for the team, or of those about whom was decided so.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/applications", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_applications(query: StandParams<MemberStatus>) -> Result<ApplicationPage, AppError> {
    let (services, channel, _) = team()?;
    let status = super::standing_of(&query);
    services.program.applications(&channel, status, query.after.as_deref()).await.map_err(refused)
}

/// Approves partners who wait, or turns them down with a reason.
///
/// # Errors
/// As [`list_applications`], or names `reason` when it is missing.
#[server(prefix = "/fn", endpoint = "admin/decide-applications", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn decide_applications(ids: Vec<PartnerId>, is_approved: bool, reason: String) -> Result<Decided, AppError> {
    let (services, channel, who) = team()?;
    let decided = services.program.decide_applications(&channel, &ids, is_approved, &reason, &who);
    let decided = decided.await.map_err(refused)?;
    Ok(Decided { done: decided.done, left: decided.left.len() })
}
