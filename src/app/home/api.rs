//! What the home page asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use crate::AppError;
use domain::{PartnerId, home::Home};
use leptos::prelude::*;

/// The home view of the signed-in partner, or of the partner an admin asks for.
///
/// # Errors
/// When the viewer may not see that partner, or the store does not answer.
#[server(prefix = "/fn", endpoint = "home", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_home(partner: Option<PartnerId>) -> Result<Home, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.home(scope.channel(), scope.partner()).await.map_err(failed)
}
