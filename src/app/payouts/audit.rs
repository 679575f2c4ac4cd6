//! Who did what about payouts, for the audit trail.

use crate::{
    AppError, Services,
    services::{VisitorAddress, viewer},
};
use axum::http::request::Parts;
use domain::ChannelId;
use leptos::prelude::use_context;
use serde_json::Value;
use store::AuditEntry;

/// What was done, to what, and how it was before and is now.
pub(crate) struct Deed<'a> {
    /// Such as `payout_run.approved`.
    pub action: &'static str,
    /// The id of what it was done to.
    pub target: &'a str,
    /// How it was.
    pub before: Option<Value>,
    /// How it is.
    pub after: Option<Value>,
}

/// Writes down what whoever is signed in did. What was done is done: a trail that cannot be written is reported, not undone.
///
/// # Errors
/// When nobody is signed in.
pub(crate) async fn note(services: &Services, channel: &ChannelId, deed: Deed<'_>) -> Result<(), AppError> {
    let address = use_context::<Parts>().and_then(|parts| parts.extensions.get::<VisitorAddress>().cloned());
    let account = viewer()?.account();
    write(services, channel, account, address.map(|VisitorAddress(address)| address), deed).await;
    Ok(())
}

/// The same for a route that is no server function.
pub(crate) async fn write(
    services: &Services,
    channel: &ChannelId,
    actor: String,
    address: Option<String>,
    deed: Deed<'_>,
) {
    let store = services.program.store();
    let entry = AuditEntry {
        at: store.clock().now(),
        actor,
        action: deed.action.to_owned(),
        target: deed.target.to_owned(),
        before: deed.before.map(|value| value.to_string()),
        after: deed.after.map(|value| value.to_string()),
        address,
    };
    if let Err(error) = store.audit(channel, &entry).await {
        tracing::error!(%error, action = deed.action, "the audit trail could not be written");
    }
}
