//! The channel itself: settings, integrations, magic links.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use axum::{
    Json,
    extract::{Query, State},
};
use serde_json::{Value, json};

use super::{Fault, input::Fields};
use crate::{CHANNEL_DOMAIN, clock::utc_millis, rng::object_id, world::World};

const INTEGRATIONS: [&str; 12] = [
    "shopify-collabs",
    "social-snowball",
    "tapcart",
    "klaviyo",
    "goaffpro",
    "other",
    "grin",
    "refersion",
    "impact",
    "superfiliate",
    "roster",
    "uppromote",
];

/// `GET /channels/{d}`
pub(super) async fn show(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({"channel": world.read().cc.channel}))
}

/// `POST /channels/{d}/settings`: merges one level deep.
pub(super) async fn update_settings(State(world): State<Arc<World>>, fields: Fields) -> Json<Value> {
    let channel = &mut world.write().cc.channel;
    for name in ["brandKit", "features", "onboardingSettings"] {
        let Some(given) = fields.object(name) else { continue };
        if let Some(known) = channel[name].as_object_mut() {
            known.extend(given.clone());
        }
    }
    channel["updatedAt"] = json!(utc_millis(world.clock.now_ms()));
    Json(json!({"channel": channel}))
}

/// `GET /channels/{d}/creators/magic-link?email=`
pub(super) async fn magic_link(
    State(world): State<Arc<World>>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    let email = params.get("email").map(|email| email.trim()).unwrap_or_default();
    if !email.contains('@') {
        return Err(Fault::failed("Failed to create magic link"));
    }
    let state = world.read();
    let known = state.partners.iter().find(|partner| partner.email.eq_ignore_ascii_case(email));
    let escaped = escape(email);
    let (notify, link) = match known.filter(|partner| partner.is_onboarded) {
        Some(partner) => {
            (false, format!("{}/portal/open/{}?redirect_after=/&__clerk_ticket=demo", world.origin, partner.handle))
        }
        None => (true, format!("{}/portal/invitation?email={escaped}&channel={CHANNEL_DOMAIN}", world.origin)),
    };
    Ok(Json(json!({"email": email, "notify": notify, "link": link})))
}

/// Percent-encodes everything but unreserved characters.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// `POST /channels/{d}/integrations/connect`
pub(super) async fn connect(State(world): State<Arc<World>>, fields: Fields) -> Result<Json<Value>, Fault> {
    let handle = fields.required("handle")?;
    if !INTEGRATIONS.contains(&handle.as_str()) {
        return Err(Fault::failed("Unknown integration"));
    }
    let integration = Value::Object(fields.0);
    if let Some(list) = world.write().cc.channel["connectedIntegrations"].as_array_mut() {
        list.retain(|known| known["handle"] != handle.as_str());
        list.push(integration.clone());
    }
    Ok(Json(json!({"integration": integration})))
}

/// `POST /channels/{d}/integrations/disconnect`
pub(super) async fn disconnect(State(world): State<Arc<World>>, fields: Fields) -> Result<Json<Value>, Fault> {
    let handle = fields.required("handle")?;
    if let Some(list) = world.write().cc.channel["connectedIntegrations"].as_array_mut() {
        list.retain(|known| known["handle"] != handle.as_str());
    }
    Ok(Json(json!({"handle": handle, "status": true})))
}

/// `GET /integrations/listings`
pub(super) async fn listings(State(world): State<Arc<World>>) -> Json<Value> {
    let listing = |n, title: &str, handle: &str, kind: &str, fields: Value| {
        json!({
            "_id": object_id("listing", n), "title": title, "handle": handle, "type": kind, "enablementMode": "internal",
            "enablementUrl": format!("{}/portal", world.origin), "enablementConfigFields": fields,
        })
    };
    let key = json!([{"label": "API key", "description": "Of your account", "name": "apiKey", "inputType": "text"}]);
    Json(json!({"integrationListings": [
        listing(1, "Impact", "impact", "affiliate", key.clone()),
        listing(2, "Klaviyo", "klaviyo", "esp", key),
        listing(3, "Tapcart", "tapcart", "mobile-app", json!([])),
    ]}))
}
