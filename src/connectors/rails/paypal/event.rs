//! PayPal's webhooks. Their signature is checked by PayPal itself: no certificate is fetched from where a stranger says.

use crate::{
    ConnectorError, Result,
    rail::RailEvent,
    wire::{Json, malformed},
};
use http::HeaderMap;
use serde::Serialize;
use serde_json::value::RawValue;

const LONGEST_HEADER: usize = 2_000;

/// What PayPal is asked: did you sign this?
#[derive(Serialize)]
pub(super) struct Question<'a> {
    auth_algo: &'a str,
    cert_url: &'a str,
    transmission_id: &'a str,
    transmission_sig: &'a str,
    transmission_time: &'a str,
    webhook_id: &'a str,
    /// The event as it came: written anew, it would have another checksum.
    webhook_event: &'a RawValue,
}

/// The question about a webhook.
///
/// # Errors
/// `Unauthorized` when a header is missing, `Malformed` when the body is no JSON.
pub(super) fn question<'a>(headers: &'a HeaderMap, body: &'a [u8], webhook_id: &'a str) -> Result<Question<'a>> {
    let header = |name: &str| {
        let text = headers.get(name).and_then(|it| it.to_str().ok());
        text.filter(|it| (1..=LONGEST_HEADER).contains(&it.len())).ok_or(ConnectorError::Unauthorized)
    };
    Ok(Question {
        auth_algo: header("paypal-auth-algo")?,
        cert_url: header("paypal-cert-url")?,
        transmission_id: header("paypal-transmission-id")?,
        transmission_sig: header("paypal-transmission-sig")?,
        transmission_time: header("paypal-transmission-time")?,
        webhook_id,
        webhook_event: serde_json::from_slice(body).map_err(|_| malformed("the body is no JSON"))?,
    })
}

/// Reads an event about payouts. None when it is about something else.
///
/// # Errors
/// `Malformed` without id or kind.
pub(super) fn read(body: &[u8]) -> Result<Option<RailEvent>> {
    let json = Json::parse(body)?;
    let fault = || malformed("an event without id or kind");
    let (id, kind) = json.get("id").id().zip(json.get("event_type").id()).ok_or_else(fault)?;
    let resource = json.get("resource");
    let event = match kind.split('.').nth(1) {
        Some("PAYOUTSBATCH") => {
            let header = resource.get("batch_header");
            RailEvent {
                batch_id: header.at("sender_batch_header.sender_batch_id").id(),
                rail_id: header.get("payout_batch_id").id(),
                item_id: None,
                id,
                kind,
            }
        }
        Some("PAYOUTS-ITEM") => RailEvent {
            batch_id: resource.get("sender_batch_id").id(),
            rail_id: resource.get("payout_batch_id").id(),
            item_id: resource.at("payout_item.sender_item_id").id(),
            id,
            kind,
        },
        _ => return Ok(None),
    };
    Ok(Some(event))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, spoilt};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn good() -> Value {
        json!({"id": "WH-1", "event_type": "PAYMENT.PAYOUTS-ITEM.HELD", "resource": {"payout_batch_id": "Q", "sender_batch_id": "bat_1",
            "payout_item": {"sender_item_id": "pay_1"}}})
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
                prop_assert!(event.kind.contains(".PAYOUTS") && !event.id.is_empty());
            }
        }
    }
}
