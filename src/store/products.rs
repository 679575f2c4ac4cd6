//! The merchant's products, as the storefront last described them.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{ChannelId, text::search_text};
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, HashMap};

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
        let mut transaction = self.begin().await?;
        let now = self.now().millis();
        // A statement may not touch a row twice: of one product told twice, the last word counts. By id, so that two writers lock in one order.
        let latest: BTreeMap<&str, &ProductRow> =
            products.iter().map(|product| (product.id.as_str(), product)).collect();
        let latest: Vec<&ProductRow> = latest.into_values().collect();
        for chunk in latest.chunks(CHUNK) {
            let mut sql =
                Sql::new("INSERT INTO products (channel_id, id, handle, title, search, body, changed_at) VALUES ");
            sql.rows(chunk, |sql, product| {
                sql.text(channel.as_str()).comma();
                sql.text(&product.id).comma();
                sql.text(&product.handle).comma();
                sql.text(&product.title).comma();
                sql.text(&search_text(&[&product.title, &product.handle])).comma();
                sql.text(&product.body).comma();
                sql.bind(now);
            });
            sql.push(
                " ON CONFLICT (channel_id, id) DO UPDATE SET handle = excluded.handle, title = excluded.title, \
                 search = excluded.search, body = excluded.body, changed_at = excluded.changed_at",
            );
            sql.run(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Finds products, in the order of the ids; unknown ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn products_by_ids(&self, channel: &ChannelId, ids: &[String]) -> Result<Vec<ProductRow>> {
        let mut found = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT id, handle, title, body FROM products WHERE channel_id = ");
            sql.text(channel.as_str()).push(" AND id IN ");
            sql.list(chunk.iter().map(String::as_str));
            for row in sql.all(self.reader()).await? {
                let product = read(&row)?;
                found.insert(product.id.clone(), product);
            }
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    }

    /// How many products there are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn product_count(&self, channel: &ChannelId) -> Result<i64> {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM products WHERE channel_id = $1")
            .bind(channel.as_str())
            .fetch_one(self.reader())
            .await?;
        Ok(count)
    }
}

fn read(row: &AnyRow) -> Result<ProductRow> {
    let mut cells = Cells::of(row);
    Ok(ProductRow { id: cells.text()?, handle: cells.text()?, title: cells.text()?, body: cells.text()? })
}
