//! The merchant's products, as the storefront last described them.

use crate::{Result, Store};
use domain::ChannelId;

/// One product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// The storefront's id.
    pub id: String,
    /// Its handle in addresses.
    pub handle: String,
    /// Its title.
    pub title: String,
    /// The whole product as JSON.
    pub body: String,
}

impl Store {
    /// Adds products or brings them up to date.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_products(&self, channel: &ChannelId, products: &[ProductRow]) -> Result<()> {
        let _ = (channel, products);
        todo!()
    }

    /// Finds products, in the order of the ids; unknown ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn products_by_ids(
        &self,
        channel: &ChannelId,
        ids: &[String],
    ) -> Result<Vec<ProductRow>> {
        let _ = (channel, ids);
        todo!()
    }

    /// How many products there are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn product_count(&self, channel: &ChannelId) -> Result<i64> {
        let _ = channel;
        todo!()
    }
}
