//! Orders and refunds in the REST form that webhooks carry (contract B2).

use serde_json::{Value, json};

use super::{
    decimal,
    nodes::{Nodes, bag},
};
use crate::{
    model::{Line, Order, Refund, State},
    people::{REGULARS, regular_email},
    world::World,
};

/// The body of `orders/create` and `orders/updated`.
pub(crate) fn order(world: &World, state: &State, order: &Order) -> Value {
    let nodes = Nodes { world, state };
    let at = |ms| world.clock.with_offset(ms);
    let set = |cents| rest_bag(cents, order);
    let cart: Vec<Value> =
        nodes.attributes(order).into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let codes: Vec<Value> = order
        .code
        .iter()
        .map(|code| json!({"code": code, "amount": decimal(order.discount()), "type": "percentage"}))
        .collect();
    let refunds: Vec<Value> = order.refunds.iter().map(|given| refund(world, state, order, given)).collect();
    let buyer = order.regular.and_then(|n| REGULARS.get(n)).copied();
    let (first, last) = buyer.unzip();
    let email = buyer.map(regular_email);
    json!({
        "id": order.id, "admin_graphql_api_id": format!("gid://shopify/Order/{}", order.id),
        "name": format!("#{}", order.number), "order_number": order.number, "number": order.number - 1000,
        "created_at": at(order.created_ms), "processed_at": at(order.created_ms), "updated_at": at(order.updated_ms()),
        "cancelled_at": order.cancelled_ms.map(at), "currency": "USD",
        "presentment_currency": order.presentment.code(),
        "financial_status": order.financial_status().to_lowercase(), "test": order.test,
        "tags": nodes.tags(order).join(", "), "note_attributes": cart, "discount_codes": codes,
        "discount_applications": order.code.iter().map(|code| json!({
            "type": "discount_code", "code": code, "value_type": "percentage", "target_type": "line_item",
        })).collect::<Vec<_>>(),
        "subtotal_price": decimal(order.subtotal()), "subtotal_price_set": set(order.subtotal()),
        "current_subtotal_price": decimal(order.current_subtotal()),
        "current_subtotal_price_set": set(order.current_subtotal()),
        "total_discounts": decimal(order.discount()), "total_discounts_set": set(order.discount()),
        "total_price": decimal(order.total()), "total_price_set": set(order.total()),
        "current_total_price": decimal(order.current_total()), "current_total_price_set": set(order.current_total()),
        "total_tax": decimal(order.tax), "total_tax_set": set(order.tax),
        "total_shipping_price_set": set(order.shipping),
        "line_items": order.lines.iter().map(|line| line_item(state, order, line)).collect::<Vec<_>>(),
        "customer": {"id": order.customer, "email": email, "first_name": first, "last_name": last},
        "email": email, "phone": null, "refunds": refunds, "landing_site": landing(state, order),
        "referring_site": null, "source_name": "web",
    })
}

/// The body of `refunds/create`.
pub(crate) fn refund(world: &World, state: &State, order: &Order, refund: &Refund) -> Value {
    let lines: Vec<Value> = refund
        .lines
        .iter()
        .enumerate()
        .map(|(place, (n, quantity))| {
            let goods = if refund.lines.len() == 1 { refund.goods } else { order.lines[*n].net() };
            json!({
                "id": refund.id * 10 + place as u64, "line_item_id": order.lines[*n].id, "quantity": quantity,
                "subtotal": goods as f64 / 100.0, "subtotal_set": rest_bag(goods, order),
                "line_item": line_item(state, order, &order.lines[*n]),
            })
        })
        .collect();
    json!({
        "id": refund.id, "admin_graphql_api_id": format!("gid://shopify/Refund/{}", refund.id), "order_id": order.id,
        "created_at": world.clock.with_offset(refund.created_ms), "note": refund.note, "restock": true,
        "refund_line_items": lines,
        "transactions": [{
            "id": refund.id + 7, "order_id": order.id, "kind": "refund", "status": "success",
            "amount": decimal(order.presentment.convert(refund.total)), "currency": order.presentment.code(),
        }],
        "total_refunded_set": rest_bag(refund.total, order),
    })
}

fn rest_bag(cents: i64, order: &Order) -> Value {
    let bag = bag(cents, order.presentment);
    let side = |name: &str| json!({"amount": bag[name]["amount"], "currency_code": bag[name]["currencyCode"]});
    json!({"shop_money": side("shopMoney"), "presentment_money": side("presentmentMoney")})
}

fn line_item(state: &State, order: &Order, line: &Line) -> Value {
    let product = &state.products[line.product];
    let variant = &product.variants[line.variant];
    json!({
        "id": line.id, "admin_graphql_api_id": format!("gid://shopify/LineItem/{}", line.id), "title": product.title,
        "quantity": line.quantity, "sku": variant.sku, "product_id": product.id, "variant_id": variant.id,
        "price": decimal(line.unit), "price_set": rest_bag(line.unit, order), "total_discount": decimal(line.discount),
    })
}

fn landing(state: &State, order: &Order) -> Option<String> {
    let partner = order.partner.and_then(|n| state.partners.get(n))?;
    Some(format!("/apps/cc-storefront/redirect?cc={}&utm_content=cc-{}", partner.handle, partner.handle))
}
