//! What the team's pages ask the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use crate::AppError;
use domain::{
    Currency, PartnerId, Source, SourceReport,
    admin::{Overview, PartnerPage, PartnerQuery},
    earnings::Range,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who a partner's page in the admin area is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerHead {
    /// Our id.
    pub id: PartnerId,
    /// Full name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// The tier's name; may be empty.
    pub tier: String,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
}

#[cfg(feature = "ssr")]
fn admin_channel() -> Result<(crate::Services, domain::ChannelId), AppError> {
    use crate::services::{denied, services, viewer};
    let services = services()?;
    match viewer()? {
        access::Viewer::Admin { channel, .. } => Ok((services, channel)),
        access::Viewer::Partner { .. } => Err(denied(&access::AccessError::Denied)),
    }
}

/// The overview of the whole programme.
///
/// # Errors
/// When no admin is signed in, the range makes no sense, or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/overview", input = server_fn::codec::Json)]
pub async fn load_overview(
    range: Option<Range>,
    currency: Option<Currency>,
) -> Result<Overview, AppError> {
    let (services, channel) = admin_channel()?;
    services
        .unify
        .overview(&channel, range, currency)
        .await
        .map_err(crate::services::failed)
}

/// A page of partners.
///
/// # Errors
/// As [`load_overview`].
#[server(prefix = "/fn", endpoint = "admin/partners", input = server_fn::codec::Json)]
pub async fn list_partners(query: PartnerQuery) -> Result<PartnerPage, AppError> {
    let (services, channel) = admin_channel()?;
    services
        .unify
        .partners(&channel, &query)
        .await
        .map_err(crate::services::failed)
}

/// Who a partner's page is about.
///
/// # Errors
/// As [`load_overview`], or when the channel has no such partner.
#[server(prefix = "/fn", endpoint = "admin/partner", input = server_fn::codec::Json)]
pub async fn load_partner(id: PartnerId) -> Result<PartnerHead, AppError> {
    let (services, channel) = admin_channel()?;
    let partner = services
        .unify
        .partner(&channel, &id)
        .await
        .map_err(crate::services::failed)?;
    Ok(PartnerHead {
        name: partner.name(),
        id: partner.id,
        email: partner.email.to_string(),
        tier: partner.tier,
        picture_url: partner.picture_url,
        is_active: partner.is_active,
    })
}

/// Asks one source of the whole channel again, now.
///
/// # Errors
/// As [`load_overview`].
#[server(prefix = "/fn", endpoint = "admin/retry-source", input = server_fn::codec::Json)]
pub async fn retry_channel_source(source: Source) -> Result<SourceReport, AppError> {
    let (services, channel) = admin_channel()?;
    services
        .unify
        .retry(&channel, None, source)
        .await
        .map_err(crate::services::failed)
}
