//! Orders, products and collections as the Admin API's objects, complete; execution keeps what was asked for.

use serde_json::{Value, json};

use crate::{
    CHANNEL_DOMAIN, CHANNEL_NAME, CHANNEL_ZONE,
    clock::utc_seconds,
    model::{Currency, Order, Refund, State, Variant},
    seed::campaigns::campaign_id,
    world::World,
};

/// Builds objects out of the state.
pub(crate) struct Nodes<'a> {
    pub(crate) world: &'a World,
    pub(crate) state: &'a State,
}

/// Minor units as a decimal text: `1205` is `12.05`.
pub(crate) fn decimal(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

fn money(cents: i64, currency: &str) -> Value {
    json!({"amount": decimal(cents), "currencyCode": currency})
}

/// US cents in the shop's money and in what the customer paid with.
pub(super) fn bag(cents: i64, presentment: Currency) -> Value {
    json!({"shopMoney": money(cents, "USD"), "presentmentMoney": money(presentment.convert(cents), presentment.code())})
}

impl Nodes<'_> {
    pub(super) fn shop() -> Value {
        json!({
            "__typename": "Shop", "id": "gid://shopify/Shop/71044628", "name": CHANNEL_NAME,
            "myshopifyDomain": CHANNEL_DOMAIN, "currencyCode": "USD", "ianaTimezone": CHANNEL_ZONE,
            "primaryDomain": {"url": "https://northtrail.example", "host": "northtrail.example"},
        })
    }

    pub(super) fn by_gid(&self, gid: &str) -> Option<Value> {
        let (kind, id) = gid.strip_prefix("gid://shopify/")?.split_once('/')?;
        let id: u64 = id.parse().ok()?;
        match kind {
            "Order" => self.state.order_by_id(id).map(|n| self.order(n)),
            "Product" => self.state.products.iter().position(|product| product.id == id).map(|n| self.product(n)),
            "Collection" => self.state.collections.iter().position(|c| c.id == id).map(|n| self.collection(n)),
            _ => None,
        }
    }

    /// Tags of an order: those of CC when a partner brought it.
    pub(crate) fn tags(&self, order: &Order) -> Vec<String> {
        let Some(partner) = order.partner.and_then(|n| self.state.partners.get(n)) else { return Vec::new() };
        let campaign = order.campaign.map(|n| format!("cc-campaign-id-{}", campaign_id(n)));
        let own = ["CreatorCommerce".to_owned(), format!("cc-creator-id-{}", partner.creator_id)];
        own.into_iter().chain(campaign).collect()
    }

    /// The cart's attributes that CC's script set.
    pub(crate) fn attributes(&self, order: &Order) -> Vec<(&'static str, String)> {
        let Some(partner) = order.partner.and_then(|n| self.state.partners.get(n)) else { return Vec::new() };
        let campaign = order.campaign.map(|n| ("cc-campaign-id", campaign_id(n)));
        let own = [("cc-creator-id", partner.creator_id.clone()), ("cc-creator-handle", partner.handle.clone())];
        own.into_iter().chain(campaign).collect()
    }

    pub(super) fn order(&self, n: usize) -> Value {
        let order = &self.state.orders[n];
        let bag = |cents| bag(cents, order.presentment);
        let attributes: Vec<Value> =
            self.attributes(order).into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        let codes: Vec<&String> = order.code.iter().collect();
        json!({
            "__typename": "Order", "id": format!("gid://shopify/Order/{}", order.id),
            "legacyResourceId": order.id.to_string(), "name": format!("#{}", order.number), "number": order.number,
            "createdAt": utc_seconds(order.created_ms), "processedAt": utc_seconds(order.created_ms),
            "updatedAt": utc_seconds(order.updated_ms()), "cancelledAt": order.cancelled_ms.map(utc_seconds),
            "displayFinancialStatus": order.financial_status(), "test": order.test, "tags": self.tags(order),
            "customAttributes": attributes, "discountCode": order.code, "discountCodes": codes, "currencyCode": "USD",
            "presentmentCurrencyCode": order.presentment.code(), "subtotalPriceSet": bag(order.subtotal()),
            "totalDiscountsSet": bag(order.discount()), "totalTaxSet": bag(order.tax),
            "totalShippingPriceSet": bag(order.shipping), "totalPriceSet": bag(order.total()),
            "currentSubtotalPriceSet": bag(order.current_subtotal()),
            "currentTotalPriceSet": bag(order.current_total()), "totalRefundedSet": bag(order.refunded()),
            "customer": {
                "__typename": "Customer", "id": format!("gid://shopify/Customer/{}", order.customer),
                "numberOfOrders": order.customer_orders.to_string(),
            },
        })
    }

    /// Lines and refunds are built apart, because most queries do not ask for them.
    pub(super) fn lines(&self, order: &Order) -> Value {
        (0..order.lines.len()).map(|n| self.line(order, n)).collect()
    }

    pub(super) fn refunds(&self, order: &Order) -> Value {
        order.refunds.iter().map(|refund| self.refund(order, refund)).collect()
    }

    fn line(&self, order: &Order, n: usize) -> Value {
        let line = &order.lines[n];
        let product = &self.state.products[line.product];
        let variant = &product.variants[line.variant];
        let returned: i64 =
            order.refunds.iter().flat_map(|refund| &refund.lines).filter(|(at, _)| *at == n).map(|(_, q)| q).sum();
        json!({
            "__typename": "LineItem", "id": format!("gid://shopify/LineItem/{}", line.id), "title": product.title,
            "quantity": line.quantity, "currentQuantity": (line.quantity - returned).max(0), "sku": variant.sku,
            "variantTitle": variant.title, "variant": self.variant(line.product, variant),
            // A stub: the whole product is looked up when more than its id is asked for.
            "product": {"__typename": "Product", "id": format!("gid://shopify/Product/{}", product.id)},
            "originalTotalSet": bag(line.gross(), order.presentment),
            "discountedTotalSet": bag(line.net(), order.presentment),
        })
    }

    fn refund(&self, order: &Order, refund: &Refund) -> Value {
        let lines: Vec<Value> = refund
            .lines
            .iter()
            .map(|(n, quantity)| {
                let line = self.line(order, *n);
                let goods = if refund.lines.len() == 1 { refund.goods } else { order.lines[*n].net() };
                json!({"quantity": quantity, "lineItem": line, "subtotalSet": bag(goods, order.presentment)})
            })
            .collect();
        json!({
            "__typename": "Refund", "id": format!("gid://shopify/Refund/{}", refund.id),
            "legacyResourceId": refund.id.to_string(), "createdAt": utc_seconds(refund.created_ms),
            "note": refund.note, "totalRefundedSet": bag(refund.total, order.presentment), "refundLineItems": lines,
        })
    }

    pub(super) fn product(&self, n: usize) -> Value {
        let product = &self.state.products[n];
        let prices = || product.variants.iter().map(|variant| variant.cents);
        let image = self.image(n);
        let variants: Vec<Value> = product.variants.iter().map(|variant| self.variant(n, variant)).collect();
        let online =
            (product.status == "ACTIVE").then(|| format!("https://northtrail.example/products/{}", product.handle));
        json!({
            "__typename": "Product", "id": format!("gid://shopify/Product/{}", product.id),
            "legacyResourceId": product.id.to_string(), "handle": product.handle, "title": product.title,
            "vendor": product.vendor, "productType": product.kind, "tags": product.tags, "status": product.status,
            "createdAt": utc_seconds(product.created_ms), "updatedAt": utc_seconds(product.updated_ms),
            "totalInventory": product.variants.iter().map(|variant| variant.stock).sum::<i64>(),
            "onlineStoreUrl": online, "description": product.description,
            "descriptionHtml": format!("<p>{}</p>", product.description), "featuredImage": image,
            "featuredMedia": {"preview": {"image": image}},
            "priceRangeV2": {
                "minVariantPrice": money(prices().min().unwrap_or_default(), "USD"),
                "maxVariantPrice": money(prices().max().unwrap_or_default(), "USD"),
            },
            "variants": variants,
        })
    }

    fn image(&self, n: usize) -> Value {
        let product = &self.state.products[n];
        json!({
            "url": format!("{}/images/products/{}.svg?v=1", self.world.origin, product.id), "altText": product.title,
            "width": 800, "height": 800,
        })
    }

    fn variant(&self, n: usize, variant: &Variant) -> Value {
        json!({
            "__typename": "ProductVariant", "id": format!("gid://shopify/ProductVariant/{}", variant.id),
            "title": variant.title, "sku": variant.sku, "price": decimal(variant.cents),
            "compareAtPrice": variant.compare_at.map(decimal), "availableForSale": variant.stock > 0,
            "inventoryQuantity": variant.stock, "image": self.image(n),
            "selectedOptions": [{"name": variant.option, "value": variant.title}],
        })
    }

    pub(super) fn collection(&self, n: usize) -> Value {
        let collection = &self.state.collections[n];
        let members = self.state.products.iter().filter(|product| product.collections.contains(&n));
        json!({
            "__typename": "Collection", "id": format!("gid://shopify/Collection/{}", collection.id),
            "legacyResourceId": collection.id.to_string(), "title": collection.title, "handle": collection.handle,
            "updatedAt": utc_seconds(self.world.options.now_ms - 3 * crate::clock::DAY_MS),
            "productsCount": {"count": members.count()},
            "image": {
                "url": format!("{}/images/collections/{}.svg", self.world.origin, collection.handle),
                "altText": collection.title, "width": 1200, "height": 800,
            },
        })
    }
}
