//! Custom-field definitions, forms and campaigns: documents that CC stores and gives back.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Map, Value, json};

use super::{Fault, input::Fields};
use crate::{clock::utc_millis, model::State as Data, rng::object_id, seed::campaigns::channel_id, world::World};

type Shared = State<Arc<World>>;
type Answer = Result<Json<Value>, Fault>;

const OWNERS: [&str; 8] = ["creator", "campaign", "collab", "collabTier", "advert", "product", "drop", "enhancement"];

/// A handle with CC's prefix, which CC adds by itself.
pub(super) fn prefixed(handle: &str) -> String {
    if handle.starts_with("cc-") { handle.to_owned() } else { format!("cc-{handle}") }
}

pub(super) async fn definitions(State(world): Shared) -> Json<Value> {
    Json(json!({"customFieldDefinitions": world.read().cc.definitions}))
}

pub(super) async fn create_definition(State(world): Shared, mut fields: Fields) -> Answer {
    for name in ["ownerType", "name", "handle", "type"] {
        fields.required(name)?;
    }
    if !OWNERS.contains(&fields.required("ownerType")?.as_str()) {
        return Err(Fault::failed("Unknown ownerType"));
    }
    let handle = prefixed(&fields.required("handle")?);
    fields.0.insert("handle".to_owned(), json!(handle));
    let state = &mut *world.write();
    if state.cc.definitions.iter().any(|known| known["handle"] == handle.as_str()) {
        return Err(Fault::failed("A custom field with this handle already exists"));
    }
    for name in ["isEditable", "isCreatorEditable"] {
        fields.0.entry(name).or_insert(json!(true));
    }
    fields.0.entry("isDeleted").or_insert(json!(false));
    let made = insert(state, &world, fields.0, "definition", |state| &mut state.cc.definitions);
    Ok(Json(json!({"customFieldDefinition": made})))
}

pub(super) async fn forms(State(world): Shared) -> Json<Value> {
    Json(json!({"formDefinitions": world.read().cc.forms}))
}

pub(super) async fn create_form(State(world): Shared, fields: Fields) -> Answer {
    let made = insert(&mut world.write(), &world, fields.0, "form", |state| &mut state.cc.forms);
    Ok(Json(json!({"formDefinition": made})))
}

pub(super) async fn form(State(world): Shared, Path((_, id)): Path<(String, String)>) -> Answer {
    let state = world.read();
    Ok(Json(json!({"formDefinition": find(&state.cc.forms, &id, "Form definition not found")?})))
}

pub(super) async fn update_form(State(world): Shared, Path((_, id)): Path<(String, String)>, fields: Fields) -> Answer {
    let now = world.clock.now_ms();
    let changed = change(&mut world.write().cc.forms, &id, fields.0, now, "Form definition not found")?;
    Ok(Json(json!({"formDefinition": changed})))
}

pub(super) async fn campaigns(State(world): Shared) -> Json<Value> {
    Json(json!({"campaigns": world.read().cc.campaigns}))
}

pub(super) async fn create_campaign(State(world): Shared, fields: Fields) -> Answer {
    fields.required("title")?;
    let made = insert(&mut world.write(), &world, fields.0, "new-campaign", |state| &mut state.cc.campaigns);
    Ok(Json(json!({"campaign": made})))
}

pub(super) async fn campaign(State(world): Shared, Path((_, id)): Path<(String, String)>) -> Answer {
    let state = world.read();
    Ok(Json(json!({"campaign": find(&state.cc.campaigns, &id, "Campaign not found")?})))
}

pub(super) async fn update_campaign(
    State(world): Shared,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let now = world.clock.now_ms();
    let changed = change(&mut world.write().cc.campaigns, &id, fields.0, now, "Campaign not found")?;
    Ok(Json(json!({"campaign": changed})))
}

/// `GET /creators/{creatorId}/forms?channelId=`
pub(super) async fn creator_forms(
    State(world): Shared,
    Path(creator): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Answer {
    let state = world.read();
    let known = state.partners.iter().any(|partner| partner.creator_id == creator);
    if !known || params.get("channelId") != Some(&channel_id()) {
        return Err(Fault::not_found());
    }
    let forms: Vec<Value> = state
        .cc
        .forms
        .iter()
        .map(|form| {
            json!({
                "_id": form["_id"], "title": form["title"].as_str().unwrap_or_default(),
                "description": form["description"].as_str().unwrap_or_default(),
                "url": format!("{}/portal?form={}", world.origin, form["_id"].as_str().unwrap_or_default()),
            })
        })
        .collect();
    Ok(Json(json!({"forms": forms})))
}

fn insert(
    state: &mut Data,
    world: &World,
    mut fields: Map<String, Value>,
    kind: &str,
    list: impl FnOnce(&mut Data) -> &mut Vec<Value>,
) -> Value {
    let now = utc_millis(world.clock.now_ms());
    let id = object_id(kind, 1_000 + state.next_made());
    for (name, value) in [("_id", id), ("channel", channel_id()), ("createdAt", now.clone()), ("updatedAt", now)] {
        fields.insert(name.to_owned(), json!(value));
    }
    let made = Value::Object(fields);
    list(state).push(made.clone());
    made
}

fn find<'a>(list: &'a [Value], id: &str, message: &str) -> Result<&'a Value, Fault> {
    list.iter().find(|document| document["_id"] == id).ok_or_else(|| Fault::failed(message))
}

fn change(
    list: &mut [Value],
    id: &str,
    mut fields: Map<String, Value>,
    now_ms: i64,
    message: &str,
) -> Result<Value, Fault> {
    let known = list.iter_mut().find(|document| document["_id"] == id).ok_or_else(|| Fault::failed(message))?;
    fields.remove("_id");
    fields.insert("updatedAt".to_owned(), json!(utc_millis(now_ms)));
    if let Some(document) = known.as_object_mut() {
        document.extend(fields);
    }
    Ok(known.clone())
}
