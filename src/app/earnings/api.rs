//! What the earnings page asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use super::rows::EntryRows;
use crate::{AppError, chart::Charted};
use domain::{
    PartnerId, Source, SourceReport,
    earnings::{EarningsOverview, EarningsQuery, EntryQuery},
};
use leptos::prelude::*;

/// Totals, series and reconciliation.
///
/// # Errors
/// When the viewer may not see that partner, the query makes no sense, or the store does not answer.
#[server(prefix = "/fn", endpoint = "earnings", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_earnings(query: EarningsQuery) -> Result<Charted<EarningsOverview>, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(query.partner.as_ref()).await?;
    let overview = services.unify.earnings(scope.channel(), scope.partner(), &query).await.map_err(failed)?;
    Ok(super::option::charted(overview))
}

/// A page of the list of entries.
///
/// # Errors
/// As [`load_earnings`].
#[server(prefix = "/fn", endpoint = "entries", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_entries(query: EntryQuery) -> Result<EntryRows, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(query.partner.as_ref()).await?;
    let page = services.unify.entries(scope.channel(), scope.partner(), &query).await.map_err(failed)?;
    Ok(super::rows::draw(page))
}

/// Asks one source again, now.
///
/// # Errors
/// When the viewer may not see that partner, or the store does not answer.
#[server(prefix = "/fn", endpoint = "retry-source", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn retry_source(partner: Option<PartnerId>, source: Source) -> Result<SourceReport, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.retry(scope.channel(), Some(scope.partner()), source).await.map_err(failed)
}
