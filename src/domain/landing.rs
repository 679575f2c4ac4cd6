//! The public landing page of a partner: what a visitor sees, and the one way in which it is put together.

mod compose;
mod credit;

pub use compose::{compose, unlisted};
pub use credit::Credit;

use crate::{Money, profile::Discount};
use serde::{Deserialize, Serialize};

/// A product with the partner's word on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingProduct {
    /// Shopify's numeric product id: tells the products of a drop apart.
    pub product_id: String,
    /// Title.
    pub title: String,
    /// Title of the variant that the partner chose, such as `Blue / M`; none when the visitor chooses.
    pub variant_title: Option<String>,
    /// Picture, if there is one.
    pub image_url: Option<String>,
    /// Price of the chosen variant, else of the cheapest one, if known.
    pub price: Option<Money>,
    /// The partner's note; may be empty.
    pub note: String,
    /// Where to buy it, with attribution and coupon; none when the shop no longer has it.
    pub buy_url: Option<String>,
    /// Whether it can be bought now.
    pub is_available: bool,
}

/// A collection that the partner put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingDrop {
    /// CC's id of the drop.
    pub id: String,
    /// Title.
    pub title: String,
    /// Description; may be empty.
    pub description: String,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// Its products, in the partner's order.
    pub products: Vec<LandingProduct>,
}

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    /// Handle, as in `/p/{handle}`.
    pub handle: String,
    /// CC's id of the creator, if known: sales are attributed by it.
    pub creator_id: Option<String>,
    /// The partner's name.
    pub name: String,
    /// Biography in the marks of [`crate::bio`].
    pub bio: String,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// The page's colour, `#rrggbb`.
    pub color: String,
    /// The merchant's name.
    pub store_name: String,
    /// The merchant's storefront.
    pub store_url: String,
    /// The coupon code, if there is one.
    pub coupon: Option<String>,
    /// What the coupon saves.
    pub discount: Option<Discount>,
    /// The drops, in the partner's order.
    pub drops: Vec<LandingDrop>,
}

impl Landing {
    /// Whom purchases through this page count for.
    pub fn credit(&self) -> Credit<'_> {
        Credit {
            store_url: &self.store_url,
            creator_id: self.creator_id.as_deref(),
            handle: &self.handle,
            coupon: self.coupon.as_deref(),
        }
    }
}
