//! Shopify's orders as GraphQL answers them, in shop money.

use crate::{
    storefront::{StoreOrder, StoreRefund},
    wire::{Json, opaque_id},
};
use domain::{CouponCode, Money, OrderStatus};

/// Prefix of the tag by which CC marks an order with its creator.
pub(super) const CREATOR_TAG: &str = "cc-creator-id-";
/// Name of the cart attribute that says the same.
pub(super) const CREATOR_ATTRIBUTE: &str = "cc-creator-id";

/// An order. None when an amount, a time or the id is missing: a zero in its place would be wrong.
pub(super) fn read(json: &Json) -> Option<StoreOrder> {
    let id = json.get("legacyResourceId").numeric_id().or_else(|| json.get("id").numeric_id())?;
    let placed_at = json.get("processedAt").time().or_else(|| json.get("createdAt").time())?;
    let listed = json.get("refunds").nodes().unwrap_or_default();
    let tags = json.get("tags").items().unwrap_or_default().iter();
    Some(StoreOrder {
        name: json.get("name").text().unwrap_or_else(|| format!("#{id}")),
        creator_id: creator_id(tags.filter_map(Json::verbatim), json.get("customAttributes"), "key"),
        coupons: coupons(json.get("discountCodes").items().unwrap_or_default()),
        buyer: None,
        notes: String::new(),
        placed_at,
        changed_at: json.get("updatedAt").time().unwrap_or(placed_at),
        status: status(json.get("displayFinancialStatus"), json.get("cancelledAt")),
        is_test: json.get("test").flag().unwrap_or(false),
        subtotal: shop_money(json.get("subtotalPriceSet"))?,
        total: shop_money(json.get("totalPriceSet"))?,
        refunds: listed.into_iter().filter_map(refund).collect(),
        id,
    })
}

fn refund(json: &Json) -> Option<StoreRefund> {
    let amount = shop_money(json.get("totalRefundedSet"))?;
    // A refund of nothing is a return to stock.
    (amount.minor != 0).then_some(())?;
    Some(StoreRefund { id: json.get("id").numeric_id()?, amount, refunded_at: json.get("createdAt").time()? })
}

/// The shop's side of a money set, in either spelling.
pub(super) fn shop_money(set: &Json) -> Option<Money> {
    let money = set.any(&["shopMoney", "shop_money"]);
    let currency = money.any(&["currencyCode", "currency_code"]).currency()?;
    money.get("amount").money(currency)
}

/// The creator by tag, else by cart attribute whose name stands under `key`.
pub(super) fn creator_id<'a>(tags: impl Iterator<Item = &'a str>, attributes: &Json, key: &str) -> Option<String> {
    let by_tag = tags.filter_map(|tag| tag.trim().strip_prefix(CREATOR_TAG)).find_map(plain_id);
    let listed = attributes.items().into_iter().flatten();
    let mut named = listed.filter(|it| it.get(key).verbatim() == Some(CREATOR_ATTRIBUTE));
    by_tag.or_else(|| plain_id(&named.find_map(|it| it.get("value").text())?))
}

/// Attributes come from the buyer's cart: only what can be an id passes.
fn plain_id(text: &str) -> Option<String> {
    let id = opaque_id(text.trim())?;
    id.bytes().all(|it| it.is_ascii_alphanumeric()).then_some(id)
}

/// Codes, given as texts or as objects with a `code`.
pub(super) fn coupons(codes: &[Json]) -> Vec<CouponCode> {
    let text = |it: &Json| it.text().or_else(|| it.get("code").text());
    codes.iter().filter_map(text).filter_map(|it| it.parse().ok()).collect()
}

/// What became of the order. A status not known counts as unpaid, the careful reading.
pub(super) fn status(financial: &Json, cancelled_at: &Json) -> OrderStatus {
    if cancelled_at.text().is_some() {
        return OrderStatus::Cancelled;
    }
    let status = financial.text().unwrap_or_default().to_ascii_uppercase();
    match status.as_str() {
        "PAID" => OrderStatus::Paid,
        "PARTIALLY_REFUNDED" => OrderStatus::PartlyRefunded,
        "REFUNDED" => OrderStatus::Refunded,
        "VOIDED" | "EXPIRED" => OrderStatus::Cancelled,
        _ => OrderStatus::Pending,
    }
}
