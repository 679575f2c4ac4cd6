//! Pictures that a partner's page may show.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{ChannelId, PartnerId};
use sqlx::AnyConnection;
use std::collections::{BTreeSet, HashSet};

impl Store {
    /// Notes pictures that were uploaded here or seen at CC.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_pictures(&self, channel: &ChannelId, partner: &PartnerId, urls: &BTreeSet<&str>) -> Result<()> {
        let mut transaction = self.begin().await?;
        note_pictures(&mut transaction, channel, partner, urls, self.now().millis()).await?;
        Ok(transaction.commit().await?)
    }

    /// Which of these pictures are known as the partner's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_pictures(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        urls: &BTreeSet<&str>,
    ) -> Result<HashSet<String>> {
        let urls: Vec<&str> = urls.iter().copied().collect();
        let mut known = HashSet::new();
        for chunk in urls.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT url FROM content_pictures WHERE channel_id = ");
            sql.text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
            sql.push(" AND url IN ").list(chunk.iter().copied());
            for row in sql.all(self.reader()).await? {
                known.insert(Cells::of(&row).text()?);
            }
        }
        Ok(known)
    }
}

/// Notes pictures within a transaction.
pub(super) async fn note_pictures(
    transaction: &mut AnyConnection,
    channel: &ChannelId,
    partner: &PartnerId,
    urls: &BTreeSet<&str>,
    now: i64,
) -> Result<()> {
    let urls: Vec<&str> = urls.iter().copied().collect();
    for chunk in urls.chunks(CHUNK) {
        let mut sql = Sql::new("INSERT INTO content_pictures (channel_id, partner_id, url, known_at) VALUES ");
        sql.rows(chunk, |sql, url| {
            sql.text(channel.as_str()).comma();
            sql.text(partner.as_str()).comma();
            sql.text(url).comma();
            sql.bind(now);
        });
        sql.push(" ON CONFLICT (channel_id, partner_id, url) DO NOTHING");
        sql.run(&mut *transaction).await?;
    }
    Ok(())
}
