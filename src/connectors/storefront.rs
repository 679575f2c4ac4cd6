//! Storefronts: products, and orders that creators brought.

use crate::Result;
use async_trait::async_trait;
use domain::{CouponCode, Currency, Email, Money, OrderStatus, Timestamp};
use serde::{Deserialize, Serialize};

/// The shop itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// Name.
    pub name: String,
    /// Currency of all shop money.
    pub currency: Currency,
    /// IANA time zone.
    pub time_zone: String,
    /// The storefront's address.
    pub url: String,
}

/// Money given back for an order, in shop money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreRefund {
    /// Numeric id.
    pub id: String,
    /// How much was given back.
    pub amount: Money,
    /// When.
    pub refunded_at: Timestamp,
}

/// An order in shop money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreOrder {
    /// Numeric id (legacy resource id).
    pub id: String,
    /// Name for people, such as `#1001`.
    pub name: String,
    /// CC's creator id, from the tag or else the cart attribute.
    pub creator_id: Option<String>,
    /// Codes the buyer used.
    pub coupons: Vec<CouponCode>,
    /// Who bought, as far as the shop tells: apps without leave for protected data do not hear it. Not kept
    /// with the shop's answers.
    #[serde(skip)]
    pub buyer: Option<Buyer>,
    /// What buyer or team noted with it; empty where nobody did. Not kept with the shop's answers either.
    #[serde(skip)]
    pub notes: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// What became of it.
    pub status: OrderStatus,
    /// Whether it is a test order.
    pub is_test: bool,
    /// Goods less discounts, without tax and shipping, as ordered.
    pub subtotal: Money,
    /// What the buyer paid, as ordered.
    pub total: Money,
    /// What was given back.
    pub refunds: Vec<StoreRefund>,
}

/// Who bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// E-mail, if it is told.
    pub email: Option<Email>,
    /// Full name, if it is told.
    pub name: Option<String>,
    /// The shop's id of the customer, if there is one.
    pub id: Option<String>,
}

/// Which orders to ask for, oldest change first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    /// Only those of this CC creator; all that carry CC's tag when left out.
    pub creator_id: Option<String>,
    /// Only those changed at or after this time.
    pub changed_since: Option<Timestamp>,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// A page of orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<StoreOrder>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A variant of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Numeric id.
    pub id: String,
    /// Title, such as `Blue / M`.
    pub title: String,
    /// Price in shop money.
    pub price: Money,
    /// Whether it can be bought now.
    pub is_available: bool,
}

/// A product of the picker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Numeric id.
    pub id: String,
    /// Handle, as in `/products/{handle}`.
    pub handle: String,
    /// Title.
    pub title: String,
    /// Brand.
    pub vendor: String,
    /// Type, such as `Shoes`.
    pub product_type: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether the shop sells it.
    pub is_active: bool,
    /// Pieces in stock, if counted.
    pub stock: Option<i64>,
    /// Price of the cheapest variant.
    pub price: Money,
    /// Picture (http or https only), if there is one.
    pub image_url: Option<String>,
    /// When the shop made it, if told.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// The product's page in the shop, if published.
    pub url: Option<String>,
    /// Its variants.
    pub variants: Vec<Variant>,
}

/// Which products to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductFilter {
    /// Text to find; all when empty.
    pub text: String,
    /// Only of this collection (numeric id).
    pub collection_id: Option<String>,
    /// Only these (numeric ids); all when empty.
    pub ids: Vec<String>,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// A page of products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPage {
    /// The products.
    pub products: Vec<Product>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A collection of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// Numeric id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// Speaks to one shop.
#[async_trait]
pub trait Storefront: Send + Sync + std::fmt::Debug {
    /// The shop.
    async fn shop(&self) -> Result<Shop>;
    /// A page of orders.
    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage>;
    /// A page of products.
    async fn products(&self, filter: &ProductFilter) -> Result<ProductPage>;
    /// A page of the ids of a collection's products, and where the next page begins; none on the last.
    async fn collection_members(
        &self,
        collection_id: &str,
        after: Option<&str>,
    ) -> Result<(Vec<String>, Option<String>)>;
    /// All collections.
    async fn collections(&self) -> Result<Vec<Collection>>;
}
