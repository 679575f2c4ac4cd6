//! The merchant's products, as the storefront last described them, and its collections.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{
    ChannelId,
    text::{search_text, search_words},
};
use sqlx::{Any, AnyConnection, Transaction, any::AnyRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductRow {
    /// The storefront's id.
    pub id: String,
    /// Its handle in addresses.
    pub handle: String,
    /// Its title.
    pub title: String,
    /// Brand.
    pub vendor: String,
    /// Type; may be empty.
    pub product_type: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether the shop shows it.
    pub is_active: bool,
    /// Whether any of it can be bought now.
    pub is_available: bool,
    /// Price of the cheapest variant in minor units of the shop's currency.
    pub price: i64,
    /// When the shop made it, in milliseconds; 0 when unknown.
    pub created_at: i64,
    /// The whole product as JSON.
    pub body: String,
}

/// A product as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptProduct {
    /// The storefront's id.
    pub id: String,
    /// The whole product as JSON.
    pub body: String,
}

/// A collection with the ids of its products.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CollectionRow {
    /// The storefront's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The ids of its products.
    pub products: BTreeSet<String>,
}

impl Store {
    /// Adds products or brings them up to date; what did not change is not written again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_products(&self, channel: &ChannelId, products: &[ProductRow]) -> Result<()> {
        // A statement may not touch a row twice: of one product told twice, the last word counts. By id, so that two writers lock in one order.
        let latest: BTreeMap<&str, &ProductRow> =
            products.iter().map(|product| (product.id.as_str(), product)).collect();
        let latest: Vec<&ProductRow> = latest.into_values().collect();
        let mut transaction = self.begin().await?;
        for chunk in latest.chunks(CHUNK) {
            let changed = upsert(&mut transaction, channel, chunk, self.now().millis()).await?;
            let changed: Vec<_> = chunk.iter().copied().filter(|product| changed.contains(&product.id)).collect();
            put_tags(&mut transaction, channel, &changed).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Finds products, in the order of the ids; unknown ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn products_by_ids(&self, channel: &ChannelId, ids: &[String]) -> Result<Vec<KeptProduct>> {
        let mut found = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT id, body FROM products WHERE channel_id = ");
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

    /// Puts these in the place of all collections; what did not change is not written again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_collections(&self, channel: &ChannelId, collections: &[CollectionRow]) -> Result<()> {
        let mut transaction = self.begin().await?;
        // Whoever else replaces them waits here.
        if let Some(lock) = self.pools.engine.for_lock() {
            let mut sql = Sql::new("SELECT id FROM channels WHERE id = ");
            sql.text(channel.as_str()).push(lock);
            sql.all(&mut *transaction).await?;
        }
        let known = known_collections(&mut transaction, channel).await?;
        let wanted: BTreeMap<&str, &CollectionRow> = collections.iter().map(|it| (it.id.as_str(), it)).collect();
        for id in known.keys().filter(|id| !wanted.contains_key(id.as_str())) {
            remove_members(&mut transaction, channel, id).await?;
            sqlx::query("DELETE FROM collections WHERE channel_id = $1 AND id = $2")
                .bind(channel.as_str())
                .bind(id.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        for collection in wanted.into_values() {
            if known.get(&collection.id) != Some(collection) {
                put_collection(&mut transaction, channel, collection).await?;
            }
        }
        Ok(transaction.commit().await?)
    }
}

/// Says which products were another before.
async fn upsert(
    transaction: &mut AnyConnection,
    channel: &ChannelId,
    products: &[&ProductRow],
    now: i64,
) -> Result<BTreeSet<String>> {
    let mut sql = Sql::new(
        "INSERT INTO products (channel_id, id, handle, title, title_key, search, product_type, is_active, is_available, \
         price, created_at, body, changed_at) VALUES ",
    );
    sql.rows(products, |sql, product| {
        sql.text(channel.as_str()).comma();
        sql.text(&product.id).comma();
        sql.text(&product.handle).comma();
        sql.text(&product.title).comma();
        sql.text(&title_key(&product.title)).comma();
        sql.text(&searched(product)).comma();
        sql.text(&product.product_type).comma();
        sql.bind(i64::from(product.is_active)).comma();
        sql.bind(i64::from(product.is_available)).comma();
        sql.bind(product.price).comma();
        sql.bind(product.created_at).comma();
        sql.text(&product.body).comma();
        sql.bind(now);
    });
    sql.push(
        " ON CONFLICT (channel_id, id) DO UPDATE SET handle = excluded.handle, title = excluded.title, \
         title_key = excluded.title_key, search = excluded.search, product_type = excluded.product_type, \
         is_active = excluded.is_active, is_available = excluded.is_available, price = excluded.price, \
         created_at = excluded.created_at, body = excluded.body, changed_at = excluded.changed_at \
         WHERE products.body <> excluded.body OR products.title_key = '' RETURNING id",
    );
    let rows = sql.all(transaction).await?;
    rows.iter().map(|row| Cells::of(row).text()).collect()
}

async fn put_tags(transaction: &mut Transaction<'_, Any>, channel: &ChannelId, products: &[&ProductRow]) -> Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("DELETE FROM product_tags WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND product_id IN ");
    sql.list(products.iter().map(|product| product.id.as_str()));
    sql.run(&mut **transaction).await?;
    let tags = products.iter().flat_map(|product| {
        let tags: BTreeSet<&str> = product.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()).collect();
        tags.into_iter().map(|tag| (tag, product.id.as_str()))
    });
    let tags: Vec<(&str, &str)> = tags.collect();
    for chunk in tags.chunks(CHUNK) {
        let mut sql = Sql::new("INSERT INTO product_tags (channel_id, tag, product_id) VALUES ");
        sql.rows(chunk, |sql, (tag, product)| {
            sql.text(channel.as_str()).comma();
            sql.text(tag).comma();
            sql.text(product);
        });
        sql.push(" ON CONFLICT (channel_id, tag, product_id) DO NOTHING");
        sql.run(&mut **transaction).await?;
    }
    Ok(())
}

async fn known_collections(
    transaction: &mut Transaction<'_, Any>,
    channel: &ChannelId,
) -> Result<BTreeMap<String, CollectionRow>> {
    let rows = sqlx::query(
        "SELECT c.id, c.title, m.product_id FROM collections c \
         LEFT JOIN collection_products m ON m.channel_id = c.channel_id AND m.collection_id = c.id WHERE c.channel_id = $1",
    )
    .bind(channel.as_str())
    .fetch_all(&mut **transaction)
    .await?;
    let mut known: BTreeMap<String, CollectionRow> = BTreeMap::new();
    for row in &rows {
        let mut cells = Cells::of(row);
        let (id, title, product) = (cells.text()?, cells.text()?, cells.maybe_text()?);
        let collection = known.entry(id.clone()).or_insert(CollectionRow { id, title, products: BTreeSet::new() });
        collection.products.extend(product);
    }
    Ok(known)
}

async fn put_collection(
    transaction: &mut Transaction<'_, Any>,
    channel: &ChannelId,
    collection: &CollectionRow,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO collections (channel_id, id, title, title_key) VALUES (");
    sql.text(channel.as_str()).comma();
    sql.text(&collection.id).comma();
    sql.text(&collection.title).comma();
    sql.text(&title_key(&collection.title));
    sql.push(") ON CONFLICT (channel_id, id) DO UPDATE SET title = excluded.title, title_key = excluded.title_key");
    sql.run(&mut **transaction).await?;
    remove_members(transaction, channel, &collection.id).await?;
    let members: Vec<&str> = collection.products.iter().map(String::as_str).collect();
    for chunk in members.chunks(CHUNK) {
        let mut sql = Sql::new("INSERT INTO collection_products (channel_id, collection_id, product_id) VALUES ");
        sql.rows(chunk, |sql, product| {
            sql.text(channel.as_str()).comma();
            sql.text(&collection.id).comma();
            sql.text(product);
        });
        sql.run(&mut **transaction).await?;
    }
    Ok(())
}

async fn remove_members(transaction: &mut Transaction<'_, Any>, channel: &ChannelId, collection: &str) -> Result<()> {
    sqlx::query("DELETE FROM collection_products WHERE channel_id = $1 AND collection_id = $2")
        .bind(channel.as_str())
        .bind(collection)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// What titles are sorted by; never empty.
fn title_key(title: &str) -> String {
    let key = search_text(&[title]);
    if key.is_empty() { " ".to_owned() } else { key }
}

/// Words with a space before each, so that the beginning of a word is found as such.
fn searched(product: &ProductRow) -> String {
    let tags = product.tags.join(" ");
    let parts = [&product.title, &product.handle, &product.vendor, &product.product_type, &tags];
    let words: Vec<String> = parts.iter().flat_map(|part| search_words(part)).collect();
    words.iter().fold(String::new(), |text, word| text + " " + word)
}

fn read(row: &AnyRow) -> Result<KeptProduct> {
    let mut cells = Cells::of(row);
    Ok(KeptProduct { id: cells.text()?, body: cells.text()? })
}
