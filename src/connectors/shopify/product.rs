//! Shopify's products and collections as GraphQL answers them.

use crate::{
    storefront::{Collection, Product, Variant},
    wire::{Json, web_url},
};
use domain::{Currency, Money};

/// A product. None without id or price.
pub(super) fn read(json: &Json) -> Option<Product> {
    let price = money(json.at("priceRangeV2.minVariantPrice"))?;
    let text = |name: &str| json.get(name).text().unwrap_or_default();
    let variants = json.get("variants").nodes().unwrap_or_default();
    let tags = json.get("tags").items().unwrap_or_default().iter();
    let handle = text("handle");
    Some(Product {
        id: json.get("legacyResourceId").numeric_id().or_else(|| json.get("id").numeric_id())?,
        title: json.get("title").text().unwrap_or_else(|| handle.clone()),
        handle,
        vendor: text("vendor"),
        product_type: text("productType"),
        tags: tags.filter_map(Json::text).collect(),
        is_active: text("status").eq_ignore_ascii_case("active"),
        stock: json.get("totalInventory").whole(),
        price,
        image_url: image(json),
        created_at: json.get("createdAt").time(),
        url: json.get("onlineStoreUrl").text().and_then(|it| web_url(&it)),
        variants: variants.into_iter().filter_map(|it| variant(it, price.currency)).collect(),
    })
}

fn variant(json: &Json, currency: Currency) -> Option<Variant> {
    Some(Variant {
        id: json.get("id").numeric_id()?,
        title: json.get("title").text().unwrap_or_default(),
        price: json.get("price").money(currency).or_else(|| money(json.get("price")))?,
        is_available: json.get("availableForSale").flag().unwrap_or(false),
    })
}

fn money(json: &Json) -> Option<Money> {
    json.get("amount").money(json.get("currencyCode").currency()?)
}

/// The picture, under its old name or its new one.
fn image(json: &Json) -> Option<String> {
    let places = ["featuredImage", "featuredMedia.preview.image"];
    places.into_iter().find_map(|place| web_url(json.at(place).get("url").verbatim()?))
}

pub(super) fn collection(json: &Json) -> Option<Collection> {
    Some(Collection {
        id: json.get("id").numeric_id()?,
        title: json.get("title").text().or_else(|| json.get("handle").text())?,
    })
}
