//! One transfer: the form that asks for it, and how it stands.

use super::super::{refused, report};
use crate::{
    ConnectorError, Result,
    http::shortened,
    rail::{ItemReport, RailBatch, RailItem, RailOutcome, Receiver},
    wire::{Json, malformed, opaque_id},
};
use domain::Money;

/// The type of an error about the key: the first call under it is what counts, and this answer does not tell what came of it.
pub(super) const IDEMPOTENCY_ERROR: &str = "idempotency_error";
const LONGEST_NOTE: usize = 500;

/// Currencies whose smallest unit is another at Stripe than in ISO 4217: an amount would be a hundred times too large or too small.
const OTHER_UNITS: [&str; 3] = ["ISK", "MGA", "UGX"];

/// The fields of the form.
pub(super) fn form(batch: &RailBatch, item: &RailItem) -> Result<Vec<(&'static str, String)>> {
    let Receiver::Stripe(account) = &item.receiver else {
        return Err(refused("destination", "the payment is not to a Stripe account"));
    };
    let account = opaque_id(account).filter(|it| it.starts_with("acct_"));
    let account = account.ok_or_else(|| refused("destination", "the Stripe account's id is none"))?;
    let currency = item.amount.currency;
    if OTHER_UNITS.contains(&currency.code()) {
        return Err(refused("currency", "this currency cannot be sent through Stripe"));
    }
    Ok(vec![
        ("amount", item.amount.minor.to_string()),
        ("currency", currency.code().to_ascii_lowercase()),
        ("destination", account),
        ("transfer_group", batch.id.clone()),
        ("description", shortened(&item.note, LONGEST_NOTE)),
        ("metadata[payout_id]", item.id.clone()),
    ])
}

/// The transfer that was asked for.
pub(super) fn created(item: &RailItem, answer: &Json) -> Result<ItemReport> {
    let made = read(answer).ok_or_else(|| malformed("a transfer without id or amount"))?;
    if made.id == item.id { Ok(made) } else { Err(malformed("the transfer is not ours")) }
}

/// How a transfer stands, by our id in its metadata. None when it is not of ours, or not understood.
fn read(json: &Json) -> Option<ItemReport> {
    let amount = json.get("amount").whole()?;
    let back = json.get("amount_reversed").whole().unwrap_or(0);
    let is_reversed = json.get("reversed").flag().unwrap_or(false) || (amount > 0 && back >= amount);
    let currency = json.get("currency").currency()?;
    let reason = match (is_reversed, back) {
        (true, _) => Some("reversed".to_owned()),
        (false, 1..) => Some(format!("{} of it was reversed", Money::new(back, currency))),
        _ => None,
    };
    Some(ItemReport {
        id: json.at("metadata.payout_id").id()?,
        outcome: if is_reversed { RailOutcome::Failed } else { RailOutcome::Paid },
        transaction_id: Some(json.get("id").id()?),
        fee: None,
        reason,
        request_id: None,
    })
}

/// Notes a listed transfer, once for each of our payments: one that pays counts before one that was reversed. Gives whether it
/// was understood; others' transfers, which have no id of ours, are.
pub(super) fn note(batch: &RailBatch, json: &Json, found: &mut Vec<ItemReport>) -> bool {
    let named = json.at("metadata.payout_id").id();
    let Some(made) = read(json) else {
        return json.get("id").id().is_some() && named.is_none();
    };
    if !batch.ids().any(|id| id == made.id) {
        return true;
    }
    match found.iter_mut().find(|it| it.id == made.id) {
        Some(other) if made.outcome == RailOutcome::Paid => *other = made,
        Some(_) => {}
        None => found.push(made),
    }
    true
}

/// A payment whose call ended in an error: refused for certain, or not known.
pub(super) fn came_to_nothing(item: &RailItem, fault: &ConnectorError) -> ItemReport {
    match fault {
        ConnectorError::Rejected { status, code, message, .. }
            if *status != 409 && code.as_deref() != Some(IDEMPOTENCY_ERROR) =>
        {
            let words = if message.is_empty() { fault.to_string() } else { message.clone() };
            let code = code.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
            let request_id = fault.request_id().map(str::to_owned);
            ItemReport { request_id, ..report(&item.id, RailOutcome::Failed, Some(words + &code)) }
        }
        other => report(&item.id, RailOutcome::Unknown, Some(other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, seen, spoilt};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn item(currency: &str) -> RailItem {
        RailItem {
            id: "pay_1".to_owned(),
            receiver: Receiver::Stripe("acct_1".to_owned()),
            amount: Money::new(1_100, currency.parse().unwrap()),
            note: "October".to_owned(),
        }
    }

    fn batch() -> RailBatch {
        RailBatch {
            id: "bat_1".to_owned(),
            title: String::new(),
            items: vec![item("USD")],
            asked: Vec::new(),
            sent_since: None,
        }
    }

    fn transfer() -> Value {
        json!({"id": "tr_1", "object": "transfer", "amount": 1100, "amount_reversed": 0, "currency": "usd", "destination": "acct_1",
            "reversed": false, "transfer_group": "bat_1", "metadata": {"payout_id": "pay_1"}})
    }

    fn outcome(change: &Value) -> (RailOutcome, Option<String>) {
        let mut json = transfer();
        for (name, value) in change.as_object().unwrap() {
            json[name] = value.clone();
        }
        let report = created(&item("USD"), &seen(&json)).unwrap();
        (report.outcome, report.reason)
    }

    #[test]
    fn reversals_take_the_money_back() {
        assert_eq!(outcome(&json!({})), (RailOutcome::Paid, None));
        let reversed = (RailOutcome::Failed, Some("reversed".to_owned()));
        assert_eq!(outcome(&json!({"reversed": true})), reversed);
        assert_eq!(outcome(&json!({"amount_reversed": 1100})), reversed);
        let partly = (RailOutcome::Paid, Some("$1.00 of it was reversed".to_owned()));
        assert_eq!(outcome(&json!({"amount_reversed": 100})), partly);
    }

    #[test]
    fn a_payment_that_went_out_counts_before_one_that_came_back() {
        let mut back = transfer();
        (back["id"], back["reversed"]) = (json!("tr_0"), json!(true));
        for order in [[&back, &transfer()], [&transfer(), &back]] {
            let mut found = Vec::new();
            assert!(order.iter().all(|it| note(&batch(), &seen(it), &mut found)));
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].outcome, found[0].transaction_id.as_deref()), (RailOutcome::Paid, Some("tr_1")));
        }
        let mut found = Vec::new();
        assert!(note(
            &batch(),
            &seen(&json!({"id": "tr_9", "amount": 5, "currency": "usd", "metadata": {}})),
            &mut found
        ));
        assert!(!note(
            &batch(),
            &seen(&json!({"id": "tr_9", "amount": "?", "metadata": {"payout_id": "pay_1"}})),
            &mut found
        ));
        assert!(found.is_empty());
    }

    #[test]
    fn units_that_differ_are_not_sent() {
        for code in OTHER_UNITS {
            assert!(form(&batch(), &item(code)).is_err(), "{code}");
        }
        let fields = form(&batch(), &item("JPY")).unwrap();
        assert!(fields.contains(&("amount", "1100".to_owned())) && fields.contains(&("currency", "jpy".to_owned())));
        let mut stray = item("USD");
        stray.receiver = Receiver::Stripe("ba_1".to_owned());
        assert!(form(&batch(), &stray).is_err());
    }

    #[test]
    fn only_a_certain_refusal_is_a_failure() {
        let rejected = |status, code: &str| ConnectorError::Rejected {
            status,
            code: Some(code.to_owned()),
            message: "Insufficient funds".to_owned(),
            request_id: None,
        };
        let of = |fault: &ConnectorError| came_to_nothing(&item("USD"), fault);
        let failed = of(&rejected(400, "balance_insufficient"));
        assert_eq!(
            (failed.outcome, failed.reason.as_deref()),
            (RailOutcome::Failed, Some("Insufficient funds (balance_insufficient)"))
        );
        for fault in [
            rejected(409, "idempotency_key_in_use"),
            rejected(400, IDEMPOTENCY_ERROR),
            ConnectorError::Timeout,
            ConnectorError::Unreachable,
            ConnectorError::TooLarge,
            ConnectorError::NotFound,
            malformed("x"),
            ConnectorError::Failed { status: 500, request_id: None },
        ] {
            assert_eq!(of(&fault).outcome, RailOutcome::Unknown, "{fault:?}");
        }
    }

    proptest! {
        #[test]
        fn any_transfer_is_read_or_not(json in prop_oneof![any_json(), spoilt(transfer())]) {
            let mut found = Vec::new();
            note(&batch(), &seen(&json), &mut found);
            prop_assert!(found.iter().all(|it| it.id == "pay_1"));
            let made = created(&item("USD"), &seen(&json));
            prop_assert!(made.is_err() || json["metadata"]["payout_id"] == "pay_1");
        }
    }
}
