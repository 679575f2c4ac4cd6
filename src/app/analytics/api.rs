//! What the analytics page asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use crate::AppError;
use domain::{
    LinkId, PartnerId,
    analytics::{Analytics, AnalyticsQuery},
    link::{Link, LinkDraft},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The view, and what only the server can say with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalyticsPage {
    /// The view.
    pub view: Analytics,
    /// The chart of its series as ECharts' option in JSON; none when there is nothing to draw.
    pub option: Option<String>,
    /// Where the partner's landing page is, once they have a handle.
    pub landing_url: Option<String>,
    /// The tag that the shop has to install, for the team alone.
    pub script: Option<String>,
}

/// The funnel, clicks and conversions of the signed-in partner, or of the partner an admin asks for.
///
/// # Errors
/// When the viewer may not see that partner, the query makes no sense, or the store does not answer.
#[server(prefix = "/fn", endpoint = "analytics", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_analytics(query: AnalyticsQuery) -> Result<AnalyticsPage, AppError> {
    use crate::services::{failed, scope, viewer};
    let (services, scope) = scope(query.partner.as_ref()).await?;
    let mut view = services.unify.analytics(scope.channel(), scope.partner(), &query).await.map_err(failed)?;
    let partner = services.unify.partner(scope.channel(), scope.partner()).await.map_err(failed)?;
    let public_url = services.public_url.trim_end_matches('/');
    let is_team = matches!(viewer()?, access::Viewer::Admin { .. });
    view.others.retain(|figure| is_team || !figure.is_for_team);
    Ok(AnalyticsPage {
        option: super::option::option_text(&view.points, view.bucket),
        landing_url: partner.handle.map(|handle| format!("{public_url}/p/{handle}")),
        script: is_team.then(|| format!("<script async src=\"{public_url}/tandem.js\"></script>")),
        view,
    })
}

/// Makes a link.
///
/// # Errors
/// As [`load_analytics`]; and names `label`, `target`, `utm_source`, `utm_medium` or `utm_campaign` when they cannot be used.
#[server(prefix = "/fn", endpoint = "create-link", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn create_link(draft: LinkDraft) -> Result<Link, AppError> {
    use crate::services::{failed, scope, viewer};
    let (services, scope) = scope(draft.partner.as_ref()).await?;
    let actor = viewer()?.account();
    services.unify.create_link(scope.channel(), scope.partner(), &draft, &actor).await.map_err(failed)
}

/// Changes what a link says and where it leads. Its code stays.
///
/// # Errors
/// As [`create_link`], and when the partner has no such link.
#[server(prefix = "/fn", endpoint = "change-link", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn change_link(partner: Option<PartnerId>, id: LinkId, draft: LinkDraft) -> Result<Link, AppError> {
    use crate::services::{failed, scope, viewer};
    let (services, scope) = scope(partner.as_ref()).await?;
    let actor = viewer()?.account();
    services.unify.change_link(scope.channel(), scope.partner(), &id, &draft, &actor).await.map_err(failed)
}

/// Puts a link away, or takes it out again. It goes on to lead where it led.
///
/// # Errors
/// As [`load_analytics`], and when the partner has no such link.
#[server(prefix = "/fn", endpoint = "archive-link", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn archive_link(partner: Option<PartnerId>, id: LinkId, archived: bool) -> Result<Link, AppError> {
    use crate::services::{failed, scope, viewer};
    let (services, scope) = scope(partner.as_ref()).await?;
    let actor = viewer()?.account();
    services.unify.archive_link(scope.channel(), scope.partner(), &id, archived, &actor).await.map_err(failed)
}
