//! What the program's settings ask the server.

use crate::{AppError, admin::program::currencies::TypedAmount};
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{
        invalid, team,
        typed::{codes, currencies},
    },
    services::{failed, refused},
};
use domain::program::Question;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod read;

/// The settings as they are shown and typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// As they are.
    pub form: SettingsForm,
    /// The currencies that amounts can be typed in, the shop's first.
    pub currencies: Vec<String>,
}

/// The settings as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SettingsForm {
    /// Empty: the merchant's.
    pub name: String,
    /// `percentage`, `fixed`, or `fixed_EUR` in another currency than the shop's.
    pub rate_kind: String,
    /// Per cent or an amount.
    pub rate: String,
    /// Days.
    pub hold_days: String,
    /// Amounts, currency by currency; empty: none.
    pub minimums: Vec<TypedAmount>,
    /// 1 to 28.
    pub payout_day: String,
    /// An amount; empty: none.
    pub approval_above: String,
    /// Whether whoever applies is a partner at once.
    pub approves_at_once: bool,
    /// Whether former codes count.
    pub old_codes_count: bool,
    /// Whether a code counts for one order.
    pub codes_count_once: bool,
}

/// The form to apply with, as the team sets it up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ApplySetup {
    /// Whether it is open.
    pub is_open: bool,
    /// What is asked beside name, e-mail and where to find somebody.
    pub questions: Vec<Question>,
}

/// The form to apply with, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyPage {
    /// As it is.
    pub setup: ApplySetup,
    /// Its address.
    pub address: String,
    /// How many partners wait for the team.
    pub waiting: i64,
    /// Whether mail goes out by a server; else it is written to files.
    pub has_mail_server: bool,
}

/// The groups, and what amounts can be typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsPage {
    /// By name.
    pub lines: Vec<GroupLine>,
    /// A group that nothing is typed of yet.
    pub blank: GroupForm,
    /// The currencies that amounts can be typed in, the shop's first.
    pub currencies: Vec<String>,
}

/// A group as it is shown and typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// As it is typed.
    pub form: GroupForm,
    /// Its terms in words.
    pub terms: String,
}

/// A group as it is typed; what is empty is the program's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GroupForm {
    /// Empty for a new one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `percentage`, `fixed`, `fixed_EUR` in another currency than the shop's, or empty.
    pub rate_kind: String,
    /// Per cent or an amount.
    pub rate: String,
    /// Days.
    pub hold_days: String,
    /// Amounts, currency by currency.
    pub minimums: Vec<TypedAmount>,
    /// From which sales in 90 days on partners come here by themselves; empty: never.
    pub moves_at: String,
}

/// The settings.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/program", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_settings() -> Result<SettingsPage, AppError> {
    let (services, id, _) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let settings = services.program.store().program_settings(&id).await;
    let settings = settings.map_err(|error| refused(error.into()))?;
    let currencies = currencies(&services, &id, channel.currency).await?;
    Ok(SettingsPage { form: read::shown(&settings, &currencies), currencies: codes(&currencies) })
}

/// Saves the settings.
///
/// # Errors
/// As [`load_settings`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/save-program", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_settings(form: SettingsForm) -> Result<(), AppError> {
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let before = services.program.store().program_settings(&id).await;
    let settings = read::settings(&form, before.map_err(|error| refused(error.into()))?, channel.currency)?;
    services.program.set_settings(&id, &settings, &who).await.map_err(refused)
}

/// The form to apply with.
///
/// # Errors
/// As [`load_settings`].
#[server(prefix = "/fn", endpoint = "admin/apply-form", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_apply_form() -> Result<ApplyPage, AppError> {
    let (services, id, _) = team()?;
    let store = services.program.store();
    let settings = store.program_settings(&id).await.map_err(|error| refused(error.into()))?;
    let waiting = store.count_waiting_members(&id).await.map_err(|error| refused(error.into()))?;
    Ok(ApplyPage {
        setup: ApplySetup { is_open: settings.takes_applications, questions: settings.questions },
        address: format!("{}/apply", services.public_url),
        waiting,
        has_mail_server: services.program.has_mail_server(),
    })
}

/// Saves the form to apply with.
///
/// # Errors
/// As [`load_settings`], or names `questions` when one cannot be.
#[server(prefix = "/fn", endpoint = "admin/save-apply-form", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_apply_form(setup: ApplySetup) -> Result<(), AppError> {
    let (services, id, who) = team()?;
    let before = services.program.store().program_settings(&id).await.map_err(|error| refused(error.into()))?;
    let settings = read::apply_setup(setup, before)?;
    services.program.set_settings(&id, &settings, &who).await.map_err(refused)
}

/// All groups by name.
///
/// # Errors
/// As [`load_settings`].
#[server(prefix = "/fn", endpoint = "admin/groups", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_groups() -> Result<GroupsPage, AppError> {
    let (services, id, _) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let currencies = currencies(&services, &id, channel.currency).await?;
    let groups = services.program.store().groups(&id).await.map_err(|error| refused(error.into()))?;
    Ok(GroupsPage {
        lines: groups.iter().map(|group| read::line(group, &currencies)).collect(),
        blank: read::blank(&currencies),
        currencies: codes(&currencies),
    })
}

/// Adds a group, or changes it.
///
/// # Errors
/// As [`save_settings`].
#[server(prefix = "/fn", endpoint = "admin/save-group", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_group(group: GroupForm) -> Result<(), AppError> {
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let group = read::group(&group, channel.currency)?;
    services.program.put_group(&id, &group, &who).await.map_err(refused)
}

/// Takes a group away; its partners fall back to the program's terms.
///
/// # Errors
/// As [`load_settings`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/delete-group", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn delete_group(id: String) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    let id = id.parse().map_err(|_| invalid("id", "this group is gone"))?;
    services.program.delete_group(&channel, &id, &who).await.map_err(refused)
}
