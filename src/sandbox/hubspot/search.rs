//! `POST …/contacts/search`: filter groups, words, sorts and paging.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use serde_json::{Value, json};

use super::{Fault, contacts};
use crate::{model::Contact, world::World};

const MAX_LIMIT: usize = 200;
const MAX_GROUPS: usize = 6;

pub(super) async fn search(State(world): State<Arc<World>>, body: Bytes) -> Result<Json<Value>, Fault> {
    let request: Value =
        serde_json::from_slice(&body).map_err(|_| Fault::invalid("Invalid input JSON", "INVALID_JSON", "body"))?;
    let groups = request["filterGroups"].as_array().map(Vec::as_slice).unwrap_or_default();
    if groups.len() > MAX_GROUPS {
        return Err(Fault::invalid("Up to 6 groups of filters are allowed", "TOO_MANY_GROUPS", "filterGroups"));
    }
    let limit = request["limit"].as_u64().map_or(10, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if limit > MAX_LIMIT {
        return Err(Fault::invalid("limit must not exceed 200", "INVALID_LIMIT", "limit"));
    }
    // The cursor is text in the contract; a number is taken too.
    let after = request["after"].as_str().and_then(|after| after.parse().ok());
    let after = after.or_else(|| request["after"].as_u64().and_then(|after| usize::try_from(after).ok())).unwrap_or(0);
    let state = world.read();
    let mut found = Vec::new();
    for contact in &state.contacts {
        if holds(contact, groups)? && mentions(contact, request["query"].as_str().unwrap_or_default()) {
            found.push(contact);
        }
    }
    sort(&mut found, &request["sorts"]);
    let wanted: Option<Vec<&str>> =
        request["properties"].as_array().map(|list| list.iter().filter_map(Value::as_str).collect());
    let total = found.len();
    let results: Vec<Value> =
        found.into_iter().skip(after).take(limit).map(|contact| contacts::object(contact, wanted.as_deref())).collect();
    let mut answer = json!({"total": total, "results": results});
    if after + limit < total {
        let next = (after + limit).to_string();
        answer["paging"] = json!({"next": {"after": next, "link": format!("?after={next}")}});
    }
    Ok(Json(answer))
}

/// Any group, all filters of it.
fn holds(contact: &Contact, groups: &[Value]) -> Result<bool, Fault> {
    if groups.is_empty() {
        return Ok(true);
    }
    for group in groups {
        let mut all = true;
        for filter in group["filters"].as_array().map(Vec::as_slice).unwrap_or_default() {
            all &= passes(contact, filter)?;
        }
        if all {
            return Ok(true);
        }
    }
    Ok(false)
}

fn passes(contact: &Contact, filter: &Value) -> Result<bool, Fault> {
    let name = filter["propertyName"].as_str().unwrap_or_default();
    let have = contact.properties.get(name).and_then(Option::as_deref);
    let value = filter["value"].as_str().map(str::to_lowercase).unwrap_or_default();
    let lower = have.map(str::to_lowercase);
    let have = lower.as_deref();
    let listed = || {
        let values = filter["values"].as_array().map(Vec::as_slice).unwrap_or_default();
        values.iter().filter_map(Value::as_str).any(|value| Some(value.to_lowercase().as_str()) == have)
    };
    let contains = || have.is_some_and(|have| have.contains(value.trim_matches('*')));
    let below = |other: &str| have.is_some_and(|have| less(have, other));
    Ok(match filter["operator"].as_str().unwrap_or_default() {
        "EQ" => have == Some(&value),
        "NEQ" => have.is_some_and(|have| have != value),
        "LT" => below(&value),
        "LTE" => below(&value) || have == Some(&value),
        "GT" => have.is_some_and(|have| less(&value, have)),
        "GTE" => have.is_some_and(|have| less(&value, have) || have == value),
        "BETWEEN" => {
            let high = filter["highValue"].as_str().unwrap_or_default().to_lowercase();
            have.is_some_and(|have| !less(have, &value) && !less(&high, have))
        }
        "IN" => listed(),
        "NOT_IN" => have.is_some() && !listed(),
        "HAS_PROPERTY" => have.is_some(),
        "NOT_HAS_PROPERTY" => have.is_none(),
        "CONTAINS_TOKEN" => contains(),
        "NOT_CONTAINS_TOKEN" => !contains(),
        other => return Err(Fault::invalid(format!("Unknown operator {other}"), "INVALID_OPERATOR", "operator")),
    })
}

/// Numbers as numbers, everything else as text.
fn less(left: &str, right: &str) -> bool {
    match (left.parse::<i64>(), right.parse::<i64>()) {
        (Ok(left), Ok(right)) => left < right,
        _ => left < right,
    }
}

fn mentions(contact: &Contact, query: &str) -> bool {
    let text: Vec<&str> = ["email", "firstname", "lastname"]
        .iter()
        .filter_map(|name| contact.properties.get(*name).and_then(Option::as_deref))
        .collect();
    let text = text.join(" ").to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn sort(found: &mut [&Contact], sorts: &Value) {
    let Some(first) = sorts.as_array().and_then(|sorts| sorts.first()) else { return };
    let name = first["propertyName"].as_str().or_else(|| first.as_str()).unwrap_or_default().to_owned();
    found.sort_by(|a, b| a.properties.get(&name).cmp(&b.properties.get(&name)));
    if first["direction"] == "DESCENDING" {
        found.reverse();
    }
}
