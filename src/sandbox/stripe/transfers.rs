//! Transfers: made, listed, shown and reversed.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Form, Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    Fault,
    book::{Book, Transfer, event},
    form::Fields,
};
use crate::{
    payouts,
    switches::{Mode, System},
    world::{World, lock},
};

type Shared = State<Arc<World>>;
type Pairs = Form<Vec<(String, String)>>;

const FIELDS: [&str; 7] =
    ["amount", "currency", "destination", "transfer_group", "description", "metadata", "source_transaction"];

/// `POST /v1/transfers`
pub(super) async fn create(State(world): Shared, headers: HeaderMap, Form(pairs): Pairs) -> Result<Response, Fault> {
    let fields = Fields(pairs);
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let mode = world.switches.mode(System::Stripe);
    let now = world.clock.now_ms();
    // One lock from the look at the key to the entry: of two calls under one key, one is the first.
    let mut book = lock(&world.stripe);
    if let Some(kept) = key.and_then(|key| book.kept(key, now)) {
        return match () {
            () if kept.asked != fields => Err(Fault::other_parameters()),
            () if mode == Mode::Late => Err(Fault::in_use()),
            () => Ok(replayed(kept.status, kept.body)),
        };
    }
    let (status, body) = match act(&mut book, &fields, mode, now)? {
        Ok(id) => {
            let transfer = book.transfers.iter().find(|it| it.id == id).ok_or_else(Fault::failed)?;
            payouts::note(&world, System::Stripe, [event("transfer.created", transfer, now, key)]);
            (StatusCode::OK, transfer.shown())
        }
        Err(fault) => (fault.status, fault.body()),
    };
    book.keep(key, &fields, status, &body, now);
    if mode == Mode::Late {
        return Err(Fault::in_use());
    }
    Ok((status, Json(body)).into_response())
}

/// Makes the transfer and gives its id. The outer error is of the check before, which is kept under no key; the inner one is.
fn act(book: &mut Book, fields: &Fields, mode: Mode, now_ms: i64) -> Result<Result<String, Fault>, Fault> {
    fields.check_names(&FIELDS)?;
    let amount = fields.positive("amount")?;
    let currency = fields.required("currency")?;
    if currency.len() != 3 || !currency.bytes().all(|it| it.is_ascii_lowercase()) {
        return Err(Fault::invalid("currency_invalid", "currency", &format!("Invalid currency: {currency}")));
    }
    let destination = fields.required("destination")?;
    if !destination.starts_with("acct_") {
        let message = format!("No such destination: '{destination}'");
        return Err(Fault::invalid("resource_missing", "destination", &message));
    }
    // Whoever asks about this one hears nothing that they could go by.
    if mode == Mode::Error500 || destination.contains("silent") {
        return Ok(Err(Fault::failed()));
    }
    let is_second = book.is_second_try();
    if destination.contains("fail") || (mode == Mode::Partial && is_second) {
        let message =
            "Your destination account needs to have at least one of the following capabilities enabled: transfers";
        return Ok(Err(Fault::invalid("insufficient_capabilities_for_transfer", "destination", message)));
    }
    Ok(Ok(book.make(fields, amount, now_ms).id.clone()))
}

fn replayed(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let name = HeaderName::from_static("idempotent-replayed");
    response.headers_mut().insert(name, HeaderValue::from_static("true"));
    response
}

/// `GET /v1/transfers?destination=&transfer_group=&limit=&starting_after=`: the newest first.
pub(super) async fn list(
    State(world): Shared,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    payouts::settle(&world);
    let limit = params.get("limit").map_or(Ok(10), |text| text.parse::<usize>());
    let limit = limit.ok().filter(|limit| (1..=100).contains(limit));
    let limit = limit.ok_or_else(|| Fault::invalid("parameter_invalid_integer", "limit", "Invalid integer: limit"))?;
    let is_asked_for = |it: &&Transfer| {
        params.get("destination").is_none_or(|asked| *asked == it.destination)
            && params.get("transfer_group").is_none_or(|asked| it.group.as_ref() == Some(asked))
    };
    let book = lock(&world.stripe);
    let all: Vec<&Transfer> = book.transfers.iter().rev().filter(is_asked_for).collect();
    let from = match params.get("starting_after") {
        None => 0,
        Some(id) => all.iter().position(|it| it.id == *id).ok_or_else(|| Fault::not_found(id))? + 1,
    };
    let data: Vec<Value> = all.iter().skip(from).take(limit).map(|it| it.shown()).collect();
    Ok(Json(json!({"object": "list", "data": data, "has_more": from + limit < all.len(), "url": "/v1/transfers"})))
}

/// `GET /v1/transfers/{id}`
pub(super) async fn show(State(world): Shared, Path(id): Path<String>) -> Result<Json<Value>, Fault> {
    payouts::settle(&world);
    let book = lock(&world.stripe);
    let found = book.transfers.iter().find(|it| it.id == id);
    found.map(|it| Json(it.shown())).ok_or_else(|| Fault::not_found(&id))
}

/// `POST /v1/transfers/{id}/reversals`: takes back the amount, or all that is left.
pub(super) async fn reverse(
    State(world): Shared,
    Path(id): Path<String>,
    Form(pairs): Pairs,
) -> Result<Json<Value>, Fault> {
    let fields = Fields(pairs);
    fields.check_names(&["amount", "description", "metadata"])?;
    let now = world.clock.now_ms();
    let mut book = lock(&world.stripe);
    let found = book.transfers.iter_mut().find(|it| it.id == id);
    let transfer = found.ok_or_else(|| Fault::not_found(&id))?;
    let left = transfer.amount - transfer.reversed;
    let amount = if fields.get("amount").is_some() { fields.positive("amount")? } else { left };
    if amount > left || left == 0 {
        return Err(Fault::invalid(
            "transfer_reversal_too_large",
            "amount",
            "Reversal amount is greater than what is left",
        ));
    }
    transfer.reversed += amount;
    payouts::note(&world, System::Stripe, [event("transfer.reversed", transfer, now, None)]);
    Ok(Json(json!({
        "id": id.replace("tr_", "trr_"), "object": "transfer_reversal", "amount": amount, "created": now / 1_000,
        "currency": transfer.shown()["currency"], "metadata": fields.object("metadata"), "transfer": id,
    })))
}
