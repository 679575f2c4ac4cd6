//! Shopify's answers: orders, products, errors and prices.

use crate::stub::{Reply, Stub, TOKEN, ok, status};
use connectors::{
    ConnectorError, Storefront,
    storefront::{OrderFilter, ProductFilter, StoreOrder},
};
use domain::{Currency, Money, OrderStatus};
use serde_json::{Value, json};
use std::time::Duration;

fn money(amount: &str) -> Value {
    json!({"shopMoney": {"amount": amount, "currencyCode": "USD"}, "presentmentMoney": {"amount": "1", "currencyCode": "EUR"}})
}

fn order() -> Value {
    json!({
        "id": "gid://shopify/Order/5001", "legacyResourceId": "5001", "name": "#1001",
        "createdAt": "2026-11-10T10:00:00Z", "processedAt": "2026-11-10T10:00:05Z", "updatedAt": "2026-11-12T00:00:00Z",
        "cancelledAt": null, "displayFinancialStatus": "PAID", "test": false,
        "tags": ["CreatorCommerce", "cc-creator-id-64b000000000000000000001"],
        "customAttributes": [{"key": "cc-creator-id", "value": "64b000000000000000000002"}],
        "discountCodes": ["ANA15"], "currencyCode": "USD",
        "subtotalPriceSet": money("82.05"), "totalPriceSet": money("95.10"),
        "refunds": [
            {"id": "gid://shopify/Refund/7", "createdAt": "2026-11-11T00:00:00Z", "totalRefundedSet": money("10.00")},
            {"id": "gid://shopify/Refund/8", "createdAt": "2026-11-11T00:00:00Z", "totalRefundedSet": money("0.00")},
            null
        ]
    })
}

fn orders(list: &Value) -> Reply {
    ok(json!({"data": {"orders": {"nodes": list, "pageInfo": {"hasNextPage": false, "endCursor": "abc"}}}}))
}

async fn read(change: Value) -> StoreOrder {
    let mut item = order();
    for (name, value) in change.as_object().unwrap() {
        item[name] = value.clone();
    }
    let stub = Stub::saying([orders(&json!([item]))]).await;
    stub.shopify().orders(&OrderFilter::default()).await.unwrap().orders.remove(0)
}

fn error(code: &str, data: Value, cost: Value) -> Reply {
    let errors = json!([{"message": "Said no", "extensions": {"code": code}}]);
    ok(json!({"data": data, "errors": errors, "extensions": {"cost": cost}}))
}

#[tokio::test]
async fn orders_are_read_in_shop_money() {
    let found = read(json!({})).await;
    assert_eq!((found.id.as_str(), found.name.as_str()), ("5001", "#1001"));
    assert_eq!(found.creator_id.as_deref(), Some("64b000000000000000000001"));
    assert_eq!((found.subtotal, found.total.minor), (Money::new(8_205, Currency::USD), 9_510));
    assert_eq!((found.refunds.len(), found.refunds[0].id.as_str(), found.refunds[0].amount.minor), (1, "7", 1_000));
    assert_eq!((found.coupons[0].as_str(), found.is_test), ("ANA15", false));
    assert!(found.changed_at > found.placed_at);
}

#[tokio::test]
async fn the_cart_attribute_stands_in_for_the_tag() {
    assert_eq!(read(json!({"tags": ["vip"]})).await.creator_id.as_deref(), Some("64b000000000000000000002"));
    let hostile = json!([{"key": "cc-creator-id", "value": "<script>"}]);
    assert_eq!(read(json!({"tags": null, "customAttributes": hostile})).await.creator_id, None);
}

#[tokio::test]
async fn statuses_become_ours() {
    for (status, expect) in [
        ("PAID", OrderStatus::Paid),
        ("PENDING", OrderStatus::Pending),
        ("AUTHORIZED", OrderStatus::Pending),
        ("PARTIALLY_PAID", OrderStatus::Pending),
        ("PARTIALLY_REFUNDED", OrderStatus::PartlyRefunded),
        ("REFUNDED", OrderStatus::Refunded),
        ("VOIDED", OrderStatus::Cancelled),
        ("EXPIRED", OrderStatus::Cancelled),
        ("SOMETHING_NEW", OrderStatus::Pending),
    ] {
        assert_eq!(read(json!({"displayFinancialStatus": status})).await.status, expect, "{status}");
    }
    let cancelled = read(json!({"displayFinancialStatus": "REFUNDED", "cancelledAt": "2026-11-12T00:00:00Z"})).await;
    assert_eq!(cancelled.status, OrderStatus::Cancelled);
}

#[tokio::test]
async fn edges_are_read_like_nodes_and_pages_end() {
    let list =
        json!({"edges": [{"node": order(), "cursor": "x"}], "pageInfo": {"hasNextPage": true, "endCursor": "abc"}});
    let stub = Stub::saying([ok(json!({"data": {"orders": list}}))]).await;
    let shop = stub.shopify();
    let first = shop.orders(&OrderFilter::default()).await.unwrap();
    assert_eq!((first.orders.len(), first.next.as_deref()), (1, Some("abc")));
    let filter = OrderFilter { after: first.next, ..OrderFilter::default() };
    assert_eq!(shop.orders(&filter).await.unwrap().next, None);
    let seen = &stub.seen()[1];
    assert_eq!(seen.path(), "/admin/api/2026-04/graphql.json");
    assert_eq!(seen.headers["x-shopify-access-token"], TOKEN);
    assert_eq!(seen.json()["variables"]["after"], "abc");
}

#[tokio::test]
async fn an_order_without_amount_is_skipped_and_all_such_are_an_error() {
    let mut bad = order();
    bad["totalPriceSet"] = Value::Null;
    let stub = Stub::saying([orders(&json!([order(), bad, null]))]).await;
    assert_eq!(stub.shopify().orders(&OrderFilter::default()).await.unwrap().orders.len(), 1);
    for list in [json!([bad]), json!("x")] {
        let stub = Stub::saying([orders(&list)]).await;
        assert!(matches!(stub.shopify().orders(&OrderFilter::default()).await, Err(ConnectorError::Malformed { .. })));
    }
}

#[tokio::test]
async fn errors_come_with_status_200() {
    let stub = Stub::saying([error("UNDEFINED_FIELD", Value::Null, Value::Null)]).await;
    let expect = ConnectorError::Rejected {
        status: 200,
        code: Some("UNDEFINED_FIELD".into()),
        message: "Said no".into(),
        request_id: None,
    };
    assert_eq!(stub.shopify().shop().await, Err(expect));
    let denied = Stub::saying([error("ACCESS_DENIED", json!({"orders": null}), Value::Null)]).await;
    assert_eq!(denied.shopify().orders(&OrderFilter::default()).await, Err(ConnectorError::Unauthorized));
    let list = json!({"orders": {"nodes": [order()], "pageInfo": {}}});
    let partial = Stub::saying([error("ACCESS_DENIED", list, Value::Null)]).await;
    assert_eq!(partial.shopify().orders(&OrderFilter::default()).await.unwrap().orders.len(), 1);
    let words = Stub::saying([status(401, json!({"errors": "[API] Invalid API key"}))]).await;
    assert_eq!(words.shopify().shop().await, Err(ConnectorError::Unauthorized));
}

fn cost(requested: i64, available: i64) -> Value {
    json!({"requestedQueryCost": requested, "actualQueryCost": null,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": 50.0}})
}

#[tokio::test]
async fn throttled_says_when_it_can_be_paid() {
    for code in [200, 429] {
        let errors = json!([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]);
        let body = json!({"errors": errors, "extensions": {"cost": cost(566, 66)}});
        let stub = Stub::saying([status(code, body)]).await;
        let shop = stub.shopify();
        let limited = |seconds| Err(ConnectorError::RateLimited { retry_after: Duration::from_secs(seconds) });
        assert_eq!(shop.shop().await, limited(10), "{code}");
        assert_eq!(shop.shop().await, limited(10), "{code}");
        assert_eq!(stub.count(), 1);
    }
}

#[tokio::test]
async fn what_cannot_be_paid_is_not_asked() {
    let answer = |cost: Value| {
        let shop = json!({"name": "Demo", "myshopifyDomain": "demo.myshopify.com", "currencyCode": "USD"});
        ok(json!({"data": {"shop": shop}, "extensions": {"cost": cost}}))
    };
    let stub = Stub::saying([answer(cost(300, 100))]).await;
    let shop = stub.shopify();
    assert_eq!(shop.shop().await.unwrap().time_zone, "UTC");
    let limited = ConnectorError::RateLimited { retry_after: Duration::from_secs(4) };
    assert_eq!(shop.shop().await, Err(limited));
    assert_eq!(stub.count(), 1);
    stub.clock.advance(Duration::from_secs(4));
    assert!(shop.shop().await.is_ok());
}

#[tokio::test]
async fn pages_too_costly_become_smaller() {
    let refusal = || error("MAX_COST_EXCEEDED", Value::Null, json!({"cost": 1800, "maxCost": 1000}));
    let stub = Stub::saying([refusal(), refusal(), orders(&json!([order()]))]).await;
    let shop = stub.shopify();
    assert!(shop.orders(&OrderFilter::default()).await.is_ok());
    assert!(shop.orders(&OrderFilter::default()).await.is_ok());
    let sizes: Vec<Value> = stub.seen().iter().map(|it| it.json()["variables"]["first"].clone()).collect();
    assert_eq!(sizes, [50, 25, 12, 12]);
    let never = Stub::saying([refusal()]).await;
    assert!(matches!(never.shopify().orders(&OrderFilter::default()).await, Err(ConnectorError::Rejected { .. })));
    assert_eq!(never.count(), 5);
}

#[tokio::test]
async fn products_are_read_with_price_picture_and_stock() {
    let product = |image: Value| {
        let mut product = json!({
            "id": "gid://shopify/Product/9", "handle": "shoe", "title": "Trail shoe", "vendor": "North", "productType": "Shoes",
            "tags": ["new"], "status": "ACTIVE", "totalInventory": 12, "onlineStoreUrl": "javascript:alert(1)",
            "priceRangeV2": {"minVariantPrice": {"amount": "129.9", "currencyCode": "USD"}},
            "variants": {"nodes": [{"id": "gid://shopify/ProductVariant/1", "title": "42", "price": "129.90", "availableForSale": true}, {"id": "x"}]}
        });
        product.as_object_mut().unwrap().extend(image.as_object().unwrap().clone());
        product
    };
    for image in [
        json!({"featuredImage": {"url": "https://img.example/a.png"}}),
        json!({"featuredImage": null, "featuredMedia": {"preview": {"image": {"url": "https://img.example/a.png"}}}}),
    ] {
        let list = json!({"nodes": [product(image), {"id": 1}], "pageInfo": {}});
        let stub = Stub::saying([ok(json!({"data": {"products": list}}))]).await;
        let found = stub.shopify().products(&ProductFilter::default()).await.unwrap().products.remove(0);
        assert_eq!((found.id.as_str(), found.price.minor, found.stock), ("9", 12_990, Some(12)));
        assert_eq!((found.image_url.as_deref(), found.url), (Some("https://img.example/a.png"), None));
        assert_eq!((found.variants.len(), found.variants[0].id.as_str(), found.is_active), (1, "1", true));
    }
}

#[tokio::test]
async fn a_collection_that_is_gone_is_not_found() {
    let stub = Stub::saying([ok(json!({"data": {"collection": null}}))]).await;
    let filter = ProductFilter { collection_id: Some("42".into()), ..ProductFilter::default() };
    assert_eq!(stub.shopify().products(&filter).await, Err(ConnectorError::NotFound));
}
