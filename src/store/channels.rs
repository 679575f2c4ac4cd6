//! Channels: the tenants.

use crate::{Result, Store, StoreError, rows::Cells, totals};
use domain::{ChannelId, partner::Channel, zone::Zone};
use sqlx::any::AnyRow;

impl Store {
    /// Adds the channel or brings it up to date. A new time zone, or a new way of
    /// counting, counts all daily totals anew; other processes learn of it when they start.
    ///
    /// # Errors
    /// When its time zone is unknown, its domain belongs to another channel, or the store fails.
    pub async fn put_channel(&self, channel: &Channel) -> Result<()> {
        let zone = Zone::named(&channel.time_zone).map_err(|fault| StoreError::Other(fault.to_string()))?;
        let mut transaction = self.begin().await?;
        let before = sqlx::query("SELECT time_zone, counted_in FROM channels WHERE id = $1")
            .bind(channel.id.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO channels (id, domain, name, currency, time_zone, brand_color, logo_url, store_url, is_test, counted_in) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET \
             domain = excluded.domain, name = excluded.name, currency = excluded.currency, time_zone = excluded.time_zone, \
             brand_color = excluded.brand_color, logo_url = excluded.logo_url, store_url = excluded.store_url, is_test = excluded.is_test, \
             counted_in = excluded.counted_in",
        )
        .bind(channel.id.as_str())
        .bind(channel.domain.to_lowercase())
        .bind(channel.name.as_str())
        .bind(channel.currency.code())
        .bind(channel.time_zone.as_str())
        .bind(channel.brand_color.as_str())
        .bind(channel.logo_url.clone())
        .bind(channel.store_url.as_str())
        .bind(i64::from(channel.is_test))
        .bind(totals::WAY_OF_COUNTING)
        .execute(&mut *transaction)
        .await?;
        if let Some(before) = &before {
            let mut cells = Cells::of(before);
            // Sales near midnight fall on other days now, or there are figures that nobody counted before.
            let is_outdated = cells.text()? != channel.time_zone || cells.number()? != totals::WAY_OF_COUNTING;
            if is_outdated {
                totals::rebuild(&mut transaction, &channel.id, &zone).await?;
            }
        }
        transaction.commit().await?;
        self.remember_zone(&channel.id, zone);
        Ok(())
    }

    /// Finds a channel.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn channel(&self, id: &ChannelId) -> Result<Option<Channel>> {
        let row = sqlx::query(
            "SELECT id, domain, name, currency, time_zone, brand_color, logo_url, store_url, is_test FROM channels WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Finds the channel of a Shopify domain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn channel_by_domain(&self, domain: &str) -> Result<Option<Channel>> {
        let row = sqlx::query(
            "SELECT id, domain, name, currency, time_zone, brand_color, logo_url, store_url, is_test FROM channels WHERE domain = $1",
        )
        .bind(domain.to_lowercase())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<Channel> {
    let mut cells = Cells::of(row);
    Ok(Channel {
        id: cells.parse("channels.id")?,
        domain: cells.text()?,
        name: cells.text()?,
        currency: cells.parse("channels.currency")?,
        time_zone: cells.text()?,
        brand_color: cells.text()?,
        logo_url: cells.maybe_text()?,
        store_url: cells.text()?,
        is_test: cells.flag()?,
    })
}
