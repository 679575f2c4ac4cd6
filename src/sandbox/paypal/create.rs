//! `POST /v1/payments/payouts`: takes a batch on, or says what is wrong with it.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::{Fault, book::Asked, show};
use crate::{
    payouts::{self, minor_units},
    switches::{Mode, System},
    world::{World, lock},
};

const MOST_ITEMS: usize = 15_000;

/// Takes a batch on.
pub(super) async fn create(State(world): State<Arc<World>>, body: Bytes) -> Result<(StatusCode, Json<Value>), Fault> {
    let request: Value = serde_json::from_slice(&body).map_err(|_| Fault::no_json())?;
    let header = &request["sender_batch_header"];
    check_header(header)?;
    let mode = world.switches.mode(System::Paypal);
    let items = items(&request, mode == Mode::Partial)?;
    let now = world.clock.now_ms();
    let sender_id = header["sender_batch_id"].as_str().unwrap_or_default();
    // One lock from the check to the entry: of two requests with one id, one is the first.
    let mut book = lock(&world.paypal);
    if let Some(first) = book.recent(sender_id, now) {
        return Err(Fault::duplicate_batch(sender_id, show::batch_url(&world, &first.id)));
    }
    match mode {
        Mode::Invalid => return Err(Fault::invalid("items[0].receiver", "Value is invalid")),
        Mode::NoFunds => return Err(Fault::no_funds()),
        _ => {}
    }
    let id = book.take_on(header.clone(), items, mode == Mode::Denied, now);
    let batch = book.batch(&id).ok_or_else(Fault::not_found)?;
    let links = json!([{"href": show::batch_url(&world, &id), "rel": "self", "method": "GET"}]);
    let answer = json!({"batch_header": show::short_header(batch), "links": links});
    payouts::note(&world, System::Paypal, [show::batch_event(&world, batch)]);
    Ok((StatusCode::CREATED, Json(answer)))
}

fn check_header(header: &Value) -> Result<(), Fault> {
    if !header.is_object() {
        return Err(Fault::invalid("sender_batch_header", "Required field is missing"));
    }
    for (name, most) in [("sender_batch_id", 256), ("email_subject", 255), ("email_message", 1_000), ("note", 1_000)] {
        let is_good = header.get(name).is_none_or(|it| it.as_str().is_some_and(|text| text.len() <= most));
        if !is_good {
            return Err(Fault::invalid(format!("sender_batch_header.{name}"), "Length is invalid"));
        }
    }
    Ok(())
}

fn items(request: &Value, half_fails: bool) -> Result<Vec<Asked>, Fault> {
    let items = request["items"].as_array().filter(|items| (1..=MOST_ITEMS).contains(&items.len()));
    let items = items.ok_or_else(|| Fault::invalid("items", "Number of items must be between 1 and 15000"))?;
    let (mut ids, mut currencies, mut all) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        let (mut asked, minor) = check_item(index, item, &request["sender_batch_header"])?;
        if item["sender_item_id"].as_str().is_some_and(|id| !ids.insert(id)) {
            return Err(Fault::duplicate_item(index));
        }
        currencies.insert(item["amount"]["currency"].as_str());
        let receiver = item["receiver"].as_str().unwrap_or_default();
        let fate = if half_fails && index % 2 == 1 { "FAILED" } else { fate(receiver) };
        asked["recipient_wallet"] = json!("PAYPAL");
        all.push((asked, minor, fate));
    }
    if currencies.len() > 1 {
        return Err(Fault::invalid("items", "Multiple currencies in one batch are not supported"));
    }
    Ok(all)
}

/// The item with its kind of receiver, and its amount in minor units.
fn check_item(index: usize, item: &Value, header: &Value) -> Result<(Value, i64), Fault> {
    let fault = |name: &str, issue: &str| Fault::invalid(format!("items[{index}].{name}"), issue);
    let text = |name: &str, most: usize| match &item[name] {
        Value::Null => Ok(None),
        Value::String(text) if text.len() <= most => Ok(Some(text.as_str())),
        _ => Err(fault(name, "Length is invalid")),
    };
    text("receiver", 127)?.filter(|it| !it.is_empty()).ok_or_else(|| fault("receiver", "Required field is missing"))?;
    text("sender_item_id", 63)?;
    if text("note", 4_000)?.is_some_and(|note| !note.is_ascii()) {
        return Err(fault("note", "Only ASCII characters are allowed"));
    }
    let kind = text("recipient_type", 13)?.or(header["recipient_type"].as_str()).unwrap_or("EMAIL");
    if !matches!(kind, "EMAIL" | "PHONE" | "PAYPAL_ID" | "USER_HANDLE") {
        return Err(fault("recipient_type", "Value is invalid"));
    }
    let amount = &item["amount"];
    let currency = amount["currency"].as_str().filter(|it| it.len() == 3);
    let currency = currency.ok_or_else(|| fault("amount.currency", "Value is invalid"))?;
    let minor = amount["value"].as_str().and_then(|value| minor_units(value, currency)).filter(|minor| *minor > 0);
    let minor = minor.ok_or_else(|| fault("amount.value", "Value is invalid"))?;
    let mut asked = item.clone();
    asked["recipient_type"] = json!(kind);
    Ok((asked, minor))
}

/// What becomes of a payment, by its receiver's address.
fn fate(receiver: &str) -> &'static str {
    let of = [("fail", "FAILED"), ("unclaimed", "UNCLAIMED"), ("return", "RETURNED"), ("hold", "ONHOLD")];
    of.into_iter().find(|(part, _)| receiver.contains(part)).map_or("SUCCESS", |(_, status)| status)
}
