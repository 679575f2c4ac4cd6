//! Made-up JSON for tests: wrong shapes under the names that the parsers look for.

use proptest::prelude::*;
use serde_json::{Map, Value};

const NAMES: &[&str] = &[
    "_id",
    "id",
    "collab",
    "collabs",
    "creator",
    "collabTier",
    "collabTiers",
    "discount",
    "discountAmount",
    "discountType",
    "drops",
    "products",
    "enhancements",
    "product",
    "shopifyId",
    "note",
    "variant",
    "pagination",
    "hasNextPage",
    "nextCursor",
    "customFields",
    "custom",
    "handle",
    "cc-bio",
    "value",
    "shop",
    "theme",
    "primaryColor",
    "profilePicture",
    "url",
    "email",
    "channel",
    "brandKit",
    "metrics",
    "aggregates",
    "currentPeriod",
    "all",
    "perDay",
    "data",
    "orders",
    "nodes",
    "edges",
    "node",
    "pageInfo",
    "endCursor",
    "errors",
    "extensions",
    "code",
    "cost",
    "throttleStatus",
    "tags",
    "customAttributes",
    "subtotalPriceSet",
    "totalPriceSet",
    "shopMoney",
    "amount",
    "currencyCode",
    "refunds",
    "transactions",
    "kind",
    "Actions",
    "State",
    "Payout",
    "Amount",
    "Currency",
    "Oid",
    "EventDate",
    "MediaPartners",
    "@nextpageuri",
    "Id",
    "properties",
    "hubspot_owner_id",
    "firstName",
    "lastName",
    "message",
    "error",
    "created_at",
    "subtotal_price",
    "total_price",
    "currency",
    "order_id",
    "variants",
    "priceRangeV2",
    "minVariantPrice",
    "legacyResourceId",
    "createdAt",
    "updatedAt",
    "batch_header",
    "batch_status",
    "payout_batch_id",
    "sender_batch_header",
    "sender_batch_id",
    "items",
    "payout_item",
    "sender_item_id",
    "transaction_status",
    "payout_item_fee",
    "total_items",
    "total_pages",
    "details",
    "field",
    "links",
    "href",
    "metadata",
    "payout_id",
    "amount_reversed",
    "reversed",
];

const TEXTS: &[&str] = &[
    "",
    "1",
    "0.1",
    "-3.50",
    "NaN",
    "USD",
    "true",
    "PAID",
    "PENDING",
    "Percentage",
    "FixedAmount",
    "2026-01-02T03:04:05Z",
    "2026-01-02",
    "gid://shopify/Product/7",
    "64b000000000000000000001",
    "javascript:alert(1)",
    "https://a.example/b",
    "#a1b2c3",
    "cc-creator-id-64b0",
    "ä\u{0}\u{202e}",
    "refund",
    "cc-bio",
    "ana@example.com",
    "SUCCESS",
    "DENIED",
    "SENDER_BATCH_ID",
    "https://a.example/v1/payments/payouts/7",
    "pay_1",
    "bat_1",
];

/// A good answer in which one value, somewhere, is replaced by JSON of any shape.
pub(crate) fn spoilt(good: Value) -> impl Strategy<Value = Value> {
    let mut places = Vec::new();
    collect_places(&good, String::new(), &mut places);
    (proptest::sample::select(places), any_json()).prop_map(move |(place, wrong)| {
        let mut answer = good.clone();
        if let Some(value) = answer.pointer_mut(&place) {
            *value = wrong;
        }
        answer
    })
}

fn collect_places(json: &Value, at: String, places: &mut Vec<String>) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                collect_places(value, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect_places(value, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

/// The value as the parsers see it.
pub(crate) fn seen(value: &Value) -> super::Json {
    super::Json::parse(value.to_string().as_bytes()).unwrap()
}

/// JSON of any shape, biased towards what the parsers expect.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(TEXTS).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 120, 8, |inner| {
        let name = proptest::sample::select(NAMES).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}
