//! What the bonuses of the program ask the server.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{
        invalid, team,
        typed::{codes, currencies},
    },
    services::{failed, refused},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod read;

/// The bonuses, and what a new one begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestonesPage {
    /// By name.
    pub lines: Vec<MilestoneLine>,
    /// The shop's day, as fields of dates write it.
    pub today: String,
    /// The currencies that amounts can be typed in, the shop's first.
    pub currencies: Vec<String>,
}

/// A bonus as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneLine {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it brings for what.
    pub promise: String,
    /// From when on.
    pub since: String,
}

/// A bonus as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MilestoneForm {
    /// Its name.
    pub name: String,
    /// `orders` or `sales`.
    pub goal_kind: String,
    /// A number or an amount.
    pub goal: String,
    /// `month`, `quarter`, `year` or `ever`.
    pub window: String,
    /// An amount.
    pub bonus: String,
    /// The code of the currency of both amounts; empty: the shop's.
    #[serde(default)]
    pub currency: String,
    /// The first day that counts.
    pub starts_on: String,
}

/// All bonuses that are promised.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/milestones", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_milestones() -> Result<MilestonesPage, AppError> {
    let (services, id, _) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let zone = crate::payouts::zone_of(&services, &id).await?;
    let store = services.program.store();
    let milestones = store.milestones(&id).await.map_err(|error| refused(error.into()))?;
    let currencies = currencies(&services, &id, channel.currency).await?;
    Ok(MilestonesPage {
        lines: milestones.iter().map(read::line).collect(),
        today: zone.day(store.clock().now()).iso(),
        currencies: codes(&currencies),
    })
}

/// Promises a bonus.
///
/// # Errors
/// As [`list_milestones`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/add-milestone", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn add_milestone(milestone: MilestoneForm) -> Result<(), AppError> {
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let milestone = read::milestone(&milestone, channel.currency)?;
    services.program.add_milestone(&id, &milestone, &who).await.map_err(refused)
}

/// Promises a bonus no more; who has earned it keeps it.
///
/// # Errors
/// As [`list_milestones`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/end-milestone", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn end_milestone(id: String) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    let id = id.parse().map_err(|_| invalid("id", "this bonus has ended"))?;
    services.program.end_milestone(&channel, &id, &who).await.map_err(refused)
}
