//! The picker's view of products: words, filters, three orders, pages by key, and what can be narrowed by.

use crate::{
    Result, Store,
    page_cursor::PageCursor,
    products::KeptProduct,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId,
    content::{Facets, ShelfQuery, ShelfSort},
    text::search_words,
};
use sqlx::any::AnyRow;

/// More words than anyone types; each costs a look at every product.
const MOST_WORDS: usize = 8;
/// More tags or types than a menu can hold.
const MOST_FACETS: i64 = 200;

impl Store {
    /// A page of the products that the shop shows: `limit` at most, where the next page begins, and how many there are.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn search_products(
        &self,
        channel: &ChannelId,
        query: &ShelfQuery,
        limit: u32,
    ) -> Result<(Vec<KeptProduct>, Option<String>, i64)> {
        let (key, descends, list) = sorting(query.sort);
        let mut sql = Sql::new("SELECT p.id, p.body, ");
        sql.push(key).push(" AS sort_key FROM products p WHERE ");
        matching(&mut sql, channel, query);
        if let Some(after) = &query.after {
            let end = PageCursor::decode(after, list)?;
            sql.push(" AND (").push(key).push(if descends { ", p.id) < (" } else { ", p.id) > (" });
            match query.sort {
                ShelfSort::Title => sql.text(&end.key),
                _ => sql.bind(end.number()?),
            };
            sql.comma().text(&end.id).push(")");
        }
        sql.push(" ORDER BY ").push(key).push(if descends { " DESC, p.id DESC" } else { ", p.id" });
        sql.push(" LIMIT ").bind(i64::from(limit) + 1);
        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(limit as usize);
        let products = rows.iter().take(shown).map(read).collect::<Result<Vec<_>>>()?;
        let final_row = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
        let next = final_row.map(|row| end(row, query.sort)).transpose()?.map(|end| end.encode(list));
        Ok((products, next, self.count_products(channel, query).await?))
    }

    async fn count_products(&self, channel: &ChannelId, query: &ShelfQuery) -> Result<i64> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM products p WHERE ");
        matching(&mut sql, channel, query);
        let rows = sql.all(self.reader()).await?;
        rows.first().map_or(Ok(0), |row| Cells::of(row).number())
    }

    /// What the picker can be narrowed by: only what some product that the shop shows has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn facets(&self, channel: &ChannelId) -> Result<Facets> {
        let collections = sqlx::query(
            "SELECT c.id, c.title FROM collections c WHERE c.channel_id = $1 AND EXISTS (SELECT 1 FROM collection_products m \
             JOIN products p ON p.channel_id = m.channel_id AND p.id = m.product_id AND p.is_active = 1 \
             WHERE m.channel_id = c.channel_id AND m.collection_id = c.id) ORDER BY c.title_key, c.id",
        )
        .bind(channel.as_str())
        .fetch_all(self.reader());
        let tags = sqlx::query(
            "SELECT DISTINCT t.tag FROM product_tags t \
             JOIN products p ON p.channel_id = t.channel_id AND p.id = t.product_id AND p.is_active = 1 \
             WHERE t.channel_id = $1 ORDER BY t.tag LIMIT $2",
        )
        .bind(channel.as_str())
        .bind(MOST_FACETS)
        .fetch_all(self.reader());
        let types = sqlx::query(
            "SELECT DISTINCT product_type FROM products WHERE channel_id = $1 AND is_active = 1 AND product_type <> '' \
             ORDER BY product_type LIMIT $2",
        )
        .bind(channel.as_str())
        .bind(MOST_FACETS)
        .fetch_all(self.reader());
        let (collections, tags, types) = futures::try_join!(collections, tags, types)?;
        let names = |rows: &[AnyRow]| rows.iter().map(|row| Cells::of(row).text()).collect::<Result<Vec<_>>>();
        Ok(Facets {
            collections: collections.iter().map(pair).collect::<Result<_>>()?,
            tags: names(&tags)?,
            product_types: names(&types)?,
        })
    }
}

/// What the list is sorted by, whether that descends, and the list's name in cursors.
const fn sorting(sort: ShelfSort) -> (&'static str, bool, &'static str) {
    match sort {
        ShelfSort::Title => ("p.title_key", false, "shelf:title"),
        ShelfSort::Newest => ("p.created_at", true, "shelf:newest"),
        ShelfSort::Price => ("p.price", false, "shelf:price"),
    }
}

/// Every word must begin a word of the product; what the engines take for wildcards is no letter and so no part of a word.
fn matching(sql: &mut Sql, channel: &ChannelId, query: &ShelfQuery) {
    sql.push("p.is_active = 1 AND p.channel_id = ").text(channel.as_str());
    if query.in_stock {
        sql.push(" AND p.is_available = 1");
    }
    if let Some(kind) = &query.product_type {
        sql.push(" AND p.product_type = ").text(kind);
    }
    if let Some(tag) = &query.tag {
        sql.push(
            " AND EXISTS (SELECT 1 FROM product_tags t WHERE t.channel_id = p.channel_id AND t.product_id = p.id ",
        );
        sql.push("AND t.tag = ").text(tag).push(")");
    }
    if let Some(collection) = &query.collection {
        sql.push(" AND EXISTS (SELECT 1 FROM collection_products m WHERE m.channel_id = p.channel_id ");
        sql.push("AND m.product_id = p.id AND m.collection_id = ").text(collection).push(")");
    }
    for word in search_words(&query.text).into_iter().take(MOST_WORDS) {
        sql.push(" AND p.search LIKE ").text(&format!("% {word}%"));
    }
}

fn end(last: &AnyRow, sort: ShelfSort) -> Result<PageCursor> {
    let mut cells = Cells::of(last);
    let (id, _) = (cells.text()?, cells.text()?);
    let key = match sort {
        ShelfSort::Title => cells.text()?,
        _ => cells.number()?.to_string(),
    };
    Ok(PageCursor { key, id })
}

fn read(row: &AnyRow) -> Result<KeptProduct> {
    let mut cells = Cells::of(row);
    Ok(KeptProduct { id: cells.text()?, body: cells.text()? })
}

fn pair(row: &AnyRow) -> Result<(String, String)> {
    let mut cells = Cells::of(row);
    Ok((cells.text()?, cells.text()?))
}
