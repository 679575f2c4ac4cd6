//! Products and collections from the shop: the full list each time, as it is short and has no order of change.

use super::{MOST_PAGES, endless};
use crate::{
    core::{Core, Found},
    fault::AskError,
    fetch::json,
    room::Room,
};
use connectors::{
    ConnectorError, Storefront,
    storefront::{Collection, Product, ProductFilter},
};
use domain::{Source, Timestamp};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};
use store::{CollectionRow, ProductRow, StoreError};

/// The key under which the ids of the last full list are kept.
const LISTED: &str = "listed";

impl Core {
    /// Reads all products, and marks those that are gone.
    pub(crate) async fn sync_products(&self, room: &Arc<Room>) -> Result<Found, AskError> {
        let Some(shop) = &room.sources.storefront else {
            return Ok(Found::Nothing);
        };
        let mut filter = ProductFilter::default();
        let mut listed = HashSet::new();
        for _ in 0..MOST_PAGES {
            let page = self.call(room, Source::Shopify, shop.products(&filter)).await?;
            listed.extend(page.products.iter().map(|product| product.id.clone()));
            self.put_products(room, &page.products).await?;
            match page.next {
                None => {
                    self.retire_products(room, &listed).await?;
                    self.sync_collections(room, shop.as_ref()).await?;
                    return Ok(Found::Body("{}".to_owned()));
                }
                next if next == filter.after => break,
                next => filter.after = next,
            }
        }
        Err(endless("products"))
    }

    async fn put_products(&self, room: &Room, products: &[Product]) -> Result<(), StoreError> {
        let rows = products.iter().map(|product| {
            Ok(ProductRow {
                id: product.id.clone(),
                handle: product.handle.clone(),
                title: product.title.clone(),
                vendor: product.vendor.clone(),
                product_type: product.product_type.clone(),
                tags: product.tags.clone(),
                is_active: product.is_active,
                is_available: product.variants.iter().any(|variant| variant.is_available),
                price: product.price.minor,
                created_at: product.created_at.map_or(0, Timestamp::millis),
                body: json(product)?,
            })
        });
        let rows = rows.collect::<Result<Vec<_>, StoreError>>()?;
        self.store.put_products(&room.channel.id, &rows).await
    }

    /// Reads which products each collection holds. A shop that does not say is sold from all the same: without collections the
    /// picker cannot narrow by them, and nothing else is missing.
    async fn sync_collections(&self, room: &Room, shop: &dyn Storefront) -> Result<(), AskError> {
        match self.read_collections(room, shop).await {
            Ok(collections) => Ok(self.store.put_collections(&room.channel.id, &collections).await?),
            Err(AskError::Source(error)) => {
                tracing::warn!(channel = %room.channel.id, %error, "the shop's collections could not be read");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn read_collections(&self, room: &Room, shop: &dyn Storefront) -> Result<Vec<CollectionRow>, AskError> {
        let listed = self.call(room, Source::Shopify, shop.collections()).await?;
        let mut rows = Vec::with_capacity(listed.len());
        for Collection { id, title } in listed {
            let products = self.read_members(room, shop, &id).await?;
            rows.push(CollectionRow { id, title, products });
        }
        Ok(rows)
    }

    async fn read_members(&self, room: &Room, shop: &dyn Storefront, id: &str) -> Result<BTreeSet<String>, AskError> {
        let mut members = BTreeSet::new();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = self.call(room, Source::Shopify, shop.collection_members(id, after.as_deref())).await;
            let (ids, next) = match page {
                // It was removed while the others were read.
                Err(AskError::Source(ConnectorError::NotFound)) => return Ok(members),
                page => page?,
            };
            members.extend(ids);
            match next {
                None => return Ok(members),
                next if next == after => break,
                next => after = next,
            }
        }
        Err(endless("collections"))
    }

    /// What the list held the last time and no longer holds is not sold any more.
    async fn retire_products(&self, room: &Room, listed: &HashSet<String>) -> Result<(), StoreError> {
        let (channel, shop) = (&room.channel.id, Source::Shopify);
        let last = self.store.answer(channel, shop, "products", LISTED).await?;
        let last: HashSet<String> =
            last.and_then(|last| last.body).and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        if last == *listed {
            return Ok(());
        }
        let gone: Vec<_> = last.difference(listed).cloned().collect();
        let rows = self.store.products_by_ids(channel, &gone).await?;
        let retired: Vec<_> = rows
            .iter()
            .filter_map(|row| serde_json::from_str::<Product>(&row.body).ok())
            .map(|product| Product { is_active: false, ..product })
            .collect();
        self.put_products(room, &retired).await?;
        self.store.put_answer(channel, shop, "products", LISTED, &json(listed)?).await
    }
}
