//! What the frame around the pages needs to know.

use crate::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The merchant and who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The merchant's name.
    pub channel_name: String,
    /// The merchant's colour, `#rrggbb`.
    pub brand_color: String,
    /// The merchant's logo, if there is one.
    pub logo_url: Option<String>,
    /// Who is signed in.
    pub viewer_name: String,
    /// The tier of a partner, the role of an admin; may be empty.
    pub viewer_title: String,
    /// Picture of who is signed in, if there is one.
    pub picture_url: Option<String>,
    /// Whether an admin is signed in.
    pub is_admin: bool,
    /// Up to where the log of events reached before the page read its data; none when it could not be asked.
    pub position: Option<String>,
    /// How many changes wait for the team; none for partners.
    pub reviews_waiting: i64,
}

/// Reads the merchant and who is signed in.
///
/// # Errors
/// When nobody is signed in.
#[server(prefix = "/fn", endpoint = "frame", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_frame() -> Result<Frame, AppError> {
    use crate::services::{failed, services, viewer};
    use access::Viewer;
    let (services, viewer) = (services()?, viewer()?);
    let position = services.unify.event_position(viewer.channel()).await.ok().map(String::from);
    let channel = services.unify.channel(viewer.channel()).await.map_err(failed)?;
    let reviews_waiting = match &viewer {
        // A frame without a number is better than none.
        Viewer::Admin { channel, .. } => services.unify.reviews_waiting(channel).await.unwrap_or(0),
        Viewer::Partner { .. } => 0,
    };
    let (viewer_name, viewer_title, picture_url, is_admin) = match viewer {
        Viewer::Admin { name, .. } => (name, "Programme team".to_owned(), None, true),
        Viewer::Partner { channel, partner } => {
            let partner = services.unify.partner(&channel, &partner).await.map_err(failed)?;
            (partner.name(), partner.tier, partner.picture_url, false)
        }
    };
    Ok(Frame {
        channel_name: channel.name,
        brand_color: channel.brand_color,
        logo_url: channel.logo_url,
        viewer_name,
        viewer_title,
        picture_url,
        is_admin,
        position,
        reviews_waiting,
    })
}
