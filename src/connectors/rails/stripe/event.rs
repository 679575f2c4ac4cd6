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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, spoilt};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn good() -> Value {
        json!({"id": "evt_1", "type": "transfer.created", "data": {"object": {"id": "tr_1", "transfer_group": "bat_1",
            "metadata": {"payout_id": "pay_1"}}}})
    }

    #[test]
    fn a_good_event_is_read() {
        let event = read(good().to_string().as_bytes()).unwrap().unwrap();
        assert_eq!((event.batch_id.as_deref(), event.item_id.as_deref()), (Some("bat_1"), Some("pay_1")));
    }

    proptest! {
        #[test]
        fn any_event_is_read_or_refused(body in prop_oneof![any_json(), spoilt(good())]) {
            if let Ok(Some(event)) = read(body.to_string().as_bytes()) {
                prop_assert!(event.kind.starts_with("transfer.") && !event.id.is_empty());
            }
        }
    }
}
