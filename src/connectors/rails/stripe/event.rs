//! Stripe's webhooks about transfers.

use crate::{
    Result,
    rail::RailEvent,
    wire::{Json, malformed},
};

/// Reads an event about a transfer. None when it is about something else.
///
/// # Errors
/// `Malformed` without id or kind.
pub(super) fn read(body: &[u8]) -> Result<Option<RailEvent>> {
    let json = Json::parse(body)?;
    let fault = || malformed("an event without id or kind");
    let (id, kind) = json.get("id").id().zip(json.get("type").id()).ok_or_else(fault)?;
    let transfer = json.at("data.object");
    Ok(kind.starts_with("transfer.").then(|| RailEvent {
        batch_id: transfer.get("transfer_group").id(),
        rail_id: None,
        item_id: transfer.at("metadata.payout_id").id(),
        id,
        kind,
    }))
}
