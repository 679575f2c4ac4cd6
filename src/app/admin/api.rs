//! What the team's pages ask the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

#[cfg(feature = "ssr")]
use crate::earnings::option::option_text;
use crate::{AppError, chart::Charted};
#[cfg(feature = "ssr")]
use domain::earnings::Range;
use domain::{
    Currency, PartnerId, Source, SourceReport,
    admin::{Overview, PartnerPage, PartnerQuery},
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
    /// E-mail; empty when they were deleted.
    pub email: String,
    /// The tier's name; may be empty.
    pub tier: String,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
}

/// The days up to and with today, as the channel counts them.
#[cfg(feature = "ssr")]
async fn last_days(services: &crate::Services, channel: &domain::ChannelId, days: i64) -> Result<Range, AppError> {
    use domain::{Clock, clock::SystemClock, zone::Zone};
    let channel = services.unify.channel(channel).await.map_err(crate::services::failed)?;
    let zone = Zone::named(&channel.time_zone).unwrap_or(Zone::utc());
    Ok(Range::last(days, zone.day(SystemClock.now())))
}

#[cfg(feature = "ssr")]
pub(super) async fn overview_of(
    services: &crate::Services,
    channel: &domain::ChannelId,
    days: i64,
    currency: Option<Currency>,
) -> Result<Overview, AppError> {
    let range = last_days(services, channel, days.clamp(1, Range::MAX_DAYS)).await?;
    services.unify.overview(channel, Some(range), currency).await.map_err(crate::services::failed)
}

/// The overview of the whole programme over the last so many days.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/overview", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_overview(days: i64, currency: Option<Currency>) -> Result<Charted<Overview>, AppError> {
    let (services, channel) = crate::services::team()?;
    let view = overview_of(&services, &channel, days, currency).await?;
    let option = option_text(&view.points, super::overview::bucket_of(&view.points), view.currency);
    Ok(Charted { view, option })
}

/// A page of partners.
///
/// # Errors
/// As [`load_overview`].
#[server(prefix = "/fn", endpoint = "admin/partners", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_partners(query: PartnerQuery) -> Result<PartnerPage, AppError> {
    let (services, channel) = crate::services::team()?;
    services.unify.partners(&channel, &query).await.map_err(crate::services::failed)
}

/// Who a partner's page is about.
///
/// # Errors
/// As [`load_overview`], or when the channel has no such partner.
#[server(prefix = "/fn", endpoint = "admin/partner", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_partner(id: PartnerId) -> Result<PartnerHead, AppError> {
    let (services, channel) = crate::services::team()?;
    let partner = services.unify.partner(&channel, &id).await.map_err(crate::services::failed)?;
    Ok(PartnerHead {
        name: partner.name(),
        id: partner.id,
        // Who was deleted has an address that is none.
        email: Some(partner.email.to_string()).filter(|it| !it.ends_with("@deleted.invalid")).unwrap_or_default(),
        tier: partner.tier,
        picture_url: partner.picture_url,
        is_active: partner.is_active,
    })
}

/// Asks one source of the whole channel again, now.
///
/// # Errors
/// As [`load_overview`].
#[server(prefix = "/fn", endpoint = "admin/retry-source", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn retry_channel_source(source: Source) -> Result<SourceReport, AppError> {
    let (services, channel) = crate::services::team()?;
    services.unify.retry(&channel, None, source).await.map_err(crate::services::failed)
}
