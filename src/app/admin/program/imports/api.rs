//! What the pages of imports ask the server.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::{admin::program::team, services::refused};
use domain::{
    ImportId,
    program::{ImportDetail, ImportPage, ImportState},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is done about an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Confirm it, or let it go on.
    Start,
    /// Stop it for a while.
    Pause,
    /// End it before its end, or throw it away before it began.
    Cancel,
}

/// Which imports are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportsQuery {
    /// Only those that stand so.
    #[serde(default)]
    pub state: Option<ImportState>,
    /// Those before this one; the newest when left out.
    pub before: Option<ImportId>,
}

/// Imports from the newest on.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/imports", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_imports(query: ImportsQuery) -> Result<ImportPage, AppError> {
    let (services, channel, _) = team()?;
    services.program.imports(&channel, query.state, query.before.as_ref()).await.map_err(refused)
}

/// All that is known of an import.
///
/// # Errors
/// As [`list_imports`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/import", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_import(id: ImportId) -> Result<ImportDetail, AppError> {
    let (services, channel, _) = team()?;
    services.program.import(&channel, &id).await.map_err(refused)
}

/// Does something about an import.
///
/// # Errors
/// As [`load_import`], or when it does not stand so that this could be done.
#[server(prefix = "/fn", endpoint = "admin/act-on-import", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn act_on_import(id: ImportId, act: Act) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    let program = &services.program;
    let done = match act {
        Act::Start => program.start_import(&channel, &id, &who).await,
        Act::Pause => program.pause_import(&channel, &id, &who).await,
        Act::Cancel => program.cancel_import(&channel, &id, &who).await,
    };
    done.map_err(refused)
}
