//! What PayPal says of a batch and of its items.

use super::super::report as item_report;
use crate::{
    ConnectorError, Result,
    http::shortened,
    rail::{BatchReport, ItemReport, RailBatch, RailOutcome},
    wire::{Json, malformed, opaque_id, required},
};
use std::collections::HashMap;

const LONGEST_REASON: usize = 300;
const LONGEST_ID: usize = 100;

/// Whether a refusal says that our id was used before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// It is about something else.
    None,
    /// It was, for the batch with this id of PayPal's.
    Batch(String),
    /// It was, and the refusal names no batch.
    Unnamed,
}

/// Reads a refusal of a batch. Of the link to the first one only the id is taken: the question goes to the configured address,
/// with our credentials, whatever host the link names.
///
/// What the contract leaves open about the refusal's fields is read in our disfavour: a refusal that speaks of the batch's id is
/// never taken for one that leaves the money with us.
pub(super) fn earlier(batch: &RailBatch, body: &Json) -> Earlier {
    let details = body.get("details").items().unwrap_or_default();
    let inner = details.iter().flat_map(|it| it.any(&["links", "link"]).items().unwrap_or_default());
    let mut links = body.get("links").items().unwrap_or_default().iter().chain(inner);
    if let Some(id) = links.find_map(batch_of) {
        return Earlier::Batch(id);
    }
    let is_about_id = details.iter().any(|it| speaks_of_id(batch, it)) || speaks_of_id(batch, body);
    if is_about_id { Earlier::Unnamed } else { Earlier::None }
}

fn speaks_of_id(batch: &RailBatch, part: &Json) -> bool {
    let names = ["field", "issue", "description", "message", "name"];
    let words = names.into_iter().filter_map(|name| part.get(name).text());
    let is_named = words.map(|it| it.to_ascii_lowercase().replace(' ', "_")).any(|it| it.contains("sender_batch_id"));
    is_named || part.get("value").text().is_some_and(|it| it == batch.id)
}

fn batch_of(link: &Json) -> Option<String> {
    let href = link.get("href").text()?;
    let (_, id) = href.rsplit_once("/v1/payments/payouts/")?;
    let id = id.split(['?', '#']).next()?;
    opaque_id(id).filter(|it| it.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
}

/// A batch that was just taken on: all of its items are on their way.
pub(super) fn accepted(batch: &RailBatch, answer: &Json) -> Result<BatchReport> {
    let header = answer.get("batch_header");
    let rail_id = header.get("payout_batch_id").id().ok_or_else(|| malformed("a batch without id"))?;
    check_ours(batch, header)?;
    let mut reading = Reading::new(batch, &rail_id);
    reading.status = header.get("batch_status").text();
    let mut report = reading.finish();
    if report.items.is_empty() {
        report.items = batch.items.iter().map(|it| item_report(&it.id, RailOutcome::InFlight, None)).collect();
    }
    Ok(report)
}

/// A batch that was refused for what it says: none of it is on its way.
pub(super) fn never_taken_on(batch: &RailBatch, fault: &ConnectorError) -> BatchReport {
    let words = match fault {
        ConnectorError::Rejected { message, .. } if !message.is_empty() => message.clone(),
        other => other.to_string(),
    };
    let request_id = fault.request_id().map(str::to_owned);
    let failed = batch.items.iter().map(|it| ItemReport {
        request_id: request_id.clone(),
        ..item_report(&it.id, RailOutcome::Failed, Some(words.clone()))
    });
    BatchReport { rail_id: None, items: failed.collect(), is_complete: true }
}

/// A batch of another id is not the one that was asked for.
fn check_ours(batch: &RailBatch, header: &Json) -> Result<()> {
    let told = header.at("sender_batch_header.sender_batch_id").text();
    if told.is_none_or(|it| it == batch.id) { Ok(()) } else { Err(malformed("the batch is not ours")) }
}

/// A batch that is read page by page.
pub(super) struct Reading<'a> {
    batch: &'a RailBatch,
    rail_id: String,
    status: Option<String>,
    /// Each with PayPal's word for its status.
    items: HashMap<String, (String, ItemReport)>,
    seen: i64,
    total: Option<i64>,
    is_whole: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(batch: &'a RailBatch, rail_id: &str) -> Self {
        let rail_id = rail_id.to_owned();
        Self { batch, rail_id, status: None, items: HashMap::new(), seen: 0, total: None, is_whole: false }
    }

    /// Takes a page. Gives whether it was the last one.
    ///
    /// # Errors
    /// When it is no page of this batch.
    pub(super) fn take(&mut self, page: usize, answer: &Json) -> Result<bool> {
        let header = answer.get("batch_header");
        let status = header.get("batch_status").text().ok_or_else(|| malformed("a batch without status"))?;
        check_ours(self.batch, header)?;
        let items = if answer.has("items") { required("payout items", answer, "items")? } else { Vec::new() };
        self.seen += i64::try_from(items.len()).unwrap_or(i64::MAX);
        for item in &items {
            if let Some(report) = read_item(item) {
                self.items.insert(report.id.clone(), (status_of(item), report));
            }
        }
        self.status = Some(status);
        self.total = answer.get("total_items").whole();
        let pages = answer.get("total_pages").whole().unwrap_or(0);
        let is_last = items.is_empty() || i64::try_from(page).is_ok_and(|page| page >= pages);
        // What has no id of ours, or one that stands twice, may be any payment.
        let named = i64::try_from(self.items.len()).unwrap_or(i64::MAX);
        self.is_whole = is_last && self.total == Some(self.seen) && named == self.seen;
        Ok(is_last)
    }

    /// What was read, in the order of our batch.
    pub(super) fn finish(mut self) -> BatchReport {
        let status = self.status.unwrap_or_default();
        let is_refused = matches!(status.as_str(), "DENIED" | "CANCELED");
        let is_complete = is_refused || (status == "SUCCESS" && self.is_whole);
        let mut items = Vec::new();
        for id in self.batch.ids() {
            let known = self.items.remove(id);
            let waits = known.as_ref().is_some_and(|(word, _)| word == "PENDING");
            let is_missing = known.is_none() && self.batch.items.iter().any(|ours| ours.id == id);
            if is_refused && (waits || is_missing) {
                // A refused batch pays nothing that is not on its way already.
                items.push(item_report(id, RailOutcome::Failed, Some(format!("batch {status}"))));
            } else if is_complete && is_missing {
                // A batch is handed over once: nothing can be added to it.
                items.push(item_report(id, RailOutcome::Failed, Some("not in PayPal's batch".to_owned())));
            } else {
                items.extend(known.map(|(_, report)| report));
            }
        }
        BatchReport { rail_id: Some(self.rail_id), items, is_complete }
    }
}

/// How an item stands. None without our id.
fn read_item(json: &Json) -> Option<ItemReport> {
    let id = json.at("payout_item.sender_item_id").id()?;
    let status = status_of(json);
    let outcome = outcome(&status);
    let fee = json.get("payout_item_fee");
    let fee = fee.get("currency").currency().and_then(|currency| fee.get("value").money(currency));
    let errors = json.get("errors");
    let error = errors.items().and_then(|it| it.first()).unwrap_or(errors);
    let why = reason(error);
    let why = why.or_else(|| Some(shortened(&status, LONGEST_REASON)).filter(|it| !it.is_empty()));
    Some(ItemReport {
        id,
        outcome,
        transaction_id: json.get("transaction_id").id(),
        fee: fee.filter(|it| it.minor > 0),
        reason: why.filter(|_| outcome != RailOutcome::Paid),
        request_id: error.get("debug_id").text().map(|it| shortened(&it, LONGEST_ID)),
    })
}

fn status_of(json: &Json) -> String {
    json.get("transaction_status").text().unwrap_or_default()
}

/// A word that the contract does not know proves nothing.
fn outcome(status: &str) -> RailOutcome {
    match status {
        "SUCCESS" => RailOutcome::Paid,
        "FAILED" | "RETURNED" | "BLOCKED" | "REFUNDED" | "REVERSED" => RailOutcome::Failed,
        "PENDING" | "UNCLAIMED" | "ONHOLD" => RailOutcome::InFlight,
        _ => RailOutcome::Unknown,
    }
}

/// PayPal's words for an error: the issue in its details, else its message, with its name.
pub(super) fn reason(error: &Json) -> Option<String> {
    let detail = error.get("details").items().and_then(|it| it.first());
    let detail = detail.and_then(|it| it.any(&["description", "issue"]).text());
    let words = detail.or_else(|| error.any(&["message", "error_description"]).text());
    let text = match (words, error.get("name").text()) {
        (Some(words), Some(name)) => format!("{words} ({name})"),
        (words, name) => words.or(name)?,
    };
    Some(shortened(&text, LONGEST_REASON))
}

#[cfg(test)]
mod tests;
