//! Drops: made, updated, filled with products and notes; and the cart made of one.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Map, Value, json};

use super::{
    Fault, collabs,
    input::{self, Fields},
    views,
};
use crate::{
    CHANNEL_DOMAIN,
    model::{Drop, Enhancement, State as Data},
    rng::object_id,
    world::World,
};

type Answer = Result<Json<Value>, Fault>;

/// `POST /creators/collabs/{collabId}/drops`
pub(super) async fn create(State(world): State<Arc<World>>, Path(collab): Path<String>, fields: Fields) -> Answer {
    // The contract requires a description; nothing says that it may not be empty.
    let description = fields.text("description")?.ok_or_else(|| Fault::failed("description is required"))?;
    let title = fields.required("title")?;
    let items = fields.list("products")?.cloned().ok_or_else(|| Fault::failed("products is required"))?;
    let now_ms = world.clock.now_ms();
    let state = &mut *world.write();
    let n = collabs::position(state, &collab)?;
    let made = state.next_made();
    let mut drop = Drop {
        id: object_id("new-drop", made),
        creator_id: state.partners[n].creator_id.clone(),
        handle: format!("{}-new-{made}", state.partners[n].handle),
        title,
        description,
        media: Vec::new(),
        products: Vec::new(),
        enhancements: Vec::new(),
        custom: BTreeMap::new(),
        form_id: fields.text("formId")?,
        created_ms: now_ms,
        updated_ms: now_ms,
    };
    merge(&mut drop.custom, fields.object("custom"));
    fill(state, &mut drop, &items)?;
    state.partners[n].drops.push(drop.id.clone());
    state.drops.push(drop);
    Ok(Json(json!({"drop": state.drops.last().map(|drop| views::flat_drop(state, drop))})))
}

/// `POST /creators/collabs/{collabId}/drops/{dropId}`
pub(super) async fn replace(
    State(world): State<Arc<World>>,
    Path((collab, drop)): Path<(String, String)>,
    mut fields: Fields,
) -> Answer {
    // The contract knows media of a drop on the channel's path only.
    fields.0.remove("media");
    change(&world, &collab, &drop, &fields)
}

/// `POST /channels/{d}/collabs/{c}/drops/{dropId}`
pub(super) async fn update_channel_drop(
    State(world): State<Arc<World>>,
    Path((_, collab, drop)): Path<(String, String, String)>,
    fields: Fields,
) -> Answer {
    change(&world, &collab, &drop, &fields)
}

/// Writes the fields that were given; a product list replaces the one before.
fn change(world: &World, collab: &str, drop: &str, fields: &Fields) -> Answer {
    let (title, description, form_id) = (fields.text("title")?, fields.text("description")?, fields.text("formId")?);
    edit(world, collab, drop, |state, drop| {
        if let Some(items) = fields.list("products")? {
            drop.products.clear();
            fill(state, drop, items)?;
            let kept = drop.products.clone();
            drop.enhancements.retain(|enhancement| kept.contains(&enhancement.product));
        }
        if let Some(items) = fields.list("media")? {
            drop.media = input::media_list(items, state)?;
        }
        drop.title = title.unwrap_or_else(|| std::mem::take(&mut drop.title));
        drop.description = description.unwrap_or_else(|| std::mem::take(&mut drop.description));
        drop.form_id = form_id.or_else(|| drop.form_id.take());
        merge(&mut drop.custom, fields.object("custom"));
        Ok(())
    })
}

/// `POST /channels/{d}/collabs/{c}/drops/{dropId}/products`
pub(super) async fn append_products(
    State(world): State<Arc<World>>,
    Path((_, collab, drop)): Path<(String, String, String)>,
    fields: Fields,
) -> Answer {
    let items = fields.list("products")?.cloned().ok_or_else(|| Fault::failed("products is required"))?;
    edit(&world, &collab, &drop, |state, drop| fill(state, drop, &items))
}

/// Edits a drop of a collab outside the list it lives in, and puts it back only when all went well.
fn edit(world: &World, collab: &str, id: &str, act: impl FnOnce(&mut Data, &mut Drop) -> Result<(), Fault>) -> Answer {
    let state = &mut *world.write();
    let at = drop_position(state, collab, id)?;
    let mut drop = copy(&state.drops[at]);
    act(state, &mut drop)?;
    drop.updated_ms = world.clock.now_ms();
    state.drops[at] = drop;
    Ok(Json(json!({"drop": views::flat_drop(state, &state.drops[at])})))
}

fn drop_position(state: &Data, collab: &str, id: &str) -> Result<usize, Fault> {
    let partner = &state.partners[collabs::position(state, collab)?];
    let owned = partner.drops.iter().any(|drop| drop == id);
    state.drops.iter().position(|drop| owned && drop.id == id).ok_or_else(|| Fault::failed("Drop not found"))
}

fn copy(drop: &Drop) -> Drop {
    let enhancements = drop.enhancements.iter().map(|e| Enhancement {
        id: e.id.clone(),
        note: e.note.clone(),
        media: e.media.clone(),
        variant: e.variant.clone(),
        custom: e.custom.clone(),
        form_id: e.form_id.clone(),
        ..*e
    });
    Drop {
        id: drop.id.clone(),
        creator_id: drop.creator_id.clone(),
        handle: drop.handle.clone(),
        title: drop.title.clone(),
        description: drop.description.clone(),
        media: drop.media.clone(),
        products: drop.products.clone(),
        enhancements: enhancements.collect(),
        custom: drop.custom.clone(),
        form_id: drop.form_id.clone(),
        ..*drop
    }
}

/// Appends products, each with the enhancement that came with it.
fn fill(state: &mut Data, drop: &mut Drop, items: &[Value]) -> Result<(), Fault> {
    for item in items {
        let id = item.as_str().or_else(|| item["id"].as_str()).or_else(|| item["_id"].as_str());
        let product = id.and_then(|id| input::product(state, id));
        let product = product.ok_or_else(|| Fault::failed("Failed to update drop: product not found"))?;
        if !drop.products.contains(&product) {
            drop.products.push(product);
        }
        if let Some(fields) = item.get("enhancement").and_then(Value::as_object) {
            enhance(state, drop, product, fields)?;
        }
    }
    Ok(())
}

fn enhance(state: &mut Data, drop: &mut Drop, product: usize, fields: &Map<String, Value>) -> Result<(), Fault> {
    let at = drop.enhancements.iter().position(|enhancement| enhancement.product == product);
    let at = at.unwrap_or_else(|| {
        let id = object_id("new-enhancement", state.next_made());
        let (note, media, custom) = (String::new(), Vec::new(), BTreeMap::new());
        drop.enhancements.push(Enhancement { id, product, note, media, variant: None, custom, form_id: None });
        drop.enhancements.len() - 1
    });
    // An enhancement that comes with its product is whole: a variant that it does not name is not chosen any more.
    drop.enhancements[at].variant = None;
    write_enhancement(state, &mut drop.enhancements[at], fields)
}

fn write_enhancement(
    state: &mut Data,
    enhancement: &mut Enhancement,
    fields: &Map<String, Value>,
) -> Result<(), Fault> {
    let (note, variant) = (input::text(fields, "note")?, input::text(fields, "variant")?);
    let form_id = input::text(fields, "formId")?;
    if let Some(items) = fields.get("media").and_then(Value::as_array) {
        enhancement.media = input::media_list(items, state)?;
    }
    enhancement.note = note.unwrap_or_else(|| std::mem::take(&mut enhancement.note));
    enhancement.variant = variant.or_else(|| enhancement.variant.take());
    enhancement.form_id = form_id.or_else(|| enhancement.form_id.take());
    merge(&mut enhancement.custom, fields.get("custom").and_then(Value::as_object));
    Ok(())
}

fn merge(custom: &mut BTreeMap<String, Value>, given: Option<&Map<String, Value>>) {
    let pairs = given.into_iter().flatten();
    custom.extend(pairs.map(|(handle, value)| (super::documents::prefixed(handle), value.clone())));
}

/// `POST …/drops/{dropId}/enhancements/{enhancementId}`
pub(super) async fn update_enhancement(
    State(world): State<Arc<World>>,
    Path((_, collab, drop, id)): Path<(String, String, String, String)>,
    fields: Fields,
) -> Answer {
    let Json(_) = edit(&world, &collab, &drop, |state, drop| {
        let known = drop.enhancements.iter_mut().find(|enhancement| enhancement.id == id);
        write_enhancement(state, known.ok_or_else(|| Fault::failed("Enhancement not found"))?, &fields.0)
    })?;
    let state = world.read();
    let mut all = state.drops.iter().flat_map(|drop| &drop.enhancements);
    let found = all.find(|enhancement| enhancement.id == id).ok_or_else(|| Fault::failed("Enhancement not found"))?;
    Ok(Json(json!({"enhancement": views::enhancement(&state, found)})))
}

/// `GET /creators/{creatorId}/drops/{dropId}/cart`
pub(super) async fn cart(State(world): State<Arc<World>>, Path((creator, drop)): Path<(String, String)>) -> Answer {
    let state = world.read();
    let partner = state.partners.iter().find(|partner| partner.creator_id == creator);
    let drop = state.drops.iter().find(|candidate| candidate.id == drop && candidate.creator_id == creator);
    let (Some(partner), Some(drop)) = (partner, drop) else { return Err(Fault::failed("Failed to create cart url")) };
    let variants = drop.products.iter().filter_map(|n| state.products[*n].variants.first());
    let items: Vec<String> = variants.map(|variant| format!("{}:1", variant.id)).collect();
    let url = format!(
        "https://{CHANNEL_DOMAIN}/cart/{}?attributes%5Bcc-creator-id%5D={}&attributes%5Bcc-creator-handle%5D={}&attributes%5Bcc-campaign-id%5D={}&discount={}",
        items.join(","),
        partner.creator_id,
        partner.handle,
        crate::seed::campaigns::campaign_id(0),
        partner.code,
    );
    Ok(Json(json!({"data": {"cartUrl": url}})))
}
