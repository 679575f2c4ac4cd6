//! One implementation of [`PayoutRail`](crate::PayoutRail) per vendor, and files for banks.
//!
//! What a rail answers decides whether money is free again, so an answer counts as a refusal only when it is in the vendor's
//! own words: a gateway's page with status 403 or 404 proves nothing, and leaves the outcome unknown.

pub mod bank;
pub mod paypal;
pub mod stripe;

use crate::{
    ConnectorError, Result,
    rail::{ItemReport, RailBatch, RailOutcome},
    wire::{malformed, opaque_id},
};
use http::StatusCode;
use std::collections::HashSet;

/// What an answer means that a vendor's program did not give, although it came from the vendor's address. None when it may
/// have: then the vendor's own reading follows.
fn foreign(status: StatusCode, is_own: bool) -> Option<ConnectorError> {
    let is_foreign = status.is_client_error() && !is_own && status != StatusCode::TOO_MANY_REQUESTS;
    (status.is_redirection() || is_foreign).then(|| malformed("an answer that is not in the vendor's words"))
}

/// A refusal of ours: nothing was sent.
fn refused(code: &str, message: &str) -> ConnectorError {
    let (code, message) = (Some(code.to_owned()), message.to_owned());
    ConnectorError::Rejected { status: 400, code, message, request_id: None }
}

/// Refuses what no rail takes: no payments or too many, ids that are none or stand twice, amounts of nothing or of two currencies.
fn check(batch: &RailBatch, most: usize, longest_id: usize) -> Result<()> {
    let mut seen = HashSet::new();
    let is_id = |id: &str| opaque_id(id).is_some() && id.len() <= longest_id;
    let currencies: HashSet<_> = batch.items.iter().map(|it| it.amount.currency).collect();
    match () {
        () if !(1..=most).contains(&batch.items.len()) => {
            Err(refused("items", "a batch has too many payments or none"))
        }
        () if opaque_id(&batch.id).is_none() => Err(refused("batch_id", "the batch has no usable id")),
        () if !batch.items.iter().all(|it| is_id(&it.id)) => Err(refused("item_id", "a payment has no usable id")),
        () if !batch.items.iter().all(|it| seen.insert(&it.id)) => Err(refused("item_id", "a payment is there twice")),
        () if batch.items.iter().any(|it| it.amount.minor <= 0) => Err(refused("amount", "an amount is not positive")),
        () if currencies.len() > 1 => Err(refused("currency", "a batch is of one currency")),
        () => Ok(()),
    }
}

fn report(id: &str, outcome: RailOutcome, reason: Option<String>) -> ItemReport {
    ItemReport { id: id.to_owned(), outcome, transaction_id: None, fee: None, reason, request_id: None }
}
