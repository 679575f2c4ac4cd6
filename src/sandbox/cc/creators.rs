//! `/creators/collabs`: the same collabs by another door, one level deeper nested.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::{
    Fault, collabs,
    input::{Fields, media},
    views,
};
use crate::{
    CHANNEL_DOMAIN,
    model::{DiscountScale, Partner},
    rng::object_id,
    world::World,
};

/// `GET /creators/collabs?myshopify_domain=&email=` → `{collabs:{collabs:[…]}}`
pub(super) async fn list(
    State(world): State<Arc<World>>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    if params.get("myshopify_domain").map(String::as_str) != Some(CHANNEL_DOMAIN) {
        return Err(Fault::not_found());
    }
    let state = world.read();
    let wanted = params.get("email");
    let found = state.partners.iter().filter(|p| wanted.is_none_or(|email| p.email.eq_ignore_ascii_case(email)));
    let collabs: Vec<Value> = found.map(|partner| views::listed_collab(&state, partner)).collect();
    if collabs.is_empty() {
        return Err(Fault::not_found());
    }
    Ok(Json(json!({"collabs": {"collabs": collabs}})))
}

/// `POST /creators/collabs`: finds by e-mail, or makes the creator and the collab.
pub(super) async fn create(State(world): State<Arc<World>>, fields: Fields) -> Result<Json<Value>, Fault> {
    if fields.required("myshopifyDomain")? != CHANNEL_DOMAIN {
        return Err(Fault::not_found());
    }
    let email = fields.required("email")?.to_lowercase();
    let (first, last) = (fields.required("firstName")?, fields.required("lastName")?);
    let state = &mut *world.write();
    let known = state.partners.iter().position(|partner| partner.email == email);
    let n = known.unwrap_or(state.partners.len());
    if known.is_none() {
        let made = state.next_made();
        state.partners.push(newcomer(&world, made, email, &first, &last));
    }
    if let Err(fault) = collabs::apply(state, n, &fields.0, world.clock.now_ms()) {
        if known.is_none() {
            state.partners.pop();
        }
        return Err(fault);
    }
    Ok(Json(json!({"collab": views::flat_collab(state, &state.partners[n])})))
}

fn newcomer(world: &World, made: u64, email: String, first: &str, last: &str) -> Partner {
    let now_ms = world.clock.now_ms();
    let plain: String = first.chars().filter(char::is_ascii_alphanumeric).collect();
    let handle = format!("{}-{made}", plain.to_lowercase());
    let code = format!("{}{made}", plain.to_uppercase());
    Partner {
        creator_id: object_id("new-creator", made),
        // Sorts behind all seeded ones, as a new database id does.
        collab_id: format!("ffff{made:020x}"),
        picture: media(&json!(format!("{}/images/people/{handle}.svg", world.origin)), made).unwrap_or_default(),
        url: format!("https://northtrail.example/{}", code.to_lowercase()),
        shop_title: format!("{first}'s kit list"),
        email,
        handle,
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        code,
        tier: 0,
        discount_percent: 10,
        scale: DiscountScale::Whole,
        color: "#1f6f54".to_owned(),
        is_onboarded: false,
        custom: std::collections::BTreeMap::new(),
        drops: Vec::new(),
        joined_ms: now_ms,
        updated_ms: now_ms,
        country: "US",
        euro_permille: 0,
        network_id: None,
    }
}

/// `POST /creators/collabs/{collabId}`
pub(super) async fn update(
    State(world): State<Arc<World>>,
    Path(collab): Path<String>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let state = &mut *world.write();
    let n = collabs::position(state, &collab)?;
    collabs::apply(state, n, &fields.0, world.clock.now_ms())?;
    let partner = &mut state.partners[n];
    if let Some(onboarded) = fields.0.get("isOnboarded").and_then(Value::as_bool) {
        partner.is_onboarded = onboarded;
    }
    if let Some(discount) = fields.object("discount") {
        write_discount(partner, discount.get("discountAmount"), discount.get("discountType"))?;
    }
    Ok(Json(json!({"collab": views::flat_collab(state, &state.partners[n])})))
}

fn write_discount(partner: &mut Partner, amount: Option<&Value>, kind: Option<&Value>) -> Result<(), Fault> {
    let amount = amount.and_then(Value::as_f64).ok_or_else(|| Fault::failed("discountAmount must be a number"))?;
    let percent = if amount <= 1.0 { amount * 100.0 } else { amount };
    if !(0.0..=100.0).contains(&percent) {
        return Err(Fault::failed("discountAmount is out of range"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be between 0 and 100")]
    let whole = percent.round() as i64;
    partner.discount_percent = whole;
    partner.scale = match kind.and_then(Value::as_str) {
        Some("FixedAmount") => DiscountScale::Fixed,
        _ if amount <= 1.0 => DiscountScale::Fraction,
        _ => DiscountScale::Whole,
    };
    Ok(())
}
