//! Batches and items as PayPal shows them, and the events about them.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::{
    Fault,
    book::{Batch, Item},
};
use crate::{
    clock::utc_seconds,
    payouts::{self, decimal},
    switches::System,
    webhooks::fresh_uuid,
    world::{World, lock},
};

const LARGEST_PAGE: usize = 1_000;
/// What PayPal takes of each payment that does not fail, in minor units.
const FEE: i64 = 25;

/// `GET /v1/payments/payouts/{id}?page=&page_size=&total_required=`
pub(super) async fn batch(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    payouts::settle(&world);
    let number = |name: &str, default: usize| params.get(name).map_or(Ok(default), |text| text.parse());
    let (Ok(page), Ok(size)) = (number("page", 1), number("page_size", LARGEST_PAGE)) else {
        return Err(Fault::invalid("page", "Value is invalid"));
    };
    if page == 0 || !(1..=LARGEST_PAGE).contains(&size) {
        return Err(Fault::invalid("page_size", "Value is invalid"));
    }
    let book = lock(&world.paypal);
    let batch = book.batch(&id).ok_or_else(Fault::not_found)?;
    let items = batch.items.iter().skip((page - 1).saturating_mul(size)).take(size);
    let items: Vec<Value> = items.map(|item| shown(&world, &batch.id, item)).collect();
    let mut answer = json!({"batch_header": long_header(batch), "items": items, "links": []});
    if params.get("total_required").is_some_and(|it| it == "true") {
        answer["total_items"] = json!(batch.items.len());
        answer["total_pages"] = json!(batch.items.len().div_ceil(size));
    }
    Ok(Json(answer))
}

/// `GET /v1/payments/payouts-item/{id}`
pub(super) async fn item(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Json<Value>, Fault> {
    payouts::settle(&world);
    let mut book = lock(&world.paypal);
    let (item, batch_id, sender_id) = book.item_mut(&id).ok_or_else(Fault::not_found)?;
    Ok(Json(alone(&world, &batch_id, &sender_id, item)))
}

/// `POST /v1/payments/payouts-item/{id}/cancel`: takes back what nobody claimed.
pub(super) async fn cancel(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Json<Value>, Fault> {
    payouts::settle(&world);
    let mut book = lock(&world.paypal);
    let (item, batch_id, sender_id) = book.item_mut(&id).ok_or_else(Fault::not_found)?;
    if item.status != "UNCLAIMED" {
        return Err(Fault::not_unclaimed());
    }
    (item.status, item.processed_ms) = ("RETURNED", Some(world.clock.now_ms()));
    payouts::note(&world, System::Paypal, [item_event(&world, &batch_id, &sender_id, item)]);
    Ok(Json(alone(&world, &batch_id, &sender_id, item)))
}

/// Where a batch is read.
pub(super) fn batch_url(world: &World, id: &str) -> String {
    format!("{}/paypal/v1/payments/payouts/{id}", world.origin)
}

/// A batch's header, as the answer to its creation shows it.
pub(super) fn short_header(batch: &Batch) -> Value {
    json!({
        "payout_batch_id": batch.id, "batch_status": batch.status(), "time_created": utc_seconds(batch.created_ms),
        "sender_batch_header": batch.header,
    })
}

fn long_header(batch: &Batch) -> Value {
    let currency = batch.items.first().map_or("USD", Item::currency);
    let total = batch.items.iter().map(|item| item.minor).sum();
    let fees = batch.items.iter().map(fee).sum();
    let mut header = short_header(batch);
    header["funding_source"] = json!("BALANCE");
    header["amount"] = json!({"currency": currency, "value": decimal(total, currency)});
    header["fees"] = json!({"currency": currency, "value": decimal(fees, currency)});
    if let Some(at) = batch.completed_ms {
        header["time_completed"] = json!(utc_seconds(at));
    }
    header
}

fn fee(item: &Item) -> i64 {
    if item.status == "FAILED" { 0 } else { FEE }
}

fn shown(world: &World, batch_id: &str, item: &Item) -> Value {
    let currency = item.currency();
    let href = format!("{}/paypal/v1/payments/payouts-item/{}", world.origin, item.id);
    let mut shown = json!({
        "payout_item_id": item.id, "payout_batch_id": batch_id, "transaction_status": item.status,
        "payout_item": item.asked, "payout_item_fee": {"currency": currency, "value": decimal(fee(item), currency)},
        "links": [{"href": href, "rel": "item", "method": "GET"}],
    });
    if let Some(at) = item.processed_ms {
        shown["time_processed"] = json!(utc_seconds(at));
    }
    if matches!(item.status, "SUCCESS" | "UNCLAIMED" | "RETURNED" | "ONHOLD" | "REFUNDED" | "REVERSED") {
        shown["transaction_id"] = json!(item.transaction_id);
    }
    if let Some(errors) = errors(item.status) {
        shown["errors"] = errors;
    }
    shown
}

/// An item by itself also tells the sender's id of its batch.
fn alone(world: &World, batch_id: &str, sender_id: &str, item: &Item) -> Value {
    let mut shown = shown(world, batch_id, item);
    shown["sender_batch_id"] = json!(sender_id);
    shown
}

fn errors(status: &str) -> Option<Value> {
    let (name, message) = match status {
        "FAILED" => ("RECEIVER_ACCOUNT_LOCKED", "Receiver's account is locked and cannot receive payments"),
        "UNCLAIMED" => ("RECEIVER_UNREGISTERED", "Receiver is unregistered"),
        "ONHOLD" => ("TRANSACTION_ONHOLD", "The payment is under review"),
        _ => return None,
    };
    Some(json!({"name": name, "message": message, "debug_id": "e5c4b3a291f07", "details": [], "links": []}))
}

/// The event about a batch: without its items.
pub(super) fn batch_event(world: &World, batch: &Batch) -> Value {
    let kind = if batch.completed_ms.is_some() { batch.status() } else { "PROCESSING" };
    let links = json!([{"href": batch_url(world, &batch.id), "rel": "self", "method": "GET"}]);
    let resource = json!({"batch_header": long_header(batch), "links": links});
    event(world, "payouts", &format!("PAYMENT.PAYOUTSBATCH.{kind}"), &resource)
}

/// The event about an item. Its name is not always that of the status.
pub(super) fn item_event(world: &World, batch_id: &str, sender_id: &str, item: &Item) -> Value {
    let kind = match item.status {
        "SUCCESS" => "SUCCEEDED",
        "ONHOLD" => "HELD",
        other => other,
    };
    let resource = alone(world, batch_id, sender_id, item);
    event(world, "payouts_item", &format!("PAYMENT.PAYOUTS-ITEM.{kind}"), &resource)
}

fn event(world: &World, resource_type: &str, kind: &str, resource: &Value) -> Value {
    json!({
        "id": format!("WH-{}", fresh_uuid().to_uppercase()), "event_version": "1.0", "resource_type": resource_type,
        "create_time": utc_seconds(world.clock.now_ms()), "event_type": kind, "resource": resource, "links": [],
    })
}
