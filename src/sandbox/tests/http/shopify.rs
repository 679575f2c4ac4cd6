//! Shopify's GraphQL: paging, search, fields, costs and errors.

use std::collections::BTreeSet;

use sandbox::people;
use serde_json::{Value, json};

use crate::bench::{Bench, both};

const PAGE: &str =
    "query Orders($query: String, $after: String, $first: Int = 250, $sort: OrderSortKeys = CREATED_AT) {
  orders(first: $first, after: $after, query: $query, sortKey: $sort) {
    edges { cursor node { ...Own } } pageInfo { hasNextPage endCursor } } }
  fragment Own on Order { id name updatedAt createdAt tags }";

async fn walk(bench: &Bench, query: &str, first: u32, sort: &str) -> Vec<Value> {
    let (mut orders, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({"query": query, "after": after, "first": first, "sort": sort});
        let page = bench.graphql(PAGE, variables).await["data"]["orders"].clone();
        let edges = page["edges"].as_array().unwrap().clone();
        assert_eq!(
            edges.last().map(|edge| &edge["cursor"]),
            Some(&page["pageInfo"]["endCursor"]).filter(|c| !c.is_null())
        );
        orders.extend(edges.into_iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            return orders;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn of_ana() -> String {
    format!("tag:'cc-creator-id-{}'", people::ANA.creator_id)
}

#[tokio::test]
async fn paging_ends_and_gives_each_order_of_a_partner_once() {
    let bench = Bench::start().await;
    for (first, sort) in [(250, "CREATED_AT"), (97, "UPDATED_AT")] {
        let orders = walk(&bench, &of_ana(), first, sort).await;
        let ids: BTreeSet<&str> = orders.iter().map(|order| order["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), orders.len());
        assert!((540..680).contains(&orders.len()), "{}", orders.len());
        let key = if sort == "UPDATED_AT" { "updatedAt" } else { "createdAt" };
        assert!(orders.is_sorted_by_key(|order| order[key].as_str().unwrap().to_owned()));
    }
}

#[tokio::test]
async fn an_order_that_arrives_while_paging_shifts_nothing() {
    let bench = Bench::start().await;
    let query = "query($after: String) { orders(first: 5, after: $after, reverse: true, sortKey: CREATED_AT) { nodes { id } pageInfo { endCursor } } }";
    let first = bench.graphql(query, json!({})).await["data"]["orders"].clone();
    bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": "10.00", "webhook": false})).await;
    let second = bench.graphql(query, json!({"after": first["pageInfo"]["endCursor"]})).await;
    let seen = first["nodes"].as_array().unwrap();
    assert!(second["data"]["orders"]["nodes"].as_array().unwrap().iter().all(|order| !seen.contains(order)));
}

#[tokio::test]
async fn updated_at_finds_what_changed_since() {
    let bench = Bench::start().await;
    let search = format!("{} updated_at:>='2026-11-01T00:00:00Z'", of_ana());
    let some = walk(&bench, &search, 100, "UPDATED_AT").await;
    let all = walk(&bench, &of_ana(), 250, "UPDATED_AT").await;
    let wanted = all.iter().filter(|order| order["updatedAt"].as_str() >= Some("2026-11-01T00:00:00Z")).count();
    assert_eq!(some.len(), wanted);
    assert!(wanted > 10 && wanted < all.len());
}

#[tokio::test]
async fn an_order_has_every_field_of_the_contract() {
    let bench = Bench::start().await;
    let bag = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }";
    let query = format!(
        "query($q: String) {{ orders(first: 20, query: $q, sortKey: UPDATED_AT, reverse: true) {{ nodes {{
        id legacyResourceId name createdAt processedAt updatedAt cancelledAt displayFinancialStatus test tags
        customAttributes {{ key value }} discountCodes currencyCode presentmentCurrencyCode
        subtotalPriceSet {bag} totalDiscountsSet {bag} totalTaxSet {bag} totalShippingPriceSet {bag} totalPriceSet {bag}
        currentSubtotalPriceSet {bag} currentTotalPriceSet {bag} totalRefundedSet {bag}
        refunds(first: 10) {{ id createdAt note totalRefundedSet {bag} refundLineItems(first: 10) {{ nodes {{ quantity lineItem {{ id }} }} }} }}
        lineItems(first: 50) {{ nodes {{ id title quantity currentQuantity sku product {{ id }} variant {{ id }} originalTotalSet {bag} discountedTotalSet {bag} }} }}
        customer {{ id displayName numberOfOrders defaultEmailAddress {{ emailAddress }} }} }} }} }}"
    );
    let made = bench
        .own_post(
            "/_orders",
            json!({"handle": people::EUR_PARTNER.handle, "total": "100.00", "currency": "EUR", "refund": "40.00"}),
        )
        .await;
    let search = format!("tag:cc-creator-id-{}", people::EUR_PARTNER.creator_id);
    let answer = bench.graphql(&query, json!({"q": search})).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let order = &answer["data"]["orders"]["nodes"][0];
    assert_eq!((&order["id"], &order["legacyResourceId"]), (&made["id"], &made["legacy_id"]));
    assert_eq!(order["displayFinancialStatus"], "PARTIALLY_REFUNDED");
    assert_eq!(order["currentSubtotalPriceSet"]["shopMoney"], json!({"amount": "60.00", "currencyCode": "USD"}));
    assert_eq!(order["totalPriceSet"]["presentmentMoney"], json!({"amount": "92.10", "currencyCode": "EUR"}));
    assert_eq!(
        order["refunds"][0]["refundLineItems"]["nodes"][0]["lineItem"]["id"],
        order["lineItems"]["nodes"][0]["id"]
    );
    let tags = order["tags"].as_array().unwrap();
    assert!(tags.contains(&json!("CreatorCommerce")) && tags.contains(&json!(search.trim_start_matches("tag:"))));
    let attribute = json!({"key": "cc-creator-id", "value": people::EUR_PARTNER.creator_id});
    assert!(order["customAttributes"].as_array().unwrap().contains(&attribute));
    assert_eq!(order["customer"]["defaultEmailAddress"], Value::Null);
}

#[tokio::test]
async fn products_are_searched_sorted_and_found_in_collections() {
    let bench = Bench::start().await;
    let titles = |answer: &Value, at: &str| -> Vec<String> {
        let nodes = answer.pointer(at).unwrap().as_array().unwrap();
        nodes.iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect()
    };
    let query = "query($q: String, $k: ProductSortKeys) { products(first: 50, query: $q, sortKey: $k) { nodes { title status productType tags } } }";
    let search = |q: &str| json!({"q": q, "k": "TITLE"});
    let found = titles(&bench.graphql(query, search("title:trail* AND status:active")).await, "/data/products/nodes");
    assert_eq!(found, ["Ridgeline Trail Shoe", "Trail Coffee Press", "Trailhead Sun Hoody"]);
    let found = titles(
        &bench.graphql(query, search("product_type:'sleeping bags' OR (tag:bestseller AND product_type:tents)")).await,
        "/data/products/nodes",
    );
    assert_eq!(found, ["Larkspur 2 Tent", "Nightjar Down Bag"]);
    assert_eq!(titles(&bench.graphql(query, search("")).await, "/data/products/nodes").len(), 40);
    assert_eq!(titles(&bench.graphql(query, search("status:draft")).await, "/data/products/nodes").len(), 1);
    let collections = bench
        .graphql(
            "{ collections(first: 10) { nodes { id title handle productsCount { count } image { url } } } }",
            json!({}),
        )
        .await;
    let first = &collections["data"]["collections"]["nodes"][0];
    let inside = bench
        .graphql(
            "query($id: ID!, $q: String) { collection(id: $id) { products(first: 50, query: $q, sortKey: BEST_SELLING) { nodes { id title } } } }",
            json!({"id": first["id"], "q": ""}),
        )
        .await;
    let inside = inside["data"]["collection"]["products"]["nodes"].as_array().unwrap().len();
    assert_eq!(Some(inside as u64), first["productsCount"]["count"].as_u64());
}

#[tokio::test]
async fn nodes_come_in_the_order_of_their_ids_and_unknown_ones_as_null() {
    let bench = Bench::start().await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { title priceRangeV2 { minVariantPrice { amount currencyCode } }
        featuredImage { url altText } variants(first: 3) { nodes { id price compareAtPrice availableForSale inventoryQuantity selectedOptions { name value } } } } } }";
    let ids = ["gid://shopify/Product/9177500033318", "gid://shopify/Product/1", "gid://shopify/Product/9177500000427"];
    let answer = bench.graphql(query, json!({"ids": ids})).await;
    let nodes = &answer["data"]["nodes"];
    assert_eq!(
        (&nodes[0]["title"], &nodes[1], &nodes[2]["title"]),
        (&json!("Featherstep Racer"), &Value::Null, &json!("Ridgeline Trail Shoe"))
    );
    assert_eq!(nodes[0]["priceRangeV2"]["minVariantPrice"], json!({"amount": "159.00", "currencyCode": "USD"}));
    let image = bench.client.get(nodes[0]["featuredImage"]["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!((image.status().as_u16(), &image.headers()["content-type"]), (200, &"image/svg+xml".parse().unwrap()));
}

#[tokio::test]
async fn the_shop_names_its_zone_and_currency() {
    let bench = Bench::start().await;
    let answer = bench
        .graphql("{ shop { name myshopifyDomain currencyCode ianaTimezone primaryDomain { url host } } }", json!({}))
        .await;
    assert_eq!(answer["data"]["shop"]["ianaTimezone"], "America/New_York");
    assert_eq!(answer["data"]["shop"]["currencyCode"], "USD");
}

#[tokio::test]
async fn wrong_queries_are_errors_with_status_200() {
    let bench = Bench::start().await;
    for (query, code) in [
        ("{ orders(first: 5) { nodes { price } } }", "undefinedField"),
        ("{ orders(first: 5, colour: 3) { nodes { id } } }", "argumentNotAccepted"),
        ("{ orders(first: \"5\") { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ orders(first: 5, sortKey: NAME) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ product { id } }", "missingRequiredArguments"),
        ("{ shop { primaryDomain } }", "selectionMismatch"),
        ("{ shop { name { x } } }", "selectionMismatch"),
        ("{ orders { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders(first: 5, after: \"zzz\") { nodes { id } } }", "INVALID_CURSOR"),
        ("{ orders(first: 5, query: $q) { nodes { id } } }", "variableNotDefined"),
        ("{ ...Missing }", "useAndDefineFragment"),
    ] {
        let answer = bench.graphql(query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{query} {answer}");
    }
    let broken = bench.graphql("{ orders(", json!({})).await;
    assert!(broken["errors"][0]["message"].as_str().unwrap().contains("syntax error"));
}

#[tokio::test]
async fn a_wrong_token_or_version_is_refused() {
    let bench = Bench::start().await;
    let ask = |version: &str, token: &str| {
        let url = bench.url("shopify", &format!("/admin/api/{version}/graphql.json"));
        bench
            .client
            .post(url)
            .header("x-shopify-access-token", token.to_owned())
            .json(&json!({"query": "{ shop { name } }"}))
            .send()
    };
    assert_eq!(ask("2026-04", "wrong").await.unwrap().status(), 401);
    assert_eq!(ask("2026-05", &bench.keys.shopify_token).await.unwrap().status(), 404);
    assert_eq!(ask("2026-04", &bench.keys.shopify_token).await.unwrap().status(), 200);
    let url = bench.url("shopify", "/admin/api/2026-04/graphql.json");
    let no_query = bench
        .client
        .post(url)
        .header("x-shopify-access-token", &bench.keys.shopify_token)
        .body("no json")
        .send()
        .await
        .unwrap();
    assert_eq!(both(no_query).await.0, 400);
}

#[tokio::test]
async fn costs_are_told_and_an_empty_bucket_throttles() {
    let bench = Bench::start().await;
    let heavy = "{ orders(first: 250) { nodes { id lineItems(first: 50) { nodes { id product { id } variant { id } } } customer { id } } } }";
    let first = bench.graphql(heavy, json!({})).await;
    let cost = &first["extensions"]["cost"];
    assert!(cost["actualQueryCost"].as_i64() <= cost["requestedQueryCost"].as_i64());
    assert_eq!(cost["throttleStatus"]["maximumAvailable"], 2000.0);
    assert_eq!(cost["throttleStatus"]["restoreRate"], 100.0);
    let mut throttled = None;
    for _ in 0..60 {
        let (a, b, c) = tokio::join!(
            bench.graphql(heavy, json!({})),
            bench.graphql(heavy, json!({})),
            bench.graphql(heavy, json!({}))
        );
        throttled = [a, b, c].into_iter().find(|answer| answer.get("errors").is_some());
        if throttled.is_some() {
            break;
        }
    }
    let throttled = throttled.expect("the bucket runs dry");
    assert_eq!(throttled["errors"][0]["extensions"]["code"], "THROTTLED");
    let cost = &throttled["extensions"]["cost"];
    assert!(cost["actualQueryCost"].is_null());
    assert!(cost["throttleStatus"]["currentlyAvailable"].as_i64() < cost["requestedQueryCost"].as_i64());
}

#[tokio::test]
async fn a_query_that_is_too_dear_is_never_run() {
    let bench = Bench::start().await;
    let query = "{ orders(first: 250) { nodes { refunds(first: 250) { refundLineItems(first: 250) { nodes { lineItem { product { id } } } } } } } }";
    let answer = bench.graphql(query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "MAX_COST_EXCEEDED");
    assert_eq!(answer["errors"][0]["extensions"]["maxCost"], 1000);
}
