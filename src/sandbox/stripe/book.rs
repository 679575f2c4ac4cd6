//! Stripe's books: transfers, and the answers that are kept under keys.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{API_VERSION, form::Fields};
use crate::{clock::DAY_MS, payouts::MOMENT_MS, webhooks::fresh_uuid};

/// All that Stripe knows.
#[derive(Default)]
pub(crate) struct Book {
    keys: BTreeMap<String, Kept>,
    pub(super) transfers: Vec<Transfer>,
    /// Counts calls that were acted on: of these, every second one can be made to fail.
    tries: usize,
}

/// The first answer under a key, with what was asked.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) asked: Fields,
    pub(super) status: StatusCode,
    pub(super) body: Value,
    at_ms: i64,
}

/// A transfer and what has become of it.
pub(super) struct Transfer {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) reversed: i64,
    currency: String,
    pub(super) destination: String,
    pub(super) group: Option<String>,
    description: Option<String>,
    metadata: Value,
    created_ms: i64,
    /// Whether it comes back by itself.
    returns: bool,
}

impl Transfer {
    /// As Stripe shows it.
    pub(super) fn shown(&self) -> Value {
        json!({
            "id": self.id, "object": "transfer", "amount": self.amount, "amount_reversed": self.reversed,
            "balance_transaction": self.id.replace("tr_", "txn_"), "created": self.created_ms / 1_000,
            "currency": self.currency, "description": self.description, "destination": self.destination,
            "destination_payment": self.id.replace("tr_", "py_"), "livemode": false, "metadata": self.metadata,
            "reversals": {"object": "list", "data": [], "has_more": false, "total_count": i32::from(self.reversed > 0),
                "url": format!("/v1/transfers/{}/reversals", self.id)},
            "reversed": self.reversed == self.amount, "source_transaction": null, "source_type": "card",
            "transfer_group": self.group,
        })
    }
}

impl Book {
    /// The answer under a key, for a day.
    pub(super) fn kept(&self, key: &str, now_ms: i64) -> Option<Kept> {
        self.keys.get(key).filter(|kept| kept.at_ms > now_ms - DAY_MS).cloned()
    }

    /// Keeps an answer under its key, if it has one.
    pub(super) fn keep(&mut self, key: Option<&str>, asked: &Fields, status: StatusCode, body: &Value, at_ms: i64) {
        if let Some(key) = key {
            let kept = Kept { asked: asked.clone(), status, body: body.clone(), at_ms };
            self.keys.insert(key.to_owned(), kept);
        }
    }

    /// Counts a call that is acted on. Gives whether it is a second one.
    pub(super) fn is_second_try(&mut self) -> bool {
        self.tries += 1;
        self.tries.is_multiple_of(2)
    }

    /// Makes a transfer.
    pub(super) fn make(&mut self, fields: &Fields, amount: i64, now_ms: i64) -> &Transfer {
        let text = |name: &str| fields.get(name).map(str::to_owned);
        let destination = text("destination").unwrap_or_default();
        self.transfers.push(Transfer {
            id: format!("tr_{}", fresh_uuid().replace('-', "")),
            amount,
            reversed: 0,
            currency: text("currency").unwrap_or_default(),
            returns: destination.contains("reverse"),
            destination,
            group: text("transfer_group"),
            description: text("description"),
            metadata: fields.object("metadata"),
            created_ms: now_ms,
        });
        &self.transfers[self.transfers.len() - 1]
    }

    /// Takes back what comes back by itself. Gives what there is to tell.
    pub(crate) fn settle(&mut self, now_ms: i64) -> Vec<Value> {
        let is_due = |it: &&mut Transfer| it.returns && it.reversed == 0 && it.created_ms + MOMENT_MS <= now_ms;
        let due = self.transfers.iter_mut().filter(is_due);
        due.map(|transfer| {
            transfer.reversed = transfer.amount;
            event("transfer.reversed", transfer, now_ms, None)
        })
        .collect()
    }

    /// Takes back a part of a transfer, by the sender's id of it. Gives what there is to tell; nothing without such a transfer.
    pub(crate) fn take_back(&mut self, payout: &str, minor: i64, now_ms: i64) -> Option<Value> {
        let transfer = self.transfers.iter_mut().find(|it| it.metadata["payout_id"] == payout)?;
        transfer.reversed = (transfer.reversed + minor).min(transfer.amount);
        Some(event("transfer.reversed", transfer, now_ms, None))
    }

    /// All transfers, for tests.
    pub(crate) fn listed(&self) -> Vec<Value> {
        self.transfers.iter().map(Transfer::shown).collect()
    }
}

/// The event about a transfer.
pub(super) fn event(kind: &str, transfer: &Transfer, now_ms: i64, key: Option<&str>) -> Value {
    json!({
        "id": format!("evt_{}", fresh_uuid().replace('-', "")), "object": "event", "api_version": API_VERSION,
        "created": now_ms / 1_000, "data": {"object": transfer.shown()}, "livemode": false, "pending_webhooks": 1,
        "request": {"id": null, "idempotency_key": key}, "type": kind,
    })
}
