//! CC's drops, read and written: products joined with the partner's notes.

use super::{HIDDEN_FIELD, KEY_FIELD, collab};
use crate::{
    co_branding::{Drop, DropDraft, DropProduct},
    wire::Json,
};
use serde_json::{Value, json};
use std::collections::HashMap;

/// A drop of a full collab. None for a bare id: nothing can be shown of it.
pub(super) fn read(json: &Json) -> Option<Drop> {
    json.fields()?;
    let enhancements = enhancements(json.any(&["enhancements", "enhancement"]));
    let listed = json.get("products").items().unwrap_or_default();
    let products = listed.iter().filter_map(|it| product(it, &enhancements));
    Some(Drop {
        id: json.id()?,
        title: json.get("title").text().unwrap_or_default(),
        description: json.get("description").verbatim().unwrap_or_default().to_owned(),
        picture_url: picture(json.get("media")),
        key: collab::custom(json, "drop", KEY_FIELD),
        is_hidden: collab::custom(json, "drop", HIDDEN_FIELD).is_some_and(|it| it == "true"),
        products: products.collect(),
    })
}

/// The first picture among the media; videos are none.
fn picture(media: &Json) -> Option<String> {
    let is_video = |it: &Json| it.get("mediaContentType").text().is_some_and(|kind| kind.eq_ignore_ascii_case("video"));
    media.items()?.iter().filter(|it| !is_video(it)).find_map(collab::media)
}

/// Enhancements by the id of their product, which is an id or an object.
fn enhancements(json: &Json) -> HashMap<String, &Json> {
    let listed = json.items().unwrap_or_default().iter();
    listed.filter_map(|it| Some((it.get("product").id()?, it))).collect()
}

/// A product of a drop: an object or CC's id of one; the enhancement may know what the id stands for.
fn product(json: &Json, enhancements: &HashMap<String, &Json>) -> Option<DropProduct> {
    let key = json.id();
    let inner = json.get("enhancement");
    let joined = key.and_then(|key| enhancements.get(&key).copied()).unwrap_or(inner);
    let known = [json, joined.get("product")];
    let variant = [joined.get("variant"), json.any(&["variant", "variantId"])];
    let shopify_id = known.iter().find_map(|it| shopify_id(it))?;
    Some(DropProduct {
        shopify_id,
        handle: known.iter().find_map(|it| handle(it)).unwrap_or_default(),
        note: joined.get("note").verbatim().unwrap_or_default().to_owned(),
        variant_id: variant.iter().find_map(|it| variant_id(it)),
    })
}

fn shopify_id(json: &Json) -> Option<String> {
    match json {
        Json::Object(_) => json.any(&["shopifyId", "id", "productId"]).numeric_id(),
        _ => json.numeric_id(),
    }
}

/// Shopify's handle goes into addresses: one path segment or nothing.
fn handle(json: &Json) -> Option<String> {
    let text = json.any(&["shopifyHandle", "handle"]).text()?;
    let good = text.chars().all(|it| it.is_alphanumeric() || "-_".contains(it));
    good.then_some(text)
}

fn variant_id(json: &Json) -> Option<String> {
    let inner = json.any(&["shopifyId", "id"]).numeric_id();
    json.numeric_id().or(inner)
}

/// The body that makes a drop or replaces it.
pub(super) fn request(draft: &DropDraft) -> Value {
    let mut body = json!({
        "title": draft.title,
        "description": draft.description,
        "products": products(&draft.products),
    });
    if let (Some(key), Some(fields)) = (&draft.key, body.as_object_mut()) {
        fields.insert("custom".to_owned(), json!({ (KEY_FIELD): key }));
    }
    body
}

/// Products as CC takes them.
pub(super) fn products(products: &[DropProduct]) -> Vec<Value> {
    products.iter().map(product_request).collect()
}

fn product_request(product: &DropProduct) -> Value {
    let mut body = json!({ "id": product.shopify_id, "enhancement": enhancement(product) });
    if let (Some(variant), Some(fields)) = (&product.variant_id, body.as_object_mut()) {
        fields.insert("variantId".to_owned(), json!(variant));
    }
    body
}

/// The partner's words and choice for one product.
pub(super) fn enhancement(product: &DropProduct) -> Value {
    let mut body = json!({ "note": product.note });
    if let (Some(variant), Some(fields)) = (&product.variant_id, body.as_object_mut()) {
        fields.insert("variant".to_owned(), json!(variant));
    }
    body
}
