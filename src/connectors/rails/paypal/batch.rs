//! The request that hands a batch over, and what keeps it from being handed over.

use super::{
    super::{check, refused},
    MOST_ITEMS,
};
use crate::{
    Result,
    http::shortened,
    rail::{RailBatch, RailItem, Receiver},
    wire::malformed,
};
use domain::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

const LONGEST_ITEM_ID: usize = 63;
const LONGEST_RECEIVER: usize = 127;
const LONGEST_NOTE: usize = 4_000;
const LONGEST_SUBJECT: usize = 255;
/// PayPal knows a batch's id for 30 days: a day less, so that no clock's error counts.
const REMEMBERED: Duration = Duration::from_hours(29 * 24);

/// The body of the request: the same text for the same batch, each time.
pub(super) fn request(batch: &RailBatch) -> Result<Value> {
    check(batch, MOST_ITEMS, LONGEST_ITEM_ID)?;
    let items: Result<Vec<Value>> = batch.items.iter().map(item).collect();
    Ok(json!({
        "sender_batch_header": {
            "sender_batch_id": batch.id,
            "email_subject": ascii(&batch.title, LONGEST_SUBJECT),
        },
        "items": items?,
    }))
}

fn item(item: &RailItem) -> Result<Value> {
    let Receiver::Paypal(email) = &item.receiver else {
        return Err(refused("receiver", "a payment is not to a PayPal account"));
    };
    if email.as_str().len() > LONGEST_RECEIVER {
        return Err(refused("receiver", "an e-mail address is too long for PayPal"));
    }
    Ok(json!({
        "recipient_type": "EMAIL",
        "amount": {"value": item.amount.decimal(), "currency": item.amount.currency.code()},
        "note": ascii(&item.note, LONGEST_NOTE),
        "sender_item_id": item.id,
        "receiver": email.as_str(),
    }))
}

/// Refuses to hand over what PayPal may have paid and forgotten: then its id would protect from nothing.
///
/// # Errors
/// When PayPal may have it for too long. No refusal: nobody knows what came of it.
pub(super) fn check_age(batch: &RailBatch, now: Timestamp) -> Result<()> {
    let is_old = batch.sent_since.is_some_and(|since| now.since(since) > REMEMBERED);
    if is_old { Err(malformed("PayPal no longer remembers a batch of this age: look it up there")) } else { Ok(()) }
}

/// PayPal takes ASCII only: letters of other alphabets are written in Latin ones, and what has no such form as a dot.
fn ascii(text: &str, most: usize) -> String {
    let latin = |letter: char| {
        ::sepa::transliterate(letter.encode_utf8(&mut [0; 4]), ::sepa::Transliteration::Epc).into_owned()
    };
    let written = text.chars().map(|it| if it.is_ascii() { it.to_string() } else { latin(it) });
    let plain: String = written.collect();
    shortened(&plain, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Money;
    use proptest::prelude::*;

    fn batch(items: Vec<RailItem>) -> RailBatch {
        RailBatch {
            id: "bat_1".to_owned(),
            title: "You have a payout!".to_owned(),
            items,
            asked: Vec::new(),
            sent_since: None,
        }
    }

    fn one(id: &str, minor: i64, code: &str) -> RailItem {
        RailItem {
            id: id.to_owned(),
            receiver: Receiver::Paypal("jane@example.com".parse().unwrap()),
            amount: Money::new(minor, code.parse().unwrap()),
            note: "October".to_owned(),
        }
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        for (minor, code, value) in
            [(987, "USD", "9.87"), (500, "JPY", "500"), (1_234, "TND", "1.234"), (5, "EUR", "0.05")]
        {
            let body = request(&batch(vec![one("pay_1", minor, code)])).unwrap();
            assert_eq!(body["items"][0]["amount"], json!({"value": value, "currency": code}));
        }
    }

    #[test]
    fn what_paypal_would_refuse_is_not_sent() {
        let mut to_stripe = one("pay_1", 1, "USD");
        to_stripe.receiver = Receiver::Stripe("acct_1".to_owned());
        let mut to_nowhere = one("pay_1", 1, "USD");
        to_nowhere.receiver = Receiver::Paypal(format!("{}@example.com", "a".repeat(120)).parse().unwrap());
        for items in [
            vec![],
            vec![one("pay_1", 0, "USD")],
            vec![one("pay_1", -1, "USD")],
            vec![one("pay_1", 1, "USD"), one("pay_1", 1, "USD")],
            vec![one("pay_1", 1, "USD"), one("pay_2", 1, "EUR")],
            vec![one(&"x".repeat(64), 1, "USD")],
            vec![one("", 1, "USD")],
            vec![to_stripe],
            vec![to_nowhere],
            (0..=15_000).map(|number| one(&number.to_string(), 1, "USD")).collect(),
        ] {
            let refused = request(&batch(items)).unwrap_err();
            assert!(crate::rail::is_refusal(&refused), "{refused:?}");
        }
    }

    #[test]
    fn what_was_sent_long_ago_is_not_handed_over_again_and_not_called_refused() {
        let sent = Timestamp::from_millis(1_800_000_000_000);
        let old = RailBatch { sent_since: Some(sent), ..batch(Vec::new()) };
        assert_eq!(check_age(&old, sent.plus(REMEMBERED)), Ok(()));
        let late = check_age(&old, sent.plus(REMEMBERED).plus(Duration::from_millis(1))).unwrap_err();
        assert!(!crate::rail::is_refusal(&late));
        let planned_long_ago = domain::EventId::from_parts(0, [7; 10]);
        let new = RailBatch { id: planned_long_ago.as_str().to_owned(), ..batch(Vec::new()) };
        assert_eq!(check_age(&new, sent), Ok(()), "nobody has sent it yet, however old its plan is");
    }

    proptest! {
        #[test]
        fn any_note_is_ascii_and_within_its_limit(note in "\\PC{0,90}", most in 0usize..80) {
            let short = ascii(&note, most);
            prop_assert!(short.is_ascii() && short.len() <= most);
        }
    }

    #[test]
    fn plain_notes_stay_as_they_are() {
        assert_eq!(ascii("10% of $5 & more_", 100), "10% of $5 & more_");
        assert_eq!(ascii("Žofie & Müller: 10 €_%", 100), "Zofie & Muller: 10 E_%");
    }
}
