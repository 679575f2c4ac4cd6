//! What the profile page asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use crate::AppError;
use domain::{PartnerId, profile::Profile};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A QR code, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// What it says.
    pub text: String,
    /// Modules along one side, with the quiet zone.
    pub size: u32,
    /// The dark modules as an SVG path, one unit a module.
    pub path: String,
}

/// The profile and what only the server can draw for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    /// The profile.
    pub profile: Profile,
    /// Leads a phone to the partner's link, coupon included; none while there is no link.
    pub qr: Option<QrCode>,
}

/// The profile of the signed-in partner, or of the partner an admin asks for.
///
/// # Errors
/// When the viewer may not see that partner, or the store does not answer.
#[server(prefix = "/fn", endpoint = "profile", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_profile(partner: Option<PartnerId>) -> Result<ProfilePage, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    let profile = services.unify.profile(scope.channel(), scope.partner()).await.map_err(failed)?;
    let qr = profile.affiliate_url.value.as_deref().and_then(super::qr::draw);
    Ok(ProfilePage { profile, qr })
}
