//! The JSON of partners, collabs, drops and tiers, with the types that CC's schemas give.

use serde_json::{Map, Value, json};

use crate::{
    BIO_FIELD,
    clock::utc_millis,
    model::{DiscountScale, Drop, Enhancement, Partner, State, Tier},
    rng::{hash, object_id},
    seed::campaigns::{campaign_id, channel_id},
};

/// An element of the lists: `collabTier` and `drops` are ids, `creator` an object.
pub(super) fn listed_collab(state: &State, partner: &Partner) -> Value {
    let mut collab = flat_collab(state, partner);
    if let Some(fields) = collab.as_object_mut() {
        fields.insert("creator".to_owned(), creator(partner));
        fields.insert("channelName".to_owned(), json!(crate::CHANNEL_NAME));
        fields.insert("shopHandle".to_owned(), json!(partner.handle));
        fields.insert("isActive".to_owned(), json!(true));
    }
    collab
}

/// What writes answer: everything by id.
pub(super) fn flat_collab(state: &State, partner: &Partner) -> Value {
    let tier = &state.tiers[partner.tier];
    json!({
        "_id": partner.collab_id, "channel": channel_id(), "creator": partner.creator_id, "collabTier": tier.id,
        "tierKey": tier.key, "affiliateCode": partner.code, "affiliateUrl": partner.url, "discount": discount(partner),
        "relationshipManager": "creatorcommerce", "isPartial": false, "drops": partner.drops, "custom": partner.custom,
        "collabStartedAt": utc_millis(partner.joined_ms), "createdAt": utc_millis(partner.joined_ms),
        "updatedAt": utc_millis(partner.updated_ms),
        "metadata": {"shopifyCustomerId": format!("{}", 8_000_000_000_000 + hash(1, &partner.handle) % 99_999_999)},
    })
}

fn creator(partner: &Partner) -> Value {
    let bio = partner.custom.get(BIO_FIELD).and_then(Value::as_str).unwrap_or_default();
    json!({
        "_id": partner.creator_id, "firstName": partner.first_name, "lastName": partner.last_name,
        "email": partner.email, "username": partner.handle, "handle": partner.handle, "shopHandle": partner.handle,
        "profilePicture": partner.picture, "isOnboarded": partner.is_onboarded, "source": "creatorcommerce",
        "socials": [], "tags": [],
        "shop": {"title": partner.shop_title, "description": bio, "theme": {"primaryColor": partner.color}},
        "createdAt": utc_millis(partner.joined_ms), "updatedAt": utc_millis(partner.updated_ms),
    })
}

/// The full collab: tier with `title` (not `tierTitle`), drops with products and notes, custom fields.
pub(super) fn full_collab(state: &State, partner: &Partner) -> Value {
    let tier = &state.tiers[partner.tier];
    let drops: Vec<Value> = partner
        .drops
        .iter()
        .filter_map(|id| state.drops.iter().find(|drop| drop.id == *id))
        .map(|drop| full_drop(state, drop))
        .collect();
    json!({
        "_id": partner.collab_id,
        "creator": {
            "_id": partner.creator_id, "firstName": partner.first_name, "lastName": partner.last_name,
            "handle": partner.handle, "email": partner.email, "profilePicture": partner.picture,
            "isOnboarded": partner.is_onboarded,
            "shop": {"theme": {"primaryColor": partner.color}, "title": partner.shop_title},
        },
        "collabTier": {"_id": tier.id, "title": tier.title},
        "campaign": {"_id": campaign_id(0), "title": "All-year program"},
        "affiliateCode": partner.code, "affiliateUrl": partner.url, "discount": discount(partner),
        "drops": drops, "customFields": custom_fields(state, partner),
        "createdAt": utc_millis(partner.joined_ms), "updatedAt": utc_millis(partner.updated_ms),
    })
}

/// Percentages come as `15` or as `0.15`, amounts as dollars: clients have to tell them apart.
fn discount(partner: &Partner) -> Value {
    let (amount, kind) = match partner.scale {
        DiscountScale::Whole => (json!(partner.discount_percent), "Percentage"),
        DiscountScale::Fraction => (json!(partner.discount_percent as f64 / 100.0), "Percentage"),
        DiscountScale::Fixed => (json!(10), "FixedAmount"),
    };
    json!({"discountAmount": amount, "discountType": kind, "discountCode": partner.code})
}

fn full_drop(state: &State, drop: &Drop) -> Value {
    let products: Vec<Value> = drop
        .products
        .iter()
        .map(|n| &state.products[*n])
        .map(|product| {
            json!({
                "_id": product.cc_id, "shopifyId": format!("gid://shopify/Product/{}", product.id),
                "shopifyHandle": product.handle,
            })
        })
        .collect();
    let enhancements: Vec<Value> = drop.enhancements.iter().map(|e| enhancement(state, e)).collect();
    let mut body = json!({
        "_id": drop.id, "handle": drop.handle, "title": drop.title, "description": drop.description,
        "media": drop.media, "products": products, "enhancements": enhancements, "custom": drop.custom,
        "createdAt": utc_millis(drop.created_ms), "updatedAt": utc_millis(drop.updated_ms),
    });
    put(&mut body, "formId", drop.form_id.as_ref());
    body
}

pub(super) fn enhancement(state: &State, enhancement: &Enhancement) -> Value {
    let mut body = json!({
        "_id": enhancement.id, "product": state.products[enhancement.product].cc_id, "note": enhancement.note,
        "media": enhancement.media, "custom": enhancement.custom,
    });
    put(&mut body, "variant", enhancement.variant.as_ref());
    put(&mut body, "formId", enhancement.form_id.as_ref());
    body
}

/// What writes of drops answer: products and enhancements by id.
pub(super) fn flat_drop(state: &State, drop: &Drop) -> Value {
    let products: Vec<&str> = drop.products.iter().map(|n| state.products[*n].cc_id.as_str()).collect();
    let enhancements: Vec<&str> = drop.enhancements.iter().map(|e| e.id.as_str()).collect();
    let mut body = json!({
        "_id": drop.id, "handle": drop.handle, "title": drop.title, "description": drop.description,
        "media": drop.media, "products": products, "enhancements": enhancements, "creator": drop.creator_id,
        "channels": [channel_id()], "channelHandles": ["northtrail"], "custom": drop.custom, "__v": 0,
        "createdAt": utc_millis(drop.created_ms), "updatedAt": utc_millis(drop.updated_ms),
    });
    put(&mut body, "formId", drop.form_id.as_ref());
    body
}

fn put(body: &mut Value, name: &str, value: Option<&String>) {
    if let (Some(fields), Some(value)) = (body.as_object_mut(), value) {
        fields.insert(name.to_owned(), json!(value));
    }
}

fn custom_fields(state: &State, partner: &Partner) -> Vec<Value> {
    let kind = |handle: &str| {
        let known = state.cc.definitions.iter().find(|definition| definition["handle"] == handle);
        known.and_then(|definition| definition["type"].as_str()).unwrap_or("single_line_text_field").to_owned()
    };
    let filled = partner.custom.iter().filter(|(_, value)| value.as_str() != Some("") && !value.is_null());
    filled
        .map(|(handle, value)| {
            json!({
                "_id": object_id(handle, hash(3, &partner.collab_id)), "handle": handle, "ownerType": "collab",
                "ownerId": partner.collab_id, "value": value, "type": kind(handle),
            })
        })
        .collect()
}

/// A tier of the list: here its name is `tierTitle`.
pub(super) fn tier(tier: &Tier, n: usize, at_ms: i64) -> Value {
    let amount =
        if n.is_multiple_of(2) { json!(tier.discount_percent) } else { json!(tier.discount_percent as f64 / 100.0) };
    let mut body = Map::new();
    for (name, value) in [
        ("_id", json!(tier.id)),
        ("channel", json!(channel_id())),
        ("tierKey", json!(tier.key)),
        ("tierTitle", json!(tier.title)),
        ("relationshipManager", json!("creatorcommerce")),
        ("discount", json!({"discountAmount": amount, "discountType": "Percentage"})),
        ("isDefault", json!(tier.is_default)),
        ("campaign", json!(campaign_id(0))),
        ("createdAt", json!(utc_millis(at_ms))),
        ("updatedAt", json!(utc_millis(at_ms))),
    ] {
        body.insert(name.to_owned(), value);
    }
    Value::Object(body)
}
