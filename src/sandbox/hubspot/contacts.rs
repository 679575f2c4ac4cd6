//! Contacts: read by e-mail or id, created, updated, upserted in batches.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::Fault;
use crate::{
    clock::utc_millis,
    model::{Contact, State as Data},
    world::World,
};

/// What is answered when no properties are named.
const DEFAULT_PROPERTIES: [&str; 6] =
    ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"];
/// Properties that can be written.
const KNOWN: [&str; 8] = [
    "email",
    "firstname",
    "lastname",
    "hubspot_owner_id",
    "lifecyclestage",
    "cc_partner_tier",
    "cc_affiliate_code",
    "cc_creator_id",
];
const MAX_BATCH: usize = 100;

type Params = Query<HashMap<String, String>>;
type Properties = BTreeMap<String, Option<String>>;

/// `GET …/contacts/{id}?idProperty=email&properties=a,b`
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(params): Params,
) -> Result<Json<Value>, Fault> {
    let state = world.read();
    let n = find(&state, &id, params.get("idProperty").map(String::as_str))?;
    let wanted: Option<Vec<&str>> = params.get("properties").map(|list| list.split(',').map(str::trim).collect());
    Ok(Json(object(&state.contacts[n], wanted.as_deref())))
}

/// `POST …/contacts`
pub(super) async fn create(State(world): State<Arc<World>>, body: Bytes) -> Result<Response, Fault> {
    let given = properties(&parse(&body)?["properties"])?;
    let state = &mut *world.write();
    if let Some(known) = given.get("email").and_then(|email| by_email(state, email.as_deref()?)) {
        return Err(Fault::conflict(state.contacts[known].id));
    }
    let n = insert(state, given, world.clock.now_ms());
    Ok((StatusCode::CREATED, Json(object(&state.contacts[n], None))).into_response())
}

/// `PATCH …/contacts/{id}?idProperty=email`
pub(super) async fn update(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(params): Params,
    body: Bytes,
) -> Result<Json<Value>, Fault> {
    let given = properties(&parse(&body)?["properties"])?;
    let state = &mut *world.write();
    let n = find(state, &id, params.get("idProperty").map(String::as_str))?;
    let names: Vec<String> = given.keys().cloned().collect();
    write(&mut state.contacts[n], given, world.clock.now_ms());
    let wanted: Vec<&str> =
        names.iter().map(String::as_str).chain(["createdate", "hs_object_id", "lastmodifieddate"]).collect();
    Ok(Json(object(&state.contacts[n], Some(&wanted))))
}

/// `POST …/contacts/batch/upsert`: 200, or 207 when some inputs failed.
pub(super) async fn batch_upsert(State(world): State<Arc<World>>, body: Bytes) -> Result<Response, Fault> {
    let parsed = parse(&body)?;
    let Some(inputs) = parsed["inputs"].as_array().filter(|inputs| !inputs.is_empty()) else {
        return Err(Fault::invalid("inputs must not be empty", "REQUIRED_FIELD", "inputs"));
    };
    if inputs.len() > MAX_BATCH {
        return Err(Fault::invalid("At most 100 inputs are allowed", "TOO_MANY_INPUTS", "inputs"));
    }
    let now = world.clock.now_ms();
    let started = utc_millis(now);
    let state = &mut *world.write();
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in inputs {
        match upsert(state, input, now) {
            Ok(result) => results.push(result),
            Err(fault) => errors.push(fault.body()),
        }
    }
    let mut answer = json!({"status": "COMPLETE", "results": results, "startedAt": started, "completedAt": utc_millis(world.clock.now_ms())});
    if errors.is_empty() {
        return Ok(Json(answer).into_response());
    }
    answer["numErrors"] = errors.len().into();
    answer["errors"] = errors.into();
    Ok((StatusCode::MULTI_STATUS, Json(answer)).into_response())
}

fn upsert(state: &mut Data, input: &Value, now_ms: i64) -> Result<Value, Fault> {
    let id = input["id"].as_str().ok_or_else(|| Fault::invalid("id is required", "REQUIRED_FIELD", "id"))?;
    let by = input["idProperty"].as_str();
    let mut given = properties(&input["properties"])?;
    let (n, new) = match find(state, id, by) {
        Ok(n) => {
            write(&mut state.contacts[n], given, now_ms);
            (n, false)
        }
        Err(_) if by == Some("email") && id.contains('@') => {
            given.insert("email".to_owned(), Some(id.to_lowercase()));
            (insert(state, given, now_ms), true)
        }
        Err(fault) => return Err(fault),
    };
    let mut result = object(&state.contacts[n], None);
    result["new"] = new.into();
    Ok(result)
}

/// `GET …/properties/contacts`
pub(super) async fn properties_list() -> Json<Value> {
    let results: Vec<Value> = KNOWN
        .iter()
        .map(|name| json!({"name": name, "label": name, "type": "string", "fieldType": "text", "groupName": "contactinformation"}))
        .collect();
    Json(json!({"results": results}))
}

fn parse(body: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(body).map_err(|_| Fault::invalid("Invalid input JSON", "INVALID_JSON", "body"))
}

/// Properties as text or null; numbers and truths are kept as text, as HubSpot does.
fn properties(value: &Value) -> Result<Properties, Fault> {
    let fields =
        value.as_object().ok_or_else(|| Fault::invalid("properties is required", "REQUIRED_FIELD", "properties"))?;
    let mut read = BTreeMap::new();
    for (name, value) in fields {
        if !KNOWN.contains(&name.as_str()) {
            let message = format!("Property \"{name}\" does not exist");
            return Err(Fault::invalid(message, "PROPERTY_DOESNT_EXIST", name));
        }
        let text = match value {
            Value::Null => None,
            Value::String(text) if name == "email" => Some(text.to_lowercase()),
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        if name == "email" && text.as_deref().is_some_and(|email| !email.contains('@')) {
            return Err(Fault::invalid("Email address is invalid", "INVALID_EMAIL", "email"));
        }
        read.insert(name.clone(), text);
    }
    Ok(read)
}

fn find(state: &Data, id: &str, by: Option<&str>) -> Result<usize, Fault> {
    let found = match by {
        Some("email") => by_email(state, id),
        None | Some("id" | "hs_object_id") => state.contacts.iter().position(|contact| contact.id.to_string() == id),
        Some(other) => {
            return Err(Fault::invalid(format!("{other} is no unique property"), "INVALID_ID_PROPERTY", "idProperty"));
        }
    };
    found.ok_or_else(|| Fault::not_found("resource not found"))
}

fn by_email(state: &Data, email: &str) -> Option<usize> {
    let email = email.to_lowercase();
    state.contacts.iter().position(|contact| contact.properties.get("email").and_then(Option::as_deref) == Some(&email))
}

fn insert(state: &mut Data, given: Properties, now_ms: i64) -> usize {
    let id = 90_000 + state.next_made();
    let mut contact = Contact { id, properties: BTreeMap::new(), created_ms: now_ms, updated_ms: now_ms };
    contact.properties.insert("hs_object_id".to_owned(), Some(id.to_string()));
    contact.properties.insert("createdate".to_owned(), Some(utc_millis(now_ms)));
    write(&mut contact, given, now_ms);
    state.contacts.push(contact);
    state.contacts.len() - 1
}

fn write(contact: &mut Contact, given: Properties, now_ms: i64) {
    contact.properties.extend(given);
    contact.properties.insert("lastmodifieddate".to_owned(), Some(utc_millis(now_ms)));
    contact.updated_ms = now_ms;
}

/// A contact as `SimplePublicObject`: what was asked for, unknown properties as null.
pub(super) fn object(contact: &Contact, wanted: Option<&[&str]>) -> Value {
    let always = ["createdate", "hs_object_id", "lastmodifieddate"];
    let names: Vec<&str> = match wanted {
        None => DEFAULT_PROPERTIES.to_vec(),
        Some(names) => names.iter().copied().chain(always).collect(),
    };
    let properties: BTreeMap<&str, Option<&String>> =
        names.into_iter().map(|name| (name, contact.properties.get(name).and_then(Option::as_ref))).collect();
    json!({
        "id": contact.id.to_string(), "properties": properties, "createdAt": utc_millis(contact.created_ms),
        "updatedAt": utc_millis(contact.updated_ms), "archived": false,
    })
}
