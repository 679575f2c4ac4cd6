//! Collabs of the channel: list, full answer, update; and the tiers.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Map, Value, json};

use super::{
    Fault,
    input::{self, Fields},
    views,
};
use crate::{
    model::{Partner, State as Data},
    world::World,
};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 250;

type Params = Query<HashMap<String, String>>;

/// `GET /channels/{d}/collabs?query=&email=&cursor=&limit=`
pub(super) async fn list(State(world): State<Arc<World>>, Query(params): Params) -> Result<Json<Value>, Fault> {
    let state = world.read();
    let mut found: Vec<&Partner> = state.partners.iter().filter(|partner| matches(partner, &params)).collect();
    if params.contains_key("email") && found.is_empty() {
        return Err(Fault::not_found());
    }
    found.sort_by(|a, b| a.collab_id.cmp(&b.collab_id));
    let total = found.len();
    if let Some(cursor) = params.get("cursor").filter(|cursor| !cursor.is_empty()) {
        found.retain(|partner| partner.collab_id > *cursor);
    }
    let limit = params.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let more = found.len() > limit;
    found.truncate(limit);
    let collabs: Vec<Value> = found.iter().map(|partner| views::listed_collab(&state, partner)).collect();
    // The cursor is named on the last page too: only `hasNextPage` says whether to go on.
    let cursor = found.last().map(|partner| partner.collab_id.as_str());
    Ok(Json(json!({
        "collabs": collabs,
        "pagination": {"hasNextPage": more, "totalCount": total, "nextCursor": cursor},
    })))
}

fn matches(partner: &Partner, params: &HashMap<String, String>) -> bool {
    if let Some(email) = params.get("email")
        && !partner.email.eq_ignore_ascii_case(email)
    {
        return false;
    }
    let Some(query) = params.get("query").map(|query| query.trim().to_lowercase()) else { return true };
    let haystack =
        format!("{} {} {} {}", partner.first_name, partner.last_name, partner.handle, partner.code).to_lowercase();
    query.split_whitespace().all(|word| haystack.contains(word))
}

/// `GET /channels/{d}/collabs/{collabId}`
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path((_, collab)): Path<(String, String)>,
) -> Result<Json<Value>, Fault> {
    let state = world.read();
    let partner = state.partners.iter().find(|partner| partner.collab_id == collab).ok_or_else(Fault::not_found)?;
    Ok(Json(json!({"collab": views::full_collab(&state, partner)})))
}

/// `POST /channels/{d}/collabs/{collabId}`
pub(super) async fn update(
    State(world): State<Arc<World>>,
    Path((_, collab)): Path<(String, String)>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let state = &mut *world.write();
    let n = position(state, &collab)?;
    let mut creator = fields.object("creator").cloned().unwrap_or_default();
    // The colour and title may sit in `creator.shop` or in `creator` itself.
    let shop = creator.get("shop").and_then(Value::as_object).cloned().unwrap_or_default();
    let theme = shop.get("theme").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, source) in [("title", &shop), ("primaryColor", &theme)] {
        if let Some(value) = source.get(name) {
            creator.insert(name.to_owned(), value.clone());
        }
    }
    for name in ["affiliateCode", "affiliateUrl", "custom"] {
        if let Some(value) = fields.0.get(name) {
            creator.insert(name.to_owned(), value.clone());
        }
    }
    let order = fields.list("drops")?.map(|ids| reordered(&state.partners[n], ids)).transpose()?;
    apply(state, n, &creator, world.clock.now_ms())?;
    if let Some(order) = order {
        state.partners[n].drops = order;
    }
    Ok(Json(json!({"collab": views::flat_collab(state, &state.partners[n])})))
}

/// The list that was given is the list: drops in this order, and those that are left out leave the page. The contract names no
/// other way to remove one.
fn reordered(partner: &Partner, ids: &[Value]) -> Result<Vec<String>, Fault> {
    let mut order: Vec<String> = Vec::new();
    for id in ids {
        let known = partner.drops.iter().find(|drop| Some(drop.as_str()) == id.as_str());
        let known = known.ok_or_else(|| Fault::failed("Failed to update channel collab: unknown drop"))?;
        if !order.contains(known) {
            order.push(known.clone());
        }
    }
    Ok(order)
}

/// `GET /channels/{d}/collab-tiers`
pub(super) async fn tiers(State(world): State<Arc<World>>) -> Json<Value> {
    let state = world.read();
    let at = world.options.now_ms - 900 * crate::clock::DAY_MS;
    let tiers: Vec<Value> = state.tiers.iter().enumerate().map(|(n, tier)| views::tier(tier, n, at)).collect();
    Json(json!({"collabTiers": tiers}))
}

pub(super) fn position(state: &Data, collab: &str) -> Result<usize, Fault> {
    state.partners.iter().position(|partner| partner.collab_id == collab).ok_or_else(Fault::not_found)
}

/// Writes the fields that were given; nothing is changed when one of them is faulty.
pub(super) fn apply(state: &mut Data, n: usize, fields: &Map<String, Value>, now_ms: i64) -> Result<(), Fault> {
    let text = |name| input::text(fields, name);
    let (email, handle, color) = (text("email")?, text("handle")?, text("primaryColor")?);
    let (first, last, title) = (text("firstName")?, text("lastName")?, text("title")?);
    let (code, url, tier) = (text("affiliateCode")?, text("affiliateUrl")?, text("collabTier")?);
    check_unique(state, n, email.as_deref(), handle.as_deref())?;
    if color.as_deref().is_some_and(|color| !is_color(color)) {
        return Err(Fault::failed("primaryColor must look like #66ccff"));
    }
    let tier = tier.map(|id| tier_index(state, &id)).transpose()?;
    let made = state.next_made();
    let picture = match fields.get("profilePicture") {
        None => None,
        Some(Value::Null) => Some(Value::Null),
        Some(value) => Some(input::media(value, made).ok_or_else(|| Fault::failed("profilePicture is no Media"))?),
    };
    let partner = &mut state.partners[n];
    let pairs = [
        (email.map(|email| email.to_lowercase()), &mut partner.email),
        (handle, &mut partner.handle),
        (color, &mut partner.color),
        (first, &mut partner.first_name),
        (last, &mut partner.last_name),
        (title, &mut partner.shop_title),
        (code, &mut partner.code),
        (url, &mut partner.url),
    ];
    for (value, slot) in pairs {
        if let Some(value) = value {
            *slot = value;
        }
    }
    partner.tier = tier.unwrap_or(partner.tier);
    partner.picture = picture.unwrap_or_else(|| partner.picture.clone());
    if let Some(custom) = fields.get("custom").and_then(Value::as_object) {
        let prefixed = custom.iter().map(|(handle, value)| (super::documents::prefixed(handle), value.clone()));
        partner.custom.extend(prefixed);
    }
    partner.updated_ms = now_ms;
    Ok(())
}

fn check_unique(state: &Data, n: usize, email: Option<&str>, handle: Option<&str>) -> Result<(), Fault> {
    let others = || state.partners.iter().enumerate().filter(|(other, _)| *other != n).map(|(_, partner)| partner);
    if email.is_some_and(|email| others().any(|other| other.email.eq_ignore_ascii_case(email))) {
        return Err(Fault::failed("A creator with this email already exists"));
    }
    if handle.is_some_and(|handle| others().any(|other| other.handle == handle)) {
        return Err(Fault::failed("A creator with this handle already exists"));
    }
    Ok(())
}

fn tier_index(state: &Data, id: &str) -> Result<usize, Fault> {
    state.tiers.iter().position(|tier| tier.id == id).ok_or_else(|| Fault::failed("Collab tier not found"))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.chars().all(|digit| digit.is_ascii_hexdigit()))
}
