//! Where the query's answers come from: lists that are searched, sorted and paged over the state.

use std::cmp::Ordering;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::{
    Problem,
    check::Asked,
    execute::{Context, Page, sliced},
    nodes::Nodes,
    search::{Search, Term},
};
use crate::{
    clock::parse_moment,
    model::{Order, Product},
};

type Arguments = Map<String, Value>;

/// Fields that are looked up; `None` for those that stand in their parent.
pub(super) fn field(context: &Context<'_>, owner: &str, asked: &Asked, parent: &Value) -> Option<Value> {
    let nodes = Nodes { world: context.world, state: context.state };
    let (name, arguments) = (asked.name.as_str(), &asked.arguments);
    if (owner, name) == ("LineItem", "product") && asked.fields.iter().any(|field| field.name != "id") {
        return nodes.by_gid(parent["product"]["id"].as_str().unwrap_or_default());
    }
    if (owner, name) == ("Order", "refunds") {
        return order_of(context, parent).map(|order| nodes.refunds(order));
    }
    if owner != "Query" {
        return None;
    }
    let id = arguments.get("id").and_then(Value::as_str).unwrap_or_default();
    Some(match name {
        "shop" => Nodes::shop(),
        "order" | "product" | "collection" | "node" => {
            nodes.by_gid(id).filter(|node| is(name, node)).unwrap_or_default()
        }
        "nodes" => {
            let ids = arguments.get("ids").and_then(Value::as_array).cloned().unwrap_or_default();
            ids.iter().map(|id| nodes.by_gid(id.as_str().unwrap_or_default()).unwrap_or_default()).collect()
        }
        _ => return None,
    })
}

fn order_of<'a>(context: &'a Context<'_>, node: &Value) -> Option<&'a Order> {
    let id: u64 = node["legacyResourceId"].as_str()?.parse().ok()?;
    context.state.order_by_id(id).map(|n| &context.state.orders[n])
}

fn is(wanted: &str, node: &Value) -> bool {
    wanted == "node" || node["__typename"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

/// Connections that are searched; `None` for those that stand in their parent.
pub(super) fn connection(
    context: &Context<'_>,
    owner: &str,
    name: &str,
    arguments: &Arguments,
    parent: &Value,
) -> Option<Result<Page, Problem>> {
    let nodes = Nodes { world: context.world, state: context.state };
    let search = Search::parse(arguments.get("query").and_then(Value::as_str).unwrap_or_default());
    let sort = arguments.get("sortKey").and_then(Value::as_str).unwrap_or_default();
    Some(match (owner, name) {
        ("Query", "orders") => {
            let found = (0..context.state.orders.len())
                .map(|n| (n, &context.state.orders[n]))
                .filter(|(_, order)| search.matches(&|term| order_matches(context, order, term)))
                .map(|(n, order)| Entry { key: order_key(order, sort), id: order.id, n })
                .collect();
            paged(found, arguments, |n| nodes.order(n))
        }
        ("Query", "products") => {
            let found = products(context, &search, None);
            let entries = found.map(|(n, product)| Entry { key: product_key(product, n, sort), id: product.id, n });
            paged(entries.collect(), arguments, |n| nodes.product(n))
        }
        ("Collection", "products") => {
            let collection = context.state.collections.iter().position(|c| parent["handle"] == c.handle);
            let found = products(context, &search, collection.or(Some(usize::MAX)));
            let entries = found.map(|(n, product)| Entry { key: product_key(product, n, sort), id: product.id, n });
            paged(entries.collect(), arguments, |n| nodes.product(n))
        }
        ("Order", "lineItems") => Ok(sliced(&nodes.lines(order_of(context, parent)?), arguments)),
        ("Query", "collections") => {
            let found = context.state.collections.iter().enumerate();
            let entries = found.map(|(n, collection)| Entry {
                key: Key::Text(if sort == "TITLE" { collection.title.to_lowercase() } else { String::new() }),
                id: collection.id,
                n,
            });
            paged(entries.collect(), arguments, |n| nodes.collection(n))
        }
        _ => return None,
    })
}

fn products<'a>(
    context: &'a Context<'_>,
    search: &'a Search,
    collection: Option<usize>,
) -> impl Iterator<Item = (usize, &'a Product)> {
    context.state.products.iter().enumerate().filter(move |(_, product)| {
        collection.is_none_or(|n| product.collections.contains(&n))
            && search.matches(&|term| product_matches(context, product, term))
    })
}

fn moment_matches(context: &Context<'_>, term: &Term, ms: i64) -> bool {
    // Shopify compares by the second.
    parse_moment(&term.value, context.world.clock.zone())
        .is_some_and(|wanted| term.compare.holds(ms.div_euclid(1000), wanted.div_euclid(1000)))
}

fn order_matches(context: &Context<'_>, order: &Order, term: &Term) -> bool {
    let Some(field) = term.field.as_deref() else {
        return term.is(&order.number.to_string()) || term.is(&format!("#{}", order.number));
    };
    match field {
        "tag" => Nodes { world: context.world, state: context.state }.tags(order).iter().any(|tag| term.is(tag)),
        "tag_not" => !Nodes { world: context.world, state: context.state }.tags(order).iter().any(|tag| term.is(tag)),
        "created_at" | "processed_at" => moment_matches(context, term, order.created_ms),
        "updated_at" => moment_matches(context, term, order.updated_ms()),
        "financial_status" => term.is(order.financial_status()),
        "status" => match term.value.as_str() {
            "cancelled" => order.cancelled_ms.is_some(),
            "open" | "not_closed" => order.cancelled_ms.is_none(),
            "any" => true,
            _ => false,
        },
        "name" => term.is(&format!("#{}", order.number)) || term.is(&order.number.to_string()),
        "id" => term.value.parse().is_ok_and(|wanted: u64| term.compare.holds(order.id, wanted)),
        "discount_code" => order.code.as_deref().is_some_and(|code| term.is(code)),
        "test" => term.value == order.test.to_string(),
        // The vendor ignores what it does not know.
        _ => true,
    }
}

fn product_matches(context: &Context<'_>, product: &Product, term: &Term) -> bool {
    let Some(field) = term.field.as_deref() else {
        let tags = product.tags.iter().any(|tag| term.is(tag));
        return tags || [product.title, product.kind, product.vendor].iter().any(|text| term.is_in(text));
    };
    match field {
        "title" => term.is_in(product.title),
        "tag" => product.tags.iter().any(|tag| term.is(tag)),
        "tag_not" => !product.tags.iter().any(|tag| term.is(tag)),
        "status" => term.value.split(',').any(|status| status.trim().eq_ignore_ascii_case(product.status)),
        "product_type" => term.is(product.kind),
        "vendor" => term.is(product.vendor),
        "handle" => term.is(&product.handle),
        "sku" => product.variants.iter().any(|variant| term.is(&variant.sku)),
        "id" => term.value.parse().is_ok_and(|wanted: u64| term.compare.holds(product.id, wanted)),
        "created_at" => moment_matches(context, term, product.created_ms),
        "updated_at" => moment_matches(context, term, product.updated_ms),
        "inventory_total" => {
            let total: i64 = product.variants.iter().map(|variant| variant.stock).sum();
            term.value.parse().is_ok_and(|wanted: i64| term.compare.holds(total, wanted))
        }
        _ => true,
    }
}

/// What a list is sorted by; the id decides between equals.
#[derive(PartialEq, PartialOrd)]
enum Key {
    Number(i64),
    Text(String),
}

struct Entry {
    key: Key,
    id: u64,
    n: usize,
}

fn order_key(order: &Order, sort: &str) -> Key {
    Key::Number(match sort {
        "UPDATED_AT" => order.updated_ms(),
        "ORDER_NUMBER" => i64::from(order.number),
        "ID" | "RELEVANCE" => 0,
        _ => order.created_ms,
    })
}

fn product_key(product: &Product, n: usize, sort: &str) -> Key {
    let cents = product.variants.first().map_or(0, |variant| variant.cents);
    match sort {
        "TITLE" => Key::Text(product.title.to_lowercase()),
        "CREATED_AT" | "CREATED" => Key::Number(product.created_ms),
        "UPDATED_AT" => Key::Number(product.updated_ms),
        "PRICE" => Key::Number(cents),
        "BEST_SELLING" => Key::Number(
            i64::from(!product.tags.contains(&"bestseller")) * 1000 + i64::try_from(n * 7 % 40).unwrap_or_default(),
        ),
        _ => Key::Number(0),
    }
}

/// Sorts, skips to behind the cursor, takes a page. Cursors name key and id, so new rows never shift a page.
fn paged(mut found: Vec<Entry>, arguments: &Arguments, node: impl Fn(usize) -> Value) -> Result<Page, Problem> {
    let reverse = arguments.get("reverse").and_then(Value::as_bool).unwrap_or(false);
    let order = |a: &Entry, b: &Entry| {
        let order = a.key.partial_cmp(&b.key).unwrap_or(Ordering::Equal).then(a.id.cmp(&b.id));
        if reverse { order.reverse() } else { order }
    };
    found.sort_by(order);
    let mut start = 0;
    if let Some(cursor) = arguments.get("after").and_then(Value::as_str) {
        let behind = decoded(cursor)
            .ok_or_else(|| Problem::coded("INVALID_CURSOR", "Invalid cursor for current pagination sort."))?;
        start = found.partition_point(|entry| order(entry, &behind) != Ordering::Greater);
    }
    let first = arguments.get("first").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let total = found.len();
    let nodes: Vec<(String, Value)> =
        found.into_iter().skip(start).take(first).map(|entry| (encoded(&entry), node(entry.n))).collect();
    Ok(Page { has_next: start + nodes.len() < total, has_previous: start > 0, nodes })
}

fn encoded(entry: &Entry) -> String {
    let value: Value = match &entry.key {
        Key::Number(number) => (*number).into(),
        Key::Text(text) => text.as_str().into(),
    };
    STANDARD.encode(serde_json::json!({"last_id": entry.id, "last_value": value}).to_string())
}

fn decoded(cursor: &str) -> Option<Entry> {
    let value: Value = serde_json::from_slice(&STANDARD.decode(cursor).ok()?).ok()?;
    let key = match &value["last_value"] {
        Value::String(text) => Key::Text(text.clone()),
        other => Key::Number(other.as_i64()?),
    };
    Some(Entry { key, id: value["last_id"].as_u64()?, n: 0 })
}
