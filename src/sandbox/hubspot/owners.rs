//! Owners: the people on the merchant's side.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::Fault;
use crate::{
    clock::{DAY_MS, utc_millis},
    model::Owner,
    world::World,
};

/// `GET /crm/v3/owners/{ownerId}?idProperty=id|userId`
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    let by_user = params.get("idProperty").is_some_and(|by| by == "userId");
    let state = world.read();
    let mut owners = state.owners.iter();
    let found = owners.find(|owner| if by_user { owner.user_id } else { owner.id }.to_string() == id);
    found.map(|owner| Json(object(&world, owner))).ok_or_else(|| Fault::not_found(format!("Owner {id} not found")))
}

/// `GET /crm/v3/owners?email=&limit=100&after=`
pub(super) async fn list(
    State(world): State<Arc<World>>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    let number = |name: &str, default: usize| params.get(name).map_or(Ok(default), |text| text.parse());
    let (Ok(limit), Ok(after)) = (number("limit", 100), number("after", 0)) else {
        return Err(Fault::invalid("limit and after must be numbers", "INVALID_LONG", "limit"));
    };
    let state = world.read();
    let email = params.get("email").filter(|email| !email.is_empty());
    let found: Vec<&Owner> =
        state.owners.iter().filter(|owner| email.is_none_or(|email| owner.email.eq_ignore_ascii_case(email))).collect();
    let results: Vec<Value> = found.iter().skip(after).take(limit).map(|owner| object(&world, owner)).collect();
    let mut answer = json!({"results": results});
    if after + limit < found.len() {
        let next = (after + limit).to_string();
        answer["paging"] = json!({"next": {"after": next, "link": format!("?after={next}")}});
    }
    Ok(Json(answer))
}

fn object(world: &World, owner: &Owner) -> Value {
    let since = utc_millis(world.options.now_ms - 1_000 * DAY_MS);
    json!({
        "id": owner.id.to_string(), "email": owner.email, "firstName": owner.first_name, "lastName": owner.last_name,
        "type": "PERSON", "userId": owner.user_id,
        "teams": [{"id": (crate::rng::hash(7, owner.team) % 900_000).to_string(), "name": owner.team, "primary": true}],
        "createdAt": since, "updatedAt": since, "archived": false,
    })
}
